"""A content of the archive as a document; a file is opened once by a version of this program.

Beside the bytes of a file that took too much lies ``3fa1….unreadable``: a sentence that says what
was exceeded, for every later version. It travels with the archive, so that a restore elsewhere is
spared as well. What was read in pictures lies there too, as ``3fa1….seen``: to look at a page
takes seconds, and a later model must not read other figures in the same bytes unless it is asked
to. Of any other file ``3fa1….opened`` says what this version made of it, its text or why it is
refused; another version opens it anew. ``etl archive retry`` takes all of them away.
"""

from contextlib import suppress

from etl import ocr
from etl.document.extract import Document, Parsed, extract, parse
from etl.document.multipart import pictures_of
from etl.document.read_by_file_kind import is_file, is_picture
from etl.errors import ArchiveError, NotABulletin, OnlyPictures, TookTooMuch, UnreadableDocument
from etl.file_opener import wire
from etl.file_opener.process import LIMITS, LOOKING, Limits, read_file
from etl.file_opener.version import reader_version
from etl.portal.archive.archive import Archive


def document_of(
    archive: Archive, sha256: str, content_type: str, limits: Limits = LIMITS
) -> Document:
    """The document of :func:`parsed_of`."""
    return parsed_of(archive, sha256, content_type, limits).document


def parsed_of(archive: Archive, sha256: str, content_type: str, limits: Limits = LIMITS) -> Parsed:
    """Read a content.

    Raises:
        ArchiveError: the archive does not hold the bytes, or cannot be written.
        TookTooMuch: it is a file, and cannot be read within the limits; remembered.
        UnreadableDocument, NotABulletin: as :func:`read_bytes`.
    """
    raw = archive.read(sha256)
    if not is_file(raw) and not _is_pictures(raw, content_type):
        return parse(raw, content_type)
    if why := archive.given_up(sha256):
        raise UnreadableDocument(
            f"{why} It is not opened again; etl archive retry {sha256[:12]} does."
        )
    if seen := archive.seen(sha256):
        return Parsed(wire.read(seen))
    match wire.known(archive.opened(sha256), reader_version()):
        case Document() as document:
            return Parsed(document)
        case Exception() as error:
            raise error
    try:
        document = read_bytes(raw, content_type, limits)
    except TookTooMuch as error:
        archive.give_up(sha256, str(error))
        raise
    except OnlyPictures:
        # What reads them may be installed at any time.
        raise
    except (UnreadableDocument, NotABulletin) as error:
        _keep(archive, sha256, error)
        raise
    if document.pictured:
        archive.keep_seen(sha256, wire.written(document))
    else:
        _keep(archive, sha256, document)
    return Parsed(document)


def read_bytes(raw: bytes, content_type: str, limits: Limits = LIMITS) -> Document:
    """Read a page here, a file in a process of its own, and pictures where that is possible.

    Raises:
        TookTooMuch: a file cannot be read within the limits.
        OnlyPictures: there is no text, and pictures are not read here.
        UnreadableDocument, NotABulletin: as :func:`etl.document.extract.extract`.
    """
    try:
        if _is_pictures(raw, content_type):
            raise OnlyPictures("The document is a picture")
        return read_file(raw, content_type, limits) if is_file(raw) else extract(raw, content_type)
    except OnlyPictures:
        if not ocr.is_installed():
            raise
    return read_file(raw, content_type, LOOKING)


def _keep(
    archive: Archive, sha256: str, said: Document | UnreadableDocument | NotABulletin
) -> None:
    # It saves time and nothing else: an archive that may only be read is read without.
    with suppress(ArchiveError):
        archive.keep_opened(sha256, wire.outcome(reader_version(), said))


def _is_pictures(raw: bytes, content_type: str) -> bool:
    return is_picture(raw) or bool(pictures_of(raw, content_type))
