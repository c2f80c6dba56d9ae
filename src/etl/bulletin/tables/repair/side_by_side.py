"""Two tables side by side in one: 序号 | 项目 | 完成情况 | 序号 | 项目 | 完成情况."""

from dataclasses import replace

from etl.bulletin.tables.columns.can_be_header import kinds_named, tight
from etl.document.grid import Cell, Grid

_MOST_ABOVE = 3
"""Rows that a header may have above it: a title, the unit."""
_FEWEST = 3


def below_one_another(text: str, grid: Grid) -> Grid:
    """The grid, what stands to the right of its first table put below it."""
    for row in range(min(_MOST_ABOVE, grid.rows)):
        width = _width(text, grid, row)
        if width and all(_within(cell, width) for cell in grid.cells if cell.row >= row):
            return _stacked(grid, row, width)
    return grid


def _width(text: str, grid: Grid, row: int) -> int:
    """How many columns the names of a row take until they return; 0 where they do not."""
    names = [tight(text[cell.start : cell.end]) if cell else "" for cell in grid.row(row)]
    again = next((at for at in range(1, len(names)) if names[at] == names[0]), 0)
    if again < _FEWEST or len(names) % again or "ordinal" not in kinds_named(names[0]):
        return 0
    return again if names == names[:again] * (len(names) // again) else 0


def _within(cell: Cell, width: int) -> bool:
    return cell.column // width == (cell.column + cell.width - 1) // width


def _stacked(grid: Grid, header: int, width: int) -> Grid:
    below = grid.rows - header - 1
    cells: list[Cell] = []
    for cell in grid.cells:
        part = cell.column // width
        if cell.row < header:
            cells.append(
                replace(cell, width=min(cell.width, width - cell.column)) if not part else cell
            )
        elif cell.row > header:
            cells.append(replace(cell, row=cell.row + part * below, column=cell.column % width))
        elif not part:
            cells.append(cell)
    kept = sorted(
        (cell for cell in cells if cell.column < width), key=lambda cell: (cell.row, cell.column)
    )
    rows = grid.rows + (grid.columns // width - 1) * below
    return replace(grid, rows=rows, columns=width, cells=tuple(kept))
