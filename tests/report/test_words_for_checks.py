"""What checks say, in Chinese: each expectation tells what it saw, and why that matters."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from string import Formatter

import pytest

from etl import resources
from etl.quality.suite import Expectation, load_suites
from etl.quality.verdicts import FigureRead
from etl.report.words_for_checks import held_back, observed, why
from etl.warehouse.journal.waiting_for_verdict import Failure, Held, HeldFigure

EXPECTATIONS = [
    pytest.param(suite.gate, one, id=one.name)
    for suite in load_suites(resources.folder("expectations"))
    for one in suite.expectations
]
FELL = "新增停车泊位 by 2024-07-31 was 15480, now it is 14580 个"
FAILED = Failure("history", "correction_does_not_lower", "warning", None, FELL, "It is news.")
FIGURE = HeldFigure(
    FigureRead(3, "厕所", "actual", Decimal(22), "座", "22座"),
    *(None, date(2024, 11, 30), "改造22座", 0, 3),
)
HELD = Held(
    id=7,
    portal="sample",
    title="1-11月",
    reason="doubt: promise or report",
    quarantined_at=datetime(2024, 12, 20, tzinfo=UTC),
    published_at=None,
    url="http://www.example.gov.cn/a.html",
    sha256="a",
    archive_path="aa/a",
    run_id="r",
    released_at=None,
    failures=frozenset({"doubt: promise or report"}),
    figure=FIGURE,
)


@pytest.mark.parametrize(("gate", "one"), EXPECTATIONS)
def test_every_expectation_says_in_chinese_all_that_it_says_in_english(
    gate: str, one: Expectation
) -> None:
    fields = {name: spec for _, name, spec, _ in Formatter().parse(one.says) if name}
    seen = {
        name: 1.5 + place if spec else f"值{place}"
        for place, (name, spec) in enumerate(fields.items())
    }
    told = one.says.format_map(seen)
    found = Failure(gate, one.name, one.severity, None, told, one.why)
    said = observed(found)
    assert said.en == told
    assert all(format(seen[name], spec or "") in said.zh for name, spec in fields.items())
    assert why(found).zh.endswith("。")


def test_a_correction_is_told_in_chinese() -> None:
    assert observed(FAILED).zh == "“新增停车泊位”到 2024-07-31 原为 15480，现为 14580 个"


def test_what_an_older_suite_said_stays_as_it_was_said() -> None:
    older = replace(FAILED, observed="it fell", expectation="no_such_thing")
    assert (observed(older).zh, why(older).zh) == ("", "")
    assert observed(replace(FAILED, observed="it fell")).zh == ""


def test_what_waits_says_why_in_chinese() -> None:
    assert held_back(HELD).zh == "承诺还是进展"
    both = replace(HELD, failures=frozenset({"doubt: promise or report", "has_a_unit"}))
    assert held_back(both).zh == "承诺还是进展；没有单位的数字，什么也没有数"
    unread = replace(HELD, figure=None, failures=frozenset(), reason="no bulletin")
    assert (held_back(unread).zh, held_back(unread).en) == ("", "no bulletin")
