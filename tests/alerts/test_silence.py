"""When a portal that publishes nothing is late, by its own habits."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.bulletin.grammar.periods.date_mentions import month_end
from etl.portal.publishing_habits import GRACE, PATIENCE, Published, expect, overdue

MONTHLY = dict.fromkeys(range(1, 13), 30)
QUARTERLY = {3: 40, 6: 20, 9: 12, 12: 35}
# A city that skips January, as many do.
NO_JANUARY = dict.fromkeys(range(2, 13), 25)


def published(habit: dict[int, int], first: date, last: date) -> list[Published]:
    """What a portal with a ``habit`` (days of lag by month) published of the periods between."""
    return [
        Published(period, period + timedelta(days=habit[month]))
        for year in range(first.year, last.year + 1)
        for month in sorted(habit)
        if first <= (period := month_end(year, month)) <= last
    ]


@pytest.mark.parametrize(
    ("habit", "first", "last", "next_period", "by"),
    [
        (MONTHLY, date(2023, 1, 1), date(2024, 11, 30), date(2024, 12, 31), date(2025, 2, 6)),
        (QUARTERLY, date(2022, 1, 1), date(2024, 6, 30), date(2024, 9, 30), date(2024, 11, 16)),
        (NO_JANUARY, date(2022, 1, 1), date(2024, 12, 31), date(2025, 2, 28), date(2025, 4, 1)),
        # In its first year nobody knows yet what it does in January.
        (MONTHLY, date(2024, 1, 1), date(2024, 12, 31), date(2025, 3, 31), date(2025, 5, 7)),
        # Three bulletins are no habit.
        (MONTHLY, date(2024, 1, 1), date(2024, 3, 31), date(2024, 4, 30), date(2025, 2, 24)),
    ],
    ids=["monthly", "quarterly", "january skipped", "first new year", "too little history"],
)
def test_the_next_bulletin_is_expected_by_the_portals_own_habits(
    habit: dict[int, int], first: date, last: date, next_period: date, by: date
) -> None:
    history = published(habit, first, last)
    expected = expect(history)
    assert expected is not None
    assert (expected.period_end, expected.by) == (next_period, by)
    assert overdue(history, by) is None
    assert overdue(history, by + timedelta(days=1)) == expected


def test_a_portal_without_any_bulletin_is_never_late() -> None:
    assert overdue([], date(2099, 1, 1)) is None


def test_a_bulletin_counts_from_the_first_day_it_appeared_and_not_from_its_correction() -> None:
    history = published(MONTHLY, date(2023, 1, 1), date(2024, 11, 30))
    corrected = [*history, Published(date(2024, 7, 31), date(2025, 2, 26))]
    assert expect(corrected) == expect(history)


habits = st.dictionaries(st.integers(1, 12), st.integers(0, 150), min_size=1)


@given(habit=habits, years=st.integers(2, 4))
def test_a_portal_that_goes_on_as_it_did_is_never_called_late_and_one_that_stops_is(
    habit: dict[int, int], years: int
) -> None:
    first = date(2020, 1, 1)
    every = published(habit, first, date(2020 + years, 12, 31))
    for number, coming in enumerate(every):
        known = every[:number]
        if known and known[-1].period_end.year > known[0].period_end.year:
            assert overdue(known, coming.published) is None
    longest = timedelta(days=366 + 150) + GRACE + PATIENCE
    assert overdue(every, every[-1].period_end + longest) is not None


@given(habit=habits, bulletins=st.integers(1, 3), days=st.integers(0, PATIENCE.days))
def test_little_history_is_met_with_patience(
    habit: dict[int, int], bulletins: int, days: int
) -> None:
    few = published(habit, date(2020, 1, 1), date(2023, 12, 31))[:bulletins]
    assert overdue(few, few[-1].period_end + timedelta(days=days)) is None
