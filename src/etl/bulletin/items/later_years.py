"""Sections about a later year: a report on this year's pledges that ends with the next year's.

``第一部分 2023年民生实事办理结果 … 第二部分 2024年民生实事项目 1.… 2.…`` promises, and promises
nothing for the year that it reports on.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from etl.bulletin.items.model import Item, Segment
from etl.bulletin.items.same_pledges.told_twice import settled

_HEADING = re.compile(
    r"(?m)^[ ]*"
    r"(?:(?:第[一二三四五]部分|附[件表录][\d一二三]?|[(]?[一二三四五六七八九十]{1,2}[)、])[ :]*)?"
    r"(?:[\u4e00-\u9fff]{2,12})?(?:(?P<year>20\d\d)年|明年|来年|下一?年度?)[^。;,\d\n|]{2,24}$"
)
_PLANS = re.compile(r"实事|计划|安排|目标|任务|打算|项目|清单|思路")
_REPORTS = re.compile(r"完成|进展|办理|落实|结果|推进|兑现|进度|情况")
_LATER = "a section about a later year"


def in_doubt_of_later_years(text: str, items: Sequence[Item], year: int | None) -> list[Item]:
    """The items; what stands below the heading of a later year's pledges promises, in doubt."""
    spans = _spans(text, year) if year is not None else []
    if not spans:
        return list(items)
    starts = [start for start, _ in spans]

    def told(segment: Segment) -> Segment:
        at = bisect_right(starts, segment.start) - 1
        if at < 0 or segment.start >= spans[at][1]:
            return segment
        promise = settled(segment, "target")
        return promise._replace(doubt=segment.doubt or _LATER)

    return [item._replace(segments=tuple(map(told, item.segments))) for item in items]


def _spans(text: str, year: int) -> list[tuple[int, int]]:
    headings = [found for found in _HEADING.finditer(text) if found.start()]
    ends = [*(found.start() for found in headings), len(text)]
    return [
        (start, end)
        for found, (start, end) in zip(headings, pairwise(ends), strict=True)
        if int(found["year"] or year + 1) > year
        and _PLANS.search(found[0])
        and not _REPORTS.search(found[0])
    ]
