"""How a bulletin is composed: where its items promise and where they report.

All items of a bulletin are laid out alike: the first sentence promises and the rest reports;
a promise and its result in one clause; results alone; a plan and nothing else. Each such
pattern is tried on the whole document: the clauses of every item are given to promise or
report by what their words say (``constructions.tsv``), by arithmetic (a printed share ties
plan and result), by the units that answer one another, and by what the pattern expects; the
pattern that explains the document best is taken, and an item leaves it only where its words
are strong. The split of an item is found by dynamic programming over its clauses.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Literal

from etl.bulletin.grammar.constructions import clause_rows, figure_rows, votes
from etl.bulletin.grammar.lexer import Lexed
from etl.bulletin.grammar.quantities import Quantity
from etl.bulletin.layout.model import Item, Layout, Segment
from etl.bulletin.linking.arithmetic import proofs
from etl.bulletin.model import Part

Pattern = Literal["results", "plan", "first sentence", "first line", "pairs"]
Boundary = Literal["within", "comma", "semicolon", "stop", "line"]

_TO_REPORT: Mapping[Boundary, float] = {
    "within": 1.0, "comma": 0.6, "semicolon": 0.6, "stop": 0.0, "line": 0.0,
}  # fmt: skip
_TO_PROMISE: Mapping[Boundary, float] = {
    "within": 4.0, "comma": 2.0, "semicolon": 0.6, "stop": 1.2, "line": 0.8,
}  # fmt: skip
_EXPECTED = 1.2
"""How much a pattern's expectation weighs for a clause with figures."""
_FIXED = 3.0
"""How much it weighs where a caption or a column has said which it is."""
_PROVED = 3.0
_ANSWERED = 1.2
_ANSWERS = 0.6
_NEAR = 3
"""Clauses back in which a unit is answered."""
_REPORTED = frozenset({"pct_of_target", "yoy", "remaining", "target_restated"})
_TOLD = 1.5
"""Votes for a report from which a clause tells what was done."""


@dataclass(frozen=True, slots=True)
class _Clause:
    start: int
    end: int
    boundary: Boundary
    """What stands before it."""
    sentence: int
    line: int
    units: frozenset[str]
    report: float
    """Votes for a report less those for a promise."""


@dataclass(frozen=True, slots=True)
class Composition:
    """The pattern of a document, and how far it leads over the next."""

    pattern: Pattern
    margin: float


def compose(
    lexed: Lexed, quantities: Sequence[Quantity], layout: Layout, *, reports: bool
) -> tuple[Layout, Composition]:
    """Decide which stretches of every item promise and which report.

    Args:
        lexed: the text.
        quantities: its figures, in order.
        layout: items whose open segments are to be decided.
        reports: whether the title calls the document a report.
    """
    starts = [q.start for q in quantities]

    def clauses_of(segment: Segment) -> list[_Clause]:
        inside = quantities[bisect_left(starts, segment.start) : bisect_left(starts, segment.end)]
        return list(_clauses(lexed, inside, segment.start, segment.end))

    cut = [[clauses_of(segment) for segment in item.segments] for item in layout.items]
    open_ones = [
        clauses
        for item, pieces in zip(layout.items, cut, strict=True)
        for segment, clauses in zip(item.segments, pieces, strict=True)
        if segment.open
    ]
    ranked = sorted(
        ((_total(open_ones, pattern, reports=reports), pattern) for pattern in _patterns()),
        key=lambda scored: -scored[0],
    )
    best = ranked[0][1] if open_ones else "pairs"
    items = tuple(
        replace(item, segments=tuple(_split(item, pieces, best)))
        for item, pieces in zip(layout.items, cut, strict=True)
    )
    margin = ranked[0][0] - ranked[1][0] if open_ones else _FIXED
    return replace(layout, items=items), Composition(best, margin)


@cache
def _patterns() -> tuple[Pattern, ...]:
    return ("results", "first sentence", "first line", "pairs", "plan")


