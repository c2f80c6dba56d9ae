"""Pledges that a text lists again: what was promised, and further down what came of each.

``一、目标任务 1.新增托位… 2.… 二、完成情况 1.托位… 2.…``, or a table of results below the promises.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from statistics import mean

from etl.bulletin.grammar.numerals.numeral_scan import scan
from etl.bulletin.grammar.numerals.quantity import Quantity, exact_digits
from etl.bulletin.grammar.periods.period_in_name import month_in
from etl.bulletin.items.model import Item, Segment
from etl.bulletin.model import Part

DONE = re.compile(
    r"已(?![婚故有])|累计|实际|截[至止]|目前|正在|完成率|同比|(?:占|完成)[^,。;]{0,12}%"
    r"|为(?:年度|全年|年初)?(?:目标|任务|计划)[^,。;\d]{0,4}\d[\d.]*%|比(?:目标|计划|任务)多|剩余"
    r"|(?:[一二三四]季度|上半年|\d月份?)[^,。;:]{0,4}(?:完成|开工|建成|新增|竣工)"
)
"""Words that no promise says."""
_FEWEST = 3
_FEW = 0.2
"""Share of the first list's items up to which they may tell of something done; of the second
more do."""
_ALIKE = 0.6
"""Share of the items that resemble the one of their number more than any other."""
_COUNTED = 0.4
"""Digits that a figure of what was done has more than a plan's, in the mean."""
_OPENING = 300
"""Characters of an item that say what it is about."""


def listed_once(
    text: str, items: Sequence[Item], numbers: Mapping[int, int], year: int | None
) -> list[Item]:
    """The items, those of several lists of the same pledges made one each.

    The first list promises, each of the others reports: 承诺 1.…6.… 一季度 1.…6.… 上半年 1.…6.…
    ``numbers`` has the printed number of each item by where its words begin.
    """
    outside = [item for item in items if not item.number]
    printed = [item._replace(number=numbers[item.start]) for item in items if item.number]
    starts = [at for at, item in enumerate(printed) if item.number == printed[0].number]
    lists = [printed[a:b] for a, b in pairwise([*starts, len(printed)])]
    pledges, others = lists[0] if lists else [], lists[1:]
    if not others or not all(are_told_twice(text, pledges, other) for other in others):
        pairs = _list_pairs(printed)
        if not all(are_told_twice(text, *pair) for pair in pairs):
            return list(items)
        told = (item for pair in pairs for item in told_once(*pair))
        return sorted((*outside, *told), key=lambda item: item.start) if pairs else list(items)
    for other in others:
        dated = other if len(others) == 1 else _of_period(text, other, year)
        pledges = list(told_once(pledges, dated))
    return sorted((*outside, *pledges), key=lambda item: item.start)


def _list_pairs(printed: Sequence[Item]) -> Sequence[tuple[Sequence[Item], Sequence[Item]]]:
    """Lists that come again one by one: 承诺 1.…5. 进展 1.…5. 承诺 6.…9. 进展 6.…9.; none where
    something is left over."""
    pairs: list[tuple[Sequence[Item], Sequence[Item]]] = []
    at = 0
    while at < len(printed):
        falls = (
            place
            for place in range(at + 1, len(printed))
            if printed[place].number <= printed[place - 1].number
        )
        middle = next(falls, len(printed))
        end = 2 * middle - at
        first, second = printed[at:middle], printed[middle:end]
        if [item.number for item in first] != [item.number for item in second]:
            return []
        pairs.append((first, second))
        at = end
    return pairs


def _of_period(text: str, reports: Sequence[Item], year: int | None) -> list[Item]:
    """The reports of a list with the period that the line above it names: 上半年进展."""
    opened = text.rfind("\n", 0, reports[0].start) + 1
    above = text[text.rfind("\n", 0, max(opened - 1, 0)) + 1 : opened]
    day = month_in(above, year)
    return [
        item._replace(
            segments=tuple(s._replace(period_end=s.period_end or day) for s in item.segments)
        )
        for item in reports
    ]


