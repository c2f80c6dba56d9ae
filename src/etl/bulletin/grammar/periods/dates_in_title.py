"""What a title dates its bulletin by: 2024年11月…进展情况."""

import re
from collections.abc import Sequence

from etl.bulletin.grammar.periods.date_mentions import Mention, is_deadline, mentions

_ASIDE_BEHIND = re.compile(
    r"[^一-鿿\d]{0,2}(?:发布|印发|公布|公开|公示发布|出台|通过|召开|启动|起)"
)
_FOR_WORK_TO_COME = re.compile(
    r"[^,。;\d]{0,6}?(?:计划|安排|打算|部署)(?!完成|进展|落实|执行|推进|情况)"
)
_HOUR = re.compile(r"[ ]*\d{1,2}:\d{2}")
_PUBLISHED_ON = re.compile(r"(?:日期|时间)[ :\[]{0,3}\Z")


def dates_in(title: str) -> list[Mention]:
    """What a title dates its bulletin by; days of publication and deadlines are aside."""
    return [
        m
        for m in mentions(title)
        if not m.years
        and not _PUBLISHED_ON.search(title, 0, m.start)
        and not _ASIDE_BEHIND.match(title, m.end)
        and not _HOUR.match(title, m.end)
        and not is_deadline(title, m)
        and not (m.month is not None and _FOR_WORK_TO_COME.match(title, m.end))
    ]


def period_of(titled: Sequence[Mention]) -> Mention | None:
    """The period among the dates of a title: the last that names a month."""
    return next((m for m in reversed(titled) if m.month is not None), None)
