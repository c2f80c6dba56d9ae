"""What kind of file some bytes are, and its text.

Portals name files as they like and send all of them as ``application/octet-stream``, so the
bytes tell the format. What cannot be read is refused with the format's name and the next step.
"""

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from etl.document.grid import Grid
from etl.document.lay_out import laid_out
from etl.document.raw_table import RawTable
from etl.errors import OnlyPictures, UnreadableDocument

_ZIP = b"PK\x03\x04"
_PDF = b"%PDF-"
_RTF = b"{\\rtf"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SHEET_ALONE = (b"\x09\x08\x10\x00\x00\x06\x05\x00", b"\x09\x08\x08\x00\x00\x05\x05\x00")
_FILES = (_ZIP, _PDF, _RTF, _COMPOUND, *_SHEET_ALONE)
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")
_PDF_WITHIN = 1024
_OTHERS = {
    b"Rar!": "an archive (RAR): unpack it and give what it holds",
    b"7z\xbc\xaf": "an archive (7z): unpack it and give what it holds",
    b"\x1f\x8b": "an archive (gzip): unpack it and give what it holds",
    b"%!PS": "PostScript: print it to PDF and give that",
    b"AT&TF": "a scan (DjVu): type its table into a text file and give that",
}
_MOST_BYTES = 64_000_000
_MOST_MEMBERS = 5_000
_PIECE = 1 << 16

Reader = Callable[[bytes], Iterator[str | RawTable]]


def is_file(raw: bytes) -> bool:
    """Whether the bytes are a file of the kinds that :func:`file_blocks` knows or refuses."""
    return raw.startswith(_FILES) or _is_pdf(raw)


def is_picture(raw: bytes) -> bool:
    """Whether the bytes are a picture of the kinds that are read where the extra is installed."""
    return raw.startswith(_PICTURES) or _is_bitmap(raw)


def _is_bitmap(raw: bytes) -> bool:
    # Two letters begin many a text.
    return raw.startswith(b"BM") and b"\0" in raw[:16]


def other_kind(raw: bytes) -> str:
    """Which kind of binary file the bytes are that nobody reads, and what to do; else empty."""
    return next((what for signature, what in _OTHERS.items() if raw.startswith(signature)), "")


def _is_pdf(raw: bytes) -> bool:
    """A PDF may begin with other bytes; a page that speaks of PDFs begins with a tag."""
    return _PDF in raw[:_PDF_WITHIN] and not raw[:_PDF_WITHIN].lstrip().startswith(b"<")


def file_blocks(raw: bytes) -> tuple[str, tuple[Grid, ...]]:
    """The text and the tables of a Word, Excel, OpenDocument, RTF or PDF file.

    Raises:
        UnreadableDocument: it is of another format, locked, damaged, too large when unpacked,
            or holds no text.
    """
    kind, reader = _reader(raw)
    with damage_explained(kind):
        text, tables = laid_out(reader(raw))
    if not text and kind == "PDF":
        raise OnlyPictures("The PDF file holds no text: it is a scan")
    if not text:
        raise UnreadableDocument(
            f"The {kind} file holds no text, it may be a picture: type its table into a text file "
            "and give that."
        )
    return text, tables


# The libraries are slow to import, and most runs meet no attachment.


def _reader(raw: bytes) -> tuple[str, Reader]:
    if raw.startswith(_ZIP):
        return _packed(raw)
    if raw.startswith(_SHEET_ALONE):
        return _old_excel()
    if raw.startswith(_COMPOUND):
        return _compound(raw)
    if raw.startswith(_RTF):
        from etl.document.word import rtf

        return "RTF", rtf.blocks
    from etl.document.paper import pdf

    return "PDF", lambda raw: pdf.blocks(raw[raw.index(_PDF) :])


def _old_excel() -> tuple[str, Reader]:
    from etl.document.sheets import xls

    return "Excel", xls.blocks


def _compound(raw: bytes) -> tuple[str, Reader]:
    """The formats of before 2007, told by the names of their streams."""

    def holds(*names: str) -> bool:
        return any(f"{name}\0".encode("utf-16-le") in raw for name in names)

    if holds("EncryptedPackage", "EncryptionInfo"):
        raise UnreadableDocument(
            "The Word or Excel file is locked by a password: save it without one."
        )
    if holds("Workbook", "Book"):
        return _old_excel()
    if holds("WordDocument"):
        from etl.document.word import doc

        return "Word", doc.blocks
    if holds("PowerPoint Document"):
        raise UnreadableDocument("The file is a presentation (ppt): save it as PDF and give that.")
    raise UnreadableDocument(
        "The file is of an old binary format that is neither Word nor Excel (WPS, works, "
        "message…): open it, save it as docx or xlsx, and give that."
    )


def _packed(raw: bytes) -> tuple[str, Reader]:
    with damage_explained("ZIP"), zipfile.ZipFile(io.BytesIO(raw)) as members:
        _require_bounded(members)
        names = {name.partition("/")[0] for name in members.namelist()}
        about = members.read("mimetype").decode("ascii", "replace") if "mimetype" in names else ""
    if "word" in names:
        from etl.document.word import docx as word

        return "Word", word.blocks
    if "xl" in names:
        from etl.document.sheets import xlsx

        return "Excel", xlsx.blocks
    if about.startswith("application/vnd.oasis.opendocument.spreadsheet"):
        from etl.document.sheets import ods

        return "OpenDocument", ods.blocks
    if "OFD.xml" in names:
        raise UnreadableDocument("The file is OFD: open it, save it as PDF or docx, and give that.")
    if about.startswith("application/vnd.oasis.opendocument"):
        raise UnreadableDocument(
            f"The file is an OpenDocument text or drawing ({about.rpartition('.')[2]}): save it "
            "as docx and give that."
        )
    if "ppt" in names:
        raise UnreadableDocument("The file is a presentation (pptx): save it as PDF and give that.")
    raise UnreadableDocument(
        "The file is an archive (ZIP), and neither Word nor Excel: unpack it and give what it "
        "holds."
    )


def _require_bounded(members: zipfile.ZipFile) -> None:
    """Unpack piece by piece and count: what the directory says of sizes is only said."""
    infos = members.infolist()
    size = sum(info.file_size for info in infos)
    if size <= _MOST_BYTES and len(infos) <= _MOST_MEMBERS:
        size = 0
        for info in infos:
            if info.flag_bits & 1:
                raise UnreadableDocument("The file is locked by a password: save it without one.")
            with members.open(info) as member:
                while size <= _MOST_BYTES and (piece := member.read(_PIECE)):
                    size += len(piece)
    if size > _MOST_BYTES or len(infos) > _MOST_MEMBERS:
        raise UnreadableDocument(
            f"The file unpacks to more than {_MOST_BYTES:,} bytes or {_MOST_MEMBERS:,} parts: it "
            "is no bulletin, or made to do harm."
        )


@contextmanager
def damage_explained(kind: str) -> Iterator[None]:
    """Make an error of ours of whatever a library says of a damaged file."""
    try:
        yield
    except (UnreadableDocument, MemoryError):
        raise
    # The libraries stumble over a damaged file with whatever comes: KeyError, IndexError…
    except Exception as error:
        said = str(error) or type(error).__name__
        raise UnreadableDocument(
            f"The {kind} file is damaged ({said}): fetch or save it again."
        ) from error
