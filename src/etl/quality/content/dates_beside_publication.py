"""When a bulletin says that it is of, beside when it was published."""

import re
from dataclasses import dataclass
from datetime import date

from etl.bulletin.grammar.periods.bulletin_period import date_bulletin
from etl.bulletin.model import Bulletin
from etl.quality.origin import Origin
from etl.quality.past_of_plan_year import months_between


@dataclass(frozen=True)
class Dates:
    """A bulletin's days as columns of the ``document`` gate."""

    published: str
    """ISO date; empty where nobody said."""
    got: str
    days_in_future: int | None
    """From the day on which the page was had to the day of publication."""
    days_to_period_end: int | None
    """From the day of publication to the last day described."""
    years_late: int | None
    """From the plan year to the year of publication."""
    period_assumed: bool
    """The period rests on the day of publication."""
    year_assumed: bool
    text_period: str
    """The last day that the text by itself says to describe, where the title names one too."""
    text_months_off: int | None
    """Months from the title's period to the text's; a later day is one that a table was made."""


def dates(bulletin: Bulletin, origin: Origin) -> Dates:
    """Hold the days that a bulletin gives against one another."""
    shown, end = origin.published, bulletin.period_end
    titled, told = _in_title_and_text(bulletin, shown)
    return Dates(
        published=shown.isoformat() if shown else "",
        got=origin.got.isoformat() if origin.got else "",
        days_in_future=(shown - origin.got).days if shown and origin.got else None,
        days_to_period_end=(end - shown).days if shown else None,
        years_late=shown.year - bulletin.plan_year if shown else None,
        period_assumed=bulletin.dating.period_assumed,
        year_assumed=bulletin.dating.year_assumed,
        text_period=told.isoformat() if told else "",
        text_months_off=months_between(titled, told) if titled and told else None,
    )


def _in_title_and_text(
    bulletin: Bulletin, published: date | None
) -> tuple[date | None, date | None]:
    """The periods that title and text name, each without the other.

    What a pledge says of itself counts only where it is another year or months away: the data
    of one office may well lag by a month.
    """
    titled = date_bulletin(bulletin.title, "", None).period_end
    if titled is None or months_between(titled, bulletin.period_end):
        return None, None
    body = bulletin.text.replace(bulletin.title, "", 1)
    day = _said(_around_pledges(bulletin), bulletin.plan_year, published)
    if day is None:
        day = _said(body, bulletin.plan_year, published)
        lags = day and day.year == titled.year and months_between(titled, day) == -1
        if day and (lags or not _runs_to(day, body)):
            day = None
    return titled, day if day and _is_told(titled, day, body) else None


def _said(text: str, plan_year: int, published: date | None) -> date | None:
    """The period that a text names; one without a year, 截至11月底, is of the plan year."""
    told = date_bulletin("", text, published)
    if told.year_assumed or told.period_assumed or told.period_end is None:
        told = date_bulletin(f"{plan_year}年", text, published)
    return None if told.period_assumed else told.period_end


def _around_pledges(bulletin: Bulletin) -> str:
    """What stands above and below the pledges, the title left out."""
    if not bulletin.pledges:
        return ""
    first = min(pledge.start for pledge in bulletin.pledges)
    last = max(pledge.end for pledge in bulletin.pledges)
    head = bulletin.text[:first].replace(bulletin.title, "", 1)
    return f"{head}\n{bulletin.text[last:]}"


def _runs_to(day: date, text: str) -> bool:
    """Whether a text says that figures run to a day's month; 8月底已完成 tells of one work."""
    month = rf"(?<!\d){day.month}月"
    return re.search(rf"截[至止][^,。;\n]{{0,8}}?{month}|1 ?[-—–~至到] ?{month}", text) is not None


def _is_told(titled: date, day: date, text: str) -> bool:
    """Whether a text's day is of its figures.

    A later one may be the day on which a table was made, or a deadline, unless it says 截至.
    """
    said = re.search(rf"截[至止][^,。;\n]{{0,8}}?{day.month}月底", text)
    return day <= titled or said is not None
