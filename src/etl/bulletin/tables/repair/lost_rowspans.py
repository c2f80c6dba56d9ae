"""Tables of a page whose cells over several rows have lost their span.

A copy that keeps rows and cells and drops ``rowspan`` leaves rows that are short, and every cell
behind the lost one in a column that is not its own::

    序号 | 类别 | 项目   | 目标 | 完成
    1    | 教育 | 幼儿园 | 6所  | 4所
    2    | 小学 | 3所    | 2所  |
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from math import log

from etl.bulletin.tables.columns.can_be_header import can_name
from etl.bulletin.tables.columns.cell_kinds import KINDS, Kind, kind_of
from etl.bulletin.tables.columns.measure_rows import with_heights
from etl.bulletin.tables.flattened.doubts.consistency import inconsistency
from etl.bulletin.tables.flattened.lines import Lines
from etl.bulletin.tables.flattened.row_lines_by_bars_and_tabs import rows_cut
from etl.bulletin.tables.repair.blank_header_cells import below_wide_names, spanned
from etl.document.grid import Cell, Grid

_TELLING = frozenset[Kind](["number", "figure", "percent", "count", "plan", "report"])
_FEWEST = 3
"""Columns of such a table."""
_LIKELIER = 2.0
"""Log-odds by which a short row's cells stand better in other columns, in the mean of all."""


def relaid(text: str, grid: Grid) -> Grid:
    """The grid cut again by what its cells hold, where short rows show that spans were lost."""
    grid = with_heights(text, below_wide_names(text, spanned(text, grid)))
    rows = [[c for c in grid.cells if c.row == row] for row in range(grid.rows)]
    if grid.columns < _FEWEST or not _has_lost(text, grid, rows):
        return grid
    spans = [(at, [(c.start, c.end) for c in row]) for at, row in enumerate(rows) if row]
    found = rows_cut(Lines(text), spans, ruled=True, whole=True)
    if found is None:
        return grid
    lines = (*grid.lines, *found.lines)
    return replace(found, lines=lines, breaks=grid.breaks, doubt=inconsistency(text, found))


def _has_lost(text: str, grid: Grid, rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether the cells of short rows are like those of other columns of the whole rows."""
    kinds = [[kind_of(text[c.start : c.end]) for c in row] for row in rows]
    widths = [sum(cell.width for cell in row) for row in rows]
    told = [any(_tells(text[c.start : c.end]) for c in row) for row in rows]
    if any(c.height > 1 for row, tells in zip(rows, told, strict=True) if tells for c in row):
        return False
    whole = [
        row
        for row, width, tells in zip(kinds, widths, told, strict=True)
        if width == len(row) == grid.columns and tells
    ]
    if len(whole) < 2:
        return False
    likely = [_likely(column) for column in zip(*whole, strict=True)]
    gains = [
        _best(likely, row) - sum(column[kind] for column, kind in zip(likely, row, strict=False))
        for row, own, width, tells in zip(kinds, rows, widths, told, strict=True)
        if 1 < width < grid.columns and tells and own[0].column == 0
    ]
    return sum(gains) > _LIKELIER * len(gains)


def _tells(words: str) -> bool:
    """Whether words tell a figure or a task, and are no column's name: 1-11月完成."""
    return kind_of(words) in _TELLING and not can_name(words)


def _likely(column: Sequence[Kind]) -> dict[Kind, float]:
    """How likely a column holds each kind, as a logarithm."""
    seen = Counter(column)
    return {kind: log((seen[kind] + 0.1) / (len(column) + 0.1 * len(KINDS))) for kind in KINDS}


def _best(likely: Sequence[dict[Kind, float]], row: Sequence[Kind]) -> float:
    """How likely a row is whose cells may stand in any columns, in their order."""
    best = [0.0] + [float("-inf")] * len(row)
    for column in likely:
        for at in range(len(row), 0, -1):
            best[at] = max(best[at], best[at - 1] + column[row[at - 1]])
    return best[len(row)]
