"""The numbers of a table's rows: printed in a column, at the head of a cell, or not at all."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import NamedTuple

from etl.bulletin.grammar.numerals.called_numbers import CalledNumber, called_number
from etl.bulletin.grammar.numerals.numbers import numeral
from etl.bulletin.model import Numeral
from etl.bulletin.tables.rows.cells_by_role import Frame
from etl.bulletin.words import column_names
from etl.document.grid import Cell

_NUMBER = re.compile(r"[(★☆*※△▲◆●]*(?P<n>\d{1,4}|[一二三四五六七八九十]{1,3}|[①-⑳])")
_PART = re.compile(r"\(?(?P<n>\d{1,3})[.\-—–]\d{1,2}")
_ANY = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
_OPENING = re.compile(
    rf"\*?(?:第(?P<nth>{_ANY})[件项](?:实事)?[:、.]?|(?P<circled>[①-⑳])"
    rf"|[(]?(?P<n>{_ANY})(?P<point>[.、)]|(?<=\d)[ \u3000]?(?=[^\W\d]))) ?(?=.)"
)
_HEADING = re.compile(r"\(?(?P<n>[一二三四五六七八九十]{1,3})[)、.]")
_CLASS = re.compile(r"(?:类|方面|领域|板块|部分|小计|合计)|\d[项件个]")
"""In a heading: what stands below it are pledges of a class, or their sum."""
_INDICATOR = re.compile(r"指标")
_FEWEST_GLUED = 3
_FEWEST_CALLED = 3


@dataclass(frozen=True, slots=True)
class RowNumber:
    """The number of a row, and what it has in common with other rows of its item."""

    printed: int | None
    mark: tuple[int, int] | None
    """The cell that holds it; None where the row goes on with the item above it."""
    han: bool = False
    """Printed as 一, beside rows that are counted 1, 2, 3 perhaps the number of a group."""

    def continues(self, above: "RowNumber") -> bool:
        """Whether the row belongs to the item of the row above: 1.1 and a blank below 1."""
        if self.mark is None:
            return self.printed in (None, above.printed)
        return self.mark == above.mark


class _Opening(NamedTuple):
    """A number at the head of a cell."""

    number: int
    end: int
    cell: Cell


class RowNumbers:
    """The numbers of all rows of a table."""

    def __init__(self, frame: Frame, *, parts_are_pledges: bool) -> None:
        """Look for numbers at the head of cells where no column holds them.

        ``parts_are_pledges``: 1-2 is a pledge of the first group, and no part of pledge 1.
        """
        self._frame = frame
        self._parts_are_pledges = parts_are_pledges
        self._openings = {} if frame.has("number") else self._opening_numbers()
        free = not (frame.has("number") or self._openings)
        self._called = self._called_numbers() if free else {}
        self._headed = self._headed_numbers() if free and not self._called else {}
        self._starts = {opening.cell: opening.end for opening in self._openings.values()}
        self._first = min(self._openings, default=None)

    def of(self, row: int) -> RowNumber:
        """The number of a row."""
        for cell in self._frame.cells(row, "number"):
            words = self._frame.table.words(cell)
            if part := _PART.match(words):
                if self._parts_are_pledges:
                    return RowNumber(None, (cell.start, cell.end))
                return RowNumber(int(part["n"]), None)
            if found := _NUMBER.match(words):
                han = not found["n"].isdigit()
                return RowNumber(_value(found["n"]), (cell.start, cell.end), han)
        if row in self._openings:
            return RowNumber(self._openings[row].number, (row, row))
        if row in self._called:
            return RowNumber(self._called[row].number, (row, row))
        if row in self._headed:
            number, head = self._headed[row]
            return RowNumber(number, (head, head))
        names = self._frame.cells(row, "item")
        if names and names[-1].row < row and self._frame.region(row):
            # Places beside an item that covers their rows are parts of it.
            return RowNumber(None, None)
        opened = self._first is not None and row > self._first
        return RowNumber(None, None if opened or self._frame.has("number") else (row, row))

    def start(self, cell: Cell) -> int:
        """Where a cell's words begin, behind the number that they open with."""
        return self._starts.get(cell, cell.start)

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
        for opening in self._openings.values():
            words = text[opening.cell.start : opening.end].rstrip()
            end = opening.cell.start + len(words)
            rule = "begins a cell"
            found.append(Numeral(words, opening.cell.start, end, "item_number", rule))
        return found

    def _unnamed_classes(self) -> Iterator[int]:
        """Columns of names over several rows that are not called classes."""
        for place in self._frame.places("category"):
            if "category" not in column_names.votes("".join(self._frame.table.names(place))):
                yield place

    def _opening_numbers(self) -> dict[int, _Opening]:
        """By row the number that its promise opens with: *1.新增…."""
        table = self._frame.table
        for place in (*self._frame.places("target", "item"), *self._unnamed_classes()):
            found: dict[int, _Opening] = {}
            expected = cells = 0
            for cell in table.column(place):
                words = table.words(cell)
                cells += bool(words)
                opening = _OPENING.match(words)
                if opening and _opens(opening, expected):
                    number = _number(opening)
                    expected = number + 1
                    found[cell.row] = _Opening(number, cell.start + opening.end(), cell)
            glued = any(table.text[o.end - 1].isdigit() for o in found.values())
            if 2 * len(found) > cells and (not glued or len(found) >= _FEWEST_GLUED):
                return found
        return {}

    def _headed_numbers(self) -> dict[int, tuple[int, int]]:
        """By row the number of the heading above it, and its row, where headings name the pledges
        whose indicators stand below: 一、就业增收(牵头单位:县人社局)."""
        frame, table = self._frame, self._frame.table
        names = "".join(name for at in frame.places("item") for name in table.names(at))
        if not (frame.has("unit") or _INDICATOR.search(names)) or frame.has("agency", "category"):
            return {}
        found: dict[int, tuple[int, int]] = {}
        heads: list[int] = []
        for row in table.body:
            cells = [cell for cell in table.grid.cells_of(row) if cell.end > cell.start]
            words = table.words(cells[0]) if len(cells) == 1 else ""
            if len(cells) == 1 and (opening := _HEADING.match(words)):
                if _value(opening["n"]) != len(heads) + 1 or _CLASS.search(words):
                    return {}
                heads.append(row)
            elif heads:
                found[row] = (len(heads), heads[-1])
            else:
                return {}
        return found if len(heads) >= _FEWEST_CALLED else {}

    def _called_numbers(self) -> dict[int, CalledNumber]:
        """By row the number behind its name: 教育优质均衡(第1项)."""
        table = self._frame.table
        for place in self._frame.places("item", "target"):
            cells = [cell for cell in table.column(place) if table.words(cell)]
            found = {
                cell.row: called
                for cell in cells
                if (called := called_number(table.text, cell.start, cell.end)) is not None
            }
            if len(found) >= _FEWEST_CALLED and len(found) == len(cells):
                return found
        return {}


