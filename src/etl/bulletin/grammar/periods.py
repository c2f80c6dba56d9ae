"""Which year a bulletin is about, and the last day it describes."""

import re
from calendar import monthrange
from datetime import date

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?:年|(?=[市县区省全]))")
_TO = r"[-—–―~～至到]{1,2}"
_MONTH = re.compile(
    rf"(?<!\d)(?:\d{{1,2}}{_TO})?(\d{{1,2}})月(?!\d|报|\d*日前)(?:份|底|末|(?P<day>\d{{1,2}})日)?"
)
_QUARTERS = (
    (re.compile(r"上半年|半年度|二季度|第2季度|前两个?季度"), 6),
    (re.compile(r"[前]?三季度|第3季度"), 9),
    (re.compile(r"一季度|首季|第1季度"), 3),
    (re.compile(r"四季度|第4季度"), 12),
)
# In a text 全年 is mostly the plan's (全年目标), in a title the period.
_WHOLE_YEAR = re.compile(r"全年(?!目标|任务|计划)")
_COMPLETED = re.compile(r"完成情况|全面完成|全部完成|圆满完成")
_AS_OF = re.compile(r"截[至止]([^,。;\n]{1,16})")


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def plan_year(title: str, text: str, published: date) -> int:
    """The year promised for: as the title says, else the text, else the publication."""
    for words in (title, text):
        if found := _YEAR.search(words):
            return int(found[1])
    month = _month(title) or _month(text[:400])
    # In January a bulletin without a year speaks of the one that has just ended.
    return published.year - 1 if month and month > published.month else published.year


def period_end(title: str, text: str, year: int, published: date) -> date:
    """The last day described: 1-11月 → 30 November, 前三季度 → 30 September, 完成情况 → year's end.

    A title outranks the text. Where neither names a period the day is that of publication,
    within the plan year.
    """
    if in_title := _named(title, year):
        return in_title
    for found in _AS_OF.finditer(text):
        if stated := period_in(found[1], year):
            return stated
    if _COMPLETED.search(title):
        return date(year, 12, 31)
    opening = period_in(text[:120], year)
    return opening or min(published, date(year, 12, 31))


def period_in_title(title: str, published: date) -> date | None:
    """The last day that a title alone says to describe; None where only the text can tell.

    Args:
        published: the day of publication, for titles that name no year.
    """
    year = plan_year(title, "", published)
    if named := _named(title, year):
        return named
    return date(year, 12, 31) if _COMPLETED.search(title) else None


def period_in(words: str, year: int) -> date | None:
    """The last day of the period that a few words name, if they name one."""
    months = [m for m in _MONTH.finditer(words) if 1 <= int(m[1]) <= 12]
    if months:
        last = months[-1]
        month = int(last[1])
        if last["day"] and 1 <= int(last["day"]) <= monthrange(year, month)[1]:
            return date(year, month, int(last["day"]))
        return month_end(year, month)
    for pattern, month in _QUARTERS:
        if pattern.search(words):
            return month_end(year, month)
    return None


def month_in(words: str, year: int) -> date | None:
    """The last day of the month that a table's column names, if it names one."""
    return period_in(words, year) if "月" in words or "季度" in words else None


def _named(title: str, year: int) -> date | None:
    """The last day of the period that a title names."""
    if named := period_in(title, year):
        return named
    return date(year, 12, 31) if _WHOLE_YEAR.search(title) else None


def _month(words: str) -> int | None:
    found = period_in(words, 2000)
    return found.month if found else None
