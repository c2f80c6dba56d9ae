"""The vocabulary of measure words, from ``units.tsv``, and how it is recognised in a text."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache, cached_property
from typing import NamedTuple

from etl.bulletin.words.word_tables import table


class Unit(NamedTuple):
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

    3000人 counts people, 3000人才公寓 does not; 12人行动 counts people again, 行动 being a word.
    """

    def __init__(self, words: Iterable[Unit], clashes: Mapping[str, str]) -> None:
        """``clashes``: the longer words, and what must not follow them."""
        self.vocabulary = {unit.word: unit for unit in words}
        self._unless = {**clashes, **dict.fromkeys(self.vocabulary, "")}
        self._alike: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._unless:
            self._alike[word[0]].append(word)
        self._patterns: dict[str, re.Pattern[str] | None] = {}

    def match(self, text: str, at: int, end: int) -> Unit | None:
        """The longest measure word that begins at a position, unless it begins another word."""
        first = text[at] if at < end else ""
        try:
            pattern = self._patterns[first]
        except KeyError:
            pattern = self._patterns[first] = self._compiled(first)
        found = pattern.match(text, at, end) if pattern is not None else None
        return self.vocabulary.get(found[0]) if found is not None else None

    def _compiled(self, first: str) -> re.Pattern[str] | None:
        """Measure words and longer ones that begin with a character, the longest first."""
        words = sorted(self._alike.get(first, ()), key=len, reverse=True)
        if not words:
            return None
        return re.compile("|".join(_pattern(word, self._unless[word]) for word in words))

    @cached_property
    def latin(self) -> str:
        """The alternation of the measure words in Latin letters: km, kW, TEU."""
        latin = (word for word in self.vocabulary if word[0].isascii() and word[0].isalpha())
        return "|".join(_pattern(word) for word in sorted(latin, key=len, reverse=True))


def _pattern(word: str, unless: str = "") -> str:
    latin = word[-1].isascii() and word[-1].isalnum()
    unless = "[A-Za-z0-9]" if latin else unless
    return re.escape(word) + (f"(?!{unless})" if unless else "")


@cache
def measures() -> Measures:
    """The measure words of ``units.tsv`` with the longer words of ``clashes.tsv``."""
    return Measures(
        (
            Unit(r["word"], r["canonical"], r["dimension"], Decimal(r["factor"]), r["kind"])
            for r in table("units.tsv")
        ),
        {r["word"]: r["unless"] for r in table("clashes.tsv")},
    )


def vocabulary() -> dict[str, Unit]:
    """Every measure word, by how it is printed."""
    return measures().vocabulary


def match(text: str, at: int, end: int) -> Unit | None:
    """The longest measure word that begins at a position, unless it begins another word."""
    return measures().match(text, at, end)
