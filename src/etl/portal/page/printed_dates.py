"""Days and times as portals print them: 2024-12-30 16:20, 2026.09.19, 2026-9-8, 2024年12月30日."""

import re
import unicodedata
from calendar import monthrange
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
"""The zone of the portals, and so of clocks that people are shown, unless a portal says another."""

_MOMENT = re.compile(
    r"""(?<!\d)(?P<year>(?:19|20)\d\d)\s*(?P<separator>[-./年])\s*
    (?P<month>\d{1,2})\s*(?:(?P=separator)|月)\s*
    (?P<day>\d{1,2})(?!\d)\s*日?
    (?:[T\s]*(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?)?""",
    re.VERBOSE,
)
_SHORT = re.compile(r"(?P<month>\d{1,2})[-./月](?P<day>\d{1,2})日?")

_FIRST_HOUR = 7
# A day stands near the start of what is taken for one, whatever else a page puts there.
_MOST_CHARACTERS = 1000


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The last second of a day in ``zone``, as aware UTC.

    A page known only by its day counts as published then: "published by" must not claim
    it for an hour at which it may not have been there.
    """
    return datetime.combine(day, time(23, 59, 59), zone).astimezone(UTC)


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or that month's last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def find_day(text: str, *, whole: bool = False) -> date | None:
    """The first day in ``text``; with ``whole``, only where the text is nothing else."""
    text = _bare(text)
    found = _MOMENT.fullmatch(text) if whole else _MOMENT.search(text)
    return _day(found) if found else None


def find_month_and_day(text: str) -> tuple[int, int] | None:
    """Month and day where the text is nothing else: 「[09-11]」, 「9月11日」."""
    found = _SHORT.fullmatch(_bare(text))
    return (int(found["month"]), int(found["day"])) if found else None


def find_moment(text: str, zone: ZoneInfo) -> datetime | None:
    """The first day, with its time where one follows, as aware UTC.

    Clocks without an offset are ``zone``'s. A day without a time is its last second, and
    so is one with a time of the night: no office publishes then, but templates print an
    afternoon by a clock of twelve hours, and 00:00 for no time at all.
    """
    text = _plain(text)
    try:
        exact = datetime.fromisoformat(text)
        if exact.tzinfo is not None:
            return exact.astimezone(UTC)
    except (ValueError, OverflowError):
        exact = None
    found = _MOMENT.search(text)
    day = _day(found) if found else None
    if found is None or day is None:
        return None
    if found["hour"] is None or int(found["hour"]) < _FIRST_HOUR:
        return end_of_day(day, zone)
    try:
        clock = time(int(found["hour"]), int(found["minute"]), int(found["second"] or 0))
    except ValueError:
        return end_of_day(day, zone)
    return datetime.combine(day, clock, zone).astimezone(UTC)


def _bare(text: str) -> str:
    """Text in half-width characters, without the brackets around it."""
    return _plain(text).strip(" []()【】〔〕")


def _plain(text: str) -> str:
    """The start of a text in half-width characters, each gap one space."""
    return " ".join(unicodedata.normalize("NFKC", text[:_MOST_CHARACTERS]).split())


def _day(found: re.Match[str]) -> date | None:
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
