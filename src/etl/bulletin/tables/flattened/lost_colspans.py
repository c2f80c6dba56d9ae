"""Tables of a page whose merged cells in the header are a first one and blank ones.

A copy that fills up every row has the names over several columns, and beside those the names over
one, as a sheet saved as csv has them::

    序号 | 项目 | 完成情况 |      | 备注
         |      | 全市     | 东区 |
"""

from collections.abc import Mapping
from dataclasses import replace

from etl.document.grid import Grid
from etl.document.sheets.header_spans import Place, header_spans


def spanned(text: str, grid: Grid) -> Grid:
    """The grid with the blank cells of its header given to the names that they belong to."""
    words = {(c.row, c.column): text[c.start : c.end] for c in grid.cells if c.end > c.start}
    spans = header_spans(words)
    covered = {
        (row + down, column + right)
        for (row, column), (height, width) in spans.items()
        for down in range(height)
        for right in range(width)
    }
    hidden = covered - spans.keys()
    merged = [at for at in hidden if (cell := grid.at(*at)) is not None and cell.end > cell.start]
    if merged and not all(_is_own(grid, at, spans) for at in hidden):
        # What is blank is so of itself, where it is no hole between words on paper.
        return grid
    cells = (
        replace(c, height=size[0], width=size[1]) if (size := spans.get((c.row, c.column))) else c
        for c in grid.cells
        if (c.row, c.column) not in hidden
    )
    return replace(grid, cells=tuple(cells))


def _is_own(grid: Grid, at: Place, spans: Mapping[Place, Place]) -> bool:
    """Whether a place is a hole, or covered by a name that is merged over columns alone."""
    cell = grid.at(*at)
    return cell is None or (
        (cell.row, cell.height) == (at[0], 1) and (cell.row, cell.column) in spans
    )
