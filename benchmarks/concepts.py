"""How well concepts are assigned: python -m benchmarks.concepts [--errors [ROUND]]

``tests/concepts/gold.tsv`` has indicators drawn from bulletins of the corpus that the words
of ``concepts/`` were not written from, each with the concept that a reader gave it before the
assigner had seen it: ``-`` for none, several where a careful reader could choose (``a|b``).
It has three rounds: what the first two showed was mended in words and rules, and each next
one was drawn, and annotated, from other indicators of the same bulletins. Nothing was
changed after the third.

* precision: of the concepts assigned, how many a reader agrees with;
* coverage: of the indicators that a reader gave a concept, how many got one, whichever.
"""

import csv
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from etl.concepts.assign import assign
from etl.concepts.catalogue import Catalogue, load_catalogue
from etl.concepts.model import Assignment, Wording
from etl.resources import folder

GOLD = Path(__file__).parents[1] / "tests" / "concepts" / "gold.tsv"
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


def main() -> None:
    catalogue = load_catalogue(folder("concepts"))
    rows = list(judged(catalogue))
    print(f"{len(catalogue.entries)} concepts")
    for number in sorted({row.round for row in rows}):
        found = score([row for row in rows if row.round == number])
        print(f"round {number}: precision {found.precision:.3f}, coverage {found.coverage:.3f}")
        print(f"  {found}")
    if "--errors" in sys.argv:
        for row in rows:
            if (row.wrong or (row.has_concept and row.assigned == NONE)) and (
                sys.argv[-1] in ("--errors", row.round)
            ):
                what = "wrong " if row.wrong else "missed"
                wanted, words = "|".join(sorted(row.wanted)), row.wording
                said = f"{row.got.concept} {row.got.confidence} {row.got.reason}"
                print(f"{what} {words.label} [{words.unit}] {wanted}: {said}")


if __name__ == "__main__":
    main()
