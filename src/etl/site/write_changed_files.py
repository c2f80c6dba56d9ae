"""The site's files: only those are written whose content is another, and no half one is seen."""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from etl.errors import SettingsError

_STATE = ".built.json"
_LOCK = ".building"


@dataclass(frozen=True, slots=True)
class Before:
    """What an earlier build left."""

    made_by: str = ""
    """Digest of the program that made it."""
    portals: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Of each portal its ``stamp``, ``summary`` and ``files``."""
    files: tuple[str, ...] = ()
    """Those that belong to no portal."""
    concepts: Mapping[str, str] = field(default_factory=dict)
    """Of each page of a concept what it was made of, as a digest."""


class Output:
    """A folder that is written to."""

    def __init__(self, folder: Path) -> None:
        """Make the folder where there is none.

        Raises:
            SettingsError: it cannot be made, or holds what is not ours.
        """
        self.folder = folder
        self.written = 0
        self.unchanged = 0
        self.removed = 0
        try:
            folder.mkdir(parents=True, exist_ok=True)
            there = {path.name for path in folder.iterdir()} - {_LOCK}
            foreign = bool(there) and _STATE not in there
        except OSError as error:
            raise SettingsError(
                f"The folder {folder} cannot be made ({error.strerror}); name another by --out."
            ) from error
        if foreign:
            raise SettingsError(
                f"{folder} holds files that are no site of ours; empty it, or name another "
                "folder by --out."
            )

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other builds of the same site waiting while the block lasts."""
        with (self.folder / _LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def before(self) -> Before:
        """What the last build left; nothing where that cannot be read."""
        try:
            known = json.loads((self.folder / _STATE).read_text("utf-8"))
            return Before(
                known["made_by"], known["portals"], tuple(known["files"]), known["concepts"]
            )
        except (OSError, ValueError, KeyError, TypeError):
            return Before()

    def begin(self) -> None:
        """Mark the folder as ours before the first page is in it."""
        if not (self.folder / _STATE).exists():
            self._replace(self.folder / _STATE, b"{}")

    def end(self, now: Before) -> None:
        """Remember what was built."""
        known = {
            "made_by": now.made_by,
            "portals": now.portals,
            "files": now.files,
            "concepts": now.concepts,
        }
        content = json.dumps(known, ensure_ascii=False, sort_keys=True).encode()
        self._replace(self.folder / _STATE, content)

    def write(self, address: str, content: str) -> None:
        """Write a file, unless it holds that already.

        Raises:
            SettingsError: it cannot be written.
        """
        path, raw = self.folder / address, content.encode("utf-8", "replace")
        if self._holds(path, raw):
            self.unchanged += 1
            return
        self._replace(path, raw)
        self.written += 1

    def keep(self) -> None:
        """Count a file that is left as an earlier build wrote it."""
        self.unchanged += 1

    def has(self, address: str) -> bool:
        """Whether a file is there."""
        return (self.folder / address).is_file()

    def remove(self, address: str) -> None:
        """Remove a file that an earlier build wrote."""
        path = (self.folder / address).resolve()
        if path.is_relative_to(self.folder.resolve()) and path.is_file():
            path.unlink()
            self.removed += 1

    @staticmethod
    def _holds(path: Path, raw: bytes) -> bool:
        try:
            return path.read_bytes() == raw
        except OSError:
            return False

    @staticmethod
    def _replace(path: Path, raw: bytes) -> None:
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            path.parent.mkdir(exist_ok=True)
            beside.write_bytes(raw)
            beside.replace(path)
        except OSError as error:
            raise SettingsError(f"{path} cannot be written ({error.strerror}).") from error
