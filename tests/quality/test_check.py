"""What a bulletin must show, and what happens where it does not."""

import pytest

from etl import resources
from etl.bulletin.model import Bulletin
from etl.bulletin.read import read
from etl.document.extract import Document
from etl.errors import SettingsError
from etl.quality.check import check
from etl.quality.check_results import CheckResult
from etl.quality.suite import Suite, load_suites
from etl.quality.what_is_held_back import outcome
from tests.bulletins import bulletin, parking

SUITES = load_suites(resources.folder("expectations"))


def failures(bulletin: Bulletin) -> list[CheckResult]:
    [results] = check([bulletin], SUITES)
    return [result for result in results if not result.passed]


GOOD = bulletin(parking())


def test_a_good_bulletin_passes_every_expectation_with_one_row_each() -> None:
    [results] = check([GOOD], SUITES)
    assert outcome(results) == "load"
    names = [e.name for suite in SUITES if suite.gate != "history" for e in suite.expectations]
    assert [result.expectation for result in results] == names


@pytest.mark.parametrize("share", ["116.7", "116.8", "116", "117", "116.76"])
def test_a_share_may_be_truncated_or_rounded(share: str) -> None:
    assert failures(bulletin(parking(share=share))) == []


def test_a_wrong_share_points_to_its_fact_and_says_what_was_seen() -> None:
    failure = failures(bulletin(parking(share="117.6")))[-1]
    assert (failure.gate, failure.fact) == ("facts", 2)
    assert failure.observed == "23352 个 of 20000 个 is 116.76 %, printed 117.6 %"


def test_one_wrong_share_flags_and_does_not_quarantine_a_bulletin_of_two() -> None:
    [results] = check([bulletin(parking(share="117.6"), parking(number=2))], SUITES)
    assert outcome(results) == "flag"


def test_in_a_batch_each_failure_stays_with_its_own_bulletin() -> None:
    wrong = bulletin(parking(share="117.6"))
    outcomes = [outcome(results) for results in check([GOOD, wrong, bulletin(), GOOD], SUITES)]
    assert outcomes == ["load", "flag", "quarantine", "load"]


@pytest.mark.parametrize(
    ("foot", "whole"),
    [
        ("。责任编辑:某某 版权所有:某市人民政府", True),
        ("。 【打印本页】 主办:某市人民政府", True),
        ("。责任单位:市文旅局", True),
        ("。另有", False),
        (",另有", False),
    ],
)
def test_a_page_that_goes_on_with_its_foot_is_not_cut(foot: str, whole: bool) -> None:
    items = "".join(f"{n}.新建公厕{n}0座。已建成{n}座。\n" for n in range(1, 4))
    text = f"某市2031年1-9月民生实事进展情况\n{items}4.新建书房20家。已建成18家{foot}"
    failed = {one.expectation for one in failures(read(Document("", text), published=None))}
    assert ("last_pledge_is_whole" not in failed) == whole


def test_numbers_of_points_and_digits_of_codes_are_understood() -> None:
    items = "".join(
        f"项目编号:2031-0{n}\n{n}.惠民工程\n[工作目标]1.新建公厕{n}0座;2.修路{n}公里。\n"
        f"[完成情况]1.建成{n}座。2.修路{n}公里。\n"
        for n in range(1, 5)
    )
    text = f"某市2031年1-9月民生实事进展情况\n{items}"
    failed = {one.expectation for one in failures(read(Document("", text), published=None))}
    assert failed.isdisjoint({"numerals_are_understood", "no_unexplained_numerals"})


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
