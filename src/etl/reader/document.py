"""A content of the archive as a document; what took too much is not opened again.

Beside the bytes of such a content lies ``3fa1….unreadable``: a sentence that says what was
exceeded. It travels with the archive, so that a restore elsewhere is spared as well, and
``etl archive retry`` takes it away.
"""

from etl.bulletin.source.extract import Document, extract
from etl.bulletin.source.kinds import is_file
from etl.errors import TookTooMuch, UnreadableDocument
from etl.portal.archive import Archive
from etl.reader.process import LIMITS, Limits, read_file


def document_of(
    archive: Archive, sha256: str, content_type: str, limits: Limits = LIMITS
) -> Document:
    """Read a content.

    Raises:
        ArchiveError: the archive does not hold the bytes.
        TookTooMuch: it is a file, and cannot be read within the limits; remembered.
        UnreadableDocument, NotABulletin: as :func:`etl.bulletin.source.extract.extract`.
    """
    raw = archive.read(sha256)
    if not is_file(raw):
        return extract(raw, content_type)
    if why := archive.given_up(sha256):
        raise UnreadableDocument(
            f"{why} It is not opened again; etl archive retry {sha256[:12]} does."
        )
    try:
        return read_file(raw, content_type, limits)
    except TookTooMuch as error:
        archive.give_up(sha256, str(error))
        raise
