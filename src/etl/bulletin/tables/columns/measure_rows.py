"""Tables whose measures stand in rows: 年度目标, 完成数 and 完成率 under one another, once an item.

序号 | 指标 | 项目     | 全市 | 东区
1    | 就业 | 年度目标 | 300  | 120
     |      | 完成数   | 200  | 90

The measure may be run into the item's name: 小区改造任务 | 5 | 4 above 小区改造完成 | 4 | 4.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, takewhile

from etl.bulletin.words import column_names
from etl.document.grid import Cell, Grid

_MEASURES = frozenset({"target", "actual", "rate", "remaining", "previous", "change", "yoy"})
_BRACKETS = re.compile(r"\([^()]*\)")
_NAMED = re.compile(
    r"(?P<item>.*[\u4e00-\u9fff)])"
    r"(?P<measure>(?:年度|全年|计划|目标|累计|实际|已)?(?:任务|目标|计划|完成|竣工|建成|开工)[数量率]?"
    r"(?P<unit>\([^()]{1,4}\))?)"
)
"""An item's name with a measure behind it: 适老化改造(户)任务."""
_MOST = 8
"""Measures that an item may have."""
_FEWEST = 2
"""Measures that each item has whose name they are run into."""
_MOSTLY = 0.8
"""The share of the names in the column that name measures."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the measures stand, and the rows of each item."""

    column: int
    groups: Sequence[range]
    names: Mapping[str, Cell]
    """Each measure by its name, with the cell that names it first."""
    places: Mapping[int, str]
    """By row, the measure that it has."""


def spread(text: str, grid: Grid) -> Grid:
    """The grid with a column for each measure, where measures stand in rows.

    Any other grid comes back as it is.
    """
    for column in range(1, grid.columns - 1):
        layout = _layout(text, grid, column)
        if layout is not None:
            return _spread(grid, layout)
    parted = _with_measures_parted(text, grid)
    layout = _layout(text, parted, 1, fewest=1) if parted is not grid else None
    return grid if layout is None else _spread(parted, layout)


def _with_measures_parted(text: str, grid: Grid) -> Grid:
    """The grid with a column for the measures that are run into the names of its first one, where
    all have such, and each item several."""
    labels = [(cell, _NAMED.fullmatch(text, cell.start, cell.end)) for cell in _first(grid)]
    top = next((at for at, (_, found) in enumerate(labels) if found), len(labels))
    named = [(cell, found) for cell, found in labels[top:] if found]
    items = [[*rows] for _, rows in groupby(named, lambda one: _plain(one[1]["item"]))]
    # One name over a column cannot have the units of several items.
    units = {found["unit"] for _, found in named} - {None, "(%)"}
    whole = len(named) == len(labels) - top and len(units) <= 1
    heads = [c for c in grid.cells if named and c.row < named[0][0].row and c.column]
    whole = whole and not any(_is_measure(text, head) for head in heads)
    if not top or not whole or min(map(len, items), default=0) < _FEWEST:
        return grid
    cells = [
        replace(cell, column=cell.column + 1) if cell.column else replace(cell, width=2)
        for cell in grid.cells
        if cell.column or cell.row < named[0][0].row
    ]
    for rows in items:
        first, found = rows[0]
        height = rows[-1][0].row - first.row + 1
        cells.append(replace(first, end=found.end("item"), height=height))
        cells += (replace(cell, start=f.start("measure"), column=1) for cell, f in rows)
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return replace(grid, columns=grid.columns + 1, cells=tuple(cells))


def _first(grid: Grid) -> Iterator[Cell]:
    """The filled cells of the first column."""
    return (c for c in grid.cells if not c.column and c.width == 1 and c.end > c.start)


def with_heights(text: str, grid: Grid) -> Grid:
    """The grid with the heights of its items, where a copy that dropped them shows measure rows.

    Every row but the first of an item is then short, and begins with a measure::

        1      | 就业 | 年度目标 | 300 | 120
        完成数 | 200  | 90       |     |
    """
    rows: list[list[Cell]] = [[] for _ in range(grid.rows)]
    for filled in (cell for cell in grid.cells if cell.end > cell.start):
        rows[filled.row].append(filled)
    short = [r for r, own in enumerate(rows) if own and _opens_with_measure(text, own[0])]
    lost = {grid.columns - len(rows[row]) for row in short}
    again = 2 * len({_name(text, rows[row][0]) for row in short}) <= len(short)
    if not again or len(lost) != 1 or any(cell.height > 1 for cell in grid.cells):
        return grid
    column = lost.pop()
    opening = [row for row in range(1, grid.rows) if row not in short and row + 1 in short]
    whole = all(
        len(rows[row]) == grid.columns and _is_measure(text, rows[row][column]) for row in opening
    )
    if not column or 0 in short or len(opening) < 2 or not whole:
        return grid
    heights = {
        row: 1 + sum(1 for _ in takewhile(short.__contains__, range(row + 1, grid.rows)))
        for row in opening
    }
    cells: list[Cell] = []
    for row, own in enumerate(rows):
        for cell in own:
            if row in short:
                cell = replace(cell, column=cell.column + column)
            elif row in heights and cell.column < column:
                cell = replace(cell, height=heights[row])
            cells.append(cell)
    return replace(grid, cells=tuple(cells))


