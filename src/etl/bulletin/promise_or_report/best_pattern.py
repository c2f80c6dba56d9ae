"""The pattern that a bulletin is best composed by: where its items promise and where they report.

All items of a bulletin are laid out alike: the first sentence promises and the rest reports;
a promise and its result in one clause; results alone; a plan and nothing else. Each such
pattern is tried on the whole document: the clauses of every item are given to promise or
report by what their words say (``constructions.tsv``), by arithmetic (a printed share ties
plan and result), by the units that answer one another, and by what the pattern expects; the
pattern that explains the document best is taken, and an item leaves it only where its words
are strong. The split of an item is found by dynamic programming over its clauses.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf, log

from etl.bulletin.grammar.lexing.lexer import Lexed, coded
from etl.bulletin.grammar.numerals.quantity import Quantity
from etl.bulletin.items.model import Item, Layout, Segment
from etl.bulletin.model import Part
from etl.bulletin.promise_or_report.best_division import (
    Path,
    Pattern,
    best_division,
    best_divisions,
    likeliest,
)
from etl.bulletin.promise_or_report.clause_by_itself import TOLD
from etl.bulletin.promise_or_report.clause_evidence import Clause, weigh
from etl.bulletin.promise_or_report.joined_across_notes import cut as cut_out
from etl.bulletin.promise_or_report.joined_across_notes import filled
from etl.bulletin.promise_or_report.results_behind_marks import answered_behind_marks
from etl.bulletin.promise_or_report.results_in_brackets import answered_in_brackets

_PRIOR: Mapping[Pattern, float] = {
    "results": 0.0, "first sentence": -0.5, "first line": -1.0, "pairs": -0.5, "plan": -2.0,
    "sentences": -2.5,
}  # fmt: skip
_LOOSE = 3.0
"""Text without items, or beside a table of them, mostly reports."""
_COMPLETED = 1.5
"""So does a document on what was completed."""
_LIKE_OTHERS = 2
"""How much the pattern of all items weighs in one: the evidence to deviate from it."""
_LEAVES = 0.3
"""What it takes more for an item to leave a pattern of results where that is usual."""
_FIXED = 3.0
"""Log-odds of what the document says of itself."""
_MOST_BIAS = 1.0
_SILENT = 2.5
"""What it costs that an item of a report tells of nothing done."""
_WITHOUT_FIGURES = 1.0
"""Votes from which a clause without figures tells of something done."""
_SET = 3.5
"""Votes for a promise of a caption that names the plan."""
_OF_THE_YEAR = 2.0
"""Votes for a promise of what is said of a year that is not over."""
_TOLD_OF = ("ALREADY", "ACTUAL", "TOTAL", "DONE", "PLAN", "TAKE", "OVERDONE", "NOW", "D")
"""Words beside which the year says nothing of it."""
_MIXED = 0.25
"""Share of votes against it from which a caption announces neither promise nor report."""


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
    within_year: bool = False,
) -> tuple[Layout, Composition]:
    """Decide which stretches of every item promise and which report.

    Args:
        lexed: the text.
        quantities: its figures, in order.
        layout: items whose open segments are to be decided.
        reports: whether the title calls the document a report.
        completed: whether the title calls it one on what has been completed.
        within_year: whether the year that it tells of is not over: 全年 speaks of a plan.
    """
    starts = [q.start for q in quantities]
    layout, holes = filled(lexed.text, layout, starts)
    layout = answered_in_brackets(lexed.text, layout, quantities)
    marked = answered_behind_marks(lexed.text, layout, quantities)
    answered = _promises_of(marked) - _promises_of(layout)
    layout = marked

    def clauses_of(segment: Segment, *, numbered: bool) -> list[Clause]:
        if segment.part == "target" and not segment.open and not segment.caption:
            # What is known to promise is not asked whether it does.
            return []
        inside = quantities[bisect_left(starts, segment.start) : bisect_left(starts, segment.end)]
        weighed = weigh(lexed, inside, segment.start, segment.end, free=segment.is_free)
        return [_to_come(lexed, c) for c in weighed] if within_year and numbered else [*weighed]

    cut = [
        [clauses_of(segment, numbered=item.number > 0) for segment in item.segments]
        for item in layout.items
    ]
    layout = _announced(layout, cut)
    captioned = _captioned(layout)
    if not reports:
        layout = _promises_only(layout)
    loose = not any(item.number and any(s.is_free for s in item.segments) for item in layout.items)
    likely = (_LOOSE if loose else 0.0) + (_COMPLETED if completed else 0.0) - answered
    # Where reports stand behind captions, an item without one has none.
    silent = _SILENT if reports and not captioned else 0.0
    whole = _Grain.of(layout, cut, likely, reports=reports, silent=silent)
    grain = whole
    if any(item.points for item in layout.items):
        grain = max(
            whole,
            _Grain.of(layout, cut, likely, reports=reports, silent=silent, points=True),
            key=lambda found: max(found.totals.values()),
        )
    units, paths, totals = grain.units, grain.paths, grain.totals
    ranked = sorted(totals, key=lambda pattern: -totals[pattern])
    stating = sum(any(clause.units for clause in unit) for unit in units)
    lead = {
        pattern: _LIKE_OTHERS * (totals[pattern] - totals[ranked[0]]) / max(stating, 1)
        for pattern in ranked
        if pattern in (ranked[0], "results", "first sentence", "first line", "pairs", "sentences")
    }
    if ranked[0] == "results" and likely > 0:
        lead = {way: ahead - (_LEAVES if way != "results" else 0.0) for way, ahead in lead.items()}
    bias = _bias([likeliest(path, lead) for path in paths], units)
    items, margins = [], []
    for item, pieces in zip(layout.items, cut, strict=True):
        segments: list[Segment] = []
        for segment, clauses in zip(item.segments, pieces, strict=True):
            if segment.part == "target" and not segment.open:
                segments.append(segment)
                continue
            parts: list[Part] = []
            points = item.points if grain.points else ()
            numbered = item.number > 0 or not segment.is_free
            announced = bool(segment.caption) or not segment.open
            promised = announced and _is_promised(item, segment, starts)
            # What stands outside the items of a report tells of it, captions or none.
            quiet = silent if item.number or not reports or segment.part == "target" else _SILENT
            behind = segment.part == "target" and _has_reported(segments, starts)
            if behind:
                # 年度任务:… behind a report may hold nothing but the plan.
                quiet = 0.0
            for unit in _units(clauses, numbered=numbered, points=points):
                # What items leave unsaid tells nothing of the text outside them.
                unsaid = bias if item.number or loose else max(0.0, bias)
                unit = _biased(unit, unsaid) if segment.open else unit
                unit = _planned(unit) if behind else unit
                path = _divided(unit, segment, lead, quiet, promised=promised)
                parts += path.parts
                margins += [(start, abs(odd)) for start, odd in path.odds]
            segments += _split(segment, clauses, parts)
        items.append(item._replace(segments=tuple(segments)))
    margin = totals[ranked[0]] - totals[ranked[1]] if units else _FIXED
    return (
        cut_out(replace(layout, items=tuple(items)), holes),
        Composition(ranked[0], margin, tuple(sorted(margins))),
    )


def _promises_of(layout: Layout) -> int:
    """How many stretches are known to promise."""
    return sum(s.part == "target" and not s.open for item in layout.items for s in item.segments)


def _to_come(lexed: Lexed, clause: Clause) -> Clause:
    """A clause, for a promise if it tells of the whole year without a word of what was done."""
    codes = lexed.between(clause.start, clause.end)
    year, told = coded("WHOLEYEAR"), coded(*_TOLD_OF)
    if clause.units <= {"", "%"} or year.isdisjoint(codes) or not told.isdisjoint(codes):
        return clause
    return clause._replace(report=clause.report - _OF_THE_YEAR, marked=True)


def _divided(
    unit: Sequence[Clause],
    segment: Segment,
    lead: Mapping[Pattern, float],
    silent: float,
    *,
    promised: bool,
) -> Path:
    """The likeliest division of a unit of a stretch; ``promised``: its promise stands before it."""
    if segment.open and segment.part == "target":
        return best_division(unit, "target", _cost(unit, silent))
    if segment.open and promised:
        return best_division(unit, "progress")
    if segment.open:
        fitting = lead if _has_lines(unit) else _of_one_line(lead)
        return likeliest(best_divisions(unit, fitting, _cost(unit, silent)), fitting)
    own = best_division(unit, segment.part)
    if segment.part == "progress" and (segment.row or promised):
        told = best_division(_reporting(unit), segment.part)
        # A column settles it; below a caption what the words leave open stays in doubt.
        return told if segment.row else told.as_sure_as(own)
    return own


def _has_lines(unit: Sequence[Clause]) -> bool:
    """Whether an item goes on in a line below its first figures."""
    first = next((clause.line for clause in unit if clause.units), 0)
    return any(c.line > first and (c.units or c.report) for c in unit)


def _of_one_line(lead: Mapping[Pattern, float]) -> Mapping[Pattern, float]:
    """The patterns of an item of one line: where others promise in the first line it promises in
    the first sentence."""
    one: dict[Pattern, float] = {w: ahead for w, ahead in lead.items() if w != "first line"}
    if "first line" in lead:
        one["first sentence"] = max(lead["first line"], lead.get("first sentence", -inf))
    return one


@dataclass(frozen=True)
class _Grain:
    """What is composed alike: the items of a document, or the points (1)(2) of its items."""

    points: bool
    units: Sequence[Sequence[Clause]]
    paths: Sequence[Mapping[Pattern, Path]]
    """How each is divided best by each pattern."""
    totals: Mapping[Pattern, float]
    """How well each pattern explains all of them."""

    @classmethod
    def of(
        cls,
        layout: Layout,
        cut: Sequence[Sequence[Sequence[Clause]]],
        likely: float,
        *,
        reports: bool,
        silent: float,
        points: bool = False,
    ) -> "_Grain":
        """Every unit of a layout in each pattern; ``likely``: how much speaks for results."""
        units = [
            unit
            for item, pieces in zip(layout.items, cut, strict=True)
            for segment, clauses in zip(item.segments, pieces, strict=True)
            if segment.is_free
            for unit in _units(
                clauses, numbered=item.number > 0, points=item.points if points else ()
            )
        ]
        paths = [best_divisions(unit, _PRIOR, _cost(unit, silent)) for unit in units]
        totals = {
            pattern: _total(paths, pattern, reports=reports)
            + _PRIOR[pattern]
            + (likely if pattern == "results" else 0.0)
            for pattern in _PRIOR
        }
        return cls(points, units, paths, totals)


def _is_promised(item: Item, segment: Segment, starts: Sequence[int]) -> bool:
    """Whether a caption before a stretch announced a promise with figures, which begin at
    ``starts``: 目标任务:就业4500人⏎工作举措:…"""
    return any(
        s.part == "target" and bisect_left(starts, s.start) < bisect_left(starts, s.end)
        for s in item.segments
        if s.start < segment.start
    )


def _has_reported(segments: Sequence[Segment], starts: Sequence[int]) -> bool:
    """Whether stretches hold a report with figures, which begin at ``starts``."""
    return any(
        s.part == "progress" and bisect_left(starts, s.start) < bisect_left(starts, s.end)
        for s in segments
    )


def _promises_only(layout: Layout) -> Layout:
    """The layout, nothing of what a caption announces as a promise going over into a report."""
    return replace(
        layout,
        items=tuple(
            item._replace(
                segments=tuple(segment._replace(open=segment.is_free) for segment in item.segments),
            )
            for item in layout.items
        ),
    )


def _captioned(layout: Layout) -> bool:
    """Whether most items have a caption above what they report."""
    items = [item for item in layout.items if item.number]
    told = sum(
        any(s.part == "progress" and not s.open and s.start > item.start for s in item.segments)
        for item in items
    )
    return 2 * told > len(items)


def _cost(unit: Sequence[Clause], silent: float) -> float:
    """What it costs that no figure of an item reports, where it says nothing else of what was
    done (正在招标)."""
    told = any(not clause.units and clause.report >= _WITHOUT_FIGURES for clause in unit)
    return 0.0 if told else silent


def _units(
    clauses: Sequence[Clause], *, numbered: bool, points: Sequence[int] = ()
) -> Iterator[Sequence[Clause]]:
    """What is composed as one: a numbered item or point, and without numbers each paragraph."""
    at = 0
    for place, clause in enumerate(clauses):
        if place > at and (
            bisect_right(points, clause.start) > bisect_right(points, clauses[place - 1].start)
            or (not numbered and clause.boundary == "line")
        ):
            yield clauses[at:place]
            at = place
    if at < len(clauses):
        yield clauses[at:]


def _bias(paths: Sequence[Path], units: Sequence[Sequence[Clause]]) -> float:
    """What it says that the words of a clause say nothing.

    Where a document calls each of its plans one (计划42所,建成44所), what is not called so was
    done; where it says of each result that it is (42所,已建成44所), what does not was promised.
    Only items that hold both tell which it does.
    """
    count = {True: [1.0, 2.0], False: [1.0, 2.0]}
    for path, clauses in zip(paths, units, strict=True):
        parts = path.parts
        if len(set(parts)) < 2:
            continue
        for part, clause in zip(parts, clauses, strict=True):
            if clause.units:
                unmarked, of = count[part == "progress"]
                count[part == "progress"] = [unmarked + (not clause.marked), of + 1]
    reports, promises = (unmarked / of for unmarked, of in (count[True], count[False]))
    return max(-_MOST_BIAS / 2, min(_MOST_BIAS, log(reports / promises)))


def _biased(clauses: Sequence[Clause], bias: float) -> Sequence[Clause]:
    return [
        clause._replace(report=clause.report + clause.exact + (bias if not clause.marked else 0.0))
        if clause.units
        else clause
        for clause in clauses
    ]


def _reporting(clauses: Sequence[Clause]) -> Sequence[Clause]:
    """Clauses of a column of results: 签约2034户,开工1650户 answer the column that promises."""
    return [c if c.marked or c.report >= 0 else c._replace(report=0.0) for c in clauses]


def _planned(clauses: Sequence[Clause]) -> Sequence[Clause]:
    """Clauses that a caption behind the report announces as its plan: 建成1400套 is one, unless
    it says that it is done."""
    first = clauses[0].sentence if clauses else 0
    return [
        c._replace(report=c.report - _SET) if c.sentence == first and c.report < 2 * TOLD else c
        for c in clauses
    ]


def _announced(layout: Layout, cut: Sequence[Sequence[Sequence[Clause]]]) -> Layout:
    """Settle captions of unknown words: what stands behind all of them tells what they announce."""
    said: dict[str, list[float]] = defaultdict(list)
    for item, pieces in zip(layout.items, cut, strict=True):
        for segment, clauses in zip(item.segments, pieces, strict=True):
            if segment.caption:
                said[segment.caption] += [clause.report for clause in clauses if clause.units]
    if not said:
        return layout

    weights = {
        caption: (
            sum(vote for vote in votes_for if vote > 0),
            -sum(vote for vote in votes_for if vote < 0),
        )
        for caption, votes_for in said.items()
    }

    def settled(segment: Segment) -> Segment:
        reports, promises = weights.get(segment.caption, (0, 0))
        most, least = max(reports, promises), min(reports, promises)
        if not segment.caption or most < TOLD or least > _MIXED * most:
            return segment
        return segment._replace(part="progress" if reports > promises else "target", open=False)

    return replace(
        layout,
        items=tuple(
            item._replace(segments=tuple(settled(segment) for segment in item.segments))
            for item in layout.items
        ),
    )


def _total(items: Sequence[Mapping[Pattern, Path]], pattern: Pattern, *, reports: bool) -> float:
    total = sum(paths[pattern].score for paths in items)
    if (pattern == "plan") == reports:
        # A document that calls itself a report is a mere plan only where nothing tells of one; one
        # that is titled otherwise, or tells of nothing done, is hardly anything else.
        total -= _FIXED * (1 + len(items) / (4 if reports else 1))
    return total


def _split(segment: Segment, clauses: Sequence[Clause], parts: Sequence[Part]) -> Iterator[Segment]:
    at = segment.start
    for place, part in enumerate(parts):
        last = place + 1 == len(parts)
        if last or parts[place + 1] != part:
            end = segment.end if last else clauses[place + 1].start
            yield segment._replace(part=part, start=at, end=end, open=False)
            at = end
