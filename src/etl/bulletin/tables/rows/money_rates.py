"""Rates of money, per person or per year, that a row promises and its sentences go on to mean.

低保标准提高到每人每月640元 | 已提高到645元: the result is per person and month too.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from etl.bulletin.tables.columns.cell_values import scanned
from etl.bulletin.tables.rows.units_said_elsewhere import printed
from etl.bulletin.words.measure_words import Unit

_NEAR = 3
"""How many times larger or smaller a result of the same kind may be."""


class Rate(NamedTuple):
    """A promised rate."""

    unit: Unit
    value: Decimal


def promised(words: Sequence[str], own: Unit | None) -> list[Rate]:
    """The rates of money in the cells that promise; ``own`` is the unit of the whole row."""
    rated = own is not None and own.dimension == "money_rate"
    return [
        Rate(own if rated and own is not None else printed(q), q.value)
        for cell in words
        for q in scanned(cell)[0]
        if q.dimension == "money_rate" or (rated and q.unit in ("", "元"))
    ]


def meant(words: str, rates: Sequence[Rate]) -> Unit | None:
    """The unit of a sentence's plain 元, where each is about as large as a promised rate."""
    if len({rate.unit.canonical for rate in rates}) != 1:
        return None
    said = [q.value for q in scanned(words)[0] if q.unit == "元" and q.scale == 1]
    near = (any(r.value <= _NEAR * v and v <= _NEAR * r.value for r in rates) for v in said)
    return rates[0].unit if said and all(near) else None
