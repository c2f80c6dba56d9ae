"""What the words around a figure, or in a clause, say: rows of a table that vote.

``constructions.tsv`` has a row for each construction of the language of reporting (占…计划的,
由…提高至, 其余…正在); all rows that match vote, none decides alone, and the names of those that
agree with what was decided go with the fact.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from etl.bulletin.grammar.lexer import codes_of, pattern
from etl.bulletin.words import vocabulary


@dataclass(frozen=True, slots=True)
class Construction:
    """A row of the table."""

    name: str
    unit: frozenset[str]
    before: re.Pattern[str]
    behind: re.Pattern[str] | None
    gives: str
    weight: float
    example: str
    counter: str


@dataclass(frozen=True, slots=True)
class Votes:
    """How loudly what was matched speaks for each outcome, and which rows spoke."""

    totals: dict[str, float]
    rows: tuple[tuple[str, str], ...]
    """Name and outcome of each row that matched."""

    def best(self, otherwise: str, threshold: float = 1.0) -> tuple[str, float]:
        """The outcome with most votes and its margin to the next; ``otherwise`` below the
        threshold."""
        ranked = sorted(((total, gives) for gives, total in self.totals.items()), reverse=True)
        if not ranked or ranked[0][0] < threshold:
            return otherwise, threshold - (ranked[0][0] if ranked else 0)
        second = ranked[1][0] if len(ranked) > 1 else 0.0
        return ranked[0][1], ranked[0][0] - second

    def names(self, gives: str) -> tuple[str, ...]:
        """The rows that spoke for an outcome."""
        return tuple(name for name, outcome in self.rows if outcome == gives)


@cache
def figure_rows() -> tuple[Construction, ...]:
    """The rows that are anchored at a figure."""
    return tuple(_rows("figure"))


@cache
def clause_rows() -> tuple[Construction, ...]:
    """The rows that are looked for in a clause."""
    return tuple(_rows("clause"))


def _rows(scope: str) -> Iterable[Construction]:
    for row in vocabulary.table("constructions.tsv"):
        if row["scope"] != scope:
            continue
        before = pattern(row["before"])
        yield Construction(
            row["name"],
            frozenset(row["unit"].split()),
            re.compile(f"(?:{before})$" if scope == "figure" else before),
            re.compile(pattern(row["behind"])) if row["behind"] else None,
            row["gives"],
            float(row["weight"]),
            row["example"],
            row["counter"],
        )


def votes(rows: Iterable[Construction], unit: str, before: str, behind: str) -> Votes:
    """What the rows say of a figure of that unit between two strings of codes."""
    kind = "%" if unit in ("%", "‰", "倍") else "n"
    totals: dict[str, float] = {}
    names: list[tuple[str, str]] = []
    for row in rows:
        if not ("*" in row.unit or kind in row.unit or unit in row.unit):
            continue
        if row.before.search(before) and (row.behind is None or row.behind.match(behind)):
            totals[row.gives] = totals.get(row.gives, 0.0) + row.weight
            names.append((row.name, row.gives))
    return Votes(totals, tuple(names))


def falls(before: str) -> bool:
    """Whether the change that words up to a figure tell of goes down: 同比下降, 较年初减少."""
    before = before[max(before.rfind(codes_of("N")), before.rfind(codes_of("P"))) + 1 :]
    up, down = (
        max((before.rfind(code) for code in codes_of(name)), default=-1) for name in ("UP", "DOWN")
    )
    return down > up
