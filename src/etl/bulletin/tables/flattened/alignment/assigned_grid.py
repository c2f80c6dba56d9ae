"""Pieces that were assigned to rows and columns as a grid, with what its cells span."""

import re
from collections.abc import Sequence

from etl.bulletin.tables.columns.total_words import PLACES, SUMS
from etl.bulletin.tables.flattened.alignment.align_pieces import Alignment
from etl.bulletin.tables.flattened.alignment.column_model import Piece
from etl.document.grid import Cell, Grid

Span = tuple[int, int]

_TOTAL = re.compile(f"{SUMS}|全{PLACES}")
_SPANNING = frozenset(["ordinal", "agency", "person", "region", "category", "date"])
"""Kinds that a cell over several rows has: what is said once of all of them."""

_CLASS = re.compile(r"[一二三四五六七八九十]{1,3}、")
_FIGURES = frozenset(["figure", "number", "percent"])
_COUNTED = re.compile(r"[^\d(),。;]{2,20}[(]共?\d{1,3}[个项件处类][)]")
"""A class with how many rows it has."""


def grid_of(
    text: str,
    header: Sequence[Cell],
    ahead: int,
    columns: int,
    body: Sequence[Piece],
    found: Alignment,
    split: int = -1,
) -> Grid:
    """The grid of a header of ``ahead`` rows and of pieces that were assigned below it.

    Of the two columns from ``split`` on, one cell has both where it stands alone.
    """
    spans: dict[tuple[int, int], Span] = {}
    kinds: dict[int, list[str]] = {}
    for p, place in zip(body, found.places, strict=True):
        if place in spans:
            spans[place] = (spans[place][0], p.end)
        else:
            spans[place] = (p.start, p.end)
            kinds.setdefault(place[1], []).append(p.kind)
    spanning = {
        column
        for column, seen in kinds.items()
        if sum(kind in _SPANNING for kind in seen) * 2 > len(seen)
    }
    by_row: dict[int, list[Piece]] = {}
    for p, (row, _) in zip(body, found.places, strict=True):
        if p.end > p.start:
            by_row.setdefault(row, []).append(p)
    sections = {row for row, own in by_row.items() if len(own) == 1 and _heads(text, own[0])}
    totals = {
        row: column
        for p, (row, column) in zip(body, found.places, strict=True)
        if (_TOTAL.fullmatch(text, p.start, p.end) or _sums_class(text, p, by_row.get(row, ())))
        and all((row, c) not in spans for c in range(column))
    }
    cells = list(header)
    for (row, column), (start, end) in sorted(spans.items()):
        if row in sections:
            cells.append(Cell(start, end, row + ahead, 0, 1, columns))
            continue
        if totals.get(row) == column:
            # A total stands for the columns before it too: they have no number and no place.
            cells.append(Cell(start, end, row + ahead, 0, 1, column + 1))
            continue
        height = width = 1
        if column in spanning and end > start:
            while (
                row + height < found.rows
                and (row + height, column) not in spans
                and row + height not in sections
                and row + height not in totals
            ):
                height += 1
        if column == split and (row, column + 1) not in spans:
            width = 2
        cells.append(Cell(start, end, row + ahead, column, height, width))
    return Grid(found.rows + ahead, columns, tuple(cells), cut=True)


def _heads(text: str, alone: Piece) -> bool:
    """Whether what stands alone in its row is the heading of those below: 梅溪县(4个)."""
    return (
        alone.kind == "category"
        or (alone.begins_row and alone.kind == "region")
        or _COUNTED.fullmatch(text, alone.start, alone.end) is not None
    )


def _sums_class(text: str, p: Piece, row: Sequence[Piece]) -> bool:
    """Whether a row has the figures of a class: 二、医疗卫生类(2个) | 44080 | 10980 | 90.8%."""
    named = p.kind == "category" or _COUNTED.fullmatch(text, p.start, p.end) is not None
    return (
        named
        and _CLASS.match(text, p.start, p.end) is not None
        and len(row) > 1
        and all(other.kind in _FIGURES for other in row if other is not p)
    )
