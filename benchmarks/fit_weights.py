"""Fit what annotated bulletins tell of clauses and figures, and what it is worth on others.

    .venv/bin/python benchmarks/fit_weights.py [--write] [--folds N]

Two tables of weights, both logistic regressions with an L1 penalty, which leaves most marks out:

- ``fitted_clauses.tsv``: whether a clause reports or promises, by its words, unit and digits; its
  cases are the clauses of tests/corpus whose figures the annotation has as one of the two.
- ``fitted_figures.tsv``: whether a figure is read right; its cases are the figures that no share
  proves and no doubt but those that are weighed holds, read with the first table.

``--write`` writes them. What they are worth is measured on rounds of bulletins that they were not
fitted on: the rounds are dealt into folds, and each is read with the weights of the others. numpy
and scipy are there wherever pandas and Great Expectations are.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import numpy as np
from scipy import optimize, sparse

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from etl.bulletin.grammar.numerals.quantity import Quantity  # noqa: E402
from etl.bulletin.linking import fitted_certainty  # noqa: E402
from etl.bulletin.promise_or_report import fitted_votes  # noqa: E402
from etl.bulletin.words import fitted_weights  # noqa: E402
from etl.bulletin.words.fitted_weights import Fitted  # noqa: E402
from tests.corpus import scoring  # noqa: E402

TABLES = ROOT / "src/etl/bulletin/words"
CLAUSES: Fitted = "fitted_clauses.tsv"
FIGURES: Fitted = "fitted_figures.tsv"
ALWAYS = "any"
"""The mark that every case has."""
LEAST = 8
"""Cases with a mark below which it is not weighed."""
PENALTY = 3.3
SMALLEST = 0.05
"""Weight below which a mark says nothing."""
THRESHOLDS = (1.0, 1.4, 1.55, 1.7, 2.0, 2.3, 2.6)

Marks = frozenset[str]
Weights = Mapping[str, float]


class Case(NamedTuple):
    """What is known of a clause or a figure, and what the annotation says of it."""

    marks: Marks
    yes: bool
    """Whether the clause reports; whether the figure was read right."""


class Reading(NamedTuple):
    """A bulletin as it is read, with what can be learnt of it."""

    result: scoring.Result
    clauses: Sequence[Case]
    figures: Sequence[Case]

    @property
    def round(self) -> str:
        """The folder that it was composed for."""
        return round_of(self.result.sample)


def round_of(sample: scoring.Sample) -> str:
    """The folder of a bulletin."""
    return sample.path.parent.name


def read(sample: scoring.Sample) -> Reading:
    """Read a bulletin, and keep the marks of its clauses and figures."""
    clauses: dict[int, tuple[int, Marks]] = {}
    figures: dict[int, Marks] = {}
    marks, likely_right = fitted_votes.marks, fitted_certainty.likely_right

    def of_clause(text: str, inside: Sequence[Quantity], *about: Any) -> Marks:
        found = marks(text, inside, *about)
        clauses.update((q.start, (inside[0].start, found)) for q in inside)
        return found

    def of_figure(known: fitted_certainty.Known) -> float:
        figures[known.draft.quantity.start] = fitted_certainty.marks(known)
        return likely_right(known)

    with (
        mock.patch.object(fitted_votes, "marks", of_clause),
        mock.patch.object(fitted_certainty, "likely_right", of_figure),
    ):
        result = scoring.score(sample)
    wrong = {id(fact) for fact in result.wrong}
    return Reading(
        result,
        list(_clauses(result, clauses)),
        [
            Case(figures[fact["start"]], id(fact) not in wrong)
            for fact in result.facts
            if fact["start"] in figures
        ],
    )


def _clauses(result: scoring.Result, clauses: Mapping[int, tuple[int, Marks]]) -> Iterator[Case]:
    """The clauses whose figure is annotated as promised or as done."""
    meant: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for row in result.sample.gold:
        meant[_figure(row)].add(f"{row['part']} {row['measure']}")
    seen: set[int] = set()
    for fact in result.facts:
        start, marks = clauses.get(fact["start"], (-1, frozenset()))
        said = meant[_figure(fact)]
        known = len(said) == 1 and said <= {"progress actual", "target target"}
        if known and start >= 0 and start not in seen:
            seen.add(start)
            yield Case(marks, said == {"progress actual"})


def _figure(row: scoring.Row) -> tuple[object, ...]:
    pledge, _, _, value, unit = scoring.identity(row)
    return pledge, value, unit


def fit(cases: Sequence[Case], *, centred: bool) -> Weights:
    """What each mark adds to the log-odds of a case.

    Args:
        cases: of one table.
        centred: over the log-odds of all cases together.

    Raises:
        RuntimeError: the fit does not converge.
    """
    having: dict[str, list[int]] = defaultdict(list)
    for place, case in enumerate(cases):
        for mark in case.marks:
            having[mark].append(place)
    known = sorted(mark for mark, places in having.items() if len(places) >= LEAST)
    places = np.concatenate([having[mark] for mark in known])
    columns = np.repeat(np.arange(len(known)), [len(having[mark]) for mark in known])
    matrix = sparse.csr_matrix((np.ones(len(places)), (places, columns)))
    signs = np.array([1.0 if case.yes else -1.0 for case in cases])
    penalty = np.array([0.0 if mark == ALWAYS else PENALTY for mark in known])

    def loss(halves: Any) -> tuple[float, Any]:
        """Of weights as differences of two positive halves, in which the penalty is linear."""
        up, down = np.split(halves, 2)
        margins = signs * (matrix @ (up - down))
        slope = matrix.T @ (-signs / (1 + np.exp(margins)))
        total = np.logaddexp(0, -margins).sum() + penalty @ (up + down)
        return total, np.concatenate((penalty + slope, penalty - slope))

    found = optimize.minimize(
        loss,
        np.zeros(2 * len(known)),
        jac=True,
        method="L-BFGS-B",
        bounds=[(0, None)] * (2 * len(known)),
        options={"maxiter": 5000, "maxfun": 10000},
    )
    if not found.success:
        raise RuntimeError(f"The fit did not converge: {found.message}")
    up, down = np.split(found.x, 2)
    weights = dict(zip(known, (up - down).tolist(), strict=True))
    if centred:
        yes = sum(case.yes for case in cases)
        weights[ALWAYS] -= float(np.log(yes / (len(cases) - yes)))
    return {m: round(w, 2) for m, w in weights.items() if m == ALWAYS or abs(w) >= SMALLEST}


def fit_clauses(readings: Sequence[Reading]) -> Weights:
    """The first table."""
    return fit([case for r in readings for case in r.clauses], centred=True)


def fit_figures(readings: Sequence[Reading]) -> Weights:
    """The second table."""
    return fit([case for r in readings for case in r.figures], centred=False)


def _use(tables: Mapping[Fitted, Weights]) -> None:
    """Let this process read with other weights."""
    of = fitted_weights.weights
    fitted_weights.weights = lambda name: tables[name] if name in tables else of(name)  # type: ignore[assignment]


def read_all(samples: Sequence[scoring.Sample], tables: Mapping[Fitted, Weights]) -> list[Reading]:
    """Every bulletin, read with some weights."""
    with ProcessPoolExecutor(2, initializer=_use, initargs=(tables,)) as pool:
        return list(pool.map(read, samples, chunksize=20))


def write(name: Fitted, weights: Weights) -> None:
    """Put weights into their table, below what it says of itself."""
    path = TABLES / name
    head = [line for line in path.read_text("utf-8").splitlines() if line.startswith("#")]
    rows = (f"{mark}\t{weight:.2f}" for mark, weight in sorted(weights.items()))
    path.write_text("\n".join((*head, "mark\tweight", *rows, "")), "utf-8")
    print(f"{name}: {len(weights)} marks")


def _at(readings: Sequence[Reading], odds: Sequence[float]) -> Iterator[str]:
    """What different thresholds of the figures' log-odds hold and miss, of all figures."""
    cases = [case for reading in readings for case in reading.figures]
    facts = sum(len(reading.result.facts) for reading in readings)
    wrong = sum(len(reading.result.wrong) for reading in readings)
    sure = sum(len(reading.result.sure) for reading in readings)
    missed = sum(reading.result.wrong_sure for reading in readings)
    weighed = list(zip(odds, cases, strict=True))
    passed = [case.yes for odd, case in weighed if odd >= fitted_certainty.LEAST]
    for least in THRESHOLDS:
        otherwise = [case.yes for odd, case in weighed if odd >= least]
        now = sure - len(passed) + len(otherwise)
        silent = missed - passed.count(False) + otherwise.count(False)
        held = facts - wrong - (now - silent)
        yield (
            f"  log-odds {least}: wrong {silent / now:.4f} of the sure, "
            f"held {held / (facts - wrong):.4f} of the right"
        )


