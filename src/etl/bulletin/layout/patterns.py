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
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from math import exp, inf, log, log1p
from typing import Literal, NamedTuple

from etl.bulletin.grammar.constructions import clause_rows, figure_rows, votes
from etl.bulletin.grammar.lexer import Lexed, codes_of
from etl.bulletin.grammar.quantities import Quantity
from etl.bulletin.layout.model import Layout, Segment
from etl.bulletin.linking.arithmetic import proofs
from etl.bulletin.model import Part

Pattern = Literal["results", "plan", "first sentence", "first line", "pairs"]
Boundary = Literal["within", "parts", "comma", "semicolon", "stop", "line"]

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
    "progress": {"within": 4, "parts": 3, "comma": 3, "semicolon": 3, "stop": 3, "line": 3},
}
"""The same behind a clause that reports."""
_OPENING: Mapping[Pattern | Part, float] = {
    "results": 2.0, "plan": -2.0, "first sentence": -2.0, "first line": -2.0, "pairs": -0.6,
    "progress": 3.0,
}  # fmt: skip
"""The same where an item opens."""
_PRIOR: Mapping[Pattern, float] = {
    "results": 0.0, "first sentence": -0.5, "first line": -1.0, "pairs": -0.5, "plan": -2.0,
}  # fmt: skip
_LOOSE = 3.0
"""Text without items mostly reports."""
_COMPLETED = 1.5
"""So does a document on what was completed."""
_LIKE_OTHERS = 3
"""How much the pattern of all items weighs in one: the evidence to deviate from it."""
_FIXED = 3.0
"""Log-odds of what the document says of itself."""
_PROVED = 3.0
_SHARED = 1.5
_ANSWERED = 1.2
_ANSWERS = 0.6
_NEAR = 3
"""Clauses back in which a unit is answered."""
_REPORTED = frozenset({"pct_of_target", "yoy", "remaining", "target_restated"})
_MARKED = 1.0
"""Votes from which the words of a clause say by themselves what it is."""
_MOST_BIAS = 1.0
_MIXED = 0.25
"""Share of votes against it from which a caption announces neither promise nor report."""
_CHANGED = 0.4
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
    marked: bool = True
    """Its own words, or the arithmetic, say which it is."""


@dataclass(frozen=True, slots=True)
class Composition:
    """The pattern of a document, and how sure each of its clauses is."""

    pattern: Pattern
    margin: float
    """How far the pattern leads over the next best."""
    _clauses: tuple[tuple[int, float], ...]
    """Where each clause with figures begins, and its log-odds of being what it was taken for."""

    def sure(self, place: int) -> float:
        """How sure it is that the clause of a figure promises, or reports, as it was taken to."""
        at = bisect_right(self._clauses, (place, inf))
        return self._clauses[at - 1][1] if at else inf


def compose(
    lexed: Lexed,
    quantities: Sequence[Quantity],
    layout: Layout,
    *,
    reports: bool,
    completed: bool = False,
) -> tuple[Layout, Composition]:
    """Decide which stretches of every item promise and which report.

    Args:
        lexed: the text.
        quantities: its figures, in order.
        layout: items whose open segments are to be decided.
        reports: whether the title calls the document a report.
        completed: whether the title calls it one on what has been completed.
    """
    starts = [q.start for q in quantities]

    def clauses_of(segment: Segment) -> list[_Clause]:
        if segment.part == "target" and not segment.open and not segment.caption:
            # What is known to promise is not asked whether it does.
            return []
        inside = quantities[bisect_left(starts, segment.start) : bisect_left(starts, segment.end)]
        return list(_clauses(lexed, inside, segment.start, segment.end))

    cut = [[clauses_of(segment) for segment in item.segments] for item in layout.items]
    layout = _announced(layout, cut)
    units = [
        unit
        for item, pieces in zip(layout.items, cut, strict=True)
        for segment, clauses in zip(item.segments, pieces, strict=True)
        if segment.open
        for unit in _units(clauses, numbered=item.number > 0)
    ]
    likely = (_LOOSE if not any(item.number for item in layout.items) else 0.0) + (
        _COMPLETED if completed else 0.0
    )
    totals = {
        pattern: _total(units, pattern, reports=reports)
        + _PRIOR[pattern]
        + (likely if pattern == "results" else 0.0)
        for pattern in _PRIOR
    }
    ranked = sorted(totals, key=lambda pattern: -totals[pattern])
    lead = {
        pattern: _LIKE_OTHERS * (totals[pattern] - totals[ranked[0]]) / max(len(units), 1)
        for pattern in ranked
        if pattern in (ranked[0], "results", "first sentence", "first line", "pairs")
    }
    bias = _bias([_own_path(unit, lead) for unit in units], units)
    items, margins = [], []
    for item, pieces in zip(layout.items, cut, strict=True):
        segments: list[Segment] = []
        for segment, clauses in zip(item.segments, pieces, strict=True):
            if segment.part == "target" and not segment.open:
                segments.append(segment)
                continue
            parts: list[Part] = []
            for unit in _units(clauses, numbered=item.number > 0 or not segment.open):
                path = (
                    _own_path(_biased(unit, bias), lead)
                    if segment.open
                    else _best_path(unit, segment.part)
                )
                parts += path.parts
                margins += path.margins
            segments += _split(segment, clauses, parts)
        items.append(replace(item, segments=tuple(segments)))
    margin = totals[ranked[0]] - totals[ranked[1]] if units else _FIXED
    return (
        replace(layout, items=tuple(items)),
        Composition(ranked[0], margin, tuple(sorted(margins))),
    )


