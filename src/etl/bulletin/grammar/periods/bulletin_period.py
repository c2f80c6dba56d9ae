"""Which year a bulletin is about, and the last day that it describes.

What title and text say comes first, then what only a table's columns give. Where nothing is said,
what remains rests on the day of publication and is called assumed.
"""

import re
from collections.abc import Collection
from dataclasses import replace
from datetime import date

from etl.bulletin.grammar.periods import dates_in_title, period_of_data
from etl.bulletin.grammar.periods.date_mentions import mentions
from etl.bulletin.grammar.periods.datelines import dateline
from etl.bulletin.grammar.periods.plan_years import year_said
from etl.bulletin.model import Dating
from etl.document.page.furniture_lines import without_other_pages

_MEETING = re.compile(r"召开|推进会|调度会|现场会|座谈会")
_COMPLETED = re.compile(r"完成情况|全面完成|全部完成|圆满完成|办理结果|完成结果|办结情况")


def date_bulletin(title: str, text: str, published: date | None) -> Dating:
    """The plan year and the period of a bulletin.

    ``2024年…进展情况`` with ``截至11月20日`` in its text is 2024 and 20 November 2024.

    Args:
        title: of the page.
        text: normalised.
        published: the day of publication, where it is known. Without it the day of the
            text's own dateline stands in for it.
    """
    text = without_other_pages(text)
    found = list(mentions(text))
    titled = dates_in_title.dates_in(title)
    said = period_of_data.introduced(text, found)
    own_day = dateline(text, found)
    shown = min((day for day in (published, own_day) if day), default=None)
    year, assumed = year_said(text, titled, found, said, own_day), False
    period = dates_in_title.period_of(titled)
    if _MEETING.search(title) and (later := period_of_data.plainest(said, year, shown)):
        # 召开三季度推进会 says when they met.
        period = later
    if year is None and shown is not None:
        best = period or period_of_data.plainest(said, None, None)
        late = best is not None and best.month is not None and best.month > shown.month
        year, assumed = shown.year - (late or (best is None and shown.month == 1)), True
    if period is None:
        period = period_of_data.plainest(said, year, shown)
        if period and _COMPLETED.search(title) and period_of_data.is_of_one_work(said, period):
            # 2020年…完成情况 tells of the whole year, of one work until 15 December.
            period = None
    elif noted := period_of_data.day_within(said, period, year):
        period = noted
    if year is not None:
        named = period.last_day(year) if period else None
        if named is None and _COMPLETED.search(title) and not _too_early(shown, year):
            named = date(year, 12, 31)
        if named is not None:
            return Dating(year, named, assumed, period_assumed=assumed)
        if shown is not None:
            return Dating(year, min(shown, date(year, 12, 31)), assumed, period_assumed=True)
    return Dating(year, None, assumed, period_assumed=False)


def dated_by_columns(dating: Dating, ends: Collection[date | None]) -> Dating:
    """The period of a bulletin that only its columns give: 一季度进展 | 前三季度进展.

    Args:
        dating: by title and text.
        ends: of every result in a table the last day that its column names.
    """
    if not dating.period_assumed or not ends or dating.plan_year is None:
        return dating
    days = [day for day in ends if day is not None and day.year == dating.plan_year]
    if len(days) < len(ends) or (dating.period_end and max(days) > dating.period_end):
        return dating
    return replace(dating, period_end=max(days), period_assumed=dating.year_assumed)


def period_in_title(title: str, published: date) -> date | None:
    """The last day that a title alone says to describe; None where only the text can tell.

    Args:
        title: as the listing or the page prints it.
        published: the day of publication, for titles that name no year.
    """
    year = date_bulletin(title, "", published).plan_year or published.year
    if period := dates_in_title.period_of(dates_in_title.dates_in(title)):
        return period.last_day(year)
    return date(year, 12, 31) if _COMPLETED.search(title) else None


def _too_early(shown: date | None, year: int) -> bool:
    """Whether a page shown so early cannot tell of the whole year."""
    return shown is not None and shown < date(year, 12, 1)
