"""Promises without a figure: a line opened, full coverage reached.

A milestone has value 1 where the text says that it is reached (地铁6号线于4月26日开通) and 0
where it is promised (推动地铁6号线开通运营). Its day is the one that the clause names.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from etl.bulletin.grammar.labels import counted_noun
from etl.bulletin.grammar.periods.period_in_name import period_in
from etl.bulletin.items.model import Segment

_CLAUSE = re.compile(r"[^,。;\n!?|]{4,60}")
_ACHIEVEMENTS = (
    "开通", "开通运营", "通车", "投用", "投入使用", "投入运营", "投入运行", "建成", "竣工",
    "完工", "启用", "交付", "交付使用", "封顶", "全覆盖", "全部达标", "上线", "上线运行", "挂牌",
)  # fmt: skip
_REACHED = re.compile(r"已|全部|实现|正式|顺利|如期|提前|成功|\d日|\d月")
_NOT_YET = re.compile(r"将|计划|预计|拟|力争|正在|未|待|推进|加快|争取|确保|前(?!期)")
_CARRIED = re.compile(
    r"(?:于|在)?(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?(?:底|前|底前)*|已经?|均|顺利|正式|如期|提前|成功|全面"
)


@dataclass(frozen=True, slots=True)
class Milestone:
    """A promise or a report that counts nothing."""

    label: str
    reached: bool
    start: int
    end: int
    day: date | None
    """The day named in the clause, if one is."""


def find(
    text: str, segment: Segment, taken: Sequence[tuple[int, int]], year: int | None
) -> Iterator[Milestone]:
    """The milestones of a segment, outside the clauses that hold a figure.

    Args:
        text: normalised, of the whole bulletin.
        segment: the part of it to look at.
        taken: spans of the segment's figures, in order.
        year: of the days that name none.
    """
    figures = iter(taken)
    figure = next(figures, None)
    for clause in _CLAUSE.finditer(text, segment.start, segment.end):
        while figure is not None and figure[1] <= clause.start():
            figure = next(figures, None)
        if figure is not None and figure[0] < clause.end():
            continue
        words = clause[0].strip()
        if not words.endswith(_ACHIEVEMENTS):
            continue
        reached = segment.part == "progress"
        if reached and (_NOT_YET.search(words) or not _REACHED.search(words)):
            continue
        label = counted_noun.before(_CARRIED.sub("", words))
        if len(label) >= 4:
            start = clause.start() + clause[0].index(words)
            yield Milestone(label, reached, start, start + len(words), period_in(words, year))
