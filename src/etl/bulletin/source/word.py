"""Word files: paragraphs and tables in the order of the body.

The body is walked by its elements, since a paragraph's text is spread over more of them
than runs: what was inserted under tracked changes counts and what was deleted does not,
content controls are looked into, and the numbers that Word makes for list paragraphs are
made here as well (:mod:`etl.bulletin.source.word_numbering`): they number the pledges.
"""

import io
from collections.abc import Iterator

import docx
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from lxml.etree import _Element

from etl.bulletin.layout.cells import row, words
from etl.bulletin.source.word_numbering import Numbering

_WRITTEN = {
    qn("w:tab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
}
# Deleted words, and the second form of a drawing that both forms describe.
_UNSEEN = frozenset(
    {
        qn("w:del"),
        qn("w:moveFrom"),
        qn("w:pPr"),
        qn("w:rPr"),
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    }
)


def lines(raw: bytes) -> Iterator[str]:
    """The lines of a Word file."""
    document: WordDocument = docx.Document(io.BytesIO(raw))
    yield from _blocks(document.element.body, Numbering(document))


def _blocks(parent: _Element, numbering: Numbering) -> Iterator[str]:
    for element in parent:
        if element.tag == qn("w:p"):
            yield from (numbering.label(element) + _text(element)).split("\n")
        elif element.tag == qn("w:tbl"):
            yield from _table(element, numbering)
        elif element.tag not in _UNSEEN:
            # Content controls and other wrappers hold blocks of their own.
            yield from _blocks(element, numbering)


def _text(element: _Element) -> str:
    if element.tag == qn("w:t"):
        return element.text or ""
    if element.tag in _UNSEEN:
        return ""
    return _WRITTEN.get(element.tag, "") + "".join(map(_text, element))


def _table(table: _Element, numbering: Numbering) -> Iterator[str]:
    """The rows of a table; a cell that spans rows or columns is empty where it goes on."""
    rows = [element for element in table.iter(qn("w:tr")) if _owner(element) is table]
    if len(rows) < 2:
        # A frame around a text, not data.
        for cell in (cell for tr in rows for cell in _cells(tr)):
            yield from _blocks(cell, numbering)
        return
    for tr in rows:
        cells = [""] * _number(tr, "w:trPr/w:gridBefore")
        for cell in _cells(tr):
            merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            goes_on = merged is not None and merged.get(qn("w:val")) != "restart"
            inside = "" if goes_on else words("\n".join(_blocks(cell, numbering)))
            cells.extend([inside, *[""] * (_number(cell, "w:tcPr/w:gridSpan", 1) - 1)])
        if any(cells):
            yield row(cells)


def _owner(element: _Element) -> _Element:
    """The table that a row belongs to: rows may be wrapped, and tables nested."""
    return next(element.iterancestors(qn("w:tbl")))


def _cells(tr: _Element) -> list[_Element]:
    own = (cell for cell in tr.iter(qn("w:tc")) if next(cell.iterancestors(qn("w:tr"))) is tr)
    return list(own)


def _number(element: _Element, path: str, default: int = 0) -> int:
    found = element.find("/".join(map(qn, path.split("/"))))
    return default if found is None else min(int(str(found.get(qn("w:val")))), 100)
