"""Deployments that follow the folder of portals: ``etl deploy --watch``.

``etl up`` keeps it running beside server and worker. It looks at names, sizes and times of the
files every few seconds; where something changed, and was still so a look later, it registers
anew in a process of its own, so that what goes wrong there ends nothing here.
"""

import logging
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from etl.flows.local.background_process import Service
from etl.settings import Settings

log = logging.getLogger(__name__)

LOOK_SECONDS = 2.0
_AGAIN_SECONDS = 60.0
_PATIENCE_SECONDS = 600

State = tuple[tuple[str, int, int], ...]


def service(settings: Settings) -> Service:
    """The process that ``etl up`` starts."""
    return Service("portals", settings.prefect_dir)


def watch(folders: Sequence[Path], known: State | None = None) -> None:
    """Register whenever the folders change, and once more a minute later where that fails.

    Args:
        folders: of the portals' YAML files.
        known: how the folders were when they were registered last; None where they never were.
    """
    seen, due = None, 0.0
    while True:
        now = state_of(folders)
        # A file that is being written is left until it was the same for two looks.
        if now == seen and now != known and time.monotonic() >= due:
            if _register():
                known = now
            else:
                due = time.monotonic() + _AGAIN_SECONDS
        seen = now
        time.sleep(LOOK_SECONDS)


def state_of(folders: Sequence[Path]) -> State:
    """What tells whether a file was added, removed or changed."""
    found = []
    for folder in folders:
        for path in sorted(folder.glob("*.yaml")):
            try:
                about = path.stat()
            except FileNotFoundError:
                continue
            found.append((str(path), about.st_size, about.st_mtime_ns))
    return tuple(found)


def _register() -> bool:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "etl.flows.deployment.register"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=_PATIENCE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        log.warning("The deployments were not registered within %d s", _PATIENCE_SECONDS)
        return False
    for line in done.stdout.splitlines():
        log.info("%s", line)
    if done.returncode:
        log.warning("The deployments cannot be registered; the next try is in a minute")
    return done.returncode == 0


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    folders = Settings.load().portal_folders
    # `etl up` registers, after this process was started.
    watch(folders, state_of(folders))
