"""Printed totals of tables beside the sums of their columns."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from etl.decimals import plain

_TOTAL = re.compile(r"(?:合|总|共)\s*计|全[市区县省州](?:合计|总计)")
_SUBTOTAL = re.compile(r"小\s*计|其中")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_ROWS = 3
"""Rows of figures that a column must have at least."""


@dataclass(frozen=True)
class Total:
    """The printed total of a figure's column, as columns of the ``facts`` gate."""

    column_total: str
    """As printed; empty where the figure stands in no column with a total."""
    column_sum: str
    column_adds_up: bool | None


NO_TOTAL = Total("", "", None)


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    start: int


def totals(text: str) -> Mapping[int, Total]:
    """The printed totals of a text's tables, by where each cell of their columns begins.

    >>> totals("甲县 | 10\\n乙县 | 12\\n丙县 | 8\\n合计 | 31")[5]
    Total(column_total='31', column_sum='30', column_adds_up=False)
    """
    found: dict[int, Total] = {}
    for table in _tables(text):
        for cells, printed in _columns(table):
            added = sum((Decimal(cell.text) for cell in cells), Decimal())
            total = Total(printed.text, plain(added), Decimal(printed.text) == added)
            found |= dict.fromkeys((cell.start for cell in (*cells, printed)), total)
    return found


def _tables(text: str) -> Iterator[list[list[_Cell]]]:
    """The lines of cells that stand together."""
    at, lines = 0, []
    for line in text.split("\n"):
        lines.append((at, line))
        at += len(line) + 1
    for in_table, together in groupby(lines, key=lambda numbered: "|" in numbered[1]):
        if in_table:
            yield [list(_cells(start, line)) for start, line in together]


def _cells(start: int, line: str) -> Iterator[_Cell]:
    for words in line.rstrip().removesuffix("|").split("|"):
        yield _Cell(words.strip(), start + len(words) - len(words.lstrip()))
        start += len(words) + 1


def _columns(table: Sequence[Sequence[_Cell]]) -> Iterator[tuple[Sequence[_Cell], _Cell]]:
    """The columns of which every row has a number, each with its total."""
    at = [
        place for place, row in enumerate(table) if any(_TOTAL.fullmatch(c.text) for c in row[:3])
    ]
    if len(at) != 1 or any(_SUBTOTAL.match(cell.text) for row in table for cell in row):
        return
    total = table[at[0]]
    rows = [
        row
        for place, row in enumerate(table)
        if place != at[0] and any(_NUMBER.fullmatch(cell.text) for cell in row[1:])
    ]
    if len(rows) < _ROWS or any(len(row) != len(total) for row in rows):
        return
    for column in range(1, len(total)):
        cells, printed = [row[column] for row in rows], total[column]
        numbers = all(_NUMBER.fullmatch(cell.text) for cell in (*cells, printed))
        # A rate of the whole lies among those of its parts.
        if numbers and Decimal(printed.text) > max(Decimal(cell.text) for cell in cells):
            yield cells, printed