def _opens_with_measure(text: str, cell: Cell) -> bool:
    return cell.column == 0 and _is_measure(text, cell)


def _is_measure(text: str, cell: Cell) -> bool:
    return names_measure(text[cell.start : cell.end])


def names_measure(words: str) -> bool:
    """Whether words name what is promised, done or left: 年度目标, 完成率(%)."""
    return column_names.likeliest(_plain(words)) in _MEASURES


def _layout(text: str, grid: Grid, column: int, *, fewest: int = 2) -> _Layout | None:
    """Where the measures stand, if names of some come again and again down a column: for so many
    items at least."""
    cells = {row: cell for row in range(grid.rows) if (cell := grid.at(row, column)) is not None}
    words = {row: _name(text, cell) for row, cell in cells.items()}
    measures = [row for row, name in words.items() if column_names.likeliest(name) in _MEASURES]
    if not measures:
        return None
    body = range(measures[0], grid.rows)
    if len(measures) < _MOSTLY * len(body) or any(
        row not in cells or cells[row].height > 1 or not words[row] for row in body
    ):
        return None
    names: dict[str, Cell] = {}
    for row in body:
        names.setdefault(words[row], cells[row])
    groups = [*_groups(grid, column, body)]
    again = all(len({words[row] for row in group}) == len(group) for group in groups)
    several = sum(len(group) > 1 for group in groups)
    roles = {column_names.likeliest(name) for name in names} & _MEASURES
    if several < fewest or not again or len(roles) < 2 or len(names) > _MOST:
        return None
    layout = _Layout(column, groups, names, {row: words[row] for row in body})
    over = (grid.at(row, at) for row in range(body.start) for at in range(column))
    named = any(cell is not None and cell.end > cell.start for cell in over)
    # Regions over things that nothing names are a table on its side.
    return layout if named or _is_plain_list(grid, layout) else None


def _is_plain_list(grid: Grid, layout: _Layout) -> bool:
    """Whether a table without names has items over all their rows, and a cell a measure."""
    spanned = (
        cell is not None and cell.height == len(group)
        for group in layout.groups
        for cell in [grid.at(group.start, layout.column - 1)]
    )
    own = {
        cell.column
        for group in layout.groups
        for row in group[1:]
        for cell in grid.row(row)
        if cell is not None and cell.row == row and cell.column > layout.column
    }
    return len(own) == 1 and all(spanned)


def _name(text: str, cell: Cell) -> str:
    return _plain(text[cell.start : cell.end])


def _plain(words: str) -> str:
    return _BRACKETS.sub("", "".join(words.split()))


def _groups(grid: Grid, column: int, body: range) -> Iterator[range]:
    """The rows of each item: a cell with words on the left of its measure begins one."""
    start = body.start
    for row in body:
        left = (grid.at(row, at) for at in range(column))
        opens = any(c is not None and c.row == row and c.end > c.start for c in left)
        if opens and row > start:
            yield range(start, row)
            start = row
    yield range(start, body.stop)


def _spread(grid: Grid, layout: _Layout) -> Grid:
    """One row an item, and each column behind the measures once for each of them."""
    top, orders = layout.groups[0].start, {name: at for at, name in enumerate(layout.names)}
    starts: dict[int, int] = {}
    """By column, where it begins in the new grid."""
    width = 0
    for column in range(grid.columns):
        starts[column] = width
        if column != layout.column:
            width += len(orders) if _is_measured(grid, layout, column) else 1
    starts[grid.columns] = width
    rows = {row: at for at, group in enumerate(layout.groups, top + 1) for row in group}
    found: list[Cell] = []
    for cell in grid.cells:
        column = starts[cell.column]
        span = starts[cell.column + cell.width] - column
        if cell.column == layout.column and cell.width == 1:
            continue
        if cell.row < top:
            measured = _is_measured(grid, layout, cell.column)
            height = cell.height + (not measured and cell.row + cell.height == top)
            found.append(replace(cell, column=column, width=span, height=height))
        elif not _is_measured(grid, layout, cell.column):
            if cell.end > cell.start or cell.row in {group.start for group in layout.groups}:
                found.append(replace(cell, row=rows[cell.row], column=column, width=1, height=1))
        else:
            at = column + orders[layout.places[cell.row]]
            found.append(replace(cell, row=rows[cell.row], column=at, width=1, height=1))
    for column in range(layout.column + 1, grid.columns):
        if _is_measured(grid, layout, column):
            for name, order in orders.items():
                over = layout.names[name]
                found.append(replace(over, row=top, column=starts[column] + order))
    found.sort(key=lambda cell: (cell.row, cell.column))
    return replace(grid, rows=top + 1 + len(layout.groups), columns=width, cells=tuple(found))


def _is_measured(grid: Grid, layout: _Layout, column: int) -> bool:
    """Whether a column has a cell for each measure: no name, and no agency for all of them."""
    if column <= layout.column:
        return False
    cells = (grid.at(row, column) for group in layout.groups for row in group[1:])
    return any(cell is not None and cell.row in layout.places for cell in cells)
