"""Documents that quote their promises and answer each in brackets.

``送戏下乡120场(已送131场);登记失业率控制在4.2%以内(3.6%)。`` What stands outside the brackets
promises throughout, and what stands in them reports, whatever the words of either.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from etl.bulletin.grammar.numerals.quantity import Quantity
from etl.bulletin.items.model import Item, Layout, Segment
from etl.bulletin.items.same_pledges.told_twice import DONE

_BRACKET = re.compile(r"\((?:[^()\n]|\([^()\n]*\))*\)")
_NO_RESULT = re.compile(
    r"\((?:其中|包?含|包括|计划|目标|任务|年度|全年|年初|原|上年|去年|约|即|共)"
)
"""What opens brackets of parts, or of plans."""
_FEWEST = 4
_OF_ITEMS = 0.6
"""Share of the items with figures that are answered in brackets, at least."""
_OUTSIDE = 0.15
"""Results told outside brackets for each one in brackets, at most."""


class _Bracket(NamedTuple):
    start: int
    end: int
    answers: bool
    """Whether it counts what stands before it."""


def answered_in_brackets(text: str, layout: Layout, quantities: Sequence[Quantity]) -> Layout:
    """The layout, its open stretches divided at brackets if those hold the results.

    Args:
        text: the normalised text.
        layout: items whose open segments are to be decided.
        quantities: the figures of the text, in order.
    """
    items = [item for item in layout.items if any(s.is_free for s in item.segments)]
    items = [item for item in items if item.number] or items
    answers = answered = outside = 0
    for item in items:
        free = [segment for segment in item.segments if segment.is_free]
        told = sum(b.answers for segment in free for b in _brackets(text, segment, quantities))
        answers += told
        answered += told > 0
        outside += sum(
            len(DONE.findall(_BRACKET.sub("", text[segment.start : segment.end])))
            for segment in free
        )
    if answers < _FEWEST or answered < _OF_ITEMS * len(items) or outside > _OUTSIDE * answers:
        return layout
    return replace(
        layout,
        items=tuple(
            _divided(text, item, quantities) if item in items else item for item in layout.items
        ),
    )


def _brackets(text: str, segment: Segment, quantities: Sequence[Quantity]) -> Iterator[_Bracket]:
    """The brackets with figures behind figures, but those of parts and of plans."""
    since = segment.start
    for found in _BRACKET.finditer(text, segment.start, segment.end):
        start, end = found.span()
        before = _units(quantities, since, start)
        told = _units(quantities, start, end)
        if before and told and not _NO_RESULT.match(text, start):
            yield _Bracket(start, end, before[-1] == told[0])
            since = end


def _units(quantities: Sequence[Quantity], start: int, end: int) -> Sequence[str]:
    first, last = bisect_left(quantities, (start,)), bisect_left(quantities, (end,))
    return [q.unit for q in quantities[first:last] if q.unit]


def _divided(text: str, item: Item, quantities: Sequence[Quantity]) -> Item:
    segments: list[Segment] = []
    for segment in item.segments:
        if not segment.is_free:
            segments.append(segment)
            continue
        at = segment.start
        for start, end, _ in _brackets(text, segment, quantities):
            segments.append(segment._replace(part="target", start=at, end=start, open=False))
            segments.append(segment._replace(part="progress", start=start, end=end, open=False))
            at = end
        if at < segment.end:
            segments.append(segment._replace(part="target", start=at, open=False))
    return item._replace(segments=tuple(segments))