def main() -> None:
    """Fit, write, and measure."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--write", action="store_true", help="write both tables")
    asked.add_argument("--folds", type=int, default=3, help="parts left out in turn; 0 for none")
    options = asked.parse_args()
    samples = scoring.samples()
    found = read_all(samples, {CLAUSES: {}, FIGURES: {}})
    if options.write:
        clauses = fit_clauses(found)
        write(CLAUSES, clauses)
        write(FIGURES, fit_figures(read_all(samples, {CLAUSES: clauses, FIGURES: {}})))
    rounds = sorted({reading.round for reading in found})
    left_out: list[Reading] = []
    odds: list[float] = []
    for fold in range(options.folds):
        out = set(rounds[fold :: options.folds])
        clauses = fit_clauses([reading for reading in found if reading.round not in out])
        rest = [sample for sample in samples if round_of(sample) not in out]
        figures = fit_figures(read_all(rest, {CLAUSES: clauses, FIGURES: {}}))
        tables = {CLAUSES: clauses, FIGURES: figures}
        others = read_all([s for s in samples if round_of(s) in out], tables)
        left_out += others
        odds += [sum(figures.get(m, 0.0) for m in c.marks) for r in others for c in r.figures]
    if left_out:
        print("fitted on others:", scoring.summary([reading.result for reading in left_out]))
        print("\n".join(_at(left_out, odds)))


if __name__ == "__main__":
    main()
