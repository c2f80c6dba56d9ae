"""What a bulletin must show, and what happens where it does not."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from etl import resources
from etl.bulletin.model import Bulletin
from etl.errors import SettingsError
from etl.quality.check import check
from etl.quality.model import CheckResult, outcome
from etl.quality.suite import Suite, load_suites
from tests.bulletins import Figure, Item, bulletin, parking

SUITES = load_suites(resources.folder("expectations"))


def failures(bulletin: Bulletin) -> list[CheckResult]:
    [results] = check([bulletin], SUITES)
    return [result for result in results if not result.passed]


def with_fact(good: Bulletin, index: int, **changes: object) -> Bulletin:
    facts = list(good.facts)
    facts[index] = replace(facts[index], **changes)
    return replace(good, facts=tuple(facts))


def cut_short(good: Bulletin) -> Bulletin:
    return replace(good, text=good.text.removesuffix("。"))


GOOD = bulletin(parking())

CORRUPTED = {
    "has_title": (replace(GOOD, title=""), "quarantine"),
    "period_lies_in_plan_year": (replace(GOOD, period_end=date(2023, 11, 30)), "quarantine"),
    "has_figures": (bulletin(), "quarantine"),
    "no_pledge_is_missing": (bulletin(parking(), parking(number=3)), "quarantine"),
    "no_pledge_is_repeated": (bulletin(parking(), parking()), "quarantine"),
    "last_pledge_has_progress": (
        bulletin(parking(), Item(2, (Figure("target", "建设口袋公园", "60", "个"),))),
        "quarantine",
    ),
    "last_pledge_is_whole": (
        cut_short(bulletin(*(parking(number=n) for n in (1, 2, 3)))),
        "quarantine",
    ),
    "shares_hold_together": (
        bulletin(parking("2335"), parking("2352", number=2), parking(number=3)),
        "quarantine",
    ),
    "every_pledge_has_progress": (
        bulletin(Item(1, (Figure("target", "建设口袋公园", "60", "个"),)), parking(number=2)),
        "flag",
    ),
    "every_pledge_names_a_unit_responsible": (
        bulletin(replace(parking(), agencies=())),
        "flag",
    ),
    "no_unexplained_numerals": (bulletin(parking(), unexplained=("其他37",)), "flag"),
    "has_a_unit": (with_fact(GOOD, 1, unit=""), "quarantine"),
    "names_what_is_counted": (with_fact(GOOD, 1, indicator=""), "quarantine"),
    "span_quotes_the_text": (with_fact(GOOD, 1, start=0, end=5), "quarantine"),
    "value_is_finite": (with_fact(GOOD, 1, value=Decimal("Infinity")), "quarantine"),
    "value_is_not_absurd": (with_fact(GOOD, 1, value=Decimal("2e14")), "flag"),
    "percentage_is_plausible": (with_fact(GOOD, 2, value=Decimal("11670")), "flag"),
    "measures_a_promise_of_its_pledge": (with_fact(GOOD, 1, target=2), "quarantine"),
    "share_agrees_with_arithmetic": (bulletin(parking(value="23552")), "flag"),
}


def test_a_good_bulletin_passes_every_expectation_with_one_row_each() -> None:
    [results] = check([GOOD], SUITES)
    assert outcome(results) == "load"
    names = [expectation.name for suite in SUITES for expectation in suite.expectations]
    assert [result.expectation for result in results] == names


@pytest.mark.parametrize("name", CORRUPTED)
def test_each_corruption_is_caught(name: str) -> None:
    corrupted, expected = CORRUPTED[name]
    [results] = check([corrupted], SUITES)
    assert name in {result.expectation for result in results if not result.passed}
    assert outcome(results) == expected


def test_every_expectation_has_a_corruption_that_it_catches() -> None:
    assert set(CORRUPTED) == {e.name for suite in SUITES for e in suite.expectations}


@pytest.mark.parametrize("share", ["116.7", "116.8", "116", "117", "116.76"])
def test_a_share_may_be_truncated_or_rounded(share: str) -> None:
    assert failures(bulletin(parking(share=share))) == []


def test_a_wrong_share_points_to_its_fact_and_says_what_was_seen() -> None:
    [failure] = failures(bulletin(parking(share="117.6")))
    assert (failure.gate, failure.fact) == ("facts", 2)
    assert failure.observed == "23352 个 of 20000 个 is 116.76 %, printed 117.6 %"


def test_one_wrong_share_flags_and_does_not_quarantine_a_bulletin_of_two() -> None:
    [results] = check([bulletin(parking(share="117.6"), parking(number=2))], SUITES)
    assert outcome(results) == "flag"


def test_in_a_batch_each_failure_stays_with_its_own_bulletin() -> None:
    wrong = bulletin(parking(share="117.6"))
    outcomes = [outcome(results) for results in check([GOOD, wrong, bulletin(), GOOD], SUITES)]
    assert outcomes == ["load", "flag", "quarantine", "load"]


def test_an_expectation_unknown_to_great_expectations_is_a_settings_error() -> None:
    entry = {
        "name": "dances",
        "type": "expect_column_to_dance",
        "kwargs": {"column": "title"},
        "severity": "warning",
        "why": "No reason.",
        "says": "{title}",
    }
    suite = Suite.model_validate({"gate": "document", "expectations": [entry]})
    with pytest.raises(SettingsError, match="dances"):
        check([GOOD], [suite])


def test_an_expectation_of_the_table_as_a_whole_is_a_settings_error() -> None:
    entry = {
        "name": "has_rows",
        "type": "expect_table_row_count_to_be_between",
        "kwargs": {"min_value": 100},
        "severity": "warning",
        "why": "No reason.",
        "says": "{title}",
    }
    suite = Suite.model_validate({"gate": "document", "expectations": [entry]})
    with pytest.raises(SettingsError, match="has_rows"):
        check([GOOD], [suite])
