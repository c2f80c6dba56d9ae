"""What stands on paper, printed to a file or scanned, as paragraphs and ruled cells.

A sheet's lines are those of the paper, so a line that reaches the right margin goes on in the
next one; page numbers belong to the paper and are left.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pdfplumber.table import Table

from etl.document.ocr_confidence import unmarked
from etl.document.raw_table import RawCell, RawTable

_PAGE_NUMBER = re.compile(
    r"[-—–－─\s]*第?\s*[\d０-９]{1,3}\s*页?[-—–－─\s]*(?:(?:[,/，]\s*共?|共)\s*\d{1,3}\s*页?)?"
)
_NEW_ITEM = re.compile(
    r"[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|[（(]\d{1,3}[）)]|\d{1,3}[、．.](?!\d)|[①-⑳]"
    r"|(?:责任|牵头|主办)(?:单位|部门)[:：]|[^。；，]{0,6}(?:进展|完成|落实|推进)情况[:：]"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the paper, from the left and from the top, in points or pixels."""

    text: str
    left: float
    right: float
    top: float
    margin: float
    """Where the page's text ends at the right."""

    @property
    def character(self) -> float:
        """Width of a character."""
        return (self.right - self.left) / max(len(unmarked(self.text)), 1)


def without_page_numbers(lines: list[Line]) -> list[Line]:
    """The lines of a page less those at its edges that only number it."""
    for edge in (0, -1):
        if lines and is_page_number(unmarked(lines[edge].text)):
            del lines[edge]
    return lines


def is_page_number(words: str) -> bool:
    """Whether words only number a page: - 3 -, 第3页 共5页."""
    return _PAGE_NUMBER.fullmatch(words) is not None


def paragraphs(parts: Iterable[Line | RawTable]) -> Iterator[str | RawTable]:
    """The lines of all pages put together to paragraphs, tables between them."""
    pending: list[Line] = []
    for part in parts:
        if isinstance(part, Line) and (not pending or _goes_on(pending, part)):
            pending.append(part)
            continue
        yield from _paragraph(pending)
        pending = [part] if isinstance(part, Line) else []
        if isinstance(part, RawTable):
            yield part
    yield from _paragraph(pending)


def _goes_on(paragraph: list[Line], following: Line) -> bool:
    """Whether a line reaches the margin, and the next one does not begin a paragraph."""
    last = paragraph[-1]
    margin = max(last.margin, *(line.right for line in (*paragraph, following)))
    left = min(line.left for line in (*paragraph[1:], following))
    reaches = last.right > margin - 1.5 * last.character
    indented = following.left > left + following.character
    apart = "  " in last.text.strip() or "  " in following.text.strip()
    return reaches and not apart and not indented and not begins_item(unmarked(following.text))


def begins_item(words: str) -> bool:
    """Whether words begin with what begins an item or one of its lines: 3、, 责任单位:."""
    return bool(_NEW_ITEM.match(words))


def _paragraph(paragraph: list[Line]) -> Iterator[str]:
    if paragraph:
        yield "".join(line.text for line in paragraph)


def is_table(table: Table) -> bool:
    """Whether rules make columns, and not only a frame."""
    return len(table.columns) > 1


def cells(table: Table, said: Sequence[Sequence[str]]) -> RawTable:
    """The cells, each as wide and high as it is drawn, with what each says."""
    tops = sorted({round(cell[1]) for row in table.rows for cell in row.cells if cell})
    lefts = sorted({round(cell[0]) for row in table.rows for cell in row.cells if cell})
    found: list[RawCell] = []
    for r, (row, texts) in enumerate(zip(table.rows, said, strict=True)):
        for c, (box, text) in enumerate(zip(row.cells, texts, strict=True)):
            if box is None:
                continue
            height = sum(1 for top in tops if box[1] - 1 <= top < box[3] - 1)
            width = sum(1 for left in lefts if box[0] - 1 <= left < box[2] - 1)
            found.append(RawCell(text, r, c, max(height, 1), max(width, 1)))
    return RawTable(tuple(found))
