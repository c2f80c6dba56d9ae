"""What the words around a figure, or in a clause, say: rows of a table that vote.

``constructions.tsv`` has a row for each construction of the language of reporting (占…计划的,
由…提高至, 其余…正在); all rows that match vote, none decides alone, and the names of those that
agree with what was decided go with the fact.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from etl.bulletin.grammar.lexing.lexer import codes_of, pattern
from etl.bulletin.grammar.lexing.required_tokens import Codes, required
from etl.bulletin.words import word_tables
from etl.bulletin.words.function_words import REMEMBERED

_DECIDES = 1.0
"""Votes from which on an outcome is one."""


@dataclass(frozen=True, slots=True)
class Construction:
    """A row of the table."""

    name: str
    unit: frozenset[str]
    before: re.Pattern[str]
    behind: re.Pattern[str] | None
    gives: str
    weight: float
    needs: Sequence[Codes]
    """Sets of codes of each of which one stands before."""
    needs_behind: Sequence[Codes]


@dataclass(frozen=True, slots=True)
class Votes:
    """How loudly what was matched speaks for each outcome, and which rows spoke."""

    totals: dict[str, float]
    rows: tuple[tuple[str, str], ...]
    """Name and outcome of each row that matched."""
    ranked: tuple[tuple[float, str], ...]
    """Each outcome with its votes, most votes first."""

    def best(self, otherwise: str) -> tuple[str, float]:
        """The outcome with most votes and its margin to the next; ``otherwise`` below the
        least that decides."""
        if not self.ranked:
            return otherwise, _DECIDES
        most, gives = self.ranked[0]
        if most < _DECIDES:
            return otherwise, _DECIDES - most
        second = self.ranked[1][0] if len(self.ranked) > 1 else 0.0
        return gives, most - second

    def second(self, outcome: str, otherwise: str) -> str:
        """What has most votes beside an outcome; ``otherwise`` where nothing has any."""
        others = (votes for votes in self.ranked if votes[1] != outcome)
        total, gives = next(others, (0.0, otherwise))
        return gives if total > 0 else otherwise

    def names(self, gives: str) -> tuple[str, ...]:
        """The rows that spoke for an outcome."""
        return tuple(name for name, outcome in self.rows if outcome == gives)


_SILENT = Votes({}, (), ())


class Rows:
    """Rows of one scope, each in its place, and which of them a string of codes leaves possible."""

    def __init__(self, rows: Iterable[Construction]) -> None:
        self._rows = tuple(rows)
        self._before = _Needs([row.needs for row in self._rows])
        self._behind = _Needs([row.needs_behind for row in self._rows])
        self._of_unit: dict[str, int] = {}

    def __iter__(self) -> Iterator[Construction]:
        return iter(self._rows)

    def possible(self, unit: str, before: str, behind: str) -> Sequence[Construction]:
        """The rows of a unit that what stands before and behind leaves possible, in order."""
        left = self._units(unit) & self._before.met(before) & self._behind.met(behind)
        found: list[Construction] = []
        while left:
            lowest = left & -left
            found.append(self._rows[lowest.bit_length() - 1])
            left ^= lowest
        return found

    def _units(self, unit: str) -> int:
        places = self._of_unit.get(unit)
        if places is None:
            kind = "%" if unit in ("%", "‰", "倍") else "n"
            said = {"*", kind, unit}
            places = sum(1 << at for at, row in enumerate(self._rows) if row.unit & said)
            self._of_unit[unit] = places
        return places


class _Needs:
    """For each code the rows of which it meets a need, as bits of a number: as many bits as there
    are rows for the first need of each, and as many more for the second."""

    def __init__(self, needs: Sequence[Sequence[Codes]]) -> None:
        self._rows = len(needs)
        self._free = 0
        self._by_code: dict[str, int] = {}
        for at, own in enumerate(needs):
            for nth in range(2):
                bit = 1 << nth * self._rows + at
                if nth >= len(own):
                    self._free |= bit
                    continue
                for code in own[nth]:
                    self._by_code[code] = self._by_code.get(code, 0) | bit

    def met(self, codes: str) -> int:
        """The rows whose needs the codes meet."""
        needs, by_code = self._free, self._by_code
        for code in set(codes):
            needs |= by_code.get(code, 0)
        return needs & needs >> self._rows


@cache
def figure_rows() -> Rows:
    """The rows that are anchored at a figure."""
    return Rows(_rows("figure"))


@cache
def clause_rows() -> Rows:
    """The rows that are looked for in a clause."""
    return Rows(_rows("clause"))


def _rows(scope: str) -> Iterable[Construction]:
    for row in word_tables.table("constructions.tsv"):
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
            required(row["before"]),
            required(row["behind"]),
        )


@lru_cache(maxsize=REMEMBERED)
def votes(rows: Rows, unit: str, before: str, behind: str) -> Votes:
    """What the rows say of a figure of that unit between two strings of codes."""
    totals: dict[str, float] = {}
    names: list[tuple[str, str]] = []
    for row in rows.possible(unit, before, behind):
        if row.before.search(before) and (row.behind is None or row.behind.match(behind)):
            totals[row.gives] = totals.get(row.gives, 0.0) + row.weight
            names.append((row.name, row.gives))
    if not names:
        return _SILENT
    ranked = sorted(((total, gives) for gives, total in totals.items()), reverse=True)
    return Votes(totals, tuple(names), tuple(ranked))


def falls(before: str) -> bool:
    """Whether the change that words up to a figure tell of goes down: 同比下降, 较年初减少."""
    before = before[max(before.rfind(codes_of("N")), before.rfind(codes_of("P"))) + 1 :]
    up, down = (
        max((before.rfind(code) for code in codes_of(name)), default=-1) for name in ("UP", "DOWN")
    )
    return down > up
