"""Is the archive what was put into it: every content hashed again, every note read."""

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from etl.errors import ArchiveError
from etl.portal.archive.archive import Archive
from etl.portal.archive.file_names import CONTENT, GIVEN_UP, NOTE, note_time, path_of

Problem = Literal["damaged", "without a note", "without its bytes", "unfinished", "foreign"]
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Finding:
    """A file of the archive, sound or not."""

    name: str
    """From the archive's root."""
    size: int = 0
    """Bytes of a sound content, unpacked."""
    problem: Problem | None = None
    """``without a note``: bytes that nobody is known to have given, which a process killed
    between the two leaves and the next retrieval mends; ``without its bytes``: a note whose
    bytes are lost; ``unfinished``: what a writer left that was killed before its file had a
    name; ``foreign``: a file that the archive did not write."""
    what: str = ""
    """The problem in words, with what to do."""


def verify(archive: Archive) -> Iterator[Finding]:
    """Look at every file; the contents are unpacked piece by piece.

    Memory follows the number of files in one folder, a 65,536th of the archive.

    Raises:
        ArchiveError: the archive cannot be read at all.
    """
    for folder, names in archive.store.folders():
        own = [name for name in names if folder == _folder_of(name)]
        contents = {name[:64] for name in own if CONTENT.fullmatch(name)}
        noted = {name[:64] for name in own if NOTE.fullmatch(name)}
        for name in names:
            path, sha256 = f"{folder}/{name}", name[:64]
            if name not in own:
                yield _foreign(path)
            elif NOTE.fullmatch(name):
                yield _note(archive, path, sha256, there=sha256 in contents)
            elif GIVEN_UP.fullmatch(name):
                yield Finding(path)
            else:
                yield _content(archive, path, sha256, noted=sha256 in noted)


def _folder_of(name: str) -> str | None:
    """The folder where a file of that name belongs; None where the archive has no such names."""
    own = CONTENT.fullmatch(name) or NOTE.fullmatch(name) or GIVEN_UP.fullmatch(name)
    return path_of(own["sha256"]).rpartition("/")[0] if own else None


def _foreign(path: str) -> Finding:
    if path.endswith(".part"):
        what = "a writer was stopped before it was done: nothing is lost, remove it"
        return Finding(path, problem="unfinished", what=what)
    return Finding(path, problem="foreign", what="not of the archive: move it elsewhere")


def _note(archive: Archive, path: str, sha256: str, *, there: bool) -> Finding:
    if not there:
        return Finding(
            path,
            problem="without its bytes",
            what="the bytes it speaks of are gone: restore them from a backup",
        )
    try:
        note = archive.read_note(path)
    except (ArchiveError, FileNotFoundError) as error:
        return Finding(path, problem="damaged", what=str(error))
    if note.snapshot.sha256 != sha256:
        return Finding(
            path, problem="damaged", what="speaks of other bytes: restore it from a backup"
        )
    if note_time(note) != path.split(".")[-2]:
        return Finding(
            path, problem="damaged", what="speaks of another time: restore it from a backup"
        )
    return Finding(path)


def _content(archive: Archive, path: str, sha256: str, *, noted: bool) -> Finding:
    hashed, size = hashlib.sha256(), 0
    try:
        with archive.store.open(path) as packed, gzip.GzipFile(fileobj=packed) as file:
            while piece := file.read(_PIECE):
                hashed.update(piece)
                size += len(piece)
    except (ArchiveError, OSError, EOFError, zlib.error) as error:
        return Finding(
            path, problem="damaged", what=f"{error}: restore it from a backup or fetch again"
        )
    if hashed.hexdigest() != sha256:
        return Finding(
            path,
            problem="damaged",
            what="not what was put in: restore it from a backup or fetch again",
        )
    if not noted:
        return Finding(
            path, problem="without a note", what="who gave it is unknown: fetch or load it again"
        )
    return Finding(path, size)
