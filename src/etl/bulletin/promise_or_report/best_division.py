"""Promise or report: the likeliest division of clauses, by one pattern of composition."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from math import exp, inf, log1p
from typing import Literal, NamedTuple

from etl.bulletin.model import Part
from etl.bulletin.promise_or_report.clause_by_itself import TOLD
from etl.bulletin.promise_or_report.clause_evidence import Clause
from etl.bulletin.promise_or_report.clauses import Boundary

Pattern = Literal["results", "plan", "first sentence", "first line", "pairs"]

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
    "target": {"within": 3, "parts": 3, "comma": 3, "semicolon": 2.5, "stop": 2.5, "line": 2.5},
    "progress": {"within": 4, "parts": 3, "comma": 3, "semicolon": 3, "stop": 3, "line": 3},
}
"""The same behind a clause that reports."""
_OPENING: Mapping[Pattern | Part, float] = {
    "results": 2.0, "plan": -2.0, "first sentence": -2.0, "first line": -2.0, "pairs": -0.6,
    "target": -4.0, "progress": 3.0,
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
    parts: list[Part]
    odds: list[tuple[int, float]]
    """For each clause with figures where it begins, and how far the best division that takes it
    for a report leads over the best one that takes it for a promise."""

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
    clauses: Sequence[Clause], counting: Sequence[Clause], pattern: Pattern | Part, silent: float
) -> Path:
    """The likeliest division of clauses of which some have figures (``counting``).

    Clauses without figures go with the figures before them, unless their words are strong.
    """
    if not counting:
        return Path(0.0, list(_parts(clauses, [_OPENING[pattern] > 0])), [])
    promise, report = _log_odds(_OPENING[pattern])
    ahead = [_with_words((promise, -inf, report), counting[0])]
    steps = [
        (
            _log_odds(
                min(_GOES_ON, _FROM_PROMISE[pattern][clause.boundary])
                if _goes_on(before, clause)
                else _FROM_PROMISE[pattern][clause.boundary]
            ),
            _log_odds(_FROM_REPORT[pattern][clause.boundary]),
        )
        for before, clause in pairwise(counting)
    ]
    for clause, (promised, reported) in zip(counting[1:], steps, strict=True):
        first, again, report = ahead[-1]
        best = (
            first + promised[0],
            max(again + promised[0], report + reported[0]),
            max(max(first, again) + promised[1], report + reported[1]),
        )
        ahead.append(_with_words(best, clause))
    # The same from behind: together they tell how good the best path through each state is.
    behind: list[_State] = [(-silent, -_UNANSWERED, 0.0)]
    for clause, (promised, reported) in zip(counting[:0:-1], steps[::-1], strict=True):
        first, again, report = _with_words(behind[-1], clause)
        behind.append(
            (
                max(promised[0] + first, promised[1] + report),
                max(promised[0] + again, promised[1] + report),
                max(reported[0] + again, reported[1] + report),
            )
        )
    odds = [
        r + br - max(f + bf, a + ba)
        for (f, a, r), (bf, ba, br) in zip(ahead, behind[::-1], strict=True)
    ]
    told = [(clause.start, odd) for clause, odd in zip(counting, odds, strict=True)]
    first, again, report = ahead[-1]
    best_score = max(first - silent, again - _UNANSWERED, report)
    return Path(best_score, list(_parts(clauses, [odd > 0 for odd in odds])), told)


_State = tuple[float, float, float]
"""Log-likelihoods of a promise before any report, of one behind a report, and of a report."""
_STRENGTH: Mapping[Boundary, int] = {
    "within": 0, "parts": 1, "comma": 2, "semicolon": 3, "stop": 4, "line": 5
}  # fmt: skip


def _counting(clauses: Sequence[Clause]) -> Iterator[Clause]:
    """The clauses with figures, each behind the strongest boundary since the one before it."""
    strongest: Boundary = "within"
    for clause in clauses:
        if _STRENGTH[clause.boundary] > _STRENGTH[strongest]:
            strongest = clause.boundary
        if clause.units:
            yield clause if strongest == clause.boundary else clause._replace(boundary=strongest)
            strongest = "within"


def _goes_on(before: Clause, clause: Clause) -> bool:
    """Whether a clause says nothing of itself behind one that promises in so many words:
    全年计划改造小区16个,涉及居民5236户."""
    return (
        clause.boundary == "comma"
        and clause.sentence == before.sentence
        and not clause.marked
        and before.marked
        and before.report <= -TOLD
    )


def _with_words(state: _State, clause: Clause) -> _State:
    first, again, report = state
    half = clause.report / 2
    return first - half, again - half, report + half


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
