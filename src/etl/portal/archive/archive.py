"""The archive: every distinct content that a page ever had, kept for ever.

Files are named by the SHA-256 of the raw bytes and compressed with gzip, so that
``zcat`` reads them without this program; a retrieval leaves a note beside its bytes::

    3f/a1/3fa1….gz                          the bytes
    3f/a1/3fa1….20241231T013000000000Z.json who gave them, when, with which headers, and
                                            what the listing said of them
    3f/a1/3fa1….unreadable                  why nobody should try to read them again, if so
    3f/a1/3fa1….seen                        what was read in them, where they are pictures
    3f/a1/3fa1….opened                      what this version made of them, where they are a file

Nothing is ever changed or removed: the same bytes got again, a page that the portal says is
as it was, and one that it says is gone add a note only. (The last three of these files are no
part of what was got: :mod:`etl.portal.archive.open_snapshot` writes them, and they are taken away
on request.) Each file is there whole or not at all (:mod:`etl.portal.archive.store`); a process
killed at any instant leaves whole files, at worst bytes without a note, which the next retrieval
completes.
:mod:`etl.portal.archive.verify` looks for what is damaged, and :mod:`etl.pipeline.restore` builds
the warehouse again from the archive alone.
"""

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from pathlib import Path

from etl.errors import ArchiveError
from etl.portal.archive.file_names import (
    GIVEN_UP,
    NOTE,
    given_up_path,
    note_path,
    opened_path,
    path_of,
    seen_path,
)
from etl.portal.archive.note import read_note, write_note
from etl.portal.archive.store import Store
from etl.portal.model import Retrieval, Snapshot


class Archive:
    """The archive in a folder, or under an address that fsspec knows."""

    def __init__(self, where: str | Path) -> None:
        """Open the archive.

        Raises:
            ArchiveError: as :class:`etl.portal.archive.store.Store`.
        """
        self.store = Store(where)

    def put(self, raw: bytes) -> str:
        """Keep bytes; the same bytes twice are kept once.

        Returns:
            Their SHA-256, the name to :meth:`read` them by.

        Raises:
            ArchiveError: the archive cannot be written.
        """
        sha256 = hashlib.sha256(raw).hexdigest()
        path = path_of(sha256)
        if not self.store.exists(path) or not self._intact(sha256):
            # Level 6 and no time stamp: equal bytes make equal files.
            self.store.write(path, gzip.compress(raw, 6, mtime=0))
        return sha256

    def note(self, retrieval: Retrieval) -> None:
        """Keep where, when and how a snapshot's bytes were got, beside the bytes.

        Raises:
            ArchiveError: the archive cannot be written.
        """
        self.store.write(note_path(retrieval), write_note(retrieval))

    def read(self, sha256: str) -> bytes:
        """The bytes of that name, verified.

        Raises:
            ArchiveError: they are not there, or are not what was put in.
        """
        path = path_of(sha256)
        try:
            raw = gzip.decompress(self.store.read(path))
        except FileNotFoundError as error:
            raise ArchiveError(f"The archive {self.store.name} holds no {sha256}.") from error
        except (OSError, EOFError, zlib.error) as error:
            raise ArchiveError(
                f"{self.store.name}/{path} cannot be read ({error}): restore it from a backup or "
                "fetch again."
            ) from error
        if hashlib.sha256(raw).hexdigest() != sha256:
            raise ArchiveError(
                f"{self.store.name}/{path} is not what was put in: restore it from a backup or "
                "fetch again."
            )
        return raw

    def notes(self) -> Iterator[str]:
        """The names of all notes, from the archive's root, in no order.

        Raises:
            ArchiveError: the archive cannot be read.
        """
        for folder, names in self.store.folders():
            yield from (f"{folder}/{name}" for name in names if NOTE.fullmatch(name))

    def read_note(self, name: str) -> Retrieval:
        """The note of that name.

        Raises:
            ArchiveError: it cannot be read.
        """
        return read_note(self.store.read(name), f"{self.store.name}/{name}")

    def snapshots(self, portal: str) -> list[Snapshot]:
        """Every content that was got of a portal's pages or seen again, in the order of time.

        Raises:
            ArchiveError: a note cannot be read.
        """
        all_of_them = (self.read_note(name) for name in self.notes())
        own = [one for one in all_of_them if one.snapshot.portal == portal and not one.gone]
        return [one.snapshot for one in sorted(own, key=lambda one: one.got_at)]

    def give_up(self, sha256: str, why: str) -> None:
        """Keep beside a content why it is not to be read again.

        Raises:
            ArchiveError: the archive cannot be written.
        """
        self.store.write(given_up_path(sha256), why.encode())

    def given_up(self, sha256: str) -> str:
        """Why a content is not to be read again; empty where it is.

        Raises:
            ArchiveError: the archive cannot be asked.
        """
        try:
            return self.store.read(given_up_path(sha256)).decode("utf-8", "replace")
        except FileNotFoundError:
            return ""

    def retry(self, beginning: str) -> list[str]:
        """Let contents be read anew that were read or given up, those whose name begins so.

        Returns:
            Their SHA-256.

        Raises:
            ArchiveError: the archive cannot be read or written.
        """
        there = (name for _, names in self.store.folders() for name in names)
        found = [one for one in there if GIVEN_UP.fullmatch(one) and one.startswith(beginning)]
        for name in found:
            self.store.remove(path_of(name[:64]).rpartition("/")[0] + "/" + name)
        return sorted({name[:64] for name in found})

    def keep_seen(self, sha256: str, what: bytes) -> None:
        """Keep beside pictures what was read in them.

        Raises:
            ArchiveError: the archive cannot be written.
        """
        self._keep(seen_path(sha256), what)

    def seen(self, sha256: str) -> bytes:
        """What was read in pictures; empty where nothing was.

        Raises:
            ArchiveError: the archive cannot be asked, or what it kept is damaged.
        """
        return self._kept(seen_path(sha256))

    def keep_opened(self, sha256: str, what: bytes) -> None:
        """Keep beside a file what it was read as, in place of what an earlier version made of it.

        Raises:
            ArchiveError: the archive cannot be written.
        """
        self._keep(opened_path(sha256), what)

    def opened(self, sha256: str) -> bytes:
        """What a file was read as; empty where nothing is kept.

        Raises:
            ArchiveError: the archive cannot be asked, or what it kept is damaged.
        """
        return self._kept(opened_path(sha256))

    def _keep(self, path: str, what: bytes) -> None:
        self.store.write(path, gzip.compress(what, 6, mtime=0))

    def _kept(self, path: str) -> bytes:
        try:
            return gzip.decompress(self.store.read(path))
        except FileNotFoundError:
            return b""
        except (OSError, EOFError, zlib.error) as error:
            sha256 = path.rpartition("/")[2][:12]
            raise ArchiveError(
                f"{self.store.name}/{path} cannot be read ({error}): etl archive retry {sha256} "
                "has the content read again."
            ) from error

    def _intact(self, sha256: str) -> bool:
        try:
            self.read(sha256)
        except ArchiveError:
            return False
        return True
