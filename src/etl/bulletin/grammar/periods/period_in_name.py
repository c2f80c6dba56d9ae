"""The period that a few words name, as the head of a column does: 1-11月完成, 三季度."""

import re
from datetime import date

from etl.bulletin.grammar.periods.date_mentions import WHOLE_YEAR, is_deadline, mentions

_PERIOD = re.compile(
    r"第?[一二三四1-4]季度|(?:\d{1,2}[-—–~至])?\d{1,2}月[底末]?|[上下]半年|年[底末]"
)


def is_period(name: str) -> bool:
    """Whether a name is a quarter or months and nothing else: 一季度, 1-6月."""
    return _PERIOD.fullmatch(name) is not None


def period_in(words: str, year: int | None) -> date | None:
    """The last day of the period that a few words name, if they name one."""
    last = None
    for mention in mentions(words):
        if mention.month is not None:
            last = mention
    return last.last_day(year) if last else None


def month_in(words: str, year: int | None) -> date | None:
    """The last day of the period that a table's column names: 1-11月完成, 三季度, 2024.11.

    A deadline (11月底前完成) is none, and neither is the whole year.
    """
    last = None
    for mention in mentions(words):
        if mention.month is not None and not is_deadline(words, mention):
            last = mention
    if last is None or WHOLE_YEAR.search(words):
        return None
    return last.last_day(year)