def _total(items: Sequence[Sequence[_Clause]], pattern: Pattern, *, reports: bool) -> float:
    total = sum(_best_path(clauses, pattern)[0] for clauses in items)
    if pattern == "plan":
        # A document that calls itself a report is none only where nothing in it tells of one.
        total -= _FIXED * (1 + len(items) / 4) if reports else 0.0
    elif not reports:
        total -= _FIXED
    return total


def _split(item: Item, pieces: Sequence[Sequence[_Clause]], pattern: Pattern) -> Iterator[Segment]:
    for segment, clauses in zip(item.segments, pieces, strict=True):
        if not segment.open and segment.part == "target":
            yield segment
            continue
        _, parts = _best_path(clauses, pattern if segment.open else segment.part)
        at = segment.start
        for place, part in enumerate(parts):
            last = place + 1 == len(parts)
            if last or parts[place + 1] != part:
                end = segment.end if last else clauses[place + 1].start
                yield replace(segment, part=part, start=at, end=end, open=False)
                at = end


def _best_path(clauses: Sequence[_Clause], pattern: Pattern | Part) -> tuple[float, list[Part]]:
    """The best division of clauses into promise and report, with its score."""
    if not clauses:
        return 0.0, []
    promise, report = _opening(pattern)
    back: list[tuple[bool, bool]] = []
    for place, clause in enumerate(clauses):
        leaning = clause.report + _expected(clause, clauses[0], pattern)
        if place:
            to_report = promise - _TO_REPORT[clause.boundary]
            to_promise = report - _TO_PROMISE[clause.boundary]
            back.append((to_promise > promise, to_report > report))
            promise, report = max(promise, to_promise), max(report, to_report)
        promise, report = promise - leaning / 2, report + leaning / 2
    reporting = report > promise
    parts: list[Part] = ["progress" if reporting else "target"]
    for from_report, from_promise in reversed(back):
        changed = from_promise if reporting else from_report
        reporting = reporting != changed
        parts.append("progress" if reporting else "target")
    return max(promise, report), parts[::-1]


def _opening(pattern: Pattern | Part) -> tuple[float, float]:
    """What it costs an item to open with a promise, and with a report."""
    match pattern:
        case "first sentence" | "first line":
            return 0.0, -1.0
        case "plan":
            return 0.0, -2.0
        case "results" | "progress":
            return -1.0, 0.0
        case _:
            return 0.0, -0.3


def _expected(clause: _Clause, first: _Clause, pattern: Pattern | Part) -> float:
    """How far a pattern expects a clause to report."""
    if not clause.units:
        return 0.0
    match pattern:
        case "results":
            return _EXPECTED
        case "progress":
            return _FIXED
        case "plan":
            return -_EXPECTED
        case "first sentence":
            return -_EXPECTED if clause.sentence == first.sentence else _EXPECTED
        case "first line":
            return -_EXPECTED if clause.line == first.line else _EXPECTED
        case _:
            return 0.0


# --- clauses ---------------------------------------------------------------------------


def _clauses(
    lexed: Lexed, quantities: Sequence[Quantity], start: int, end: int
) -> Iterator[_Clause]:
    """The clauses of a stretch, with what their words and the arithmetic say."""
    spans = list(_spans(lexed, quantities, start, end))
    proved = _proved(quantities)
    figures: list[list[Quantity]] = []
    own: list[float] = []
    at = 0
    for s, e, *_ in spans:
        inside: list[Quantity] = []
        while at < len(quantities) and quantities[at].start < e:
            inside.append(quantities[at])
            at += 1
        figures.append(inside)
        own.append(_votes(lexed, s, e, inside, proved))
    units = [frozenset(_counted(q) for q in inside if q.unit) - {"%"} for inside in figures]
    for place, (s, e, boundary, sentence, line) in enumerate(spans):
        score = own[place]
        before = frozenset().union(*units[max(0, place - _NEAR) : place])
        if units[place] & before:
            score += _ANSWERS
        if units[place] and own[place] < _TOLD / 2:
            following = range(place + 1, min(place + 1 + _NEAR, len(spans)))
            if any(own[n] >= _TOLD and units[n] & units[place] for n in following):
                score -= _ANSWERED
        has_figures = frozenset(q.unit for q in figures[place] if q.unit)
        yield _Clause(s, e, boundary, sentence, line, has_figures, score)


