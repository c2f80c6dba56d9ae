"""What each clause of an item says of itself: that it promises, or that it reports.

By its words and figures (``constructions.tsv``), by printed shares that tie plan and result,
and by the units that answer one another.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from etl.bulletin.composition import clauses
from etl.bulletin.composition.clauses import Boundary, Span
from etl.bulletin.composition.share_votes import AMONG, proved_by_shares, shared
from etl.bulletin.grammar.lexing.constructions import clause_rows, figure_rows, votes
from etl.bulletin.grammar.lexing.lexer import Lexed, codes_of
from etl.bulletin.grammar.numerals.quantities import Quantity

_ANSWERED = 1.2
_ANSWERS = 0.6
_NEAR = 3
"""Clauses back in which a unit is answered."""
_REPORTED = frozenset({"pct_of_target", "yoy", "remaining", "target_restated"})
_PLAN_BEFORE = "plan right before"
_REACHED = 0.5
"""Votes of a clause that tells of a stage at least: 竣工21所."""
_MARKED = 1.0
"""Votes from which the words of a clause say by themselves what it is."""
_CHANGED = 0.4
_EXACT_COUNT = (0.0, -0.35, -0.35, 0.45, 1.3)
_EXACT_SHARE = (0.0, -0.5, -0.45, 1.5)
"""Half the log-odds of a report for a number with so many digits: they are not independent."""
_BARE_LEVEL = 1.0
"""What it adds that a level is named without 达到 or 以上, as promises do."""
_MOST_ROUND, _MOST_EXACT = 0.5, 1.5
TOLD = 1.5
"""Votes for a report from which a clause tells what was done."""
_BOUND = re.compile(r"不(?:低于|少于|超过|高于|小于|大于)|至少")
_BOUNDED = 1.0
"""What it adds that a figure is a floor or a ceiling: promises have them,
counts are what they are. (每处不少于500平方米 says how each is to be.)"""
_NO_DIGIT = re.compile(r"\D+")
_CLAUSE = 30
_LONGEST = 300
"""Characters of a clause before and behind a figure that can say what it is."""


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


def weigh(lexed: Lexed, quantities: Sequence[Quantity], start: int, end: int) -> Iterator[Clause]:
    """The clauses of a stretch, with what their words and the arithmetic say."""
    spans = list(clauses.cut(lexed, quantities, start, end))
    shares, share_votes = shared(lexed, quantities, start, end)
    proved = proved_by_shares(lexed.text, quantities, shares)
    figures: list[list[Quantity]] = []
    coded: list[str] = []
    own: list[float] = []
    answering: list[float] = []
    all_done: list[float] = []
    bare: list[bool] = []
    plans: list[bool] = []
    told_before = False
    in_words: list[bool] = []
    at = 0
    for s, e, *_ in spans:
        inside: list[Quantity] = []
        while at < len(quantities) and quantities[at].start < e:
            inside.append(quantities[at])
            at += 1
        figures.append(inside)
        coded.append(lexed.between(s, e))
        opening = coded[-1] if e <= s + 2 * _LONGEST else lexed.between(s, s + 2 * _LONGEST)
        said = votes(clause_rows(), "", opening, "").totals
        bare.append("done" in said)
        in_words.append(said.get("report", 0.0) >= TOLD)
        answering.append(said.get("answer", 0.0) if in_words[-1] or bare[-1] else 0.0)
        all_done.append(said.get("whole", 0.0))
        score = (
            said.get("report", 0.0)
            - said.get("promise", 0.0)
            + _figure_votes(lexed, s, e, inside, proved)
            + sum(share_votes.get(q.start, 0.0) for q in inside)
        )
        plans.append(
            bool(inside)
            and score < 0
            and told_before
            and all(_is_plan(lexed, s, q) for q in inside)
        )
        told_before = told_before or (bool(inside) and score >= _REACHED)
        own.append(score)
    own = list(_carried(spans, own, figures))
    for place, done in enumerate(all_done):
        if done and not figures[place]:
            _told_back(spans, own, place, done)
    counted = [frozenset([q.unit for q in inside if q.unit]) for inside in figures]
    units = list(map(_answerable, counted, coded))
    within = codes_of("WITHIN")
    # 开工18处,竣工11处 are two stages; of 43个中,竣工31个 no plan is known.
    reached = _reached_coded()
    for place, (s, e, boundary, sentence, line) in enumerate(spans):
        score = own[place]
        answered = not all(map(units[place].isdisjoint, units[max(0, place - _NEAR) : place]))
        if answered:
            score += _ANSWERS + answering[place]
        answers = answered and boundary in ("comma", "within", "parts")
        if units[place] and own[place] < TOLD / 2 and not answers:
            following = range(place + 1, min(place + 1 + _NEAR, len(spans)))
            alike = [n for n in following if not units[n].isdisjoint(units[place])]
            whole = bool(alike) and (
                not reached.isdisjoint(coded[place]) or _is_among(lexed.text, figures[place], e)
            )
            answer = next(
                (n for n in alike if own[n] >= TOLD or (bare[n] and not whole)),
                None,
            )
            if answer is not None:
                # 已购置9辆 names nothing: what it answers stands right before it.
                beside = answer == place + 1 and (in_words[answer] or not whole)
                score -= _ANSWERED + (answering[answer] if beside else 0.0)
            if plans[place] and answer is None:
                # 竣工21所,全年任务32所: a plan that says so behind its result tells of no other.
                score = 0.0
        if boundary == "comma" and coded[place] and coded[place][0] in within:
            boundary = "parts"
        marked = abs(own[place]) >= _MARKED
        exact = _exact(lexed, figures[place])
        yield Clause(s, e, boundary, sentence, line, counted[place], score, marked, exact)


def _is_plan(lexed: Lexed, start: int, q: Quantity) -> bool:
    """Whether the words right before a figure call it a plan: 全年任务32所."""
    before = lexed.between(max(start, q.start - _LONGEST), q.start)
    return _PLAN_BEFORE in votes(figure_rows(), q.unit, before, "").names("target")


def _is_among(text: str, figures: Sequence[Quantity], end: int) -> bool:
    """Whether a clause opens the parts of what it counts: 43个项目中,."""
    return bool(figures) and AMONG.match(text, figures[-1].end, end) is not None


def _figure_votes(
    lexed: Lexed, start: int, end: int, figures: Sequence[Quantity], proved: Mapping[int, float]
) -> float:
    """How far what the figures of a clause say makes it a report."""
    score = 0.0
    for q in figures:
        score += proved.get(q.start, 0.0)
        before = lexed.between(max(start, q.start - _LONGEST), q.start)
        behind = lexed.between(q.end, min(end, q.end + _LONGEST))
        outcome, _ = votes(figure_rows(), q.unit, before, behind).best("actual")
        if outcome in _REPORTED:
            score += TOLD
        elif outcome == "target":
            score -= TOLD
        elif outcome == "previous":
            score += _CHANGED
        if _BOUND.match(lexed.text, q.start) and "每" not in lexed.text[start : q.start]:
            score -= _BOUNDED
    return score


def _exact(lexed: Lexed, figures: Sequence[Quantity]) -> float:
    """How far the exactness of a clause's figures says that they were counted: plans are round.

    新增泊位5000个 may be either, 新增泊位5137个 hardly a plan.
    """
    if not figures:
        return 0.0
    said = 0.0
    for q in figures:
        if q.unit and q.kind == "quantity":
            written = lexed.text[q.number[0] : q.number[1]]
            known = _EXACT_SHARE if q.unit in ("%", "百分点") else _EXACT_COUNT
            said += known[min(_digits(written), len(known) - 1)]
            if q.unit == "%" and q.qualifier is None and _is_level(lexed, q):
                said += _BARE_LEVEL
    return max(-_MOST_ROUND, min(_MOST_EXACT, said))


def _is_level(lexed: Lexed, q: Quantity) -> bool:
    """Whether a percentage stands right behind what it is the level of: 合格率100%."""
    before = lexed.between(max(0, q.start - _CLAUSE), q.start)
    return before[-1:] in _levels_coded()


def _digits(written: str) -> int:
    """How many digits of a number are not there for its size alone: 2 of 5200, 3 of 68.4."""
    digits = _NO_DIGIT.sub("", written).lstrip("0")
    return len(digits if "." in written else digits.rstrip("0"))


def _answerable(units: frozenset[str], codes: str) -> frozenset[str]:
    """What a clause counts that another may answer: no percentage that is no level.

    Of a level (合格率) the result is a level too.
    """
    if not units:
        return units
    units = frozenset([unit.removesuffix("次") or unit for unit in units])
    return units - {"%"} if "%" in units and _levels_coded().isdisjoint(codes) else units


@cache
def _levels_coded() -> frozenset[str]:
    return frozenset(codes_of("LEVEL"))


@cache
def _reached_coded() -> frozenset[str]:
    return frozenset("".join(map(codes_of, ("STARTED", "BUILT", "DONE"))))


def _told_back(
    spans: Sequence[Span],
    own: list[float],
    place: int,
    whole: float,
) -> None:
    """Add to every clause of the sentence what its end says of all: 修渠36公里,…,均已完成。"""
    sentence = spans[place][3]
    while place > 0 and spans[place - 1][3] == sentence:
        place -= 1
        own[place] += whole


def _carried(
    spans: Sequence[Span],
    own: Sequence[float],
    figures: Sequence[Sequence[Quantity]],
) -> Iterator[float]:
    """Votes of each clause; those of one without figures go on to the clause behind its comma."""
    carry = 0.0
    for place, (_, _, boundary, *_) in enumerate(spans):
        score = own[place] + (carry if boundary == "comma" else 0.0)
        carry = 0.0 if figures[place] else score
        yield score
