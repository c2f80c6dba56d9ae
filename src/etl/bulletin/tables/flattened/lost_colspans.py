"""Tables of a page whose merged cells in the header are a first one and blank ones.

A copy that fills up every row has the names over several columns, and beside those the names over
one, as a sheet saved as csv has them::

    序号 | 项目 | 完成情况 |      | 备注
         |      | 全市     | 东区 |
"""

from dataclasses import replace

from etl.document.grid import Grid
from etl.document.sheets.header_spans import header_spans


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
    blank = {(c.row, c.column) for c in grid.cells if c.end == c.start}
    if covered - spans.keys() - blank:
        # Some are merged: what is blank is so of itself.
        return grid
    cells = (
        replace(c, height=size[0], width=size[1]) if (size := spans.get((c.row, c.column))) else c
        for c in grid.cells
        if (c.row, c.column) not in covered - spans.keys()
    )
    return replace(grid, cells=tuple(cells))
