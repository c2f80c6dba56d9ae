"""Processes that outlive the command that starts them, and are found again.

A service holds the lock of its pid file for as long as it lives, so the file never names
a process that has ended, or another one that was given the same number.
"""

import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_GRACE_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Service:
    """A process of ours on this machine, by its name."""

    name: str
    folder: Path
    """Where its pid file and its log are."""

    @property
    def log(self) -> Path:
        """What it says."""
        return self.folder / f"{self.name}.log"

    @property
    def _pid_file(self) -> Path:
        return self.folder / f"{self.name}.pid"

    def start(self, command: Sequence[str], environment: Mapping[str, str]) -> bool:
        """Start the process; False where it runs already."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._pid_file.open("a+") as held, self.log.open("ab") as log:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            pid = os.posix_spawn(
                command[0],
                list(command),
                dict(environment),
                file_actions=[
                    (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                    (os.POSIX_SPAWN_DUP2, log.fileno(), 1),
                    (os.POSIX_SPAWN_DUP2, log.fileno(), 2),
                    # The lock goes with the open file, which the process now has, too.
                    (os.POSIX_SPAWN_DUP2, held.fileno(), held.fileno()),
                ],
                setsid=True,
            )
            held.truncate(0)
            held.write(str(pid))
        return True

    def pid(self) -> int | None:
        """Number of the process, if it runs."""
        try:
            with self._pid_file.open() as held:
                try:
                    fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    return int(held.read())
        except FileNotFoundError:
            pass
        return None

    def family(self) -> list[int]:
        """Numbers of the process and of all that it started; none where it does not run."""
        pid = self.pid()
        return [] if pid is None else [pid, *_descendants(pid)]

    def stop(self) -> bool:
        """End the process and all that it started; False where it does not run."""
        family = self.family()
        if not family:
            return False
        for number in family:
            _signal(number, signal.SIGTERM)
        deadline = time.monotonic() + _GRACE_SECONDS
        while time.monotonic() < deadline and any(map(_lives, family)):
            time.sleep(0.1)
        for number in family:
            _signal(number, signal.SIGKILL)
        return True


def _descendants(pid: int) -> list[int]:
    """The processes that a process started, and those that they did."""
    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid="],  # noqa: S607
        capture_output=True,
        text=True,
        check=True,
    )
    children: dict[int, list[int]] = {}
    for line in listed.stdout.splitlines():
        child, parent = map(int, line.split())
        children.setdefault(parent, []).append(child)
    found, waiting = list[int](), [pid]
    while waiting:
        own = children.get(waiting.pop(), [])
        found += own
        waiting += own
    return found


def _lives(pid: int) -> bool:
    """Whether there is such a process; one that only waits to be collected is gone."""
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _signal(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)
