"""What each clause of an item says of itself: that it promises, or that it reports.

By itself, by what others of its sentence say of it, and by the units that answer one another.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from etl.bulletin.grammar.lexing.lexer import Lexed
from etl.bulletin.grammar.numerals.quantity import Quantity
from etl.bulletin.promise_or_report import fitted_votes
from etl.bulletin.promise_or_report.clause_by_itself import TOLD, Said, clauses_said, exact_votes
from etl.bulletin.promise_or_report.clauses import Boundary
from etl.bulletin.promise_or_report.parts_of_a_whole import is_among, parts_of
from etl.bulletin.promise_or_report.votes_carried_over import carried_over

_ANSWERED = 1.2
_ANSWERS = 0.6
_NEAR = 3
"""Clauses back in which a unit is answered."""
_DIVIDED = 3.0
"""What it adds that some of what a clause counts is done and the rest is not."""
_SAID_AGAIN = 2.0
_SAME_WORDS = 6
"""Characters right before two figures that make them counts of one thing."""
_MARKED = 1.0
"""Votes from which the words of a clause say by themselves what it is."""


class Clause(NamedTuple):
    """A clause and what it says of itself."""

    start: int
    end: int
    boundary: Boundary
    """What stands before it."""
    sentence: int
    line: int
    units: frozenset[str]
    report: float
    """Votes for a report less those for a promise."""
    marked: bool = True
    """Its own words, or the arithmetic, say which it is."""
    exact: float = 0.0
    """How far its numbers speak for a report by being no round ones."""


def weigh(
    lexed: Lexed, quantities: Sequence[Quantity], start: int, end: int, *, free: bool
) -> Iterator[Clause]:
    """The clauses of a stretch, with what their words and the arithmetic say.

    ``free``: nothing announces what it is, so that how such clauses were meant counts, too.
    """
    said = carried_over(clauses_said(lexed, quantities, start, end))
    parts, divided = parts_of(lexed.text, said)
    begun: dict[int, int] = {}
    for place, (one, again) in enumerate(zip(said, _said_again(lexed.text, said), strict=True)):
        report = _among_others(lexed.text, said, place)
        report += _SAID_AGAIN if again else 0.0
        report -= _DIVIDED if place in divided else 0.0
        marked, exact = abs(one.votes) >= _MARKED, exact_votes(lexed, one.figures)
        span = one.span._replace(boundary="parts") if place in parts else one.span
        begun.setdefault(span.sentence, span.start)
        if free and one.units and span.boundary != "parts":
            # Parts go with their whole, whatever they say.
            marks = fitted_votes.marks(
                lexed.text, one.figures, span, begun[span.sentence], one.votes, report
            )
            report, exact = fitted_votes.with_fitted(report, exact, marks)
        yield Clause(*span, one.units, report, marked, exact)


def _among_others(text: str, said: Sequence[Said], place: int) -> float:
    """The votes of a clause, with what it adds that it answers others or is answered."""
    one = said[place]
    report = one.votes
    if not one.answerable:
        return report
    before, behind = said[max(0, place - _NEAR) : place], said[place + 1 : place + 1 + _NEAR]
    answers = any(map(one.is_like, before))
    if answers:
        report += _ANSWERS + one.answer
    goes_on = answers and one.span.boundary in ("comma", "within", "parts")
    if one.votes < TOLD / 2 and not goes_on:
        answered = _answered(text, one, behind)
        if answered is not None:
            report -= answered
        elif one.plans:
            # 竣工21所,全年任务32所: a plan that says so behind its result tells of no other.
            report = 0.0
    return report


def _said_again(text: str, said: Sequence[Said]) -> Iterator[bool]:
    """Whether each clause counts in the same words what a sentence before it called a plan:
    目标为新增托育点4个…。…全年新增托育点5个。"""
    planned: set[tuple[str, str]] = set()
    for _, sentence in groupby(said, key=lambda one: one.span.sentence):
        goals: set[tuple[str, str]] = set()
        for one in sentence:
            asked = bool(planned) and one.votes > -_MARKED
            yield asked and not planned.isdisjoint(_counts(text, one))
            if one.votes <= -TOLD:
                goals |= _counts(text, one)
        planned |= goals


def _counts(text: str, one: Said) -> frozenset[tuple[str, str]]:
    """What a clause counts: the end of the words before each figure, and its unit."""
    return frozenset(
        (text[q.start - _SAME_WORDS : q.start], q.unit)
        for q in one.figures
        if q.start - _SAME_WORDS >= one.span.start
    )


def _answered(text: str, one: Said, behind: Sequence[Said]) -> float | None:
    """How far a clause promises what one behind it tells the result of; None where none does."""
    # 目前为71.2% names nothing: what it answers stands right before it.
    alike = [o for o in behind if one.is_like(o) and (o is behind[0] or not o.is_level_by_now)]
    # 开工18处,竣工11处 are two stages; of 43个中,竣工31个 no plan is known.
    whole = bool(alike) and (bool(one.stages) or is_among(text, one.figures, one.span.end))
    for other in alike:
        if one.stages and other.is_rest:
            # 完成13座,剩余7座 tells what was done and what was not.
            continue
        if other.votes >= TOLD or (other.is_bare and not whole):
            # 已购置9辆 names nothing: what it answers stands right before it.
            beside = other is behind[0] and (other.tells or not whole)
            return _ANSWERED + (other.answer if beside else 0.0)
    return None
