"""Cells of a copied table that hold, behind the promise, the first lines of the report on it.

A copy that has a line for each line of a cell does not tell where one cell of sentences ends and
the next begins. What a line promises the report says again, so a line that says what one above it
says is the first of the report::

    城市低保标准提高到每人每月660元。     promise
    救助困难家庭3000人次。
    城市低保标准提高到每人每月680元。     report
    救助3468人次。
"""

import re
from dataclasses import replace
from itertools import pairwise

from etl.bulletin.tables.columns.cell_kinds import Kind, kind_of
from etl.document.grid import Cell, Grid

_SENTENCES: tuple[Kind, ...] = ("report", "plan", "status")
_POINT = re.compile(r"[(](?:\d{1,2}|[一二三四五六七八九十]{1,2})[)]|\d{1,2}[、.](?!\d)|[①-⑳]")
"""A line that counts on is a point among others, which may well be alike."""
_CLAUSE = re.compile(r"[^,;。]+")
_HAN = re.compile(r"[\u4e00-\u9fff]{2}")
_ECHO = 0.75
"""Share of the pairs of characters of a line's first clause that a line above has as well."""
_FEWEST = 3


def parted_from_reports(text: str, grid: Grid) -> Grid:
    """The grid, the first lines of reports moved to the cells behind; for copies alone."""
    if not grid.cut:
        return grid
    cells = list(grid.cells)
    for at, (cell, behind) in enumerate(pairwise(grid.cells)):
        if cell.row != behind.row or text[cell.end : behind.start].strip():
            continue
        if kind_of(text[behind.start : behind.end]) not in _SENTENCES:
            continue
        # The cell may itself begin earlier by now: nothing between two that move is lost.
        if (place := _said_again(text, cells[at])) is not None:
            cells[at] = replace(cells[at], end=place - 1)
            cells[at + 1] = replace(behind, start=place)
    return replace(grid, cells=tuple(cells))


def _said_again(text: str, cell: Cell) -> int | None:
    """Where the first line begins that says what a line above it says."""
    above: list[frozenset[str]] = []
    at = cell.start
    for line in text[cell.start : cell.end].split("\n"):
        if _POINT.match(line):
            return None
        opening = next(
            (pairs for c in _CLAUSE.findall(line) if len(pairs := _pairs(c)) >= _FEWEST),
            frozenset[str](),
        )
        if any(len(opening & said) >= _ECHO * len(opening) for said in above if opening):
            return at
        above.append(_pairs(line))
        at += len(line) + 1
    return None


def _pairs(words: str) -> frozenset[str]:
    return frozenset(words[at : at + 2] for at in range(len(words) - 1) if _HAN.match(words, at))
