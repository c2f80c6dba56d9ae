"""Units and sizes: what a figure is counted in, beside what was promised."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from etl.bulletin.model import Fact
from etl.bulletin.words.measure_words import vocabulary

_THINGS = frozenset({"count", "household", "person", "person-times", "count-times", "event", "teu"})
"""Dimensions of what is counted: 户 may be promised and 个 delivered."""
_WHOLE = frozenset({"count", "household", "person", "person-times", "count-times", "event"})
_BY_THE_HEAD = re.compile(r"每|均|千人|万人|百人|千户|百户|率|比|密度|折合|标准")
"""Words of a quotient, which may well have a fraction: 千人口托位数4.21个."""
_BY_WEIGHT = frozenset({"标台", "标准台", "人天", "人日", "工日", "课时", "学时", "工时", "人时"})
_PERSON = re.compile(r"[人名位生孩]")
_FOR_EACH = re.compile(r"[人户生]均|每[个所处台部辆户人名生餐次]")
"""In the clause of a sum: 人均补助1.5万元, 每部补助20万元."""


@dataclass(frozen=True)
class Scale:
    """A figure's unit and size as columns of the ``facts`` gate."""

    promise: str
    """The target that the figure measures, with its unit; empty where there is none."""
    dimension_stays: bool | None
    """Whether the two are counted in units that can be compared; None where one is missing."""
    times_promise: float | None
    """A result as a multiple of its promise, where arithmetic does not prove it."""
    is_whole: bool | None
    """Whether what can only be counted is a whole number; None for what can be measured."""
    per_is_said: bool | None
    """Whether the words beside a sum of money and its unit agree on whether it is for each of
    something: 人均补助 in 元 and 元/月 as 元/人·月 do not; None for what is no money."""


def scale(fact: Fact, promised: Fact | None, words: str) -> Scale:
    """Hold a figure's unit and size against its promise's.

    Args:
        fact: the figure.
        promised: what it measures; None where nothing was promised.
        words: the clause before the figure.
    """
    result = promised is not None and fact.measure in ("actual", "target_restated", "remaining")
    dimension, other = dimension_of(fact.unit), dimension_of(promised.unit) if promised else ""
    comparable = (
        promised is not None
        and fact.measure == "actual"
        and fact.certainty != "proved"
        and fact.unit == promised.unit
        and promised.value.is_finite()
        and fact.value.is_finite()
        and promised.value > 0
        and fact.value > 0
    )
    counted = dimension in _WHOLE and fact.unit not in _BY_WEIGHT and fact.value.is_finite()
    return Scale(
        promise=f"{promised.value:f} {promised.unit}" if promised else "",
        dimension_stays=_alike(dimension, other) if result and dimension and other else None,
        times_promise=float(fact.value / promised.value) if comparable and promised else None,
        is_whole=(
            fact.value == fact.value.to_integral_value()
            or _BY_THE_HEAD.search(f"{fact.indicator}{words}") is not None
            if counted
            else None
        ),
        per_is_said=_per_is_said(fact.unit, words),
    )


def _per_is_said(unit: str, words: str) -> bool | None:
    if unit.startswith("元/人"):
        return _PERSON.search(words) is not None
    return _FOR_EACH.search(words) is None if unit == "元" else None


def dimension_of(unit: str) -> str:
    """What a unit measures: ``length``, ``count``…; empty for one that no table has.

    >>> dimension_of("公里")
    'length'
    """
    return _dimensions().get(unit, "rate" if "/" in unit else "")


def _alike(one: str, other: str) -> bool:
    return one == other or {one, other} <= _THINGS or {one, other} <= {"ratio", "pct_points"}


@cache
def _dimensions() -> Mapping[str, str]:
    return {unit.canonical: unit.dimension for unit in vocabulary().values()}
