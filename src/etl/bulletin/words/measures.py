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
        self._words = _by_first(self.vocabulary)
        self._whole = _by_first(whole)
        self._after = _by_first(after)

    def match(self, text: str, at: int, end: int) -> Unit | None:
        """The longest measure word that begins at a position, unless it begins another word."""
        pattern = self._words.get(text[at]) if at < end else None
        found = pattern.match(text, at, end) if pattern else None
        if found is None or self._begins_another(text, at, found.end(), end):
            return None
        return self.vocabulary[found[0]]

    def _begins_another(self, text: str, at: int, behind: int, end: int) -> bool:
        longer = _match(self._whole, text, at, end)
        if longer <= behind:
            return False
        return _match(self._after, text, behind, end) <= longer

    @cached_property
    def latin(self) -> str:
        """The alternation of the measure words in Latin letters: km, kW, TEU."""
        latin = (word for word in self.vocabulary if word[0].isascii() and word[0].isalpha())
        return "|".join(_pattern(word) for word in sorted(latin, key=len, reverse=True))


def _by_first(words: Iterable[str]) -> dict[str, re.Pattern[str]]:
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for word in sorted(words, key=len, reverse=True):
        alike[word[0]].append(_pattern(word))
    return {first: re.compile("|".join(patterns)) for first, patterns in alike.items()}


def _pattern(word: str) -> str:
    latin = word[-1].isascii() and word[-1].isalnum()
    return re.escape(word) + ("(?![A-Za-z0-9])" if latin else "")


def _match(patterns: dict[str, re.Pattern[str]], text: str, at: int, end: int) -> int:
    """Where the longest of the words that begins at a position ends; -1 where none does."""
    pattern = patterns.get(text[at]) if at < end else None
    found = pattern.match(text, at, end) if pattern else None
    return found.end() if found else -1


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