def _units(clauses: Sequence[_Clause], *, numbered: bool) -> Iterator[Sequence[_Clause]]:
    """What is composed as one: a numbered item, and without numbers each paragraph."""
    at = 0
    for place, clause in enumerate(clauses):
        if not numbered and place > at and clause.boundary == "line":
            yield clauses[at:place]
            at = place
    if at < len(clauses):
        yield clauses[at:]


def _bias(paths: Sequence["_Path"], units: Sequence[Sequence[_Clause]]) -> float:
    """What it says that the words of a clause say nothing.

    Where a document calls each of its plans one (计划42所,建成44所), what is not called so was
    done; where it says of each result that it is (42所,已建成44所), what does not was promised.
    Only items that hold both tell which it does.
    """
    count = {True: [1.0, 2.0], False: [1.0, 2.0]}
    for path, clauses in zip(paths, units, strict=True):
        if len(set(path.parts)) < 2:
            continue
        for part, clause in zip(path.parts, clauses, strict=True):
            if clause.units:
                unmarked, of = count[part == "progress"]
                count[part == "progress"] = [unmarked + (not clause.marked), of + 1]
    reports, promises = (unmarked / of for unmarked, of in (count[True], count[False]))
    return max(-_MOST_BIAS / 2, min(_MOST_BIAS, log(reports / promises)))


def _biased(clauses: Sequence[_Clause], bias: float) -> Sequence[_Clause]:
    return [
        replace(clause, report=clause.report + bias)
        if clause.units and not clause.marked
        else clause
        for clause in clauses
    ]


def _announced(layout: Layout, cut: Sequence[Sequence[Sequence[_Clause]]]) -> Layout:
    """Settle captions of unknown words: what stands behind all of them tells what they announce."""
    said: dict[str, list[float]] = defaultdict(list)
    for item, pieces in zip(layout.items, cut, strict=True):
        for segment, clauses in zip(item.segments, pieces, strict=True):
            if segment.caption:
                said[segment.caption] += [clause.report for clause in clauses if clause.units]

    def settled(segment: Segment) -> Segment:
        votes_for = said.get(segment.caption, [])
        reports = sum(vote for vote in votes_for if vote > 0)
        promises = -sum(vote for vote in votes_for if vote < 0)
        most, least = max(reports, promises), min(reports, promises)
        if not segment.caption or most < _TOLD or least > _MIXED * most:
            return segment
        return replace(segment, part="progress" if reports > promises else "target", open=False)

    return replace(
        layout,
        items=tuple(
            replace(item, segments=tuple(settled(segment) for segment in item.segments))
            for item in layout.items
        ),
    )


def _total(items: Sequence[Sequence[_Clause]], pattern: Pattern, *, reports: bool) -> float:
    total = sum(_best_path(clauses, pattern).score for clauses in items)
    if (pattern == "plan") == reports:
        # A document that calls itself a report is a mere plan only where nothing tells of one.
        total -= _FIXED * (1 + len(items) / 4)
    return total


def _split(
    segment: Segment, clauses: Sequence[_Clause], parts: Sequence[Part]
) -> Iterator[Segment]:
    at = segment.start
    for place, part in enumerate(parts):
        last = place + 1 == len(parts)
        if last or parts[place + 1] != part:
            end = segment.end if last else clauses[place + 1].start
            yield replace(segment, part=part, start=at, end=end, open=False)
            at = end


