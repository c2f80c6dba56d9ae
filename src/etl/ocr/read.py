"""Pictures to a document: the same blocks, laid out alike, with what was unclear."""

from etl.document.extract import Document
from etl.document.lay_out import laid_out
from etl.document.ocr_confidence import taken_out
from etl.document.page.title_lines import headline
from etl.document.paper import recognised_page
from etl.document.read_by_file_kind import damage_explained
from etl.errors import UnreadableDocument
from etl.ocr.engine import sheet
from etl.ocr.open_pictures import pictures


def read(raw: bytes, content_type: str) -> Document:
    """Read a scanned PDF, a picture, or pictures bound together.

    Raises:
        UnreadableDocument: they are damaged, too large or too many, or nothing is written there.
    """
    with damage_explained("picture"):
        marked, grids = laid_out(recognised_page.blocks(map(sheet, pictures(raw, content_type))))
    text, tables, unclear = taken_out(marked, grids)
    if not text.strip():
        raise UnreadableDocument(
            "Nothing is written in the picture that can be recognised: look at it, and type its "
            "table into a text file if it has one."
        )
    return Document(headline(text), text, tables, pictured=True, unclear=unclear)
