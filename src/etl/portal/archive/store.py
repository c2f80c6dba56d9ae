"""Files kept by name, in a folder or under any address that fsspec knows.

``s3://bucket/archive`` needs the package ``s3fs``, ``gs://`` ``gcsfs``, and so on; how they
are given credentials is theirs to say. A file is there whole or not at all: on this machine
it is written aside, synced and put in place in one step, and a single put into an object
store is atomic anyway.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from fsspec import AbstractFileSystem
from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem

from etl.errors import ArchiveError
from etl.logs.secrets import masked, of_address


class Store:
    """A folder of files, made when first written to."""

    def __init__(self, where: str | Path) -> None:
        """Open the store; an object store is first asked when it is first used.

        Raises:
            ArchiveError: the address cannot be one, or the package that knows it is missing.
        """
        self.name = masked(str(where), of_address(str(where)))
        try:
            opened = url_to_fs(str(where))
        except ImportError as error:
            raise ArchiveError(
                f"The archive {self.name} cannot be opened: a package is missing ({error})."
            ) from error
        # Each file system fails in ways of its own.
        except Exception as error:
            raise ArchiveError(
                f"The archive {self.name} cannot be opened ({error}): check ETL_ARCHIVE_URL."
            ) from error
        self._files: AbstractFileSystem = opened[0]
        self._root: str = opened[1]

    @property
    def folder(self) -> Path | None:
        """The folder on this machine; None where it is elsewhere."""
        return Path(self._root) if isinstance(self._files, LocalFileSystem) else None

    def read(self, name: str) -> bytes:
        """A file's bytes.

        Raises:
            FileNotFoundError: there is no such file.
            ArchiveError: it cannot be read.
        """
        with self._explained("read"):
            return cast(bytes, self._files.cat_file(self._path(name)))

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """A file to be read piece by piece.

        Raises:
            FileNotFoundError: there is no such file.
            ArchiveError: it cannot be read.
        """
        with self._explained("read"):
            file = self._files.open(self._path(name), "rb")
        with file:
            yield cast(BinaryIO, file)

    def exists(self, name: str) -> bool:
        """Whether there is such a file.

        Raises:
            ArchiveError: the store cannot be asked.
        """
        with self._explained("read"):
            return bool(self._files.exists(self._path(name)))

    def write(self, name: str, content: bytes) -> None:
        """Put a file in place, whole or not at all.

        Raises:
            ArchiveError: it cannot be written.
        """
        try:
            with self._explained("written"):
                if self.folder is not None:
                    _write_atomically(self.folder / name, content)
                else:
                    self._files.pipe_file(self._path(name), content)
        except FileNotFoundError as error:
            raise ArchiveError(
                f"The archive {self.name} cannot be written: there is no such place ({error})."
            ) from error

    def remove(self, name: str) -> None:
        """Remove a file.

        Raises:
            FileNotFoundError: there is no such file.
            ArchiveError: it cannot be removed.
        """
        with self._explained("written"):
            self._files.rm_file(self._path(name))

    def folders(self) -> Iterator[tuple[str, list[str]]]:
        """Each folder that holds files, by its name relative to the root, and their names.

        Raises:
            ArchiveError: the store cannot be read.
        """
        with self._explained("read"):
            self._files.invalidate_cache()
            for folder, _, names in self._files.walk(self._root):
                relative = PurePosixPath(folder).relative_to(self._root or "/")
                if names:
                    yield relative.as_posix(), sorted(names)

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"

    @contextmanager
    def _explained(self, failing: str) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError:
            raise
        # Each file system fails in ways of its own: missing credentials are no OSError.
        except Exception as error:
            cause = getattr(error, "strerror", None) or error
            raise ArchiveError(
                f"The archive {self.name} cannot be {failing} ({cause}): make room or permit "
                "reading and writing there, or set ETL_ARCHIVE_URL to another place."
            ) from error


def _write_atomically(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
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
