"""Sheets of paper as they were seen: recognised lines and ruled lines, in places of pixels.

Whoever looks at the picture (:mod:`etl.ocr`) has straightened it. Cells are made of the rules
as the PDF reader's library makes them, tables without rules by where their words stand
(:mod:`~etl.document.paper.unruled_tables`), and the rest is prose
(:mod:`~etl.document.paper.paragraphs_and_cells`): the same blocks as of every source.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Any, cast

from pdfplumber.page import Page
from pdfplumber.table import (
    Table,
    cells_to_tables,
    edges_to_intersections,
    intersections_to_cells,
    merge_edges,
)

from etl.document.ocr_confidence import marked
from etl.document.paper import unruled_tables
from etl.document.paper.paragraphs_and_cells import (
    Line,
    cells,
    is_table,
    paragraphs,
    without_page_numbers,
)
from etl.document.paper.unruled_tables import Box
from etl.document.paper.word_lines import Word
from etl.document.raw_table import RawTable
from etl.document.row_text import words as told

_SAME_LINE = 0.5
"""Of a line's height: pieces that are nearer, from middle to middle, are of one line."""
_COLUMN = 1.5
"""Of a character's size: a wider gap divides columns."""
_HOLE = 0.9
"""Of a character's size: in a wider gap between two pieces of a line something was not seen."""
_NEAR = 0.4
"""Of a character's size: rules that are nearer are one, and meet."""
OF_FIGURES = frozenset("0123456789.,%")
"""What a hole beside it may have taken a part of."""
UNSEEN = 0.3
"""How sure a character is beside which something was not seen."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A piece of a line as it was recognised."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    sureness: Sequence[float]
    """Of each character, 0 to 1."""
    middles: Sequence[float]
    """Where each character stands, from the left."""

    @property
    def size(self) -> float:
        """Of its characters."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """Half-way between top and bottom."""
        return (self.top + self.bottom) / 2

    def part(self, start: int, end: int) -> "Seen":
        """Some of its characters."""
        half = self.size / 2
        return Seen(
            self.text[start:end],
            max(self.left, self.middles[start] - half) if start else self.left,
            min(self.right, self.middles[end - 1] + half) if end < len(self.text) else self.right,
            self.top,
            self.bottom,
            self.sureness[start:end],
            self.middles[start:end],
        )

    def beside_holes(self, *, before: bool, after: bool) -> "Seen":
        """The same where something may not be seen: a figure at its end may go on there."""
        sureness = list(self.sureness)
        for at, hole in ((0, before), (-1, after)):
            if hole and self.text[at] in OF_FIGURES:
                sureness[at] = min(sureness[at], UNSEEN)
        return replace(self, sureness=sureness)

    @property
    def marked(self) -> str:
        """Its text, what is unclear marked."""
        return marked(self.text, self.sureness)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet, or one picture."""

    pieces: Sequence[Seen]
    rules: Sequence[Box]
    """Straight lines, each from its left or upper end to the other."""


def blocks(sheets: Iterable[Sheet]) -> Iterator[str | RawTable]:
    """The paragraphs and tables of sheets that follow one another, unclear characters marked."""
    return paragraphs(_parts(sheets))


def _parts(sheets: Iterable[Sheet]) -> Iterator[Line | RawTable]:
    before: unruled_tables.Found | None = None
    seen = [_WithTables(sheet) for sheet in sheets if sheet.pieces]
    begun = unruled_tables.begun_behind([(sheet.words, sheet.across) for sheet in seen])
    for sheet, behind in zip(seen, begun, strict=True):
        parts, before = _sheet_parts(sheet, before, behind)
        yield from parts


class _WithTables:
    """A sheet with its ruled tables, and what was seen outside them."""

    def __init__(self, sheet: Sheet) -> None:
        size = median(piece.size for piece in sheet.pieces)
        self.tables: list[tuple[RawTable, Box]] = []
        self.left = list(sheet.pieces)
        for table in _ruled(sheet.rules, size):
            inside, self.left = _divided(self.left, table)
            said = [
                [_cell(inside.get(box, ())) if box else "" for box in row.cells]
                for row in table.rows
            ]
            self.tables.append((cells(table, said), table.bbox))
        self.words = [Word(p.marked, p.left, p.right, p.top, p.bottom) for p in self.left]
        self.across = [top for x0, top, x1, bottom in sheet.rules if x1 - x0 > bottom - top]


