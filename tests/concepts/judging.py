"""Indicators that a reader gave concepts, beside what the words say of them."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from etl.concepts.assign import assign
from etl.concepts.catalogue import Catalogue
from etl.concepts.model import Assignment, Wording

GOLD = Path(__file__).with_name("gold.tsv")
NONE = "-"


@dataclass(frozen=True)
class Judged:
    """An indicator, what a reader and what the words say of it."""

    round: str
    wording: Wording
    wanted: frozenset[str]
    got: Assignment

    @property
    def assigned(self) -> str:
        """The concept assigned; ``-`` where it was left to a person."""
        return self.got.concept if self.got.sure and self.got.concept else NONE

    @property
    def wrong(self) -> bool:
        """Whether a concept was assigned that no reader would give."""
        return self.assigned != NONE and self.assigned not in self.wanted

    @property
    def has_concept(self) -> bool:
        """Whether every reader gives it one."""
        return NONE not in self.wanted


@dataclass(frozen=True)
class Score:
    """How many indicators, and how they fared."""

    indicators: int
    with_concept: int
    assigned: int
    wrong: int
    covered: int

    @property
    def precision(self) -> float:
        """Share of the assigned that are right."""
        return 1 - self.wrong / self.assigned

    @property
    def coverage(self) -> float:
        """Share of those with a concept that got one."""
        return self.covered / self.with_concept


def judged(catalogue: Catalogue, gold: Path = GOLD) -> Iterator[Judged]:
    """Every annotated indicator beside what the words say."""
    with gold.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            wording = Wording(
                row["label"], row["unit"], row["breakdown"], row["stage"], row["pledge"]
            )
            wanted = frozenset(row["concept"].split("|"))
            yield Judged(row["round"], wording, wanted, assign(wording, catalogue))


def score(rows: list[Judged]) -> Score:
    """Precision and coverage, counted."""
    return Score(
        indicators=len(rows),
        with_concept=sum(row.has_concept for row in rows),
        assigned=sum(row.assigned != NONE for row in rows),
        wrong=sum(row.wrong for row in rows),
        covered=sum(row.has_concept and row.assigned != NONE for row in rows),
    )
