"""What a reading states, figure by figure, as values: to be compared, and to be hashed.

A statement is judged whole. Two readings of a page say the same where every figure has the
same value, qualifier, unit and certainty, belongs to the same promise and target, and is
called by the same words: 新增停车泊位23352个 read as 2335个 is another statement, though
of the same indicator. By what the readings were made (the parser's version) is no part of it.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from etl.bulletin.model import Bulletin, Fact
from etl.indicators.model import Indicator

_written = json.JSONEncoder(ensure_ascii=False).encode

Key = tuple[Indicator, date, str]
"""Indicator, period and measure."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What words say of a figure."""

    value: Decimal
    unit: str
    qualifier: str | None
    certainty: str
    promise: tuple[int, int]
    """Plan year, and number of the pledge in it."""
    target: int | None
    """n for the pledge's n-th target, and for figures that measure it."""
    wording: str | None
    """What the words call it; None where it was recorded before that was kept."""
    evidence: str
    """The words."""

    def says_as(self, other: "Statement") -> bool:
        """Whether both say the same, in whatever words it stands on the page."""
        unknown = self.wording is None or other.wording is None
        return self._said == other._said and (unknown or self.wording == other.wording)

    @property
    def _said(self) -> tuple[object, ...]:
        return self.value, self.unit, self.qualifier, self.certainty, self.promise, self.target


def statements_in(
    bulletin: Bulletin, indicators: Sequence[Indicator], held: Collection[int] = ()
) -> dict[Key, Statement]:
    """What a bulletin states of each figure; of one that it repeats, the first.

    Args:
        bulletin: as read.
        indicators: parallel to its facts.
        held: places of the facts that are left out.
    """
    ordinals = {index: number for (_, number), index in targets_in(bulletin.facts).items()}
    stated: dict[Key, Statement] = {}
    for index, (fact, indicator) in enumerate(zip(bulletin.facts, indicators, strict=True)):
        if index in held:
            continue
        statement = Statement(
            value=fact.value,
            unit=fact.unit,
            qualifier=fact.qualifier,
            certainty=fact.certainty,
            promise=(bulletin.plan_year, fact.pledge),
            target=ordinals.get(index, fact.target),
            wording=fact.indicator,
            evidence=fact.text,
        )
        stated.setdefault((indicator, fact.last_day, fact.measure), statement)
    return stated


def targets_in(facts: Sequence[Fact]) -> dict[tuple[int, int], int]:
    """Position in the facts of each pledge's n-th target."""
    targets: dict[tuple[int, int], int] = {}
    count: Counter[int] = Counter()
    for index, fact in enumerate(facts):
        if fact.part == "target" and fact.measure == "target":
            count[fact.pledge] += 1
            targets[fact.pledge, count[fact.pledge]] = index
    return targets


def left_out(
    bulletin: Bulletin, indicators: Sequence[Indicator], held: Collection[int]
) -> dict[Key, int]:
    """The figures that a bulletin gives only in facts that are held back, by their place."""
    if not held:
        return {}
    stated = statements_in(bulletin, indicators, held)
    silent: dict[Key, int] = {}
    for place in sorted(held):
        fact = bulletin.facts[place]
        key = indicators[place], fact.last_day, fact.measure
        if key not in stated:
            silent.setdefault(key, place)
    return silent


def digest(bulletin: Bulletin, indicators: Sequence[Indicator], held: Collection[int] = ()) -> str:
    """Equal where two readings state, and hold back, the same, in whatever order.

    Args:
        bulletin: as read.
        indicators: parallel to its facts.
        held: places of the facts that are left out.
    """
    said = sorted(
        _written(
            [
                *indicator.key,
                period.isoformat(),
                measure,
                _exact(one.value),
                *(one.unit, one.qualifier, one.certainty, one.promise, one.target, one.wording),
            ]
        )
        for (indicator, period, measure), one in statements_in(bulletin, indicators, held).items()
    )
    silent = sorted(
        _written([*indicator.key, period.isoformat(), measure])
        for indicator, period, measure in left_out(bulletin, indicators, held)
    )
    about = f"{bulletin.plan_year} {bulletin.period_end}"
    return hashlib.sha256("\n".join((about, *said, *silent)).encode()).hexdigest()


def _exact(value: Decimal) -> str:
    """A number spelt in one way, whatever its size: 1.50 and 1.5 are 15E-1."""
    sign, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int) or not value:
        return str(exponent) if value else "0"
    written = "".join(map(str, digits))
    kept = written.rstrip("0")
    return f"{'-' if sign else ''}{kept}E{exponent + len(written) - len(kept)}"