def are_told_twice(text: str, first: Sequence[Item], second: Sequence[Item]) -> bool:
    """Whether two lists are of the same pledges: by their numbers and words, and as the one tells
    of nothing done and the other promises nothing."""
    numbers = [item.number for item in first]
    if len(numbers) < _FEWEST or numbers != [item.number for item in second]:
        return False
    reports = sum(_tells(text, item) for item in second)
    # Below a table of promises prose that lists their numbers again reports, whatever its words.
    told = (
        reports > _FEW * len(numbers)
        or all(map(_only_promises, first))
        or _answers(text, first, second)
    )
    if tells_of_done(text, first) or not told or any(map(_promises, second)):
        return False
    promised, reported = ([_pairs(text, item) for item in items] for items in (first, second))
    own = 0
    for at, words in enumerate(reported):
        shared = [len(words & others) / (len(others) or 1) for others in promised]
        own += shared[at] > 0 and shared[at] == max(shared)
    return own >= _ALIKE * len(numbers)


def _answers(text: str, first: Sequence[Item], second: Sequence[Item]) -> bool:
    """Whether the figures of one list answer those of another: of the same units in most items,
    and counted where the others are round; not where they divide them."""
    agreeing = divided = 0
    digits: tuple[list[int], list[int]] = ([], [])
    for one, other in zip(first, second, strict=True):
        figures = _figures(text, other)
        promised, done = (
            {q.unit: q for q in reversed(own)} for own in (_figures(text, one), figures)
        )
        common = promised.keys() & done.keys()
        sums = {unit: sum(q.value for q in figures if q.unit == unit) for unit in common}
        divided += any(sums[u] == promised[u].value != done[u].value for u in common)
        agreeing += bool(common) and any(promised[u].value != done[u].value for u in common)
        for found, quantities in zip(digits, (promised, done), strict=True):
            found.extend(exact_digits(f"{quantities[unit].value.normalize():f}") for unit in common)
    if divided > _FEW * len(first):
        return False
    return agreeing > len(first) / 2 and mean(digits[1]) > mean(digits[0]) + _COUNTED


def _figures(text: str, item: Item) -> list[Quantity]:
    """The figures of an item that have a unit."""
    found = (scan(text[s.start : s.end])[0] for s in item.segments)
    return [q for quantities in found for q in quantities if q.unit and q.kind == "quantity"]


def told_once(first: Sequence[Item], second: Sequence[Item]) -> Iterator[Item]:
    """Each pledge of two lists as one item: the first list promises, the second reports on it,
    or on most of it.

    What captions or columns say of a stretch goes before.
    """
    reports = {item.number: item for item in second}
    for one in first:
        other = reports.get(one.number)
        if other is None:
            yield one
            continue
        promise = (settled(s, "target") for s in one.segments)
        report = (settled(s, "progress") for s in other.segments)
        segments = sorted((*promise, *report), key=lambda segment: segment.start)
        yield one._replace(
            agencies=one.agencies or other.agencies,
            segments=tuple(segments),
            points=(*one.points, *other.points),
        )


def _tells(text: str, item: Item) -> bool:
    """Whether an item tells of what was done, by its words or by a table's column."""
    return any(
        (s.part == "progress" and s.measure is not None) or DONE.search(text, s.start, s.end)
        for s in item.segments
    )


def _promises(item: Item) -> bool:
    return any(segment.part == "target" for segment in item.segments)


def _only_promises(item: Item) -> bool:
    """Whether a table's columns say that all of an item promises."""
    return all(s.part == "target" for s in item.segments)


def tells_of_done(text: str, items: Sequence[Item]) -> bool:
    """Whether more than a few items of a list tell of something done."""
    return sum(_tells(text, item) for item in items) > _FEW * len(items)


def settled(segment: Segment, part: Part) -> Segment:
    """A stretch of a part, if nothing announces what it is."""
    return segment._replace(part=part, open=False) if segment.is_free else segment


def _pairs(text: str, item: Item) -> frozenset[str]:
    """The pairs of characters in an item's first words, its figures apart."""
    said = "".join(text[s.start : s.end] + s.topic for s in item.segments)[:_OPENING]
    pairs = (said[at : at + 2] for at in range(len(said) - 1))
    return frozenset(pair for pair in pairs if pair.isalpha() and not pair.isascii())
