"""The words of reporting, from ``words.tsv``, and how they are found in a text."""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from etl.bulletin.words.word_tables import table


@dataclass(frozen=True, slots=True)
class Word:
    """A word and the classes that it belongs to: 累计 is TOTAL."""

    form: str
    classes: frozenset[str]
    only: str
    """What must follow it, as a pattern; empty for anything."""
    unless: str
    """What must not follow it."""


@cache
def words() -> tuple[Word, ...]:
    """Every word, in the table's order."""
    return tuple(
        Word(row["form"], frozenset(row["class"].split()), row["only"], row["unless"])
        for row in table("words.tsv")
    )


@cache
def finders() -> dict[str, tuple[tuple[re.Pattern[str], ...], tuple[frozenset[str], ...]]]:
    """For each first character the words that begin with it, the longest first."""
    by_first: dict[str, list[Word]] = defaultdict(list)
    for word in sorted(words(), key=lambda w: (-len(w.form), not w.only, not w.unless)):
        by_first[word.form[0]].append(word)
    return {
        first: (tuple(re.compile(_pattern(w)) for w in alike), tuple(w.classes for w in alike))
        for first, alike in by_first.items()
    }


def _pattern(word: Word) -> str:
    only = f"(?={word.only})" if word.only else ""
    unless = f"(?!{word.unless})" if word.unless else ""
    return re.escape(word.form) + only + unless