def _opens(opening: re.Match[str], expected: int) -> bool:
    """Whether a number begins a cell: not 1.6亿元, but 3.85%的… below 1.… and 2.…

    One that nothing divides from what follows (1育才学校) counts on from 1.
    """
    number, point = _number(opening), opening["point"]
    bare = point is not None and not point.strip()
    if bare or (point == "." and opening.string[opening.end()].isdigit()):
        return number == (expected or 1 if bare else expected)
    return not expected or number in (1, expected)


def _number(opening: re.Match[str]) -> int:
    return _value(opening["n"] or opening["nth"] or opening["circled"])


def mixed(printed: Sequence[RowNumber]) -> bool:
    """Whether rows numbered 一 and 二 stand among others that count on: 一, 1, 2, 二, 3."""
    shown = [(n.printed, n.han) for n in printed if n.printed is not None]
    own = [number for number, han in shown if not han]
    return len(own) > 1 and _rises(own) and not _rises([number for number, _ in shown])


def repeat(printed: Sequence[int | None]) -> bool:
    """Whether rows repeat the number of their pledge, as merged cells come apart: 1, 1, 2, 3, 3."""
    collapsed = [number for number, _ in groupby(n for n in printed if n is not None)]
    return 1 < len(collapsed) < len(printed) and _rises(collapsed)


def _rises(numbers: Sequence[int]) -> bool:
    return all(later > earlier for earlier, later in pairwise(numbers))


def running(printed: Sequence[int | None]) -> list[int]:
    """The printed numbers, or the running order where they restart or there is none."""
    shown = [n for n in printed if n is not None]
    restarts = len(set(shown)) < len(shown)
    numbers: list[int] = []
    for n in printed:
        if not shown or restarts:
            counts = n is not None or not shown or not numbers
            numbers.append((numbers[-1] if numbers else 0) + counts)
        else:
            numbers.append(n if n is not None else numbers[-1] if numbers else shown[0] - 1)
    return numbers


def _value(written: str) -> int:
    return ord(written) - ord("①") + 1 if "①" <= written <= "⑳" else int(numeral(written))
