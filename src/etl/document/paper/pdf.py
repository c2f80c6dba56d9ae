"""PDF files: ruled tables row by row, and the text around them in paragraphs.

A PDF knows characters at places (:mod:`etl.document.paper.paragraphs_and_cells` has what follows
of that). Fonts draw 月 and the radical ⽉ with one glyph, and many a PDF then says the radical.
"""

import io
import logging
import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError
from pdfplumber.page import Page
from pdfplumber.pdf import PDF
from pdfplumber.table import Table
from pdfplumber.utils.exceptions import PdfminerException

from etl.document.paper import unruled_tables
from etl.document.paper.paragraphs_and_cells import (
    Line,
    cells,
    is_page_number,
    is_table,
    paragraphs,
    without_page_numbers,
)
from etl.document.paper.tables_over_pages import RuledTable, made_whole, ruled_table
from etl.document.paper.unruled_tables import Box
from etl.document.paper.word_lines import PrintedLine, Word, lines_of
from etl.document.raw_table import RawTable
from etl.document.row_text import words
from etl.errors import UnreadableDocument

# Warnings about fonts and the like are of no use to whoever runs a command.
logging.getLogger("pdfminer").setLevel(logging.ERROR)

Part = Line | RawTable | RuledTable

_MOST_PAGES = 300
_MOST_BYTES = 64_000_000
_STREAM = re.compile(rb"stream\r?\n(?=[\x08-\x78][\x01\x5e\x9c\xda])")
_NO_CHARACTER = re.compile(r"\(cid:\d+\)")
_RADICALS = {n: unicodedata.normalize("NFKC", chr(n)) for n in range(0x2F00, 0x2FD6)} | dict(
    zip(
        map(ord, "\u2f3e戶⺁⺎⺒⺝⺟⺠⺩⺶⻁⻄⻅⻆⻉⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻥⻦⻧⻨⻩⻬⻮⻰⻳"),
        "户户厂兀巳月母民王羊虎西见角贝车長长门雨青韦页风飞食马鱼鸟卤麦黄齐齿龙龟",
        strict=True,
    )
)
"""The characters that radicals look like; for those of the supplement Unicode has no rule,
and ⼾ is 户, which fonts draw like 戶."""
_BOLD = 1.5
"""Points between two prints of a character that is made bold by printing it twice."""
_COLUMN = 1.5
"""Of a character's size: a wider gap divides columns of a table without rules."""
_LEAST_TEXT = 0.75
"""Of the paper's width: nearer to its left no text has its right margin."""
_SPACE = 0.5
"""Of a character's size: a wider gap is a space."""
_TOGETHER = 12
"""Pages that are open at a time: a table's columns are what all of its pages show."""
_BLANK = 0.1
"""Of a character's size: the least gap that a printed space makes."""


def blocks(raw: bytes) -> Iterator[str | RawTable]:
    """The paragraphs and tables of a PDF.

    Raises:
        UnreadableDocument: it is locked, has too many pages, unpacks to too much, or does not
            say which characters it shows.
    """
    _require_bounded(raw)
    try:
        with pdfplumber.open(io.BytesIO(raw)) as document:
            if len(document.pages) > _MOST_PAGES:
                raise UnreadableDocument(
                    f"The PDF file has {len(document.pages):,} pages: it is no bulletin."
                )
            yield from paragraphs(made_whole(_pages(document)))
    except PdfminerException as error:
        if isinstance(error.args[0] if error.args else None, PDFEncryptionError):
            raise UnreadableDocument(
                "The PDF file is locked by a password: save it without one."
            ) from error
        raise


def _pages(document: PDF) -> Iterator[Sequence[Part]]:
    before: unruled_tables.Found | None = None
    pages = iter(document.pages)
    while sheets := [_Sheet(page) for page in islice(pages, _TOGETHER)]:
        begun = unruled_tables.begun_behind([(sheet.words, sheet.across) for sheet in sheets])
        for sheet, behind in zip(sheets, begun, strict=True):
            parts, before = _parts(sheet, before, behind)
            yield parts
            sheet.close()


class _Sheet:
    """A page with its ruled tables, and what stands outside them."""

    def __init__(self, page: Page) -> None:
        self._opened = (page, _turned(page))
        self.page = page = self._opened[1].dedupe_chars(tolerance=_BOLD)
        # Where the paper ends within a row nothing is drawn below its cells.
        upright = page.vertical_edges
        cut = [min(e["top"] for e in upright), max(e["bottom"] for e in upright)] if upright else []
        found_by = {"explicit_horizontal_lines": cut}
        ruled = [table for table in page.find_tables(found_by) if is_table(table)]
        rules = page.horizontal_edges
        self.tables: list[tuple[RawTable | RuledTable, Box]] = [
            (ruled_table(table, _table(table), page.chars, rules), table.bbox) for table in ruled
        ]
        self.across = [edge["top"] for edge in rules]
        around = self.outside([box for _, box in self.tables])
        lines = lines_of(
            [
                Word(_known(one["text"]), one["x0"], one["x1"], one["top"], one["bottom"])
                for one in around.extract_words(x_tolerance_ratio=_SPACE)
            ]
        )
        edges = [line for line in (*lines[:1], *lines[-1:]) if _numbers_page(line)]
        self.words = [word for line in lines if line not in edges for word in line]

    def outside(self, boxes: Sequence[Box]) -> Page:
        """The page without what stands in some boxes."""

        def is_outside(shape: dict[str, float]) -> bool:
            x, y = (shape["x0"] + shape["x1"]) / 2, (shape["top"] + shape["bottom"]) / 2
            return not any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in boxes)

        return self.page.filter(is_outside)

    def close(self) -> None:
        """Let go of what the library keeps of a page."""
        for page in self._opened:
            page.close()


