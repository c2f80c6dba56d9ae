"""The numbers of a table's rows: printed in a column, at the head of a cell, or not at all."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from etl.bulletin.grammar.numerals.quantities import numeral
from etl.bulletin.model import Numeral
from etl.bulletin.tables.rows.known_columns import Frame
from etl.document.grid import Cell

_NUMBER = re.compile(r"[(★☆*※△▲◆●]*(?P<n>\d{1,4}|[一二三四五六七八九十]{1,3}|[①-⑳])")
_PART = re.compile(r"\(?(?P<n>\d{1,3})[.\-—–]\d{1,2}")
_OPENING = re.compile(r"\*?[(]?(?P<n>\d{1,2})(?P<point>[.、)])(?=.)")


@dataclass(frozen=True, slots=True)
class RowNumber:
    """The number of a row, and what it has in common with other rows of its item."""

    printed: int | None
    mark: tuple[int, int] | None
    """The cell that holds it; None where the row goes on with the item above it."""

    def continues(self, above: "RowNumber") -> bool:
        """Whether the row belongs to the item of the row above: 1.1 and a blank below 1."""
        if self.mark is None:
            return self.printed in (None, above.printed)
        return self.mark == above.mark


class RowNumbers:
    """The numbers of all rows of a table."""

    def __init__(self, frame: Frame) -> None:
        """Look for numbers at the head of cells where no column holds them."""
        self._frame = frame
        self._openings = {} if frame.has("number") else self._opening_numbers()

    def of(self, row: int) -> RowNumber:
        """The number of a row."""
        for cell in self._frame.cells(row, "number"):
            words = self._frame.table.words(cell)
            if part := _PART.match(words):
                return RowNumber(int(part["n"]), None)
            if found := _NUMBER.match(words):
                return RowNumber(_value(found["n"]), (cell.start, cell.end))
        if row in self._openings:
            return RowNumber(self._openings[row][0], (row, row))
        return RowNumber(None, None if self._frame.has("number") else (row, row))

    def start(self, row: int, cell: Cell) -> int:
        """Where a cell's words begin, behind the number that they open with."""
        opening = self._openings.get(row)
        return opening[1] if opening and cell.start < opening[1] <= cell.end else cell.start

    def numerals(self) -> list[Numeral]:
        """Every number of a row, as it is printed."""
        text = self._frame.table.text
        found: list[Numeral] = []
        for row in self._frame.table.body:
            for cell in self._frame.cells(row, "number"):
                if cell.row == row:
                    words = text[cell.start : cell.end]
                    rule = "in the column of numbers"
                    found.append(Numeral(words, cell.start, cell.end, "item_number", rule))
        for _, end in self._openings.values():
            start = next(at for at in range(end - 1, -1, -1) if not text[at : at + 1].isspace())
            start = min(start, end - 1)
            while start and text[start - 1] in "*(0123456789":
                start -= 1
            found.append(Numeral(text[start:end], start, end, "item_number", "begins a cell"))
        return found

    def _opening_numbers(self) -> dict[int, tuple[int, int]]:
        """By row the number that its promise opens with, and where it ends: *1.新增…."""
        table = self._frame.table
        for place in self._frame.places("target", "item"):
            found: dict[int, tuple[int, int]] = {}
            expected = cells = 0
            for cell in table.column(place):
                words = table.words(cell)
                cells += bool(words)
                opening = _OPENING.match(words)
                if opening and _opens(opening, expected):
                    expected = int(opening["n"]) + 1
                    found[cell.row] = int(opening["n"]), cell.start + opening.end()
            if 2 * len(found) > cells:
                return found
        return {}


def _opens(opening: re.Match[str], expected: int) -> bool:
    """Whether a number begins a cell: not 1.6亿元, but 3.85%的… below 1.… and 2.…"""
    number = int(opening["n"])
    if opening["point"] == "." and opening.string[opening.end()].isdigit():
        return number == expected
    return not expected or number in (1, expected)


def running(printed: Sequence[int | None]) -> list[int]:
    """The printed numbers, or the running order where they restart or there is none."""
    shown = [n for n in printed if n is not None]
    restarts = any(later <= earlier for earlier, later in pairwise(shown))
    numbers: list[int] = []
    for n in printed:
        if not shown or restarts:
            counts = n is not None or not shown or not numbers
            numbers.append((numbers[-1] if numbers else 0) + counts)
        else:
            numbers.append(n if n is not None else numbers[-1] if numbers else shown[0])
    return numbers


def _value(written: str) -> int:
    return ord(written) - ord("①") + 1 if "①" <= written <= "⑳" else int(numeral(written))