def _counted(q: Quantity) -> str:
    return q.unit.removesuffix("次") or q.unit


def _proved(quantities: Sequence[Quantity]) -> dict[int, float]:
    """For figures that a printed share ties together, how far each reports."""
    said: dict[int, float] = {}
    for proof in proofs(quantities):
        said[proof.plan.start] = -_PROVED
        said[proof.value.start] = said[proof.share.start] = _PROVED
    return said


def _votes(
    lexed: Lexed, start: int, end: int, figures: Sequence[Quantity], proved: Mapping[int, float]
) -> float:
    codes = lexed.between(start, end)
    said = votes(clause_rows(), "", codes, "")
    score = said.totals.get("report", 0.0) - said.totals.get("promise", 0.0)
    for q in figures:
        score += proved.get(q.start, 0.0)
        outcome, _ = votes(
            figure_rows(), q.unit, lexed.between(start, q.start), lexed.between(q.end, end)
        ).best("actual")
        if outcome in _REPORTED:
            score += _TOLD
        elif outcome == "target":
            score -= _TOLD
    return score


_BREAKS = re.compile(r"[,;。!?\n()“”\"]")


def _spans(
    lexed: Lexed, quantities: Sequence[Quantity], start: int, end: int
) -> Iterator[tuple[int, int, Boundary, int, int]]:
    """Clauses between stops, outside brackets and quotations, and where one turns within."""
    at, sentence, line, depth = start, 0, 0, 0
    boundary: Boundary = "line"
    quoted = False
    numbers = iter(quantities)
    number = next(numbers, None)
    for mark in _BREAKS.finditer(lexed.text, start, end):
        while number is not None and number.end <= mark.start():
            number = next(numbers, None)
        if number is not None and number.start <= mark.start() < number.end:
            continue
        kind = mark[0]
        if kind in "()":
            depth = max(0, depth + (1 if kind == "(" else -1))
        elif kind in '“”"':
            quoted = kind == "“" or (kind == '"' and not quoted)
        elif (depth or quoted) and kind not in "。\n":
            continue
        else:
            yield from _turned(lexed, quantities, at, mark.end(), boundary, sentence, line)
            at, depth, quoted = mark.end(), 0, False
            boundary = "comma" if kind == "," else "semicolon" if kind == ";" else "stop"
            if boundary == "stop":
                sentence += 1
            if kind == "\n":
                boundary, line = "line", line + 1
    if at < end:
        yield from _turned(lexed, quantities, at, end, boundary, sentence, line)


def _turned(
    lexed: Lexed,
    quantities: Sequence[Quantity],
    start: int,
    end: int,
    boundary: Boundary,
    sentence: int,
    line: int,
) -> Iterator[tuple[int, int, Boundary, int, int]]:
    """A clause, cut where it turns from a count to the result of it: 12个食堂已建成7个."""
    inside = _inside(quantities, start, end)
    at = start
    for one, other in pairwise(inside):
        if not one.unit or one.unit != other.unit:
            continue
        turn = _turn(lexed, one.end, other.start)
        if turn is not None:
            yield at, turn, boundary, sentence, line
            at, boundary = turn, "within"
    yield at, end, boundary, sentence, line


def _inside(quantities: Sequence[Quantity], start: int, end: int) -> list[Quantity]:
    low = bisect_left(quantities, start, key=lambda q: q.start)
    return list(quantities[low : bisect_left(quantities, end, key=lambda q: q.start)])


_TURNS = frozenset({"ALREADY", "ACTUAL", "TOTAL", "STARTED", "NOW", "BUILT", "DONE"})


def _turn(lexed: Lexed, start: int, end: int) -> int | None:
    """Where the words between two figures turn to what was done, if they do."""
    first = bisect_left(lexed.starts, start)
    for token in lexed.tokens[first : bisect_left(lexed.starts, end)]:
        if token.classes & {"LIST", "OPEN", "CLOSE", "TO", "FROM"}:
            return None
        if token.classes & _TURNS and token.start > start:
            return token.start
    return None
