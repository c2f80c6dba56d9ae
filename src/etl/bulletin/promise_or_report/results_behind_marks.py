"""Documents that set their promises apart by a mark, and answer behind it.

``改造供水站86座——79座通水。``: a dash or an arrow in the midst of each item.
``“新辟公交线路12条”。跑起来的有11条。``: each promise in quotes. ``公厕15座,15座;中转站4座,3座``:
behind each a figure without a word. What stands before the mark promises and what stands behind it
reports, whatever the words of either.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from etl.bulletin.grammar.numerals.quantity import Quantity
from etl.bulletin.items.model import Item, Layout, Segment
from etl.bulletin.items.same_pledges.told_twice import DONE

_MARKS = tuple(map(re.compile, (r"—{2,}|―{2,}|(?<!\d)-{2,}", "→|⇒|➔|➜|➡|=>", "//", r"\|")))
_QUOTE = re.compile(r"[“「『][^“”「」『』\n]{4,120}[”」』]")
_CLAUSES = ",;。:)\n"
_CLOSED = re.compile(r"[ ]*(?:[,;。)]|\n|\Z)")
_SENTENCE = re.compile(r"[;。\n]")
_NO_PROMISE = re.compile(r"分别|各|建成|[开竣完]工|投用|完成")
"""Words of a sentence whose figures are a list, or results."""
_FEWEST = 3
_OF_ITEMS = 0.8
"""Share of the items with figures that a mark divides, at least."""
_ANSWERED = 0.6
"""Share of the promises behind which something of their unit is told, at least."""
_TELLING = 0.2
"""Share of what marks call promises that may tell of something done, at most."""

_Span = tuple[int, int]
_Figures = Sequence[tuple[int, str]]
"""Where figures begin, in order, and their units."""


class _Quoted(NamedTuple):
    start: int
    end: int
    """Of the quote."""
    told: int
    """Where the report behind it ends."""


def answered_behind_marks(text: str, layout: Layout, quantities: Sequence[Quantity]) -> Layout:
    """The layout, its open stretches divided where marks set promises apart from results.

    Args:
        text: the normalised text.
        layout: items whose open segments are to be decided.
        quantities: the figures of the text, in order.
    """
    figures = [(q.start, q.unit) for q in quantities if q.unit and q.kind == "quantity"]
    items = [item for item in layout.items if _units(figures, item.start, item.end)]
    if marks := _marks(text, [item for item in items if item.number], figures):
        return _with(
            layout, {i.start: _at_mark(i, *marks[i.start]) for i in items if i.start in marks}
        )
    quotes = {item.start: _quotes(text, item, figures) for item in items}
    told = [quote for own in quotes.values() for quote in own]
    spans = [(quote.start, quote.end) for quote in told]
    answered = sum(_answers(figures, *quote) for quote in told)
    if answered >= max(_FEWEST, _ANSWERED * len(told)) and _promise(text, spans):
        return _with(layout, {i.start: _at_quotes(i, quotes[i.start]) for i in items})
    bare = {item.start: _bare(text, item, quantities) for item in items}
    several = sum(map(bool, bare.values())) > 1
    if several and sum(map(len, bare.values())) >= _FEWEST:
        return _with(layout, {i.start: _at_quotes(i, bare[i.start]) for i in items})
    return layout


def _units(figures: _Figures, start: int, end: int) -> Set[str]:
    """The units of the figures in a stretch."""
    return {
        unit for _, unit in figures[bisect_left(figures, (start,)) : bisect_left(figures, (end,))]
    }


def _answers(figures: _Figures, start: int, middle: int, end: int) -> bool:
    """Whether what stands behind a promise counts what it does: not who benefits from it."""
    return not _units(figures, start, middle).isdisjoint(_units(figures, middle, end))


def _promise(text: str, spans: Sequence[_Span]) -> bool:
    """Whether hardly one of some stretches tells of something done."""
    return sum(DONE.search(text, *span) is not None for span in spans) <= _TELLING * len(spans)


def _with(layout: Layout, items: Mapping[int, Item]) -> Layout:
    """The layout with other items, by where they begin."""
    return replace(layout, items=tuple(items.get(item.start, item) for item in layout.items))


def _line_end(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found


def _marks(text: str, items: Sequence[Item], figures: _Figures) -> Mapping[int, _Span]:
    """The mark that divides most of some items, by where they begin; none where none does."""
    for mark in _MARKS:
        marks = {item.start: found for item in items if (found := _mark(mark, text, item, figures))}
        promises = [(start, found[0]) for start, found in marks.items()]
        answered = sum(
            _answers(figures, item.start, marks[item.start][1], item.end)
            for item in items
            if item.start in marks
        )
        if (
            len(marks) >= max(_FEWEST, _OF_ITEMS * len(items))
            and answered >= _ANSWERED * len(marks)
            and _promise(text, promises)
        ):
            return marks
    return {}


def _mark(mark: re.Pattern[str], text: str, item: Item, figures: _Figures) -> _Span | None:
    """The only mark in an item's open stretches, figures before and behind it."""
    found = [
        m.span() for s in item.segments if s.is_free for m in mark.finditer(text, s.start, s.end)
    ]
    if len(found) != 1:
        return None
    start, end = found[0]
    both = _units(figures, item.start, start) and _units(figures, end, item.end)
    return found[0] if both else None


