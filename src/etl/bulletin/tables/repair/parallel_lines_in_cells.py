"""Rows whose cells answer one another line by line, each line as a row of its own.

A cell for each line would be a table of its own; offices type the lines below one another::

    普惠托育        个    1200   685   57.1
    新增托位        个    20     11    55.0
    新建托育点

The first line of a name may head those below it. So are rows of several numbered pledges
(:mod:`etl.bulletin.tables.repair.points_counted_through`).
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from etl.bulletin.tables.columns.cell_kinds import Kind, kind_of
from etl.bulletin.tables.repair.points_counted_through import Division, divisions
from etl.document.grid import Cell, Grid, trimmed

Span = tuple[int, int]

_BARE = frozenset[Kind](["number", "ordinal", "figure", "percent", "dash"])
_NO_NAMES = _BARE | {"empty", "unit", "date", "agency", "bracket"}
_MARK = re.compile(r"(?:(?P<circled>[①-⑳])|\((?P<number>\d{1,2})\))[ ]*(?=.)")
"""What counts the lines of a cell, and can be no figure."""
_FEWEST = 2
"""Cells of bare figures that have as many lines as one another."""


def unfolded(text: str, grid: Grid) -> Grid:
    """The grid, rows of parallel lines divided; the text is what its cells are spans of."""
    counted = divisions(text, grid)
    parts = [counted.get(row) or _parts(text, grid, row) for row in range(grid.rows)]
    if all(count == 1 for count, _ in parts):
        return grid
    starts = [sum(count for count, _ in parts[:row]) for row in range(grid.rows + 1)]
    cells: list[Cell] = []
    for cell in grid.cells:
        divided = parts[cell.row][1].get(cell.column, ())
        start, end = starts[cell.row], starts[min(cell.row + cell.height, grid.rows)]
        if divided:
            cells += [
                replace(cell, start=s, end=e, row=start + at) for at, (s, e) in enumerate(divided)
            ]
        else:
            cells.append(replace(cell, row=start, height=end - start))
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return replace(grid, rows=starts[-1], cells=tuple(cells))


def _parts(text: str, grid: Grid, row: int) -> Division:
    """How many rows a row is, and by their columns the lines of the cells that are divided."""
    whole = [cell for cell in grid.row(row) if cell is not None]
    own = [cell for cell in whole if (cell.row, cell.height, cell.width) == (row, 1, 1)]
    lines = {cell.column: _lines(text, cell) for cell in own}
    bare = [
        len(spans)
        for spans in lines.values()
        if len(spans) > 1 and all(kind_of(text[s:e]) in _BARE for s, e in spans)
    ]
    count, cells = Counter(bare).most_common(1)[0] if bare else (1, 0)
    if cells < _FEWEST:
        return 1, {}
    divided = {column: spans for column, spans in lines.items() if len(spans) == count}
    named = next((column for column, spans in lines.items() if _names(text, spans, count)), None)
    if named is None:
        return 1, {}
    spans = lines[named]
    if len(spans) > count:
        divided[named] = [(spans[0][0], spans[1][1]), *spans[2:]]
    return count, divided


def _names(text: str, spans: Sequence[Span], count: int) -> bool:
    """Whether a cell names what each line counts, perhaps below a head."""
    return len(spans) in (count, count + 1) and not any(
        kind_of(text[s:e]) in _NO_NAMES for s, e in spans
    )


def _lines(text: str, cell: Cell) -> Sequence[Span]:
    """The lines of a cell that say something, without the marks that count them: ①3800⏎②2000."""
    spans = []
    at = cell.start
    for line in text[cell.start : cell.end].split("\n"):
        start, end = trimmed(text, at, at + len(line))
        if start < end:
            spans.append((start, end))
        at += len(line) + 1
    marks = [_MARK.match(text, start, end) for start, end in spans]
    counted = [_number(mark) for mark in marks if mark is not None]
    if len(spans) > 1 and counted == [*range(1, len(spans) + 1)]:
        spans = [(mark.end(), end) for mark, (_, end) in zip(marks, spans, strict=True) if mark]
    return spans


def _number(mark: re.Match[str]) -> int:
    said = mark["circled"]
    return ord(said) - ord("①") + 1 if said else int(mark["number"])
