"""Sections about a later year: a report on this year's pledges that ends with the next year's.

``第一部分 2023年民生实事办理结果 … 第二部分 2024年民生实事项目 1.… 2.…`` promises, and promises
nothing for the year that it reports on. So does ``2023年工作回顾 … 2024年民生实事安排`` of 2024.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from etl.bulletin.items.model import Item, Segment
from etl.bulletin.items.same_pledges.told_twice import DONE, settled
from etl.bulletin.model import Part

_HEADING = re.compile(
    r"(?m)^[ ]*"
    r"(?:(?:第[一二三四五]部分|附[件表录][\d一二三]?|[(]?[一二三四五六七八九十]{1,2}[)、])[ :]*)?"
    r"(?:[\u4e00-\u9fff]{2,12})?(?:(?P<year>20\d\d)年|明年|来年|下一?年度?)[^。;,\d\n|]{2,24}$"
)
_PLANS = re.compile(r"实事|计划|安排|目标|任务|打算|项目|清单|思路")
_REPORTS = re.compile(r"完成|进展|办理|落实|结果|推进|兑现|进度|情况")
_REVIEWS = re.compile(r"回顾|总结|过去")
_LATER = "a section about a later year"


class _Section(NamedTuple):
    start: int
    end: int
    part: Part
    doubt: str = ""


def in_doubt_of_later_years(text: str, items: Sequence[Item], year: int | None) -> list[Item]:
    """The items; what stands below the heading of a later year's pledges promises, in doubt.

    In a report that reviews the year before, so do this year's pledges, without doubt where nothing
    of them is done, and what is reviewed reports.
    """
    sections = [*_sections(text, year)] if year is not None else []
    if not sections:
        return list(items)
    starts = [section.start for section in sections]

    def told(segment: Segment) -> Segment:
        at = bisect_right(starts, segment.start) - 1
        if at < 0 or segment.start >= sections[at].end:
            return segment
        section = sections[at]
        return settled(segment, section.part)._replace(doubt=segment.doubt or section.doubt)

    return [item._replace(segments=tuple(map(told, item.segments))) for item in items]


def _sections(text: str, year: int) -> Iterator[_Section]:
    headings = [found for found in _HEADING.finditer(text) if found.start()]
    ends = [*(found.start() for found in headings), len(text)]
    reviews = {h for h in headings if _reviewed(h, year)}
    for found, (start, end) in zip(headings, pairwise(ends), strict=True):
        later = int(found["year"] or year + 1) > year - bool(reviews)
        if found in reviews:
            yield _Section(start, end, "progress")
        elif later and _PLANS.search(found[0]) and not _REPORTS.search(found[0]):
            own = found["year"] == str(year)
            if not (own and DONE.search(text, start, end)):
                yield _Section(start, end, "target", "" if own else _LATER)


def _reviewed(heading: re.Match[str], year: int) -> bool:
    """Whether a heading reviews the year before: 2023年工作回顾 in a report of 2024."""
    return heading["year"] == str(year - 1) and _REVIEWS.search(heading[0]) is not None
