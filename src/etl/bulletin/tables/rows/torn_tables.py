"""Tables that a page has torn in two, and tables that are several under one another.

A page break leaves 表(续), a header said again, a row whose rest stands on the next page; a
header said again within a table, with other units, begins another table.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from etl.bulletin.words import column_names as names
from etl.document.grid import Cell, Grid

_BETWEEN = re.compile(
    r"[-—–\s]*(?:第?\d{1,3}页?|共?\d{1,3}页)?[-—–\s]*|.{0,40}(?:\(续表?\d*\)|\(接上[页表]\)|续表?\d*)"
    r"|\(?(?:续表?|接上[页表]|转下页)\d*\)?"
)
_NUMBER = re.compile(r"\(?(\d{1,3})[)、.]?")
_SPEAKS = 1.5
_BRACKETS = re.compile(r"\([^()]*\)")
_COLUMNS = 3
_LONGEST = 12
"""Characters of a name in a header that is said again."""


def mended(text: str, grids: Sequence[Grid]) -> list[Grid]:
    """The tables, those put together that are one: 1-9 … 表(续) … 10-15."""
    whole: list[Grid] = []
    for grid in grids:
        if whole and _continues(text, whole[-1], grid):
            whole[-1] = _with(text, whole[-1], grid)
        else:
            whole.append(grid)
    return whole


def _continues(text: str, above: Grid, below: Grid) -> bool:
    if above.columns != below.columns or above.columns < _COLUMNS or above.start >= below.start:
        return False
    between = text[above.end : below.start].strip(" |\n")
    if any(not _BETWEEN.fullmatch(line.strip(" |")) for line in between.split("\n")):
        return False
    again = _said_again(text, above, below)
    if again == below.rows:
        return False
    first = [text[c.start : c.end] for c in below.cells_of(again)]
    left = below.at(again, 0)
    number = _NUMBER.fullmatch(text[left.start : left.end]) if left is not None else None
    if number:
        return int(number[1]) > 1 and int(number[1]) == _last_number(text, above) + 1
    blank = left is None or left.start == left.end
    return blank and any(first) and (again > 0 or _last_number(text, above) > 0)


def _last_number(text: str, grid: Grid) -> int:
    for row in reversed(range(grid.rows)):
        cell = grid.at(row, 0)
        if cell is not None and (found := _NUMBER.fullmatch(text[cell.start : cell.end])):
            return int(found[1])
    return 0


def _said_again(text: str, above: Grid, below: Grid) -> int:
    """How many rows of the lower table repeat those at the top of the upper one."""
    tops = [_words(text, above, row) for row in range(min(4, above.rows))]
    last = 0
    for row in range(min(4, below.rows)):
        if _words(text, below, row) in tops:
            last = row + 1
    return last


def _with(text: str, above: Grid, below: Grid) -> Grid:
    again = _said_again(text, above, below)
    moved = (replace(c, row=above.rows + c.row - again) for c in below.cells if c.row >= again)
    return replace(
        above,
        rows=above.rows + below.rows - again,
        cells=(*above.cells, *moved),
        cut=above.cut or below.cut,
        breaks=(*above.breaks, *below.breaks),
    )


def sections(text: str, grid: Grid) -> list[Grid]:
    """The tables that stand under one another in a grid, each from its header on."""
    heads = [row for row in range(grid.rows) if _names_all(text, grid, row)]
    starts: list[int] = []
    for row in heads:
        first = row
        while first and len(_said(text, grid, first - 1)) == 1:
            first -= 1
        # Header rows under one another are one header.
        if first and row - 1 not in heads and _below(text, grid, starts, row):
            starts.append(first)
        elif not starts:
            starts.append(0)
    if len(starts) < 2:
        return [grid]
    return [
        replace(
            grid,
            rows=stop - start,
            cells=tuple(_within(grid, start, stop)),
        )
        for start, stop in zip(starts, [*starts[1:], grid.rows], strict=True)
    ]


def _within(grid: Grid, start: int, stop: int) -> Iterator[Cell]:
    for cell in grid.cells:
        if start <= cell.row < stop:
            yield replace(cell, row=cell.row - start, height=min(cell.height, stop - cell.row))


def _below(text: str, grid: Grid, starts: Sequence[int], row: int) -> bool:
    """Whether a header names other units or other things than the one above it."""
    return bool(starts) and all(
        _words(text, grid, row) != _words(text, grid, above)
        for above in range(starts[-1], min(starts[-1] + 4, row))
    )


def _names_all(text: str, grid: Grid, row: int) -> bool:
    """Whether a row names its columns, nearly each with a word of its role."""
    words = [_BRACKETS.sub("", w) for w in _said(text, grid, row)]
    if len(words) < _COLUMNS or any(c.isdigit() for w in words for c in w):
        return False
    speaking = sum(
        len(w) <= _LONGEST and max(names.votes(w).values(), default=0) >= _SPEAKS for w in words
    )
    return 4 * speaking >= 3 * len(words)


def _said(text: str, grid: Grid, row: int) -> list[str]:
    return [w for c in grid.cells_of(row) if c.row == row and (w := _compact(text, c))]


def _words(text: str, grid: Grid, row: int) -> tuple[str, ...]:
    return tuple("" if c is None else _compact(text, c) for c in grid.row(row))


def _compact(text: str, cell: Cell) -> str:
    return "".join(text[cell.start : cell.end].split())
