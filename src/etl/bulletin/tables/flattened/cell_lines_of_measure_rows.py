"""Tables a cell of which is a line, whose measures stand under one another for each item.

``序号 指标 全市 东区`` and, each on a line, ``1 就业 年度目标 300 120 完成数 200 90 2 …``: the
names of the measures return and tell where rows begin, whatever the figures between them are.
"""

from collections.abc import Iterator

from etl.bulletin.tables.columns.can_be_header import can_name
from etl.bulletin.tables.columns.measure_rows import names_measure, with_heights
from etl.bulletin.tables.flattened.lines import Lines
from etl.document.grid import Cell, Grid

_MOST_COLUMNS = 24


def measure_lines(lines: Lines, first: int) -> tuple[Grid, int] | None:
    """The table whose first name stands on a line, and the line behind it; None elsewhere."""
    columns = 0
    while first + columns < len(lines) and can_name(lines.said(first + columns)):
        columns += 1
    opening = first + columns
    inside = range(opening, min(opening + columns, len(lines)))
    column = next((at - opening for at in inside if names_measure(lines.said(at))), 0)
    if not 0 < column < columns - 1 or columns > _MOST_COLUMNS:
        return None
    rows = [range(first, opening), *_rows(lines, opening, columns, column)]
    cells = (
        Cell(*lines.spans[at], row, place)
        for row, own in enumerate(rows)
        for place, at in enumerate(own)
    )
    laid = Grid(len(rows), columns, tuple(cells), cut=True)
    grid = with_heights(lines.text, laid)
    return None if grid is laid else (grid, rows[-1].stop)


def _rows(lines: Lines, at: int, columns: int, column: int) -> Iterator[range]:
    """The lines of each row: all cells where an item begins, else those from its measure on."""
    while at < len(lines):
        short = names_measure(lines.said(at))
        own = range(at, at + (columns - column if short else columns))
        if own.stop > len(lines) or not (short or names_measure(lines.said(at + column))):
            return
        yield own
        at = own.stop
