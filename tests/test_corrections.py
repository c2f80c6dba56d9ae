"""Pages that are changed, taken down or put back after they were loaded."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from etl.pipeline.steps.due_pages import plan
from etl.portal.model import Entry
from etl.report.run import markdown
from etl.warehouse.connection.engine import read_only
from etl.warehouse.queries.known_of_portal import KnownPage
from tests.town import NOVEMBER, OCTOBER, SAMPLE, Town, page

NOTICE = "2024年市办实事1-11月具体进展情况"


@pytest.fixture
def town(tmp_path: Path, sqlite_engine: Engine) -> Town:
    """A town that has been visited once; November's is the newest page."""
    return visited(tmp_path, sqlite_engine)


def visited(folder: Path, engine: Engine) -> Town:
    town = Town(folder, engine, suites=())
    town.publish(page(10, 10, OCTOBER), page(11, 11, NOVEMBER))
    town.visit()
    return town


def november(town: Town, *faults: str, day: date = date(2025, 1, 31)) -> tuple[str, str]:
    """Outcome and state of November's page on a visit."""
    [found] = [p for p in town.visit(day, faults=faults).pages if p.title == NOTICE]
    return found.outcome, found.state


def standing(town: Town) -> dict[tuple[str, str], str]:
    """Value, or why there is none, by period and measure of the parking spaces."""
    latest = {
        (f"{figure.period_end:%m}", measure): str(figure.value or figure.reason)
        for measure in ("actual", "target")
        for figure in town.parking(measure)
    }
    assert town.status().versions
    return latest


def test_a_page_that_is_gone_on_three_runs_in_a_row_is_withdrawn_and_may_come_back(
    tmp_path: Path, engine: Engine
) -> None:
    town = visited(tmp_path, engine)
    stated = standing(town)
    assert november(town, "vanished") == ("failed", "gone")
    assert november(town, "vanished") == ("failed", "gone")
    # It is back, and the count begins anew.
    assert november(town) == ("unchanged", "")
    for n in (1, 2):
        report = town.visit(faults=("vanished",))
        assert f"this is number {n}" in markdown(report)
        assert standing(town) == stated
    report = town.visit(date(2025, 2, 3), faults=("vanished",))
    assert (report.outcomes["withdrawn"], report.versions) == (1, 4)
    assert "新增停车泊位, actual by 2024-11-30: **23352个 → withdrawn**" in markdown(report)
    # October's page states the promise as well: that is not withdrawn.
    assert standing(town) == {**stated, ("11", "actual"): "withdrawn"}
    with read_only(town.engine) as connection:
        log = text("SELECT reason, value_before, sha256_before = sha256_after FROM revision_log")
        assert {tuple(row) for row in connection.execute(log)} >= {("withdrawn", 23352, True)}
    assert november(town, "vanished") == ("unchanged", "")
    assert november(town, day=date(2025, 2, 9)) == ("revised", "")
    assert standing(town) == stated
    back = town.parking()[-1]
    assert (back.reason, back.published_at.date()) == ("portal_revision", date(2025, 2, 9))
    assert november(town) == ("unchanged", "")


@pytest.mark.parametrize(
    "faults",
    [("server-trouble",), ("challenge-200",), ("gone",), ("vanished", "further-page-down")],
)
def test_a_portal_that_is_down_or_lists_a_page_that_is_not_there_withdraws_nothing(
    town: Town, faults: tuple[str, ...]
) -> None:
    earlier = (page(number, number, OCTOBER) for number in (9, 10))
    town.publish(*earlier, page(11, 11, NOVEMBER), rows=1)
    for _ in range(4):
        assert november(town, *faults)[0] == "failed"
    assert standing(town)["11", "actual"] == "23352"


def test_what_is_not_listed_any_more_is_looked_at_where_it_was(town: Town) -> None:
    text = NOVEMBER.replace("23352", "23350")
    town.publish(page(10, 10, OCTOBER), page(11, 11, text, listed=False))
    assert november(town) == ("revised", "")
    assert standing(town)["11", "actual"] == "23350"


def test_a_run_after_the_window_asks_for_nothing_that_was_loaded(town: Town) -> None:
    late = page(9, 9, OCTOBER.replace("21286", "20100"))
    town.publish(page(10, 10, OCTOBER), page(11, 11, "昙花一现"), late)
    report = town.visit(date(2026, 6, 1))
    assert {page.url[-8:]: page.outcome for page in report.pages} == {
        "_9.shtml": "new",
        "10.shtml": "settled",
        "11.shtml": "settled",
    }


def known(key: str, changed: date, *, withdrawn: bool = False) -> KnownPage:
    moment = datetime(changed.year, changed.month, changed.day, 4, tzinfo=UTC)
    url = f"http://127.0.0.1:8765/bss/t_{key}.shtml"
    return KnownPage(key, key, url, key, moment, moment, withdrawn)


def test_the_window_is_counted_in_months_of_the_portals_calendar_from_the_last_change() -> None:
    pages = {
        "edge": known("edge", date(2024, 2, 29)),
        "old": known("old", date(2024, 2, 28)),
        "old-withdrawn": known("old-withdrawn", date(2024, 1, 1), withdrawn=True),
        "missed": known("missed", date(2025, 3, 1)),
    }
    listed = [
        Entry(key, f"http://127.0.0.1:8765/{key}", key, None)
        for key in ("edge", "old", "old-withdrawn", "never-loaded")
    ]
    found = plan(listed, pages, SAMPLE, date(2025, 3, 29), complete=True)
    assert [entry.key for entry in found.listed] == ["edge", "old-withdrawn", "never-loaded"]
    assert [(entry.key, entry.missing) for entry in found.unlisted] == [("missed", True)]
    assert [entry.key for entry in found.settled] == ["old"]
