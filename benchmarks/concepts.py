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

import sys

from etl.concepts.catalogue import load_catalogue
from etl.resources import folder
from tests.concepts.judging import NONE, judged, score


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
