"""Processes that outlive the command that starts them, and are found again.

A service holds the lock of its pid file for as long as it lives, so the file never names
a process that has ended, or another one that was given the same number.
"""

import fcntl
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

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

    def family(self) -> list[psutil.Process]:
        """The process and all that it started; none where it does not run."""
        pid = self.pid()
        if pid is None:
            return []
        try:
            first = psutil.Process(pid)
            return [first, *first.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def stop(self) -> bool:
        """End the process and all that it started; False where it does not run."""
        family = self.family()
        for one in family:
            with suppress(psutil.NoSuchProcess):
                one.terminate()
        _, left = psutil.wait_procs(family, timeout=_GRACE_SECONDS)
        for one in left:
            with suppress(psutil.NoSuchProcess):
                one.kill()
        return bool(family)
