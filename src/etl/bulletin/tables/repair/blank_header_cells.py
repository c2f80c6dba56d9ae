"""Tables of a page whose merged cells in the header are a first one and blank ones.

A copy that fills up every row has the names over several columns, and beside those the names over
one, as a sheet saved as csv has them::

    序号 | 项目 | 完成情况 |      | 备注
         |      | 全市     | 东区 |
"""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from etl.bulletin.tables.columns.can_be_header import can_name
from etl.document.grid import Cell, Grid
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


def widened(grid: Grid) -> Grid:
    """The grid, the blank cells of its first row given to the names before them."""
    cells: list[Cell] = []
    for cell in grid.cells:
        if cells and cell.row == 0 and cell.start == cell.end:
            cells[-1] = replace(cells[-1], width=cells[-1].width + 1)
        else:
            cells.append(cell)
    return replace(grid, cells=tuple(cells))


def below_wide_names(text: str, grid: Grid) -> Grid:
    """The grid, the names of a second row put below the wide ones of the first.

    ``序号 项目 完成情况(2) 备注`` over ``数量 完成率``, in which all others are two rows high.
    """
    rows = [[c for c in grid.cells if c.row == row] for row in range(grid.rows)]
    for upper, lower in pairwise(rows):
        wide = [c for c in upper if c.width > 1]
        below = [column for c in wide for column in range(c.column, c.column + c.width)]
        if (
            len(wide) == len(upper)
            or sum(c.width for c in upper) != grid.columns
            or len(below) != len([c for c in lower if c.end > c.start])
            or any(c.height > 1 for c in upper)
            or not all(can_name(text[c.start : c.end]) for c in (*upper, *lower[: len(below)]))
        ):
            continue
        placed = {c: replace(c, column=at) for c, at in zip(lower, below, strict=False)}
        placed |= {c: replace(c, height=2) for c in upper if c.width == 1}
        cells = [placed.get(c, c) for c in grid.cells if c not in lower[len(below) :]]
        return replace(grid, cells=tuple(cells))
    return grid
