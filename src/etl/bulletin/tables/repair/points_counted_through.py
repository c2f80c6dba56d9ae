"""Rows of several pledges, whose numbers count on from row to row within the cells.

A department answers for some of the pledges, and a row for a department::

    住建局 | 1.改造小区23个;2.新建管网11公里 | 1.完工17个;2.铺设9公里
    教育局 | 3.新建幼儿园5所               | 3.5所均已投用
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from etl.document.grid import Cell, Grid, trimmed

Span = tuple[int, int]
Division = tuple[int, Mapping[int, Sequence[Span]]]
"""How many rows a row is, and by their columns the parts of the cells that are divided."""

_POINT = re.compile(r"(?:(?<=^)|(?<=[\n;。 ]))(\d{1,2})[.、]")
_FEWEST_CELLS, _FEWEST = 2, 4


def divisions(text: str, grid: Grid) -> dict[int, Division]:
    """How each row is divided; empty where no numbers count through the table from 1."""
    found: dict[int, Division] = {}
    following = 1
    for row in range(grid.rows):
        parts = {
            cell.column: spans
            for cell in grid.row(row)
            if cell is not None
            and (cell.row, cell.height, cell.width) == (row, 1, 1)
            and (spans := list(_parts(text, cell, following)))
        }
        count = max(map(len, parts.values()), default=0)
        alike = {column: spans for column, spans in parts.items() if len(spans) == count}
        if len(alike) < _FEWEST_CELLS:
            if found:
                return {}
            continue
        found[row] = (count, alike)
        following += count
    return found if following > max(_FEWEST, len(found) + 1) else {}


def _parts(text: str, cell: Cell, number: int) -> Iterator[Span]:
    """What stands behind each number of a cell that begins with a number and counts on from it."""
    starts: list[tuple[int, int]] = []
    for point in _POINT.finditer(text[cell.start : cell.end]):
        if int(point[1]) == number + len(starts) and (starts or point.start() == 0):
            starts.append((point.start(), point.end()))
    if not starts:
        return
    ends = [start for start, _ in starts[1:]] + [cell.end - cell.start]
    for (_, start), end in zip(starts, ends, strict=True):
        first, last = trimmed(text, cell.start + start, cell.start + end)
        yield first, last - (text[last - 1] == ";")
