"""Past months, a batch at a time: what is wanted, what is on record, what a kill leaves."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from etl.localportal.server import serve
from etl.pipeline.backfill import BackfillSteps, backfill, fetch_batch, may_be_of
from etl.pipeline.month_range import Months
from etl.pipeline.readings import Fetched
from etl.pipeline.run_report import PageReport, RunReport
from etl.pipeline.run_tools import Tools
from etl.pipeline.visit_day import Look
from etl.portal.http.client import Client
from etl.portal.model import Entry
from etl.warehouse.journal.run_records import open_run
from tests.town import OCTOBER, SAMPLE, Town, page

DAY = date(2025, 1, 31)


class Killed(BaseException):
    """The process ends here."""


def months(first: int, last: int) -> Months:
    return Months(first=date(2024, first, 1), last=date(2024, last, 15))


@pytest.fixture
def town(tmp_path: Path, detail_engine: Engine) -> Town:
    town = Town(tmp_path, detail_engine)
    built = ((6, "11286", "56.4"), (7, "13286", "66.4"), (8, "15286", "76.4"), (9, "18286", "91.4"))
    town.publish(
        *(
            page(n, n, OCTOBER.replace("21286", count).replace("106.4", share))
            for n, count, share in built
        )
    )
    return town


def fill(town: Town, wanted: Months, steps: BackfillSteps | None = None) -> RunReport:
    with serve(town.samples, DAY) as site:
        look = Look(site.standing_in_for(SAMPLE), DAY)
        run_id = open_run(town.engine, look.portal, "backfill", datetime.now(UTC))
        with Client(look.portal, contact="x@example.org", pause_seconds=0) as client:
            return backfill(look, wanted, client, town.tools, run_id, steps=steps, batch=2)


def test_only_the_bulletins_of_the_months_are_loaded(town: Town) -> None:
    report = fill(town, months(7, 8))
    assert [page.period_end for page in report.pages] == [date(2024, 7, 31), date(2024, 8, 31)]
    assert {figure.period_end.month for figure in town.parking()} == {7, 8}


def test_a_killed_backfill_goes_on_where_it_was_and_comes_to_the_same(town: Town) -> None:
    asked: list[str] = []

    def counting(
        entries: Sequence[Entry], look: Look, client: Client, tools: Tools
    ) -> tuple[Fetched | PageReport, ...]:
        asked.extend(entry.title for entry in entries)
        return fetch_batch(entries, look, client, tools)

    def dying(*arguments: object) -> tuple[PageReport, ...]:
        raise Killed

    steps = BackfillSteps(fetch=counting, ahead=1)
    with pytest.raises(Killed):
        fill(town, months(6, 9), replace(steps, file=dying))
    assert len(asked) == 4
    assert fill(town, months(6, 7)).outcomes == {"new": 2}
    asked.clear()
    report = fill(town, months(6, 9), steps)
    assert report.outcomes == {"new": 2, "unchanged": 2}
    assert [title[-8:] for title in asked] == ["8月具体进展情况", "9月具体进展情况"]
    counted = [str(figure.value) for figure in town.parking()]
    assert counted == ["11286", "13286", "15286", "18286"]


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("2024年市办实事1-7月具体进展情况", True),
        ("２０２４年市办实事上半年进展情况", False),
        ("2023年市办实事1-7月具体进展情况", False),
        ("市办实事进展情况", True),
    ],
)
def test_a_row_that_names_another_period_is_not_asked_for(title: str, wanted: bool) -> None:
    row = Entry("1", "http://127.0.0.1/1.html", title, date(2024, 8, 20))
    assert may_be_of(row, months(7, 9)) is wanted


def test_a_row_without_a_day_is_asked_for_unless_its_title_names_another_year() -> None:
    def wanted(title: str) -> bool:
        return may_be_of(Entry("1", "http://127.0.0.1/1.html", title, None), months(7, 9))

    assert wanted("市办实事1-7月具体进展情况")
    assert not wanted("2023年市办实事1-7月具体进展情况")
