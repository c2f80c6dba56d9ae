"""What a portal's file asserts, and when it is looked at."""

from datetime import date, timedelta

import pytest

from etl.errors import SettingsError
from etl.portal.assertions import Appeared, Assertions, judge
from etl.portal.model import Portal, read_portal

YAML = """
city: 某市
listing: http://www.town.example/bss/
adapter: trs
title_pattern: 进展情况
"""
TODAY = date(2025, 1, 20)


def monthly(many: int, figures: int = 60) -> list[Appeared]:
    """Bulletins of the latest ``many`` months, ten days after each."""
    ends = [date(2023 + (m // 12), m % 12 + 1, 1) - timedelta(days=1) for m in range(1, 25)]
    return [Appeared(end, end + timedelta(days=10), figures) for end in ends[-many:]]


@pytest.mark.parametrize(
    ("asserted", "bulletins", "said"),
    [
        (Assertions(), monthly(2, 1), []),
        (Assertions(least_bulletins_a_year=12), monthly(24), []),
        (Assertions(least_bulletins_a_year=12), monthly(6), []),
        (
            Assertions(least_bulletins_a_year=11),
            [*monthly(24)[:2], *monthly(3)],
            ["3 bulletins in the last 365 days, at least 11 are expected"],
        ),
        (
            Assertions(least_figures_a_bulletin=50),
            [*monthly(24, 1)[:12], *monthly(11)[:-1], *monthly(1, 12)],
            ["the bulletin to 2024-12-31 has 12 figures, at least 50 are expected"],
        ),
        (
            Assertions(largest_gap_days=40),
            [*monthly(6)[:2], *monthly(6)[4:5]],
            [
                "no bulletin for 91 days after 2024-09-10, at most 40 are expected",
                "no bulletin for 41 days since 2024-12-10, at most 40 are expected",
            ],
        ),
    ],
)
def test_what_no_longer_holds_is_said_with_what_to_do(
    asserted: Assertions, bulletins: list[Appeared], said: list[str]
) -> None:
    found = judge("town", asserted, bulletins, TODAY)
    assert [one.what for one in found] == said
    assert all("portals/town.yaml" in one.advice or "etl backfill" in one.advice for one in found)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("schedule: {bulletins: 30 9 6-30/4 *}", "town.yaml:6: schedule.bulletins: .* 4 fields"),
        ("schedule: {revisit: 0 25 * * mon}", "schedule.revisit: '25' is no hour"),
        ("schedule: {revisit: 0 7 * * fun}", "'fun' is no day of the week"),
        ("schedule: {timezone: Asien}", "schedule.timezone: there is no zone"),
        ("schedule: {enabled: true, bulletins: '', revisit: ''}", "enabled and has no time"),
        ("assertions: {least_figures: 3}", "assertions.least_figures: Extra inputs"),
        ("assertions: {largest_gap_days: 0}", "largest_gap_days: Input should be greater"),
    ],
)
def test_a_wrong_schedule_or_assertion_is_said_with_its_line(more: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        read_portal("town", YAML + more, "town.yaml")


def test_a_portal_is_looked_at_once_it_is_verified_unless_its_file_says_otherwise() -> None:
    def town(more: str) -> Portal:
        return read_portal("town", YAML + more, "town.yaml")

    assert not town("").scheduled
    assert town("verified: true").scheduled
    assert town("schedule: {enabled: true}").scheduled
    assert not town("verified: true\nschedule: {enabled: false}").scheduled
    assert not town("verified: true\nsample: true").scheduled
