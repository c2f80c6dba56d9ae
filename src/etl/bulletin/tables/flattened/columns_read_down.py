"""Tables of which a copy has read one column after the other: 序号⏎1⏎2⏎3⏎项目⏎书房⏎公厕⏎公园⏎…

The numbers of the rows follow their name without anything between; as many lines as there are
numbers are then the cells below each name.
"""

from collections.abc import Sequence

from etl.bulletin.tables.columns.can_be_header import can_name, is_header
from etl.bulletin.tables.flattened.lines import Lines
from etl.bulletin.tables.flattened.rows_below_header import FEWEST
from etl.document.grid import Cell, Grid

_NUMBERS = frozenset(["序号", "编号", "项次"])
_FEWEST_ROWS = 3


def columns_down(lines: Lines, first: int) -> tuple[Grid, int] | None:
    """The table whose column of numbers begins at a line, and the line behind it."""
    if lines.said(first) not in _NUMBERS:
        return None
    rows = 0
    while first + rows + 1 < len(lines) and lines.said(first + rows + 1) == str(rows + 1):
        rows += 1
    if rows < _FEWEST_ROWS:
        return None
    heads = [first]
    while (at := heads[-1] + rows + 1) + rows < len(lines) and can_name(lines.said(at)):
        heads.append(at)
    while len(heads) >= FEWEST and not _are_names(lines, heads):
        heads.pop()
    if len(heads) < FEWEST:
        return None
    cells = (
        Cell(*lines.spans[head + row], row, column)
        for row in range(rows + 1)
        for column, head in enumerate(heads)
    )
    return Grid(rows + 1, len(heads), tuple(cells), cut=True), heads[-1] + rows + 1


def _are_names(lines: Lines, heads: Sequence[int]) -> bool:
    return is_header([lines.said(at) for at in heads], counted=True)
