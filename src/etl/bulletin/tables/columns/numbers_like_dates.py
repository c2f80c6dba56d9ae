"""Bare numbers that only look like dates: 1915.6 in a column of 2680, 5248.3."""

import re
from collections.abc import Iterable

from etl.document.grid import Cell, Grid

_NUMBER = re.compile(r"[+-]?\d{1,3}(?:,?\d{3})*(?:\.\d+)?|\d+(?:\.\d+)?")
_DATE = re.compile(r"\d{4}\.(?:0?[1-9]|1[0-2])")
_FEWEST = 2


def date_like(text: str, grid: Grid) -> frozenset[Cell]:
    """The cells whose number has the form of a date, in columns that hold other numbers.

    A column of 2024.6, 2024.10 and 2025.3 holds dates.
    """
    found: set[Cell] = set()
    for column in range(grid.columns):
        cells = dict.fromkeys(grid.at(row, column) for row in range(grid.rows))
        said = [(c, text[c.start : c.end].strip()) for c in cells if c is not None]
        dates = [cell for cell, words in said if _DATE.fullmatch(words)]
        if dates:
            numbers = sum(_NUMBER.fullmatch(words) is not None for _, words in said) - len(dates)
            found.update(dates if numbers >= max(_FEWEST, len(dates)) else ())
    return frozenset(found)


def all_date_like(text: str, grids: Iterable[Grid]) -> frozenset[int]:
    """Where such numbers begin, over all tables."""
    return frozenset(cell.start for grid in grids for cell in date_like(text, grid))