class _Path(NamedTuple):
    """A division of clauses into promise and report."""

    score: float
    """Its log-likelihood."""
    parts: list[Part]
    margins: list[tuple[int, float]]
    """For each clause with figures where it begins, and how far the best division leads over
    the best one that takes it for the other."""


def _own_path(clauses: Sequence[_Clause], lead: Mapping[Pattern, float]) -> _Path:
    """The division by the document's pattern, unless another explains the item much better."""
    paths = {pattern: _best_path(clauses, pattern) for pattern in lead}
    return paths[max(paths, key=lambda pattern: paths[pattern].score + lead[pattern])]


def _best_path(clauses: Sequence[_Clause], pattern: Pattern | Part) -> _Path:
    """The likeliest division of clauses into promise and report.

    Clauses without figures go with the figures before them, unless their words are strong.
    """
    counting = list(_counting(clauses))
    if not counting:
        return _Path(0.0, list(_parts(clauses, [_OPENING[pattern] > 0])), [])
    ahead = [_with_words(_log_odds(_OPENING[pattern]), counting[0])]
    steps = [
        (
            _log_odds(_FROM_PROMISE[pattern][clause.boundary]),
            _log_odds(_FROM_REPORT[pattern][clause.boundary]),
        )
        for clause in counting[1:]
    ]
    for clause, (promised, reported) in zip(counting[1:], steps, strict=True):
        promise, report = ahead[-1]
        best = (
            max(promise + promised[0], report + reported[0]),
            max(promise + promised[1], report + reported[1]),
        )
        ahead.append(_with_words(best, clause))
    # The same from behind: together they tell how good the best path through each state is.
    behind = [(0.0, 0.0)]
    for clause, (promised, reported) in zip(counting[:0:-1], steps[::-1], strict=True):
        promise, report = _with_words(behind[-1], clause)
        behind.append(
            (
                max(promised[0] + promise, promised[1] + report),
                max(reported[0] + promise, reported[1] + report),
            )
        )
    odds = [r + br - p - bp for (p, r), (bp, br) in zip(ahead, behind[::-1], strict=True)]
    margins = [(clause.start, abs(odd)) for clause, odd in zip(counting, odds, strict=True)]
    return _Path(max(ahead[-1]), list(_parts(clauses, [odd > 0 for odd in odds])), margins)


_STRENGTH: Sequence[Boundary] = ("within", "parts", "comma", "semicolon", "stop", "line")


def _counting(clauses: Sequence[_Clause]) -> Iterator[_Clause]:
    """The clauses with figures, each behind the strongest boundary since the one before it."""
    strongest: Boundary = "within"
    for clause in clauses:
        strongest = max(strongest, clause.boundary, key=_STRENGTH.index)
        if clause.units:
            yield clause if strongest == clause.boundary else replace(clause, boundary=strongest)
            strongest = "within"


def _with_words(state: tuple[float, float], clause: _Clause) -> tuple[float, float]:
    return state[0] - clause.report / 2, state[1] + clause.report / 2


def _parts(clauses: Sequence[_Clause], states: Sequence[bool]) -> Iterator[Part]:
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
        elif abs(clause.report) >= _TOLD:
            yield "progress" if clause.report > 0 else "target"
        else:
            yield "progress" if (following if opens else reporting) else "target"


@cache
def _log_odds(report: float) -> tuple[float, float]:
    """Logarithms of the probabilities of a promise and of a report."""
    return -log1p(exp(report)), -log1p(exp(-report))


# --- clauses ---------------------------------------------------------------------------


