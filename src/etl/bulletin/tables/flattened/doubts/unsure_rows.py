"""Rows of a table cut from flattened text whose cells may stand in other columns or rows.

A copy that leaves empty cells out does not tell which of a row's figures is missing; a bare figure
on a line of its own within a cell of words was a cell itself, and so may be what follows a blank.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from etl.bulletin.tables.columns.cell_kinds import Kind, kind_of
from etl.document.grid import Cell, Grid

Span = tuple[int, int]
_Class = Literal["number", "count", "percent"]

_CLASSES: Mapping[Kind, _Class] = {
    "ordinal": "number", "number": "number", "figure": "number", "count": "count",
    "percent": "percent",
}  # fmt: skip
_BLANK_BEHIND_STOP = re.compile(r"[。;] +(?=[^\s\d(①-⑳])")
_OFTEN = 0.3
"""Share of a column's cells from which on one of their class may stand in it."""


def unsure_spans(text: str, grid: Grid) -> list[Span]:
    """The cells, as spans in their order, of the rows that miss a figure beside others."""
    if not grid.cut:
        return []
    own: defaultdict[int, list[Cell]] = defaultdict(list)
    classes: defaultdict[int, Counter[_Class | None]] = defaultdict(Counter)
    for cell in grid.cells:
        own[cell.row].append(cell)
        if cell.end > cell.start and cell.width == 1:
            classes[cell.column][_class(text, cell)] += 1
    unsure = [
        row
        for row, cells in own.items()
        if _misses(text, grid, row, cells, classes) or _holds_two(text, grid, row, cells)
    ]
    return sorted((c.start, c.end) for row in unsure for c in own[row])


def _misses(
    text: str,
    grid: Grid,
    row: int,
    cells: Sequence[Cell],
    classes: Mapping[int, Counter[_Class | None]],
) -> bool:
    """Whether a figure of a row could stand as well in a column that the row has no cell in."""
    figures = [cell for cell in cells if cell.width == 1 and _class(text, cell) is not None]
    return any(
        classes[column][_class(text, cell)] > _OFTEN * classes[column].total()
        for cell in figures
        for column in _holes_beside(grid, row, cell.column)
        if column in classes
    )


def _holds_two(text: str, grid: Grid, row: int, cells: Sequence[Cell]) -> bool:
    """Whether a cell beside a hole goes on behind a blank as another would: …床位。 已建成…"""
    return any(
        _BLANK_BEHIND_STOP.search(text, cell.start, cell.end) is not None
        and any(_holes_beside(grid, row, cell.column))
        for cell in cells
    )


def _holes_beside(grid: Grid, row: int, column: int) -> Iterator[int]:
    """The columns right before and behind one in which a row has no cell."""
    for step in (-1, 1):
        at = column + step
        while 0 <= at < grid.columns and grid.at(row, at) is None:
            yield at
            at += step


def _class(text: str, cell: Cell) -> _Class | None:
    return _CLASSES.get(kind_of(text[cell.start : cell.end]))
