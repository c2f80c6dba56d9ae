"""For each row of the tables of words a phrase that is read otherwise without it.

constructions.tsv and columns.tsv have their examples themselves; ``ledger.tsv`` has those of
words.tsv, under the word and its class. Those of units.tsv and clashes.tsv can be made up.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from etl.bulletin.words import vocabulary

LEDGER = Path(__file__).with_name("ledger.tsv")


@dataclass(frozen=True)
class Entry:
    """A word of words.tsv and a line that needs it."""

    form: str
    classes: str
    only: str
    unless: str
    example: str


@cache
def _lines() -> dict[tuple[str, str], str]:
    lines = LEDGER.read_text("utf-8").splitlines()[1:]
    return {(form, classes): line for form, classes, line in (row.split("\t") for row in lines)}


def words() -> list[Entry]:
    """Every word of the table; the example is empty where the ledger has none."""
    return [
        Entry(row["form"], row["class"], row["only"], row["unless"], _example(row))
        for row in vocabulary.table("words.tsv")
    ]


def _example(row: dict[str, str]) -> str:
    return _lines().get((row["form"], row["class"]), "")


def unclaimed() -> set[tuple[str, str]]:
    """Examples of words that the table no longer has."""
    return set(_lines()) - {(entry.form, entry.classes) for entry in words()}


def examples() -> Iterator[str]:
    """Every example and counter-example, as a line of text."""
    for row in vocabulary.table("constructions.tsv"):
        for line in (row["example"], row["counter"]):
            if line:
                yield plain(line)
    yield from _lines().values()


def plain(line: str) -> str:
    """An example without the brackets around the figure that it is about; ⏎ breaks the line."""
    return line.replace("⟦", "").replace("⟧", "").replace("⏎", "\n")
