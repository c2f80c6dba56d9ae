"""A table with its columns known: what stands in a row, asked for by role."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import takewhile

from etl.bulletin.tables.columns.cell_contents import held
from etl.bulletin.tables.columns.column_groups import Column
from etl.bulletin.tables.columns.header_rows import Table
from etl.document.grid import Cell

_FIGURE = re.compile(r"\d")

_ROWS = 3
"""Rows that a whole and its parts have at least."""


class Frame:
    """A table and its columns."""

    def __init__(self, table: Table, columns: Sequence[Column]) -> None:
        """``columns`` may yet be given units: see :meth:`give`."""
        self.table = table
        self.columns = list(columns)
        self._places: dict[str, list[int]] = {}
        for place, column in enumerate(columns):
            self._places.setdefault(column.role, []).append(place)
        self.matrix = self._is_bare() and self._has_no_pledges()
        """Whether its rows are regions (or nothing named): they are no pledges."""
        self._whole = self._whole_row() if self.matrix else None

    def names(self, row: int) -> list[Cell]:
        """The cells that say what a row is about: its item, or what is told of a region."""
        if self.has("item") or not self.matrix:
            return self.cells(row, "item")
        region = min(self.places("region"), default=len(self.columns))
        kinds = [self.at(row, place) for place in self.places("category") if place > region]
        return [c for c in kinds if c is not None and c.end > c.start]

    def has(self, *roles: str) -> bool:
        """Whether a column has one of the roles."""
        return any(role in self._places for role in roles)

    def places(self, *roles: str) -> list[int]:
        """The columns that have one of the roles."""
        return [place for role in roles for place in self._places.get(role, ())]

    def at(self, row: int, column: int) -> Cell | None:
        """The cell of a position."""
        return self.table.grid.at(row, column)

    def cells(self, row: int, *roles: str) -> list[Cell]:
        """The cells of a row, with words, in the columns of the roles; each once."""
        found = (self.at(row, place) for place in self.places(*roles))
        return [c for c in dict.fromkeys(found) if c is not None and c.end > c.start]

    def region(self, row: int) -> str | None:
        """The region of a row; None in a row of totals."""
        for cell in self.cells(row, "region"):
            if self.table.held(cell).kind != "total":
                return None if row == self._whole else "".join(self.table.words(cell).split())
        return None

    def is_total(self, row: int) -> bool:
        """Whether a row sums up the others: 合计, also in cells of their own: 合 | 计."""
        cells = self.cells(row, "number", "category", "region", "item")
        if cells and self.table.held(cells[0]).kind == "total":
            return True
        row_cells = (cell for cell in self.table.grid.row(row) if cell is not None)
        names = takewhile(lambda words: not _FIGURE.search(words), map(self.table.words, row_cells))
        return held("".join(names)).kind == "total"

    def totals(self, column: int) -> list[Decimal]:
        """What a matrix's column comes to: the figures of its rows of totals, or their sum."""
        if not self.matrix:
            return []
        values = list(self._values(column))
        totals = [value for row, value in values if self.region(row) is None]
        return totals or [sum((value for _, value in values), Decimal())]

    def _has_no_pledges(self) -> bool:
        """Whether its rows are regions: 县区 | 目标; 县区 | 保障类别 | 标准, each with several."""
        if not self.has("item"):
            return self.has("region") or not self.has("number")
        if self.has("number") or not self.has("region"):
            return False
        if self.places("region")[0] > self.places("item")[0]:
            return False
        # Indicators return from region to region, projects do not.
        cells = [c for row in self.table.body for c in self.cells(row, "item")[-1:]]
        return 2 * len({self.table.words(c) for c in cells}) <= len(cells)

    def _values(self, column: int) -> Iterator[tuple[int, Decimal]]:
        for row in self.table.body:
            value = self.table.held(self.at(row, column)).value
            if value is not None:
                yield row, value

    def _is_bare(self) -> bool:
        """Whether the table holds hardly more than bare figures."""
        cells = (cell for place in range(len(self.columns)) for cell in self.table.column(place))
        said = [held for cell in cells if (held := self.table.held(cell)).kind != "empty"]
        return 2 * sum(held.value is not None for held in said) > len(said)

    def _whole_row(self) -> int | None:
        """The first or last row, where the others add up to it: 某州 and its counties."""
        body = self.table.body
        if len(body) < _ROWS:
            return None
        for whole in (body[0], body[-1]):
            agreeing = counted = 0
            for place in self.places("target", "actual"):
                said = dict(self._values(place))
                if (total := said.pop(whole, None)) is not None:
                    counted += 1
                    agreeing += sum(said.values(), Decimal()) == total
            if 2 * agreeing > counted:
                return whole
        return None
