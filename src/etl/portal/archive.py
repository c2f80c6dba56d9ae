"""The archive: every distinct content that a page ever had, kept for ever.

Files are named by the SHA-256 of the raw bytes and compressed with gzip, so that
``zcat`` reads them without this program; a retrieval leaves a note beside its bytes::

    3f/a1/3fa1….gz                          the bytes
    3f/a1/3fa1….20241231T013000000000Z.json who gave them, when, with which headers

Nothing is ever changed or removed: the same bytes got again add a note only. Each file is
written aside, synced and put in place in one step; a process killed at any instant leaves
whole files, at worst bytes without a note, which the next retrieval completes.
"""

import gzip
import hashlib
import json
import os
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from etl.errors import ArchiveError
from etl.portal.model import Snapshot


class Archive:
    """The archive in a folder, made when first written to."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, raw: bytes) -> str:
        """Keep bytes; the same bytes twice are kept once.

        Returns:
            Their SHA-256, the name to :meth:`read` them by.

        Raises:
            ArchiveError: the folder cannot be written.
        """
        sha256 = hashlib.sha256(raw).hexdigest()
        path = self.root / path_of(sha256)
        if not path.exists() or not self._intact(sha256):
            # Level 6 and no time stamp: equal bytes make equal files.
            self._write(path, gzip.compress(raw, 6, mtime=0))
        return sha256

    def note(self, snapshot: Snapshot) -> None:
        """Keep where and when a snapshot's bytes were got, beside the bytes.

        Raises:
            ArchiveError: the folder cannot be written.
        """
        stamp = f"{snapshot.retrieved_at.astimezone(UTC):%Y%m%dT%H%M%S%fZ}"
        path = (self.root / snapshot.archive_path).with_suffix(f".{stamp}.json")
        fields = {**asdict(snapshot), "retrieved_at": snapshot.retrieved_at.isoformat()}
        del fields["archive_path"]
        text = json.dumps(fields, ensure_ascii=False, indent=2, sort_keys=True)
        self._write(path, text.encode())

    def read(self, sha256: str) -> bytes:
        """The bytes of that name, verified.

        Raises:
            ArchiveError: they are not there, or are not what was put in.
        """
        path = self.root / path_of(sha256)
        try:
            raw = gzip.decompress(path.read_bytes())
        except FileNotFoundError as error:
            raise ArchiveError(f"The archive {self.root} holds no {sha256}.") from error
        except (OSError, EOFError, zlib.error) as error:
            raise ArchiveError(
                f"{path} cannot be read ({error}): restore it from a backup or fetch again."
            ) from error
        if hashlib.sha256(raw).hexdigest() != sha256:
            raise ArchiveError(
                f"{path} is not what was put in: restore it from a backup or fetch again."
            )
        return raw

    def snapshots(self, portal: str) -> Iterator[Snapshot]:
        """Every retrieval of a portal's pages that left bytes, in order of time.

        Raises:
            ArchiveError: a note cannot be read.
        """
        notes = (_snapshot(path) for path in self.root.glob("??/??/*.json"))
        yield from sorted(
            (snapshot for snapshot in notes if snapshot.portal == portal),
            key=lambda snapshot: snapshot.retrieved_at,
        )

    def latest(self, portal: str) -> dict[str, Snapshot]:
        """The last snapshot of each document of a portal, by the document's key.

        Raises:
            ArchiveError: a note cannot be read.
        """
        return {snapshot.key: snapshot for snapshot in self.snapshots(portal)}

    def _intact(self, sha256: str) -> bool:
        try:
            self.read(sha256)
        except ArchiveError:
            return False
        return True

    def _write(self, path: Path, content: bytes) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_atomically(path, content)
        except OSError as error:
            raise ArchiveError(
                f"The archive {self.root} cannot be written ({error.strerror}): make room or "
                "permit writing there, or set ETL_DATA_DIR to another folder."
            ) from error


def path_of(sha256: str) -> Path:
    """Where bytes of that name lie, relative to the archive's root."""
    return Path(sha256[:2], sha256[2:4], f"{sha256}.gz")


def _write_atomically(path: Path, content: bytes) -> None:
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make a file's new name survive a power cut, where the system can."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _snapshot(path: Path) -> Snapshot:
    try:
        fields = json.loads(path.read_bytes())
        fields["retrieved_at"] = datetime.fromisoformat(fields["retrieved_at"])
        return Snapshot(**fields, archive_path=path_of(fields["sha256"]).as_posix())
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ArchiveError(f"{path} is not a note of a retrieval ({error}).") from error