def _clauses(
    lexed: Lexed, quantities: Sequence[Quantity], start: int, end: int
) -> Iterator[_Clause]:
    """The clauses of a stretch, with what their words and the arithmetic say."""
    spans = list(_spans(lexed, quantities, start, end))
    shares = _shared(lexed, quantities, start, end)
    proved = _proved(quantities)
    figures: list[list[Quantity]] = []
    own: list[float] = []
    answering: list[float] = []
    all_done: list[float] = []
    at = 0
    for s, e, *_ in spans:
        inside: list[Quantity] = []
        while at < len(quantities) and quantities[at].start < e:
            inside.append(quantities[at])
            at += 1
        figures.append(inside)
        said = votes(clause_rows(), "", lexed.between(s, min(e, s + 2 * _LONGEST)), "").totals
        told = said.get("report", 0.0) >= _TOLD
        answering.append(said.get("answer", 0.0) if told else 0.0)
        all_done.append(said.get("whole", 0.0))
        own.append(
            said.get("report", 0.0)
            - said.get("promise", 0.0)
            + _figure_votes(lexed, s, e, inside, proved)
            + _SHARED * sum(q.start in shares for q in inside)
        )
    own = list(_carried(spans, own, figures))
    for place, whole in enumerate(all_done):
        if whole and not figures[place]:
            _told_back(spans, own, place, whole)
    units = [
        frozenset(_counted(q) for q in inside if q.unit)
        - (frozenset() if _levels(lexed, s, e) else {"%"})
        for inside, (s, e, *_) in zip(figures, spans, strict=True)
    ]
    for place, (s, e, boundary, sentence, line) in enumerate(spans):
        score = own[place]
        before = frozenset().union(*units[max(0, place - _NEAR) : place])
        if units[place] & before:
            score += _ANSWERS + answering[place]
        answers = units[place] & before and boundary in ("comma", "within", "parts")
        if units[place] and own[place] < _TOLD / 2 and not answers:
            following = range(place + 1, min(place + 1 + _NEAR, len(spans)))
            answer = next(
                (n for n in following if own[n] >= _TOLD and units[n] & units[place]), None
            )
            if answer is not None:
                # 已购置9辆 names nothing: what it answers stands right before it.
                score -= _ANSWERED + (answering[answer] if answer == place + 1 else 0.0)
        has_figures = frozenset(q.unit for q in figures[place] if q.unit)
        opening = lexed.between(s, e)[:1]
        if boundary == "comma" and opening and opening in codes_of("WITHIN"):
            boundary = "parts"
        marked = abs(own[place]) >= _MARKED
        yield _Clause(s, e, boundary, sentence, line, has_figures, score, marked)


def _shared(lexed: Lexed, quantities: Sequence[Quantity], start: int, end: int) -> frozenset[int]:
    """Figures right before a share of the plan: their share it is, so they were done."""
    found = set()
    value: Quantity | None = None
    for q in quantities:
        outcome = "actual"
        if value is not None and _STOP.search(lexed.text, value.end, q.start):
            value = None
        if value is not None and q.unit in ("%", value.unit):
            before = lexed.between(max(start, q.start - _CLAUSE), q.start)
            after = lexed.between(q.end, min(end, q.end + _CLAUSE))
            outcome, _ = votes(figure_rows(), q.unit, before, after).best("actual")
            if outcome in ("pct_of_target", "change"):
                found.add(value.start)
        if q.unit and q.unit != "%" and outcome == "actual":
            value = q
    return frozenset(found)


_STOP = re.compile(r"[。\n]")
_CLAUSE = 30
_LONGEST = 300
"""Characters of a clause before and behind a figure that can say what it is."""


def _counted(q: Quantity) -> str:
    return q.unit.removesuffix("次") or q.unit


def _proved(quantities: Sequence[Quantity]) -> dict[int, float]:
    """For figures that a printed share ties together, how far each reports."""
    said: dict[int, float] = {}
    for proof in proofs(quantities):
        said[proof.plan.start] = -_PROVED
        said[proof.value.start] = said[proof.share.start] = _PROVED
    return said


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
            score += _TOLD
        elif outcome == "target":
            score -= _TOLD
        elif outcome == "previous":
            score += _CHANGED
    return score


def _levels(lexed: Lexed, start: int, end: int) -> bool:
    """Whether a clause speaks of a level (合格率), whose result is a level too."""
    levels = codes_of("LEVEL")
    return any(code in levels for code in lexed.between(start, end))


def _told_back(
    spans: Sequence[tuple[int, int, Boundary, int, int]],
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
    spans: Sequence[tuple[int, int, Boundary, int, int]],
    own: Sequence[float],
    figures: Sequence[Sequence[Quantity]],
) -> Iterator[float]:
    """Votes of each clause; those of one without figures go on to the clause behind its comma."""
    carry = 0.0
    for place, (_, _, boundary, *_) in enumerate(spans):
        score = own[place] + (carry if boundary == "comma" else 0.0)
        carry = 0.0 if figures[place] else score
        yield score


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
    turning, stopping = _turning()
    for place in range(first, bisect_left(lexed.starts, end)):
        code = lexed.codes[place]
        if code in stopping:
            return None
        if code in turning and lexed.starts[place] > start:
            return lexed.starts[place]
    return None


@cache
def _turning() -> tuple[frozenset[str], frozenset[str]]:
    """Codes of what turns to what was done, and of what does not let it turn."""
    return (
        frozenset("".join(map(codes_of, _TURNS))),
        frozenset("".join(map(codes_of, ("LIST", "OPEN", "CLOSE", "TO", "FROM")))),
    )
