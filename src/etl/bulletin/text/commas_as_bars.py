"""Commas that divide the cells of a table, as open-data pages show one, become bars:
``序号,实事名称,年度任务⏎1,教育惠民,"18,000"`` is ``序号|实事名称|年度任务⏎1|教育惠民| 18,000 ``.
"""

import re
from collections.abc import Sequence
from itertools import takewhile

from etl.bulletin.tables.columns.can_be_header import is_header

_CELL = re.compile(r'(?:"[^"]*"|[^",]*)(?:,|$)')
_FEWEST_COLUMNS, _FEWEST_ROWS = 4, 4


def commas_as_bars(text: str) -> str:
    """The text, as long as it was, with bars between the cells of lines that are rows of a table:
    as many commas in each as in the line of its names."""
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        names = _cells(lines[at])
        if len(names) < _FEWEST_COLUMNS or not is_header(names):
            at += 1
            continue
        rows = _rows(lines, at, len(names))
        if len(rows) >= _FEWEST_ROWS:
            first = _header_above(lines, at, len(names))
            block = [*map(_cells, lines[first:at]), *rows]
            lines[first : at + len(rows)] = ("|".join(map(_unquoted, row)) for row in block)
        at += len(rows)
    return "\n".join(lines)


def _rows(lines: Sequence[str], first: int, columns: int) -> list[list[str]]:
    """The cells of lines from one on, as far as they have as many."""
    cells = (_cells(lines[at]) for at in range(first, len(lines)))
    return [*takewhile(lambda row: len(row) == columns, cells)]


def _header_above(lines: Sequence[str], at: int, columns: int) -> int:
    """The first line of a header whose lowest names are on a line: merged cells above have left
    empty ones."""
    while at and len(above := _cells(lines[at - 1])) == columns and "" in above:
        at -= 1
    return at


def _cells(line: str) -> list[str]:
    """The cells between the commas of a line, in their quotation marks; none where these do not
    match."""
    if line.count(",") < _FEWEST_COLUMNS - 1:
        return []
    cells: list[str] = []
    place = 0
    while cell := _CELL.match(line, place):
        place = cell.end()
        cells.append(cell[0].removesuffix(","))
        if not cell[0].endswith(","):
            return cells
    return []


def _unquoted(cell: str) -> str:
    return f" {cell[1:-1]} " if cell.startswith('"') else cell
