"""What kind of file some bytes are, and its text."""

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from etl.bulletin.layout.grid import Grid
from etl.bulletin.source.blocks import RawTable, laid_out
from etl.errors import UnreadableDocument

_ZIP = b"PK\x03\x04"
_PDF = b"%PDF-"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_BYTES = 64_000_000
_MOST_MEMBERS = 5_000


def is_file(raw: bytes) -> bool:
    """Whether the bytes are a file of the kinds that :func:`file_blocks` knows or refuses."""
    return raw.startswith((_ZIP, _PDF, _COMPOUND))


def file_blocks(raw: bytes) -> tuple[str, tuple[Grid, ...]]:
    """The text and the tables of a Word, Excel or PDF file.

    Raises:
        UnreadableDocument: it is of an older or another format, locked, damaged, too large
            when unpacked, or holds no text.
    """
    if raw.startswith(_COMPOUND):
        raise UnreadableDocument(
            "The file is of the old binary Word or Excel format, or locked by a password: save "
            "it as docx or xlsx without a password."
        )
    kind, reader = _pdf() if raw.startswith(_PDF) else _office(raw)
    with _damage_explained(kind):
        text, tables = laid_out(reader(raw))
    if not text:
        raise UnreadableDocument(
            f"The {kind} file holds no text, it may be a scan: type its table into a text file "
            "and give that."
        )
    return text, tables


# The libraries are slow to import, and most runs meet no attachment.


def _pdf() -> tuple[str, Callable[[bytes], Iterator[str | RawTable]]]:
    from etl.bulletin.source import pdf

    return "PDF", pdf.blocks


def _office(raw: bytes) -> tuple[str, Callable[[bytes], Iterator[str | RawTable]]]:
    with _damage_explained("ZIP"), zipfile.ZipFile(io.BytesIO(raw)) as members:
        infos = members.infolist()
    size = sum(info.file_size for info in infos)
    if size > _MOST_BYTES or len(infos) > _MOST_MEMBERS:
        raise UnreadableDocument(
            f"The file unpacks to {size:,} bytes in {len(infos):,} parts: it is no bulletin, or "
            "made to do harm."
        )
    names = {info.filename.partition("/")[0] for info in infos}
    if "word" in names:
        from etl.bulletin.source import word

        return "Word", word.blocks
    if "xl" in names:
        from etl.bulletin.source import sheet

        return "Excel", sheet.blocks
    raise UnreadableDocument(
        "The file is an archive (ZIP), and neither Word nor Excel: unpack it and give what it "
        "holds."
    )


@contextmanager
def _damage_explained(kind: str) -> Iterator[None]:
    try:
        yield
    except UnreadableDocument:
        raise
    # The libraries stumble over a damaged file with whatever comes: KeyError, IndexError…
    except Exception as error:
        said = str(error) or type(error).__name__
        raise UnreadableDocument(
            f"The {kind} file is damaged ({said}): fetch or save it again."
        ) from error
