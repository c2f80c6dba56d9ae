"""Columns whose figures contradict the names over them, row after row.

Results above their targets, rates of 4810 %, a total investment below that of one year: such
columns may have changed places, or their names stand over others.
"""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from decimal import Decimal
from itertools import pairwise, permutations
from typing import Protocol

from etl.bulletin.tables.columns.column_arithmetic import Triple
from etl.bulletin.tables.columns.header_and_body import Table
from etl.bulletin.words import column_names as names
from etl.bulletin.words.measure_words import Unit

_Values = Mapping[int, tuple[Decimal, str]]
"""By row the one figure of its cell, and the unit beside it."""

_EXCEEDED = Decimal("1.1")
"""Times its target from which on a result is far above it."""
_ROWS = 6
_MOST = 0.5
"""Of so many rows the share in which results are far above their targets."""
_FEW_ROWS = 4
_NEARLY_ALL = 0.8
"""The same of fewer rows."""
_RATE = 200
"""Percent that hardly any rate is above."""
_SOME = 1 / 3
_HALF, _QUARTER = 0.5, 0.25
_WHOLE = re.compile(r"总投资|概算")
_MONEY = re.compile(r"投资|资金|金额|经费|补助")


class _Column(Protocol):
    @property
    def role(self) -> str: ...
    @property
    def unit(self) -> Unit | None: ...
    @property
    def block(self) -> int: ...
    @property
    def told(self) -> bool: ...


def contradicted(table: Table, columns: Sequence[_Column], triples: Sequence[Triple]) -> Set[int]:
    """The columns that may be others; ``triples`` are what the figures prove of some."""
    said = [_values(table, c) for c in range(len(columns))]
    found: set[int] = set()
    for c, column in enumerate(columns):
        if column.role == "rate" and _is_no_rate(said[c]):
            found |= {c - 1, c, c + 1}
        elif column.role == "actual" and column.block not in (c, -1) and _alike(table, columns, c):
            proved = any((t.target, t.actual) == (column.block, c) for t in triples)
            if not proved and _exceeds(said[column.block], said[c]):
                found |= {column.block, c}
    for one, other in pairwise(range(len(columns))):
        mixed = _is_mixed(said[one]) and _is_mixed(said[other])
        if (
            mixed
            or _hold_each_others(table, one, other, said)
            or _hold_each_others(table, other, one, said)
        ):
            found |= {one, other}
    for whole, part in permutations(_money(table, columns), 2):
        if _WHOLE.search("".join(table.names(whole))):
            rows = [*_pairs(said[whole], said[part])]
            above = sum(one < other for one, other in rows)
            if len(rows) >= _FEW_ROWS and above >= _HALF * len(rows):
                found |= {whole, part}
    return found


def _values(table: Table, column: int) -> _Values:
    held = ((row, table.held(table.grid.at(row, column))) for row in table.body)
    return {row: (h.value, h.unit) for row, h in held if h.value is not None}


def _pairs(ones: _Values, others: _Values) -> Iterator[tuple[Decimal, Decimal]]:
    """The values of both in one row, where both are percentages or neither is."""
    for row in ones.keys() & others.keys():
        (one, unit), (other, other_unit) = ones[row], others[row]
        if (unit == "%") == (other_unit == "%"):
            yield one, other


def _is_no_rate(values: _Values) -> bool:
    strange = sum(value > _RATE or unit not in ("", "%") for value, unit in values.values())
    return len(values) > 2 and strange >= _SOME * len(values)


def _exceeds(targets: _Values, results: _Values) -> bool:
    rows = [*_pairs(targets, results)]
    above = sum(result > _EXCEEDED * target > 0 for target, result in rows)
    return (len(rows) >= _ROWS and above >= _MOST * len(rows)) or (
        len(rows) >= _FEW_ROWS and above >= _NEARLY_ALL * len(rows)
    )


def _alike(table: Table, columns: Sequence[_Column], column: int) -> bool:
    """Whether a result is counted as its target is, as far as their names tell."""
    pair = (column, columns[column].block)
    one, other = (columns[c].unit for c in pair)
    money = {_MONEY.search("".join(table.names(c))) is None for c in pair}
    return len(money) == 1 and (one is None or other is None or one.canonical == other.canonical)


def _money(table: Table, columns: Sequence[_Column]) -> Iterator[int]:
    """The columns of sums of money."""
    for c, column in enumerate(columns):
        if column.role in ("target", "actual") and not column.told:
            money = column.unit is not None and column.unit.dimension.startswith("money")
            if money or _MONEY.search("".join(table.names(c))):
                yield c


def _is_mixed(values: _Values) -> bool:
    """Whether a column holds percentages and counts, several of both."""
    shares = sum(unit == "%" for _, unit in values.values())
    return _QUARTER * len(values) <= shares <= (1 - _QUARTER) * len(values) and shares > 1


def _hold_each_others(table: Table, one: int, other: int, said: Sequence[_Values]) -> bool:
    """Whether what a name calls a rate is beside it: 占年度计划 | 累计完成 over 9140 | 63.0%."""
    shares = [sum(unit == "%" for _, unit in said[c].values()) for c in (one, other)]
    named = [names.votes("".join(table.names(c))).get("rate", 0) > 0 for c in (one, other)]
    return (
        len(said[one]) >= _FEW_ROWS
        and shares[0] == 0
        and 2 * shares[1] > len(said[other])
        and named == [True, False]
    )
