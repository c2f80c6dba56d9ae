"""When a portal has been silent for too long, judged by its own habits.

Portals publish when they like: some each month and some each quarter, nine days after the
period's end or five months. So the next bulletin is expected as late as this portal has
ever been of late: its period as long after the last one as the longest pause that began
in the same month of an earlier year (many skip January), and its publication as many days
after the period's end as the slowest of its recent bulletins. Little history is met with
patience: :data:`PATIENCE`.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

RECENT = 12
"""Bulletins whose lag counts."""
ENOUGH = 4
"""Bulletins that make a habit."""
GRACE = timedelta(days=7)
"""Given on top of the longest lag."""
PATIENCE = timedelta(days=330)
"""After a period's end a portal without a habit is never called silent before this: half a
year to the next period, and five months to publish it, the longest that was seen."""
_NEW_YEAR_MONTHS = 3
"""A plan year's first bulletin often describes its first quarter."""


@dataclass(frozen=True, slots=True)
class Published:
    """A period that a bulletin described, and the day its first bulletin appeared."""

    period_end: date
    published: date
    """By the portal's calendar."""


@dataclass(frozen=True, slots=True)
class Expected:
    """The next bulletin, and the day by which a portal with these habits has published it."""

    period_end: date
    by: date
    last: Published
    lag_days: int
    """The longest that the portal took of late after a period's end."""


def overdue(history: Iterable[Published], today: date) -> Expected | None:
    """The bulletin that should have appeared before ``today``, if there is one.

    Args:
        history: of one portal, in any order; none of it is no habit, and never overdue.
        today: by the portal's calendar.
    """
    expected = expect(history)
    return expected if expected is not None and today > expected.by else None


def expect(history: Iterable[Published]) -> Expected | None:
    """The next bulletin by the portal's habits; None where nothing was ever published."""
    first: dict[date, date] = {}
    for one in history:
        first[one.period_end] = min(one.published, first.get(one.period_end, date.max))
    periods = sorted(first)
    if not periods:
        return None
    last = periods[-1]
    lags = [(first[period] - period).days for period in periods[-RECENT:]]
    lag = max([0, *lags])
    period_end = _later(last, _pause(periods))
    by = period_end + timedelta(days=lag) + GRACE
    if len(periods) < ENOUGH:
        by = max(by, last + PATIENCE)
    return Expected(period_end, by, Published(last, first[last]), lag)


def _pause(periods: list[date]) -> int:
    """Months until the next period: the longest pause after this month in earlier years."""
    month = periods[-1].month
    pauses = [
        (before.month, _months(after) - _months(before)) for before, after in pairwise(periods)
    ]
    in_season = [months for began, months in pauses if began == month]
    if in_season:
        return max([1, *in_season])
    usual = max([1, *(months for _, months in pauses[-RECENT:])])
    return max(usual, _NEW_YEAR_MONTHS) if month == 12 else usual


def _months(day: date) -> int:
    return day.year * 12 + day.month


def _later(day: date, months: int) -> date:
    """The last day of the month ``months`` after the day's."""
    year, month = divmod(_months(day) - 1 + months, 12)
    return date(year, month + 1, monthrange(year, month + 1)[1])
