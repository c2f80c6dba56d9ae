"""Word files: paragraphs and tables in the order of the body.

The body is walked by its elements, since a paragraph's text is spread over more of them
than runs: what was inserted under tracked changes counts and what was deleted does not,
content controls are looked into, and the numbers that Word makes for list paragraphs are
made here as well (:mod:`etl.document.word.docx_numbering`): they number the pledges.
"""

import io
from collections.abc import Iterator
from dataclasses import replace

import docx
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from lxml.etree import _Element

from etl.document.hidden_elements import raised
from etl.document.raw_table import RawCell, RawTable
from etl.document.row_text import words
from etl.document.word.docx_numbering import Numbering

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


_STRUCK = ("w:strike", "w:dstrike", "w:vanish")
_MOST_COLUMNS = 100
_LONGEST_CELL = 300


def blocks(raw: bytes) -> Iterator[str | RawTable]:
    """The paragraphs and tables of a Word file."""
    document: WordDocument = docx.Document(io.BytesIO(raw))
    yield from _blocks(document.element.body, Numbering(document))


def _blocks(parent: _Element, numbering: Numbering) -> Iterator[str | RawTable]:
    for element in parent:
        if element.tag == qn("w:p"):
            yield numbering.label(element) + _text(element)
        elif element.tag == qn("w:tbl"):
            yield from _table(element, numbering)
        elif element.tag not in _UNSEEN:
            # Content controls and other wrappers hold blocks of their own.
            yield from _blocks(element, numbering)


def _text(element: _Element) -> str:
    said: list[str] = []
    _tell(element, said)
    return "".join(said)


def _tell(element: _Element, said: list[str]) -> None:
    if element.tag == qn("w:t"):
        said.append(element.text or "")
    elif element.tag == qn("w:r") and (marks := element.find(qn("w:rPr"))) is not None:
        if any(_is_on(marks, name) for name in _STRUCK):
            return
        inside: list[str] = []
        for child in element:
            _tell(child, inside)
        align = marks.find(qn("w:vertAlign"))
        if align is not None and align.get(qn("w:val")) == "superscript":
            said.append(raised("".join(inside), "".join(said[-3:])))
        else:
            said.extend(inside)
    elif element.tag not in _UNSEEN:
        said.append(_WRITTEN.get(element.tag, ""))
        for child in element:
            _tell(child, said)


def _is_on(marks: _Element, name: str) -> bool:
    mark = marks.find(qn(name))
    return mark is not None and mark.get(qn("w:val")) not in ("0", "false", "off")


def _table(table: _Element, numbering: Numbering) -> Iterator[str | RawTable]:
    """The table, or what its cells hold where it is only a frame around a text."""
    rows = [
        element
        for element in table.iter(qn("w:tr"))
        if _owner(element) is table and not _is_hidden(element)
    ]
    cells = list(_raw_cells(rows, numbering))
    said = [len(cell.words) for cell in cells if cell.words]
    if len(said) < 2 or (len(rows) < 2 and max(said) > _LONGEST_CELL):
        # A frame around a text, not data.
        for cell in (cell for tr in rows for cell in _cells(tr)):
            yield from _blocks(cell, numbering)
        return
    yield RawTable(tuple(cells))


def _raw_cells(rows: list[_Element], numbering: Numbering) -> Iterator[RawCell]:
    """The cells; one that is merged downwards, once and as high as it is."""
    open_cells: dict[int, RawCell] = {}
    for at, tr in enumerate(rows):
        column = _number(tr, "w:trPr/w:gridBefore")
        ended = dict(open_cells)
        for cell in _cells(tr):
            width = max(1, min(_number(cell, "w:tcPr/w:gridSpan", 1), _MOST_COLUMNS))
            merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            above = ended.pop(column, None)
            goes_on = merged is not None and merged.get(qn("w:val")) != "restart"
            if goes_on and above is not None and above.width == width:
                open_cells[column] = replace(above, height=above.height + 1)
            else:
                if above is not None:
                    yield above
                open_cells[column] = RawCell(_inside(cell, numbering), at, column, 1, width)
            column += width
        for place, cell_above in ended.items():
            yield cell_above
            del open_cells[place]
    yield from open_cells.values()


def _inside(cell: _Element, numbering: Numbering) -> str:
    said = (block if isinstance(block, str) else block.told() for block in _blocks(cell, numbering))
    return words("\n".join(said))


def _is_hidden(tr: _Element) -> bool:
    marks = tr.find(qn("w:trPr"))
    return marks is not None and _is_on(marks, "w:hidden")


def _owner(element: _Element) -> _Element:
    """The table that a row belongs to: rows may be wrapped, and tables nested."""
    return next(element.iterancestors(qn("w:tbl")))


def _cells(tr: _Element) -> list[_Element]:
    own = (cell for cell in tr.iter(qn("w:tc")) if next(cell.iterancestors(qn("w:tr"))) is tr)
    return list(own)


def _number(element: _Element, path: str, default: int = 0) -> int:
    found = element.find("/".join(map(qn, path.split("/"))))
    return default if found is None else min(int(str(found.get(qn("w:val")))), 100)