def _at_mark(item: Item, start: int, end: int) -> Item:
    """An item, what is open in it a promise up to a mark and a report behind it."""
    segments: list[Segment] = []
    for segment in item.segments:
        if not segment.is_free:
            segments.append(segment)
            continue
        if segment.start < start:
            promise = segment._replace(part="target", end=min(segment.end, start), open=False)
            segments.append(promise)
        if segment.end > end:
            segments.append(segment._replace(start=max(segment.start, end), open=False))
    return item._replace(segments=tuple(segments))


def _quotes(text: str, item: Item, figures: _Figures) -> Sequence[_Quoted]:
    """The quotes with figures in an item's open stretches, each with the report behind it."""
    found: list[_Quoted] = []
    for segment in item.segments:
        quotes = [
            m.span()
            for m in _QUOTE.finditer(text, segment.start, segment.end)
            if segment.is_free and _units(figures, *m.span())
        ]
        for (start, end), (stop, _) in pairwise([*quotes, (segment.end, segment.end)]):
            told = end
            while told < stop and not _units(figures, end, told):
                # 问:“改造危房90户”兑现了吗?⏎答:72户。
                told = min(stop, _line_end(text, told + 1))
            found.append(_Quoted(start, end, told))
    return found


def _bare(text: str, item: Item, quantities: Sequence[Quantity]) -> Sequence[_Quoted]:
    """The clauses of an item's open stretches whose figure the next clause answers by nothing but
    another one: 公厕15座,15座. Three such in a row are a list."""
    found: list[_Quoted] = []
    starts = [q.start for q in quantities]
    for segment in item.segments if item.number else ():
        first, last = (bisect_left(starts, place) for place in (segment.start, segment.end))
        inside = quantities[first:last] if segment.is_free else ()
        stops = [m.end() for m in _SENTENCE.finditer(text, segment.start, segment.end)]
        pairs = [(p, q) for p, q in pairwise(inside) if _is_answered(text, p, q)]
        lists = {q.start for _, q in pairs} & {p.start for p, _ in pairs}
        for promise, q in pairs:
            if not lists.isdisjoint((promise.start, q.start)):
                continue
            at = bisect_right(stops, promise.start)
            sentence = stops[at - 1] if at else segment.start
            start = max(sentence, _clause(text, sentence, promise.start))
            if DONE.search(text, sentence, promise.start) or _NO_PROMISE.search(
                text, sentence, promise.start
            ):
                continue
            if found and found[-1].told > start:
                found[-1] = found[-1]._replace(told=start)
            end = bisect_right(stops, q.end)
            found.append(_Quoted(start, q.start, stops[end] if end < len(stops) else segment.end))
    return found


def _is_answered(text: str, promise: Quantity, q: Quantity) -> bool:
    """Whether nothing but a figure of its unit stands behind another one."""
    return (
        q.unit == promise.unit not in ("", "%")
        and text[promise.end : q.start].strip() == ","
        and _CLOSED.match(text, q.end) is not None
    )


def _clause(text: str, floor: int, end: int) -> int:
    return max(text.rfind(mark, floor, end) for mark in _CLAUSES) + 1


def _at_quotes(item: Item, quotes: Sequence[_Quoted]) -> Item:
    """An item, each quote in it a promise of a matter of its own."""
    segments: list[Segment] = []
    matter = max((segment.matter for segment in item.segments), default=0)
    for segment in item.segments:
        at = segment.start
        for quote in quotes:
            if not segment.start <= quote.start < segment.end:
                continue
            if at < quote.start:
                segments.append(segment._replace(start=at, end=quote.start, matter=matter))
            matter += 1
            quoted = segment._replace(matter=matter, open=False)
            segments.append(quoted._replace(part="target", start=quote.start, end=quote.end))
            if quote.told > quote.end:
                segments.append(quoted._replace(start=quote.end, end=quote.told))
            at = quote.told
            matter += 1
        if at < segment.end:
            own = matter if at > segment.start else segment.matter
            segments.append(segment._replace(start=at, matter=own))
    return item._replace(segments=tuple(segments))