def _sheet_parts(
    sheet: _WithTables, before: unruled_tables.Found | None, behind: unruled_tables.Found | None
) -> tuple[Sequence[Line | RawTable], unruled_tables.Found | None]:
    others = list(unruled_tables.tables(sheet.words, sheet.across, before, behind))
    tables = [*sheet.tables, *((other.table, other.box) for other in others)]
    placed: list[tuple[float, Line | RawTable]] = [(box[1], table) for table, box in tables]
    boxes = [box for _, box in tables]
    around = [p for p in sheet.left if not any(_within(p, other.box) for other in others)]
    rows = _lines(around)
    margin = max([row[-1].right for row in rows] + [box[2] for box in boxes], default=0.0)
    lines = [
        Line(_joined(row), row[0].left, row[-1].right, min(p.top for p in row), margin)
        for row in rows
    ]
    placed += [(line.top, line) for line in without_page_numbers(lines)]
    parts = [part for _, part in sorted(placed, key=lambda one: one[0])]
    ends = others[-1] if others and parts[-1] is others[-1].table else None
    return parts, ends


def _ruled(rules: Sequence[Box], size: float) -> Iterator[Table]:
    """The tables that rules make."""
    edges = [_edge(*rule) for rule in rules]
    upright = [edge for edge in edges if edge["orientation"] == "v"]
    if not upright:
        return
    left, right = min(e["x0"] for e in upright), max(e["x1"] for e in upright)
    # Where the paper ends within a row nothing is drawn below its cells.
    ends = min(e["top"] for e in upright), max(e["bottom"] for e in upright)
    edges.extend(_edge(left, top, right, top) for top in ends)
    near = _NEAR * size
    merged = merge_edges(edges, near, near, near, near)
    found = intersections_to_cells(edges_to_intersections(merged, near, near))
    for group in cells_to_tables(found):
        # Of the page only characters would be asked.
        table = Table(cast(Page, None), group)
        if is_table(table):
            yield table


def _edge(x0: float, top: float, x1: float, bottom: float) -> dict[str, Any]:
    across = x1 - x0 > bottom - top
    if across:
        top = bottom = (top + bottom) / 2
    else:
        x0 = x1 = (x0 + x1) / 2
    return {
        "x0": x0, "x1": x1, "top": top, "bottom": bottom,
        "width": x1 - x0, "height": bottom - top,
        "orientation": "h" if across else "v", "object_type": "line",
    }  # fmt: skip


def _divided(pieces: Iterable[Seen], table: Table) -> tuple[dict[Box, list[Seen]], list[Seen]]:
    """The pieces in each cell, those over several cells divided; and those outside."""
    inside: dict[Box, list[Seen]] = {}
    outside: list[Seen] = []
    for piece in pieces:
        if not _within(piece, table.bbox):
            outside.append(piece)
            continue
        at = [_cell_at(table, x, piece.middle) for x in piece.middles]
        start = 0
        for n in range(1, len(at) + 1):
            if n == len(at) or at[n] != at[start]:
                if (box := at[start]) is not None:
                    inside.setdefault(box, []).append(piece.part(start, n))
                else:
                    outside.append(piece.part(start, n))
                start = n
    return inside, outside


def _cell_at(table: Table, x: float, y: float) -> Box | None:
    return next((c for c in table.cells if c[0] <= x <= c[2] and c[1] <= y <= c[3]), None)


def _within(piece: Seen, box: Box) -> bool:
    x = (piece.left + piece.right) / 2
    return box[0] <= x <= box[2] and box[1] <= piece.middle <= box[3]


def _cell(pieces: Sequence[Seen]) -> str:
    """What a cell says; its lines are the paper's."""
    return told("".join(_joined(row) for row in _lines(pieces)))


def _lines(pieces: Iterable[Seen]) -> list[list[Seen]]:
    lines: list[list[Seen]] = []
    for piece in sorted(pieces, key=lambda piece: piece.middle):
        same = lines and abs(piece.middle - lines[-1][-1].middle) < _SAME_LINE * min(
            piece.size, lines[-1][-1].size
        )
        if same:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return [sorted(line, key=lambda piece: piece.left) for line in lines]


def _joined(line: Sequence[Seen]) -> str:
    """The pieces of a line; in a gap that is wider than a space something may not be seen."""
    gaps = [(b.left - a.right) / min(a.size, b.size) for a, b in pairwise(line)]
    said = ""
    for n, piece in enumerate(line):
        before = gaps[n - 1] if n else 0.0
        after = gaps[n] if n < len(gaps) else 0.0
        said += "  " if before > _COLUMN else " " if before > _HOLE else ""
        said += piece.beside_holes(before=before > _HOLE, after=after > _HOLE).marked
    return said
