"""Places below an item, in the column of the items: each row of one is a part of it.

1 | 危房改造(户)  | 2540 | 2489
  | 其中:东山县   | 1310 | 1300
  | 西河县        | 1230 | 1189
2 | 公路(公里)    | …

The places are put in a column of their own, beside an item that covers its rows.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import takewhile
from typing import NamedTuple

from etl.bulletin.tables.columns.cell_kinds import kind_of
from etl.bulletin.tables.columns.cell_values import held
from etl.document.grid import Cell, Grid

_OF_WHICH = re.compile(r"\s*(?:其\s*中\s*[:、,]?|[#*·])\s*")
_FEWEST_ITEMS, _FEWEST_PLACES = 2, 4
"""Of which a table says less than that it has parts of items."""


class _Group(NamedTuple):
    item: int
    places: Sequence[int]
    """The rows of an item, and of its places."""


def places_apart(text: str, grid: Grid) -> Grid:
    """The grid with a column for places, where they stand below items.

    Any other grid comes back as it is.
    """
    for column in range(grid.columns - 1):
        groups = [*_groups(text, grid, column)]
        places = sum(len(group.places) for group in groups)
        if len(groups) < _FEWEST_ITEMS or places < _FEWEST_PLACES:
            continue
        parts = sum(_are_parts(text, grid, column, group) for group in groups)
        if 2 * parts > len(groups):
            return _spread(text, grid, column, groups)
    return grid


def _groups(text: str, grid: Grid, column: int) -> Iterator[_Group]:
    row = 0
    while row < grid.rows:
        cell = grid.at(row, column)
        below = range(row + 1, grid.rows)
        places = [*takewhile(lambda r: _is_place(text, grid, r, column), below)]
        own = cell is not None and cell.row == row and cell.height == 1 and cell.width == 1
        if places and own and cell is not None and not _place(text, cell):
            yield _Group(row, places)
        row += 1 + len(places)


def _is_place(text: str, grid: Grid, row: int, column: int) -> bool:
    """Whether a row tells of a place: nothing stands before its name that is its own, figures
    behind it."""
    cell = grid.at(row, column)
    if cell is None or cell.row != row or not _place(text, cell):
        return False
    before = (grid.at(row, at) for at in range(column))
    if any(c is not None and c.row == row and c.end > c.start for c in before):
        return False
    return any(value is not None for value in _values(text, grid, row, column).values())


def _place(text: str, cell: Cell) -> bool:
    words = _OF_WHICH.sub("", text[cell.start : cell.end], count=1)
    return kind_of(words) == "region" and held(words).kind != "total"


def _values(text: str, grid: Grid, row: int, column: int) -> Mapping[int, Decimal | None]:
    """The bare figures of a row behind a column, by their columns."""
    cells = ((at, grid.at(row, at)) for at in range(column + 1, grid.columns))
    return {
        at: held(text[cell.start : cell.end]).value
        for at, cell in cells
        if cell is not None and cell.row == row
    }


def _are_parts(text: str, grid: Grid, column: int, group: _Group) -> bool:
    """Whether the places of an item are called its parts, or come to what it has."""
    first = grid.at(group.places[0], column)
    if first is not None and _OF_WHICH.match(text, first.start, first.end):
        return True
    whole = _values(text, grid, group.item, column)
    parts = [_values(text, grid, row, column) for row in group.places]
    return len(parts) > 1 and any(
        value is not None and value == sum((part.get(at) or Decimal() for part in parts), Decimal())
        for at, value in whole.items()
        if value
    )


def _spread(text: str, grid: Grid, column: int, groups: Sequence[_Group]) -> Grid:
    heights = {group.item: 1 + len(group.places) for group in groups}
    places = {row for group in groups for row in group.places}
    cells: list[Cell] = []
    for cell in grid.cells:
        if cell.row in places and cell.column < column and cell.start == cell.end:
            # What stands before an item covers its places, too.
            continue
        if cell.row in places and cell.column == column:
            found = _OF_WHICH.match(text, cell.start, cell.end)
            start = found.end() if found else cell.start
            cells.append(replace(cell, start=start, column=column + 1))
        elif cell.row in heights and cell.column <= column:
            cells.append(replace(cell, height=max(cell.height, heights[cell.row])))
        elif cell.column > column:
            cells.append(replace(cell, column=cell.column + 1))
        elif cell.column + cell.width > column:
            cells.append(replace(cell, width=cell.width + 1))
        else:
            cells.append(cell)
    return replace(grid, columns=grid.columns + 1, cells=tuple(cells))
