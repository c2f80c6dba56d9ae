"""The vocabulary of measure words, from ``units.tsv``, and how it is recognised in a text."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Unit:
    """A measure word as printed, and what it stands for."""

    word: str
    canonical: str
    dimension: str
    factor: Decimal
    """Canonical units in one word: 三成 is 3 × 10 %."""
    kind: str
    """``quantity``, or why a numeral before it is none: ``criterion``, ``ordinal``…"""


class Measures:
    """Measure words, the longest first, and the longer words that they begin.

    3000人 counts people, 3000人才公寓 does not; 12套路灯 counts 路灯 by the set, since
    路灯 reaches further than 套路.
    """

    def __init__(self, words: Iterable[Unit], whole: Iterable[str], after: Iterable[str]) -> None:
        self.vocabulary = {unit.word: unit for unit in words}
        self._words = _Words(self.vocabulary)
        self._whole = _Words(whole)
        self._after = _Words(after)

    def match(self, text: str, at: int, end: int) -> Unit | None:
        """The longest measure word that begins at a position, unless it begins another word."""
        behind = self._words.match(text, at, end)
        if behind < 0:
            return None
        longer = self._whole.match(text, at, end)
        if longer > behind and self._after.match(text, behind, end) <= longer:
            return None
        return self.vocabulary[text[at:behind]]

    @cached_property
    def latin(self) -> str:
        """The alternation of the measure words in Latin letters: km, kW, TEU."""
        latin = (word for word in self.vocabulary if word[0].isascii() and word[0].isalpha())
        return "|".join(_pattern(word) for word in sorted(latin, key=len, reverse=True))


def _pattern(word: str) -> str:
    latin = word[-1].isascii() and word[-1].isalnum()
    return re.escape(word) + ("(?![A-Za-z0-9])" if latin else "")


class _Words:
    """Words by their first character, the longest first; compiled where they are met."""

    def __init__(self, words: Iterable[str]) -> None:
        self._alike: defaultdict[str, list[str]] = defaultdict(list)
        for word in words:
            self._alike[word[0]].append(word)
        self._patterns: dict[str, re.Pattern[str] | None] = {}

    def match(self, text: str, at: int, end: int) -> int:
        """Where the longest of the words that begins at a position ends; -1 where none does."""
        first = text[at] if at < end else ""
        try:
            pattern = self._patterns[first]
        except KeyError:
            pattern = self._patterns[first] = self._compiled(first)
        found = pattern.match(text, at, end) if pattern is not None else None
        return found.end() if found is not None else -1

    def _compiled(self, first: str) -> re.Pattern[str] | None:
        words = sorted(self._alike.get(first, ()), key=len, reverse=True)
        return re.compile("|".join(map(_pattern, words))) if words else None


@cache
def measures() -> Measures:
    """The measure words of ``units.tsv`` with the longer words of ``clashes.tsv``."""
    clashes = list(rows("clashes.tsv"))
    return Measures(
        (
            Unit(r["word"], r["canonical"], r["dimension"], Decimal(r["factor"]), r["kind"])
            for r in rows("units.tsv")
        ),
        (r["word"] for r in clashes if r["reads"] == "whole"),
        (r["word"] for r in clashes if r["reads"] == "after"),
    )


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of one of the tables of words."""
    lines = files("etl.bulletin.words").joinpath(name).read_text("utf-8").splitlines()
    kept = (line for line in lines if not line.startswith("#"))
    return iter(csv.DictReader(kept, delimiter="\t", quoting=csv.QUOTE_NONE))


def vocabulary() -> dict[str, Unit]:
    """Every measure word, by how it is printed."""
    return measures().vocabulary


def match(text: str, at: int, end: int) -> Unit | None:
    """The longest measure word that begins at a position, unless it begins another word."""
    return measures().match(text, at, end)
