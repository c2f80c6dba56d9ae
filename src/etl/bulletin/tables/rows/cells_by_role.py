"""A table with its columns known: what stands in a row, asked for by role."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import takewhile

from etl.bulletin.grammar.periods.period_in_name import month_in
from etl.bulletin.tables.columns.can_be_header import opens_group
from etl.bulletin.tables.columns.cell_values import held
from etl.bulletin.tables.columns.columns_by_target import Column
from etl.bulletin.tables.columns.header_and_body import Table
from etl.document.grid import Cell

_FIGURE = re.compile(r"\d")
_COUNTED = re.compile(r"\(?共?\d+[项件个类]\)?")
_GROUP_NUMBER = re.compile(r"\(?[一二三四五六七八九十]{1,3}[)、.]*")

_ROWS = 3
"""Rows that a whole and its parts have at least."""


class Frame:
    """A table and its columns."""

    def __init__(self, table: Table, columns: Sequence[Column], year: int | None) -> None:
        """``columns`` may yet be given units: see :meth:`give`; ``year`` dates its rows."""
        self.table = table
        self.columns = list(columns)
        self._places: dict[str, list[int]] = {}
        for place, column in enumerate(columns):
            self._places.setdefault(column.role, []).append(place)
        self.bare = self._is_bare()
        """Whether it holds hardly more than bare figures, its regions apart."""
        self.matrix = self.bare and self._has_no_pledges()
        """Whether its rows are regions (or nothing named): they are no pledges."""
        self._whole = self._whole_row() if self.matrix else None
        self._groups = dict(self._group_rows())
        self._periods = {row: month_in(said, year) for row, said in table.periods.items()}

    def names(self, row: int) -> list[Cell]:
        """The cells that say what a row is about: its item, or what is told of a region."""
        if row in self._groups:
            return []
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
        """The region of a row, or the group that it sums up; None in a row of totals."""
        if row in self._groups:
            return self._groups[row]
        for cell in self.cells(row, "region"):
            if self.table.held(cell).kind != "total":
                return None if row == self._whole else "".join(self.table.words(cell).split())
        return None

    def period(self, row: int) -> date | None:
        """The last day of the period that a row tells of: 一季度 | 320, 1-6月 | 2100."""
        return self._periods.get(row)

    def is_total(self, row: int) -> bool:
        """Whether a row sums up others: 合计, also in cells of their own (合 | 计); a group's."""
        if row in self._groups:
            return True
        cells = self.cells(row, "number", "category", "region", "item")
        if cells and self.table.held(cells[0]).kind == "total":
            return True
        if cells and self._sums_class(row, cells[-1]):
            return True
        row_cells = (cell for cell in self.table.grid.row(row) if cell is not None)
        names = takewhile(lambda words: not _FIGURE.search(words), map(self.table.words, row_cells))
        return held("".join(names)).kind == "total"

    def _sums_class(self, row: int, name: Cell) -> bool:
        """Whether a row without a number or a region sums up those of its class: 小计."""
        own = self.has("number") and not self.cells(row, "number", "region")
        return own and name.row == row and self.table.held(name).kind == "total"

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

    def _group_rows(self) -> Iterator[tuple[int, str]]:
        """Rows that sum up those below them, with their group: 一、教育(3项) | 19860."""
        body = self.table.body
        leads = {row: lead for row in body if (lead := self._group_lead(row)) is not None}
        for at, row in enumerate(body):
            if row not in leads:
                continue
            below = [*takewhile(lambda r: r not in leads, body[at + 1 :])]
            if below and self._sums(row, below):
                yield row, _COUNTED.sub("", _GROUP_NUMBER.sub("", leads[row]))

    def _group_lead(self, row: int) -> str | None:
        """How a row begins that no number counts: 一、教育 over several columns, 一 | 教育."""
        cell = next((self.at(row, place) for place in self.places("number")), None)
        if cell is None:
            return None
        words = "".join(self.table.words(cell).split())
        if cell.width > 1 and _GROUP_NUMBER.match(words):
            return words
        names = [self.table.words(c) for c in self.cells(row, "category", "item")[:1]]
        return "".join(names[0].split()) if names and opens_group([words]) else None

    def _sums(self, row: int, below: Sequence[int]) -> bool:
        """Whether the figures of a row are what those of the rows below come to."""
        agreeing = counted = 0
        for place in self.places("target", "actual"):
            said = dict(self._values(place))
            parts = [said[r] for r in below if r in said]
            if row in said and len(parts) == len(below):
                counted += 1
                agreeing += said[row] == sum(parts, Decimal())
        return 2 * agreeing > counted

    def _values(self, column: int) -> Iterator[tuple[int, Decimal]]:
        for row in self.table.body:
            value = self.table.held(self.at(row, column)).value
            if value is not None:
                yield row, value

    def _is_bare(self) -> bool:
        places = (p for p, column in enumerate(self.columns) if column.role != "region")
        cells = (cell for place in places for cell in self.table.column(place))
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
