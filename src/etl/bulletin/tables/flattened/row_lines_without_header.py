"""Tables without a header a row of which is a line: as many tabs, or wide blanks, in all."""

import re
from itertools import islice, takewhile

from etl.bulletin.tables.flattened.lines import Lines, split
from etl.bulletin.tables.flattened.rows_below_header import FEWEST, WIDE
from etl.document.grid import Cell, Grid

_TAB = re.compile(r"\t")
_FIGURE = re.compile(r"\d")
_FEWEST_ROWS = 4
_SAMPLE = 40
"""Rows by which it is told whether lines are a table."""
_FEWEST_FIGURES = 2
"""Columns most cells of which have figures: what was promised, and what came of it."""


def unnamed_rows(lines: Lines, first: int) -> tuple[Grid, int] | None:
    """The table of a line and those behind it of as many cells, and the line behind it."""
    found = (_rows(lines, first, divider) for divider in (_TAB, WIDE))
    return next((table for table in found if table is not None), None)


def _rows(lines: Lines, first: int, divider: re.Pattern[str]) -> tuple[Grid, int] | None:
    columns = len(split(lines.text, lines.spans[first], divider))
    if columns < FEWEST:
        return None
    cut = (split(lines.text, lines.spans[at], divider) for at in range(first, len(lines)))
    alike = takewhile(lambda cells: len(cells) == columns, cut)
    rows = list(islice(alike, _SAMPLE))
    if len(rows) < _FEWEST_ROWS:
        return None
    told = [
        sum(_FIGURE.search(lines.text, *cell) is not None for cell in column)
        for column in zip(*rows, strict=True)
    ]
    if sum(2 * figures > len(rows) for figures in told) < _FEWEST_FIGURES:
        return None
    rows.extend(alike)
    cells = (
        Cell(start, end, row, column)
        for row, own in enumerate(rows)
        for column, (start, end) in enumerate(own)
    )
    return Grid(len(rows), columns, tuple(cells)), first + len(rows)
