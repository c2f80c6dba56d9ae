"""Pledges called by their numbers, beside their names and in any order: 教育优质均衡(第1项).

So reports do that are ordered otherwise than the list of pledges is: by bureau, by quarter, by how
far each has come. A pledge that several parts tell of is told in several places, and a list of
all of them may stand above.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from etl.bulletin.grammar.numerals.called_numbers import called_number, opening_number
from etl.bulletin.grammar.periods.period_in_name import month_in
from etl.bulletin.items.model import Item
from etl.bulletin.items.numbered_lines import Head
from etl.bulletin.items.same_pledges.told_twice import settled, tells_of_done
from etl.bulletin.model import Part
from etl.document.page.title_lines import heads_period

Line = tuple[int, int]

_NAME = re.compile(r"[^\w\n]{0,3}[^\s(\[:,。;|][^\n(\[:,。;|]{1,30}(?=[(\[])")
_COUNTED = re.compile(
    r"[(\[]?(?:第?(?:[一二三四五六七八九十]{1,3}|\d{1,2})|[①-⒛])[)\]]?[、.:项件 ]"
)
_FEWEST = 3


@dataclass(frozen=True)
class CalledHeads:
    """The heads of pledges that are called by their numbers, and those of the list above them."""

    listed: Sequence[Head] = ()
    called: Sequence[Head] = ()
    parts: Mapping[Head, date] = field(default_factory=dict)
    """The lines that head what is told of a period, with its last day: [一季度:抢复工]."""

    @property
    def pledges(self) -> tuple[Head, ...]:
        """Those of the list first."""
        return (*self.listed, *self.called)


def called_by_number(
    text: str, body: Sequence[Line], heads: Sequence[Head], year: int | None
) -> CalledHeads:
    """The heads of lines that begin with a name and, in brackets behind it, its number, or with
    such numbers that count neither on nor from 1 again; none where few do.

    ``heads``: of lines that are numbered otherwise, some of which may list the pledges.
    """
    for called in (list(_behind(text, body)), _before(text, body, heads)):
        if len({head.number for head in called}) >= _FEWEST:
            return CalledHeads(_listed(called, heads), called, dict(_parts(text, body, year)))
    return CalledHeads()


def _behind(text: str, body: Sequence[Line]) -> Iterator[Head]:
    for start, end in body:
        name = _NAME.match(text, start, end)
        if name is None or _COUNTED.match(text, start, end):
            continue
        found = called_number(text, name.end(), end)
        if found is not None and found.start == name.end():
            # The name is what the item begins with.
            yield Head(start, start, "called", found.number)


def _before(text: str, body: Sequence[Line], counted: Sequence[Head]) -> list[Head]:
    heads = [
        Head(start, found.end, "called", found.number)
        for start, end in body
        if (found := opening_number(text, start, end)) is not None
    ]
    numbers = [head.number for head in heads]
    falls = [number for before, number in pairwise(numbers) if number <= before]
    # Several lists, or each of a count once: such heads are found as all are.
    lists = {*numbers[:1], *falls} == {1}
    once = len({*numbers}) == len(numbers)
    found_too = once and {head.start for head in heads} <= {head.start for head in counted}
    return heads if falls and not (lists or found_too) else []


def _listed(called: Sequence[Head], heads: Sequence[Head]) -> Sequence[Head]:
    """The heads of a list above those that are called, if it has all of their numbers."""
    above = [head for head in heads if head.start < called[0].start]
    last = [head for head in above if head.rank == above[-1].rank]
    counts = [head.number for head in last] == [*range(1, len(last) + 1)]
    return last if counts and {head.number for head in called} <= {h.number for h in last} else ()


def told_together(text: str, items: Sequence[Item], heads: CalledHeads) -> list[Item]:
    """The items by their printed numbers, one for all places that tell of a pledge.

    What a list above promises the others report on, each within the period of its part.
    """
    numbers = {head.end: head.number for head in heads.pledges}
    periods = _periods(heads)
    listed = {head.end for head in heads.listed}
    outside = [item for item in items if not item.number]
    promised = [item for item in items if item.number and item.start in listed]
    told = bool(promised) and not tells_of_done(text, promised)
    together: dict[int, Item] = {}
    for item in items:
        if not item.number:
            continue
        number, day = numbers[item.start], periods.get(item.start)
        segments = [s._replace(period_end=s.period_end or day) for s in item.segments]
        if told:
            part: Part = "target" if item.start in listed else "progress"
            segments = [settled(s, part) for s in segments]
        one = together.get(number, item._replace(number=number, segments=(), points=()))
        together[number] = one._replace(
            agencies=tuple(dict.fromkeys((*one.agencies, *item.agencies))),
            segments=(*one.segments, *segments),
            points=(*one.points, *item.points),
        )
    return sorted((*outside, *together.values()), key=lambda item: item.start)


def _parts(text: str, body: Sequence[Line], year: int | None) -> Iterator[tuple[Head, date]]:
    for start, end in body:
        line = text[start:end].strip()
        day = month_in(line, year) if heads_period(line) else None
        if day is not None:
            yield Head(start, end, "part", 0), day


def _periods(heads: CalledHeads) -> Mapping[int, date]:
    """By where a pledge's words begin the last day that its part tells of, if parts differ."""
    parts = sorted(heads.parts.items(), key=lambda part: part[0].start)
    starts = [head.start for head, _ in parts]
    if len({day for _, day in parts}) < 2:
        return {}
    return {
        head.end: parts[at - 1][1]
        for head in heads.called
        if (at := bisect_right(starts, head.start))
    }
