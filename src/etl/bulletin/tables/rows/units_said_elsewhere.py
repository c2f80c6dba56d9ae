"""The unit of bare figures in a table, where something beside the column says it.

单位:万元 above the table; 危桥960座 in the prose, where 960 is the column's total.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple, Self

from etl.bulletin.grammar.numerals import numeral_scan
from etl.bulletin.grammar.numerals.quantity import Quantity
from etl.bulletin.tables.columns.cell_values import units_of
from etl.bulletin.words import measure_words
from etl.bulletin.words.measure_words import Unit
from etl.document.grid import Grid

_LINE = re.compile(r"单位\s*:\s*(?P<units>(?:(?!单位)[^\n|():]){1,24})")
_END = re.compile(r"[(。;](?:[^()。;\n]{0,8})单位\s*:\s*(?P<units>[^\n|():。]{1,24})\)?[。:]?\s*$")
"""What ends the prose above a table: …如下(资金单位:万元)。"""
_LAST = re.compile(r"\((?P<units>[^()\d]{1,12})\)$")
_SPLIT = re.compile(r"[、,;和\s]+")
_SLASH = re.compile(r"/")
_MONEY = re.compile(r"投资|资金|金额|经费|补助|预算|支出|支付|拨付|投入(?!使用|运营|运行)|额")
_ABOVE = 60
"""Characters above a table in which prose may end with its unit."""
_ASIDE = re.compile(r"\([^()]*\)")
_BEFORE = 4000
_BEHIND = 1500


class Plan(NamedTuple):
    """A promised figure, as it tells the unit and the scale of bare figures beside it."""

    unit: Unit
    value: Decimal
    scale: Decimal

    @classmethod
    def of(cls, q: Quantity, unit: Unit | None = None) -> Self:
        """What a printed figure tells: 3000万元 → 元, 30000000, 10000."""
        return cls(unit or printed(q), q.value, q.scale)

    def unit_of(self, bare: Decimal) -> Unit:
        """The unit of a bare figure: 2700 beside 3000万元 are 万元, 1265 beside 3万口 are 口."""
        scales = (Decimal(1), self.scale)
        if not bare or not self.value:
            return self.unit
        ratios = ((abs((bare * scale / self.value).copy_abs().ln()), scale) for scale in scales)
        scale = min(ratios)[1]
        return self.unit._replace(factor=self.unit.factor * scale)


class SaidUnits:
    """The units that stand around a table."""

    def __init__(self, text: str, grid: Grid, lines: Sequence[str]) -> None:
        """``lines``: the titles of the table."""
        self._text = text
        self._grid = grid
        self._line = [unit for line in lines for unit in _units(line)] or list(
            _units_at_end(text[: grid.lines[0][0] if grid.lines else grid.start][-_ABOVE:])
        )

    @cached_property
    def _said(self) -> Mapping[Decimal, Unit]:
        """The units of figures in the prose behind the table and before it, by their values."""
        start, end = self._grid.start, self._grid.end
        said: dict[Decimal, Unit] = {}
        # What stands last before the table is nearest to it.
        for words in (self._text[end : end + _BEHIND], self._text[max(0, start - _BEFORE) : start]):
            for q in numeral_scan.scan(words)[0]:
                if q.unit and q.unit != "%" and q.kind == "quantity":
                    said[q.value] = printed(q)._replace(factor=Decimal(1))
        return said

    @property
    def _money(self) -> list[Unit]:
        return [unit for unit in self._line if unit.dimension.startswith("money")]

    def of_row(self, name: str) -> Unit | None:
        """The unit of a row that prints none, by the line above: 投资额 below 单位:万元."""
        return next(iter(self._money), None) if is_money(name) else None

    def of_column(
        self, name: str, totals: Sequence[Decimal], *, rows: bool, group: tuple[int, int]
    ) -> Unit | None:
        """The unit of a column that prints none, by the line above or by what it comes to.

        ``rows``: each row has a unit of its own, which is that of all but money. ``group``: which
        of how many things, money apart, that columns count: 单位:座、公里 of 户厕 | 道路.
        """
        money = self._money
        others = [u for u in self._line if u not in money]
        if self._line:
            fitting = money if is_money(name) else others
            if rows and not (is_money(name) and money):
                return None
            place, count = group
            if fitting is others and len(others) == count > 1:
                return others[place]
            if fitting or len(self._line) == 1:
                return (fitting or self._line)[0]
        return next((self._said[total] for total in totals if total and total in self._said), None)


def _whole_or_split(word: str) -> Iterator[Unit | None]:
    """元/人·月 is one unit, 个/万元 are two."""
    whole = units_of(word)
    yield from [whole] if whole is not None else map(units_of, _SLASH.split(word))


def is_money(name: str) -> bool:
    """Whether a column's name speaks of money: 资金, 完成投资; not 工程(补助)进度."""
    return _MONEY.search(_ASIDE.sub("", name)) is not None


def _units(line: str) -> Iterator[Unit]:
    """The units that a title gives: (单位:个、万元), 农村改厕进度(户)."""
    # 填报单位:县民生办 截至6月底 单位:万元
    for form in (_LINE, _LAST):
        words = (w for m in form.finditer(line) for w in _SPLIT.split(m["units"].strip()))
        found = (unit for word in words for unit in _whole_or_split(word))
        units_said = [unit for unit in found if unit is not None and unit.canonical != "%"]
        if units_said:
            yield from units_said
            return


def _units_at_end(above: str) -> Iterator[Unit]:
    """The units that end the prose above a table."""
    if found := _END.search(above.rstrip()):
        yield from _units(found[0].strip("(。;) "))


def printed(q: Quantity) -> Unit:
    """The unit of a printed figure, for bare figures beside it."""
    unit = measure_words.vocabulary().get(q.unit) or measure_words.vocabulary().get(q.word)
    if unit is None:
        return Unit(q.unit, q.unit, q.dimension, Decimal(1), q.kind)
    return unit._replace(canonical=q.unit, dimension=q.dimension)
