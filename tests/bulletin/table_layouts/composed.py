"""A made-up table: its rows of cells, and what they state."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from etl.bulletin.model import Fact

Stated = tuple[int, str, str, Decimal, str]
"""Pledge, part, measure, value and unit."""


@dataclass(frozen=True)
class Cell:
    """Words over some rows and columns."""

    words: str
    height: int = 1
    width: int = 1


Row = Sequence[Cell]
"""The cells that begin in a row."""


@dataclass(frozen=True)
class Composed:
    """One bulletin's tables, and what they state."""

    tables: Sequence[Sequence[Row]]
    stated: Sequence[Stated]


@dataclass(frozen=True)
class Read:
    """How well a composed bulletin was read."""

    right: int
    read: int
    stated: int
    sure: int
    wrong: int
    """Figures called sure that are not stated."""

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.read + self.stated)


def compared(composed: Composed, facts: Sequence[Fact]) -> Read:
    """The facts read beside what is stated."""
    wanted = Counter(_key(*said) for said in composed.stated)
    found = Counter(map(_said, facts))
    sure = Counter(_said(fact) for fact in facts if fact.certainty != "doubtful")
    return Read(
        (wanted & found).total(),
        found.total(),
        wanted.total(),
        sure.total(),
        (sure - wanted).total(),
    )


def _said(fact: Fact) -> Stated:
    return _key(fact.pledge, fact.part, fact.measure, fact.value, fact.unit)


def _key(pledge: int, part: str, measure: str, value: Decimal, unit: str) -> Stated:
    return pledge, part, measure, value.normalize(), unit
