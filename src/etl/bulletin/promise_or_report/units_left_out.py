"""Results whose unit only their promise prints: 目标:新增就业2800人,进度:新增就业2937.

A number with nothing behind it takes the unit of the figure that it answers: the one right before
it (村卫生室45家,45), the last one where a verb alone stands before it (完成118), or the one of its
name. 480万方 … 完成415 leaves out the 万 as well.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from decimal import Decimal

from etl.bulletin.grammar.numerals.quantity import Quantity, in_unit
from etl.bulletin.items.model import Item
from etl.bulletin.words import measure_words

_ENDS = re.compile(r"[ ]*(?:[,、;。)]|\(\d|\n|\Z)")
_BEGINS = ",;。:()|\n"
_VERB = re.compile(
    r"(?:已|现|实际|累计|共|目前|仅|总计|年底|[\d一二三四]{1,2}月底?|截[至止]目前)*"
    r"(?:(?:完成|建成|竣工|完工|开工|改造|新增|发放|到位|落实|安装|新建|投用|在建|入住|签约"
    r"|征拆|验收|交付|开通|送电|挂牌|开发|培训|开业|运行)[了数]?)?"
)
"""All that stands before a result in the words of its promise."""
_FUNDS = re.compile(r"(?:资金|投资|贷款|补贴|补助|救助金|低保金|金额)$")
_LEAST, _MOST = Decimal("0.02"), Decimal(5)
"""What a result is of its promise."""
_LEAST_DONE = Decimal("0.1")
"""The same where a verb alone tells of it."""
_SHORTEST = 2
"""Characters of a name that a promise and its result share."""
_REACH = 12
"""Figures before a result among which its promise is looked for."""
_CLAUSE = 40
"""Characters of a clause before its figure that are looked at."""
_YEAR = range(1949, 2100)


def with_units(text: str, quantities: Sequence[Quantity], items: Sequence[Item]) -> list[Quantity]:
    """The figures, those without a unit with that of the figure in their item that they answer."""
    starts = [q.start for q in quantities]
    found = list(quantities)
    for item in items:
        for segment in item.segments:
            if segment.row:
                continue
            first = bisect_left(starts, item.start)
            for at in range(bisect_left(starts, segment.start), bisect_left(starts, segment.end)):
                if not found[at].unit and _ENDS.match(text, found[at].end):
                    found[at] = _completed(text, found[max(first, at - _REACH) : at], found[at])
    return found


def _completed(text: str, before: Sequence[Quantity], q: Quantity) -> Quantity:
    """A figure with the unit that it leaves out, if one of those before it prints it."""
    words = text[_clause(text, q.start) : q.start]
    likely = [
        done for p in reversed(before) if (done := _as(q, p)) is not None and _names(text, p, q)
    ]
    if likely:
        return likely[0]
    if words and _VERB.fullmatch(words):
        counted = [p for p in before if p.dimension != "money" and "/" not in p.unit]
        verbal = [done for p in counted if (done := _as(q, p, _LEAST_DONE)) is not None]
        # 已完成40 behind 45家 and 60张 could be of either.
        return verbal[-1] if len({done.unit for done in verbal}) == 1 else q
    if q.scale > 1 and _FUNDS.search(words):
        return in_unit(q, measure_words.vocabulary()["元"], 1)
    return q


def _names(text: str, promise: Quantity, q: Quantity) -> bool:
    """Whether a figure stands right behind another, or behind the same name."""
    begins = _clause(text, q.start)
    if begins == q.start:
        return text[promise.end : q.start].strip(" ") == ","
    words, name = text[begins : q.start], text[_clause(text, promise.start) : promise.start]
    return words[-_SHORTEST:] == name[-_SHORTEST:] and len(words) >= _SHORTEST


def _clause(text: str, end: int) -> int:
    """Where the clause of a figure begins."""
    floor = max(0, end - _CLAUSE)
    return max(floor - 1, *(text.rfind(mark, floor, end) for mark in _BEGINS)) + 1


def _as(q: Quantity, promise: Quantity, least: Decimal = _LEAST) -> Quantity | None:
    """A number in the unit of a promise, where that makes it a likely result."""
    unit = measure_words.vocabulary().get(promise.word)
    if unit is None or not promise.value or promise.unit == "%" or promise.kind != "quantity":
        return None
    for scale in dict.fromkeys((Decimal(1), promise.scale / q.scale)):
        done = in_unit(q, unit, scale)
        likely = least <= done.value / promise.value <= _MOST
        if likely and not (q.value in _YEAR and done.value * 2 < promise.value):
            return done._replace(unit=promise.unit, dimension=promise.dimension)
    return None
