"""Promise or report: the likeliest division of clauses, by one pattern of composition."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from math import exp, inf, log1p
from typing import Literal, NamedTuple

from etl.bulletin.model import Part
from etl.bulletin.promise_or_report.clause_by_itself import TOLD
from etl.bulletin.promise_or_report.clause_evidence import Clause
from etl.bulletin.promise_or_report.clauses import Boundary

Pattern = Literal["results", "plan", "first sentence", "first line", "pairs", "sentences"]

_FROM_PROMISE: Mapping[Pattern | Part, Mapping[Boundary, float]] = {
    "results": {
        "within": 2.5,
        "parts": -2.5,
        "comma": 2.5,
        "semicolon": 2.5,
        "stop": 2.5,
        "line": 2.5,
    },
    "plan": {
        "within": -2.5,
        "parts": -2.5,
        "comma": -2.5,
        "semicolon": -2.5,
        "stop": -2.5,
        "line": -2.5,
    },
    "first sentence": {
        "within": -1,
        "parts": -2.5,
        "comma": -2,
        "semicolon": -2,
        "stop": 2.5,
        "line": 2.5,
    },
    "first line": {
        "within": -1,
        "parts": -2.5,
        "comma": -2,
        "semicolon": -2,
        "stop": -2,
        "line": 2.5,
    },
    "pairs": {"within": 1, "parts": -2.5, "comma": -0.8, "semicolon": -1, "stop": 1, "line": 1},
    "sentences": {
        "within": 1,
        "parts": -2.5,
        "comma": -0.3,
        "semicolon": -1.5,
        "stop": -2,
        "line": -1,
    },
    "target": {"within": -1, "parts": -2.5, "comma": -2, "semicolon": -1.5, "stop": 1, "line": 1.5},
    "progress": {"within": 2, "parts": -2.5, "comma": 1.5, "semicolon": 1.5, "stop": 3, "line": 3},
}
"""How far each pattern expects a report, in log-odds, behind a clause that promises."""
_FROM_REPORT: Mapping[Pattern | Part, Mapping[Boundary, float]] = {
    "results": {
        "within": 2.5,
        "parts": 3,
        "comma": 2.5,
        "semicolon": 2.5,
        "stop": 2.5,
        "line": 2.5,
    },
    "plan": {
        "within": -2.5,
        "parts": 3,
        "comma": -2.5,
        "semicolon": -2.5,
        "stop": -2.5,
        "line": -2.5,
    },
    "first sentence": {
        "within": 3,
        "parts": 3,
        "comma": 3,
        "semicolon": 2.5,
        "stop": 2.5,
        "line": 2.5,
    },
    "first line": {"within": 3, "parts": 3, "comma": 3, "semicolon": 2.5, "stop": 2.5, "line": 2.5},
    "pairs": {"within": 3, "parts": 3, "comma": 2.2, "semicolon": -0.5, "stop": 1, "line": 0.5},
    "sentences": {
        "within": 3,
        "parts": 3,
        "comma": 2.5,
        "semicolon": -1.5,
        "stop": -2,
        "line": -1,
    },
    "target": {"within": 3, "parts": 3, "comma": 3, "semicolon": 2.5, "stop": 2.5, "line": 2.5},
    "progress": {"within": 4, "parts": 3, "comma": 3, "semicolon": 3, "stop": 3, "line": 3},
}
"""The same behind a clause that reports."""
_OPENING: Mapping[Pattern | Part, float] = {
    "results": 2.0, "plan": -2.0, "first sentence": -2.0, "first line": -2.0, "pairs": -0.6,
    "sentences": -2.0, "target": -4.0, "progress": 3.0,
}  # fmt: skip
"""The same where an item opens."""


_GOES_ON = 0.0
"""At most the same where a plan goes on without a word of its own."""


_UNANSWERED = 1.0
"""What it costs that a promise behind reports is the last that is said."""


class Path(NamedTuple):
    """A division of clauses into promise and report."""

    score: float
    """Its log-likelihood."""
    clauses: Sequence[Clause]
    reports: Sequence[bool]
    """Whether each clause with figures reports; of a unit without figures what it opens with."""
    odds: list[tuple[int, float]]
    """For each clause with figures where it begins, and how far the best division that takes it
    for a report leads over the best one that takes it for a promise."""

    @property
    def parts(self) -> list[Part]:
        """Promise or report for every clause."""
        return list(_parts(self.clauses, self.reports))

    def as_sure_as(self, other: "Path") -> "Path":
        """The same division, no clause of it surer than in another one."""
        least = dict(other.odds)
        return self._replace(
            odds=[(at, min(odd, least.get(at, odd), key=abs)) for at, odd in self.odds]
        )


def likeliest(paths: Mapping[Pattern, Path], lead: Mapping[Pattern, float]) -> Path:
    """The division by the document's pattern, unless another explains the item much better.

    A clause is as sure as the best division by any pattern leads over the best one, again by any,
    that takes the clause for the other.
    """
    scores = {pattern: paths[pattern].score + ahead for pattern, ahead in lead.items()}
    best = paths[max(scores, key=scores.__getitem__)]
    rivals = [(score - max(scores.values()), paths[pattern]) for pattern, score in scores.items()]
    margins = [
        (start, min(abs(odd), *(_behind(score, path.odds[at][1], odd) for score, path in rivals)))
        for at, (start, odd) in enumerate(best.odds)
    ]
    return best._replace(odds=margins)


def _behind(score: float, odd: float, best: float) -> float:
    """How far a division with that score, which has that odd of a clause, is behind the best one
    where it takes the clause for the other."""
    return -score + (abs(odd) if odd * best > 0 else 0.0)


class _Counting(NamedTuple):
    """A clause with figures."""

    start: int
    boundary: Boundary
    """The strongest since the one before it."""
    goes_on: bool
    """Whether it says nothing of itself behind one that promises in so many words:
    全年计划改造小区16个,涉及居民5236户."""
    half: float
    """Half the log-odds of a report by what it says."""


def best_division(clauses: Sequence[Clause], part: Part, silent: float = 0.0) -> Path:
    """The likeliest division of the clauses of one unit, in order, of which most are of a part.

    ``silent``: what it costs, in log-odds, that none of them reports.
    """
    return _divided(clauses, list(_counting(clauses)), part, silent)


def best_divisions(
    clauses: Sequence[Clause], patterns: Iterable[Pattern], silent: float
) -> dict[Pattern, Path]:
    """The likeliest division of clauses into promise and report by each of some patterns.

    Args:
        clauses: of one unit, in order.
        patterns: what may be expected of them.
        silent: what it costs, in log-odds, that nothing of the unit reports.
    """
    counting = list(_counting(clauses))
    return {pattern: _divided(clauses, counting, pattern, silent) for pattern in patterns}


def _divided(
    clauses: Sequence[Clause], counting: Sequence[_Counting], pattern: Pattern | Part, silent: float
) -> Path:
    """The likeliest division of clauses of which some have figures (``counting``).

    Clauses without figures go with the figures before them, unless their words are strong. A state
    is the log-likelihoods of a promise before any report, of one behind a report, and of a report.
    """
    if not counting:
        return Path(0.0, clauses, [_OPENING[pattern] > 0], [])
    of = _steps(pattern)
    steps = [(clause.half, *of[clause.boundary, clause.goes_on]) for clause in counting[1:]]
    promise, report = _log_odds(_OPENING[pattern])
    half = counting[0].half
    first, again, report = promise - half, -inf, report + half
    ahead = [(first, again, report)]
    for half, stays, turns, returns, goes_on in steps:
        first, again, report = (
            first + stays - half,
            max(again + stays, report + returns) - half,
            max(max(first, again) + turns, report + goes_on) + half,
        )
        ahead.append((first, again, report))
    best_score = max(first - silent, again - _UNANSWERED, report)
    # The same from behind: together they tell how good the best path through each state is.
    first, again, report = -silent, -_UNANSWERED, 0.0
    behind = [(first, again, report)]
    for half, stays, turns, returns, goes_on in reversed(steps):
        first, again, report = first - half, again - half, report + half
        first, again, report = (
            max(stays + first, turns + report),
            max(stays + again, turns + report),
            max(returns + again, goes_on + report),
        )
        behind.append((first, again, report))
    odds = [
        r + br - max(f + bf, a + ba)
        for (f, a, r), (bf, ba, br) in zip(ahead, reversed(behind), strict=True)
    ]
    told = [(clause.start, odd) for clause, odd in zip(counting, odds, strict=True)]
    return Path(best_score, clauses, [odd > 0 for odd in odds], told)


@cache
def _steps(
    pattern: Pattern | Part,
) -> Mapping[tuple[Boundary, bool], tuple[float, float, float, float]]:
    """What each step between two clauses with figures is worth, behind a boundary, where a plan
    goes on and where it does not: from promise to promise and to report, and from report to each.
    """
    return {
        (boundary, goes_on): (
            *_log_odds(min(_GOES_ON, to_report) if goes_on else to_report),
            *_log_odds(_FROM_REPORT[pattern][boundary]),
        )
        for boundary, to_report in _FROM_PROMISE[pattern].items()
        for goes_on in (False, True)
    }


_STRENGTH: Mapping[Boundary, int] = {
    "within": 0, "parts": 1, "comma": 2, "semicolon": 3, "stop": 4, "line": 5
}  # fmt: skip


def _counting(clauses: Sequence[Clause]) -> Iterator[_Counting]:
    """The clauses with figures, in order."""
    strongest: Boundary = "within"
    before: Clause | None = None
    for clause in clauses:
        if _STRENGTH[clause.boundary] > _STRENGTH[strongest]:
            strongest = clause.boundary
        if clause.units:
            goes_on = (
                strongest == "comma"
                and before is not None
                and before.marked
                and before.report <= -TOLD
                and not clause.marked
                and clause.sentence == before.sentence
            )
            yield _Counting(clause.start, strongest, goes_on, clause.report / 2)
            before, strongest = clause, "within"


def _parts(clauses: Sequence[Clause], states: Sequence[bool]) -> Iterator[Part]:
    """Promise or report for every clause, given those of the clauses with figures.

    A clause without figures opens what follows it where it stands behind a stop, and otherwise
    goes on with what is before it; strong words of its own decide by themselves.
    """
    coming = iter(states)
    following = next(coming)
    reporting = following
    opens = True
    for clause in clauses:
        opens = opens or clause.boundary in ("semicolon", "stop", "line")
        if clause.units:
            reporting, following, opens = following, next(coming, following), False
            yield "progress" if reporting else "target"
        elif abs(clause.report) >= TOLD:
            yield "progress" if clause.report > 0 else "target"
        else:
            yield "progress" if (following if opens else reporting) else "target"


@cache
def _log_odds(report: float) -> tuple[float, float]:
    """Logarithms of the probabilities of a promise and of a report."""
    return -log1p(exp(report)), -log1p(exp(-report))
