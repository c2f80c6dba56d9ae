"""What the marks of clauses and of figures tell: tables that benchmarks/fit_weights.py makes.

It fits them to the annotated bulletins of tests/corpus; a mark that is in no table tells nothing.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from math import fsum
from typing import Literal

from etl.bulletin.words.word_tables import table

Fitted = Literal["fitted_clauses.tsv", "fitted_figures.tsv"]


def log_odds(marks: Iterable[str], of: Fitted) -> float:
    """What marks say together, in whatever order a set has them."""
    known = weights(of)
    return fsum(known.get(mark, 0.0) for mark in marks)


@cache
def weights(of: Fitted) -> Mapping[str, float]:
    """What each mark of a table adds to the log-odds."""
    return {row["mark"]: float(row["weight"]) for row in table(of)}
