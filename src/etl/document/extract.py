"""Raw bytes to a document: the title and the text of the article, chrome left behind."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bs4 import BeautifulSoup

from etl.document.charset import decode
from etl.document.grid import Grid, shifted
from etl.document.lay_out import laid_out
from etl.document.multipart import parts_of
from etl.document.ocr_confidence import Unclear
from etl.document.page.article_text import Page
from etl.document.page.page_title import heading
from etl.document.page.title_lines import headline, names_bulletin
from etl.document.parse_markup import tree_of
from etl.document.read_by_file_kind import damage_explained, file_blocks, is_file
from etl.document.sheets import csv, spreadsheet_xml
from etl.document.typed import json_records, printed_tables, xml_records
from etl.errors import NotABulletin, UnreadableDocument

_MARKUP = re.compile(r"<(?:!doctype\s+html|html|head|body|div|p|table|meta)\b", re.IGNORECASE)
_MOST_SOURCE = 4_000_000
"""Characters of a page with its markup; pictures within it can make it long."""
_MOST_TEXT = 200_000
"""Characters of a bulletin: the longest known have 30,000."""


@dataclass(frozen=True, slots=True)
class Document:
    """A page or file as text, before anything is normalised."""

    title: str
    text: str
    """Paragraphs and tables, the cells of a row divided by bars."""
    tables: tuple[Grid, ...] = ()
    """Tables whose cells are known, over ``text``."""
    pictured: bool = False
    """It was read from pictures."""
    unclear: tuple[Unclear, ...] = ()
    """The characters of ``text`` that were not seen clearly there."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document, and what it was read from."""

    document: Document
    tree: BeautifulSoup | None = None
    """Of a page; nobody takes anything out of it. None for what is no page, or several."""


def extract(raw: bytes, content_type: str = "") -> Document:
    """The document of :func:`parse`."""
    return parse(raw, content_type).document


def parse(raw: bytes, content_type: str = "") -> Parsed:
    """Read a page, a plain text, or a file of a kind in :mod:`~etl.document.read_by_file_kind`.

    Args:
        raw: the bytes as they came.
        content_type: the Content-Type header, empty if there is none.

    Raises:
        UnreadableDocument: the bytes are empty, binary or wrongly encoded, the page's tags
            are nested beyond all measure, there is more text than any bulletin has, or the file
            is locked, damaged or of another kind.
        NotABulletin: there is a page, and no article in it.
    """
    parsed = _parsed(raw, content_type)
    document = parsed.document
    if len(document.text) > _MOST_TEXT:
        raise UnreadableDocument(
            f"The document has {len(document.text):,} characters, and a bulletin at most "
            f"{_MOST_TEXT:,}: cut out what belongs to it and load that with etl load."
        )
    return parsed


def _parsed(raw: bytes, content_type: str) -> Parsed:
    if parts := parts_of(raw, content_type):
        return _article([decode(part.raw, part.content_type) for part in parts])
    if is_file(raw):
        return _plain(*file_blocks(raw))
    source = decode(raw, content_type)
    if spreadsheet_xml.is_spreadsheet(source):
        _require_bounded([source])
        with damage_explained("SpreadsheetML"):
            return _plain(*laid_out(spreadsheet_xml.blocks(source)))
    if (dump := json_records.blocks(source) or xml_records.blocks(source)) is not None:
        return _plain(*laid_out(dump))
    if _MARKUP.search(source[:4096]):
        return _article([source])
    if (sheet := csv.sheet_of(source)) is not None:
        return _plain(*laid_out(csv.blocks(sheet)))
    if (printed := printed_tables.blocks(source)) is not None:
        return _plain(*laid_out(printed))
    return _plain(source)


def _require_bounded(sources: Sequence[str]) -> None:
    size = sum(map(len, sources))
    if size > _MOST_SOURCE:
        raise UnreadableDocument(
            f"The page has {size:,} characters, and a bulletin's at most {_MOST_SOURCE:,}: save "
            "the article alone and load that with etl load."
        )


def _plain(text: str, tables: tuple[Grid, ...] = ()) -> Parsed:
    return Parsed(Document(headline(text), text, tables))


def has_article(raw: bytes, content_type: str) -> bool:
    """Whether a page has one of the places where portals put articles, or is a file.

    Raises:
        UnreadableDocument: as :func:`parse`.
    """
    return is_file(raw) or Page(tree_of(decode(raw, content_type))).has_container


def _article(sources: Sequence[str]) -> Parsed:
    _require_bounded(sources)
    soups = [tree_of(source) for source in sources]
    return Parsed(_of_pages(soups), soups[0] if len(soups) == 1 else None)


def _of_pages(soups: Sequence[BeautifulSoup]) -> Document:
    """The title of the first page, and the text of all of them."""
    named = heading(soups[0])
    title = named.words
    text, tables = laid_out(block for soup in soups for block in Page(soup).blocks())
    if not text:
        raise NotABulletin(f"The page {title!r} has no article text.")
    if not names_bulletin(title) and names_bulletin(own := headline(text)):
        # 打印预览, 通知公告, the site's name: the article names itself.
        title = own
    if not title or title in text[:200]:
        return Document(title, text, tables)
    head = f"{title}\n"
    if (period := named.subtitle) and period not in text:
        head += f"{period}\n"
    moved = tuple(shifted(table, len(head)) for table in tables)
    return Document(title, head + text, moved)
