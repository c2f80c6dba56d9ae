"""Tables that one table holds below one another, each with a header of its own.

``序号 项目 目标(公里)`` above five rows, then ``序号 项目 目标(户)`` above five more: the second
header is of the rows below it, and a lone cell above it is their title.
"""

from collections.abc import Iterator
from dataclasses import replace

from etl.bulletin.tables.columns.can_be_header import is_header, is_known, tight
from etl.document.grid import Cell, Grid

Span = tuple[int, int]

_FEWEST_LABELS = 3


def parted(text: str, grid: Grid) -> list[Grid]:
    """The tables that a grid holds; the grid itself where it has one header.

    Rows below 目标(户) are another table than those below 目标(公里).
    """
    heads = list(_inner(text, grid)) or list(_lying(text, grid))
    if not heads:
        return [grid]
    starts = [0]
    titles: dict[int, list[Span]] = {}
    ends: list[int] = []
    for row in heads:
        first = row
        while first - 1 > starts[-1] + 1 and len(own := _own(grid, first - 1)) == 1:
            titles.setdefault(row, []).insert(0, (own[0].start, own[0].end))
            first -= 1
        ends.append(first)
        starts.append(row)
    ends.append(grid.rows)
    return [
        _part(grid, start, end, tuple(titles.get(start, grid.lines if start == 0 else ())))
        for start, end in zip(starts, ends, strict=True)
        if end - start > 1
    ]


def _inner(text: str, grid: Grid) -> Iterator[int]:
    """The rows that name columns as the first row does, one of them otherwise."""
    first = _names(text, grid, 0)
    if grid.rows < 5 or len(first) < 3 or not is_header(list(first.values())):
        return
    last = 0
    for row in range(2, grid.rows - 1):
        names = _names(text, grid, row)
        if len(names) != len(first) or names == _names(text, grid, last):
            continue
        same = sum(_bare(names.get(at, "")) == _bare(name) for at, name in first.items())
        if same * 2 > len(first) and is_header(list(names.values())) and row - last > 1:
            yield row
            last = row


def _lying(text: str, grid: Grid) -> Iterator[int]:
    """The rows at which the labels down the left side return, each time beside other pledges:
    工程名称 | 1.… | 2.… above 年度目标, 完成情况, 责任单位, and all of them once more."""
    labels = [
        tight(text[cell.start : cell.end]) if (cell := grid.at(row, 0)) else ""
        for row in range(grid.rows)
    ]
    again = next((row for row in range(1, grid.rows) if labels[row] == labels[0]), 0)
    whole = again >= _FEWEST_LABELS and grid.rows % again == 0
    if whole and labels == labels[:again] * (grid.rows // again):
        known = sum(map(is_known, labels[:again]))
        if len({*labels[:again]}) == again and 2 * known >= again:
            yield from range(again, grid.rows, again)


def _names(text: str, grid: Grid, row: int) -> dict[int, str]:
    return {cell.column: tight(text[cell.start : cell.end]) for cell in _own(grid, row)}


def _bare(name: str) -> str:
    return name.split("(")[0]


def _own(grid: Grid, row: int) -> list[Cell]:
    """The cells that begin in a row and say anything."""
    cells = grid.cells_of(row)
    return [cell for cell in cells if cell.row == row and cell.end > cell.start]


def _part(grid: Grid, start: int, end: int, lines: tuple[Span, ...]) -> Grid:
    cells = tuple(
        replace(cell, row=cell.row - start, height=min(cell.height, end - cell.row))
        for cell in grid.cells
        if start <= cell.row < end
    )
    span = (cells[0].start, max(cell.end for cell in cells))
    breaks = tuple(at for at in grid.breaks if span[0] <= at < span[1])
    return replace(grid, rows=end - start, cells=cells, lines=lines, breaks=breaks)