def _turned(page: Page) -> Page:
    """The page as one holds it to read: wide tables are printed on their side."""
    ways = Counter(_quarters(character["matrix"]) for character in page.chars)
    [(way, _)] = ways.most_common(1) or [(0, 0)]
    if not way:
        return page
    paper = page.page_obj
    paper.attrs["Rotate"] = paper.rotate = (page.rotation + 90 * way) % 360
    return Page(page.pdf, paper, page.page_number)


def _quarters(matrix: Sequence[float]) -> int:
    """By how many quarters of a turn, clockwise, a character is set upright."""
    along, up, *_ = matrix
    return (0 if along >= 0 else 2) if abs(along) >= abs(up) else (1 if up > 0 else 3)


def _require_bounded(raw: bytes) -> None:
    """Unpack each stream as far as a bulletin's may go: a few bytes can stand for gigabytes."""
    for start in _STREAM.finditer(raw):
        packed = zlib.decompressobj()
        try:
            packed.decompress(raw[start.end() :], _MOST_BYTES)
        except zlib.error:
            # Not packed by this method; the library will say what it makes of it.
            continue
        if packed.unconsumed_tail and not packed.eof:
            raise UnreadableDocument(
                f"A part of the PDF file unpacks to more than {_MOST_BYTES:,} bytes: it is no "
                "bulletin, or made to do harm."
            )


def _parts(
    sheet: _Sheet, before: unruled_tables.Found | None, behind: unruled_tables.Found | None
) -> tuple[Sequence[Part], unruled_tables.Found | None]:
    """Lines and tables from the top of a page to its bottom.

    Args:
        sheet: the page.
        before: the table without rules that the page before ends with.
        behind: that with which the next page begins.

    Returns:
        The parts, and the table without rules that this page ends with.
    """
    others = list(unruled_tables.tables(sheet.words, sheet.across, before, behind))
    tables = [*sheet.tables, *((other.table, other.box) for other in others)]
    boxes = [box for _, box in tables]
    around = sheet.outside(boxes)
    lines = around.extract_text_lines(x_tolerance_ratio=_SPACE, keep_blank_chars=True)
    # Where every line is short none of them reaches the paper's margin.
    least = sheet.page.bbox[0] + _LEAST_TEXT * float(sheet.page.width)
    margin = max([least] + [line["x1"] for line in lines] + [box[2] for box in boxes])
    found = [
        Line(_known(_spaced(line["chars"])), line["x0"], line["x1"], line["top"], margin)
        for line in lines
    ]
    found = without_page_numbers(found)
    placed: list[tuple[float, Part]] = [(line.top, line) for line in found]
    placed += [(box[1], table) for table, box in tables]
    for _, part in placed:
        said = part.text if isinstance(part, Line) else ""
        if len(_NO_CHARACTER.findall(said)) * 20 > len(said):
            raise UnreadableDocument(
                "The PDF file does not say which characters it shows: type its table into a text "
                "file and give that."
            )
    parts = [part for _, part in sorted(placed, key=lambda one: one[0])]
    ends = others[-1] if others and parts[-1] is others[-1].table else None
    return parts, ends


def _numbers_page(line: PrintedLine) -> bool:
    return is_page_number("".join(word.text for word in line))


def _known(text: str) -> str:
    """With the characters that radicals look like."""
    return text.translate(_RADICALS)


def _spaced(characters: list[dict[str, Any]]) -> str:
    """The text of a line; a gap as wide as characters, between columns, is two blanks.

    A blank that is printed is one where there is room for it.
    """
    said, end, blank = "", None, False
    for character in characters:
        if character["text"].isspace():
            blank = True
            continue
        if end is not None:
            gap = (character["x0"] - end) / max(character["size"], 1)
            least = _BLANK if blank else _SPACE
            said += "  " if gap > _COLUMN else " " if gap > least else ""
        said += character["text"]
        end, blank = character["x1"], False
    return said


def _table(table: Table) -> RawTable:
    """The cells, each with what it says; within a cell, too, lines are the paper's."""
    said = table.extract(x_tolerance_ratio=_SPACE)
    return cells(
        table,
        [[words(_known((text or "").replace("\n", ""))) for text in row] for row in said],
    )
