"""The day that a page gives as its own, at its head or foot: 2008年01月15日09:30 渔港日报."""

import re
from collections.abc import Sequence
from datetime import date

from etl.bulletin.grammar.periods.date_mentions import Mention

_SIGNED = re.compile(r"[ (]*(?:[^,。;:\d\n]{2,24}[^,。;:\d\n自从至到截的于在]|)[ (]*")
"""What stands before the day on which a text was signed."""
_DATELINE = re.compile(
    r"(?:日期|时间|发布|发表|来源|更新|上传|录入|编辑|作者|浏览|日讯|报讯|日报|记者|通讯员)"
    r"|[日\d][ ]?\d{1,2}:\d{2}"
)
_OFFICE_ALONE = re.compile(
    r"[ ]?(?:\d{1,2}:\d{2}(?::\d{2})?)?[ |]*"
    r"(?:[^,。;:\d |]{2,16}(?:[办局委室站处部科院网报]|中心|政府))?[ ]*(?:$|\n|\|)"
)
_HEAD_LINE = re.compile(r"[^,。;:!?]{0,60}(?<![至到于])\Z")
_NOTE = re.compile(r"[ ]?,[^()\n]{0,30}\)[ ]?(?:\n|$)")
"""Behind the day in a note below the title: (2012年11月9日,根据录音整理)."""
_HEAD = 400
_FOOT = 200


def dateline(text: str, found: Sequence[Mention]) -> date | None:
    """The day that a page's head or foot gives as its own: 2008年01月15日09:30 渔港日报."""
    for m in found:
        if m.year is None or m.day is None or _HEAD < m.start < len(text) - _FOOT:
            continue
        start = text.rfind("\n", 0, m.start) + 1
        end = text.find("\n", m.end, m.end + 60)
        line = text[max(start, m.start - 30) : end if end >= 0 else m.end + 60]
        alone = m.start == start and _OFFICE_ALONE.match(text, m.end) is not None
        ends = text.startswith("\n", m.end) and "。" not in text[:start]
        # 第14期 民生工程领导小组办公室编 2014年12月8日
        ends = ends and start > 0 and _HEAD_LINE.match(text[start : m.start]) is not None
        # 石桥镇党政办 2022年11月17日
        last = not text[m.end : end if end >= 0 else len(text)].strip(" )")
        by = _SIGNED.fullmatch(text[start : m.start])
        signed = m.start >= len(text) - _FOOT and last and by is not None
        noted = text[start : m.start].strip() == "(" and _NOTE.match(text, m.end) is not None
        if alone or ends or signed or noted or (m.start - start <= 30 and _DATELINE.search(line)):
            return m.last_day(m.year)
    return None
