"""Pages that say nothing of when: no figure is filed under the day on which it was got."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from etl.document.extract import extract
from etl.errors import Undated
from etl.pipeline.run_report import PageReport
from etl.pipeline.steps.read_page import read_dated
from etl.pipeline.visit_day import Look
from tests.portal.bad_days import Answer, BadDay, bad_day, portal_at
from tests.town import Town

SAYS_NO_YEAR = "市办实事进展情况"
TEXT = "1.新增停车泊位20000个。\n进展情况：新增停车泊位23352个，占年计划的116.7％。"


@pytest.fixture
def day() -> Iterator[BadDay]:
    with bad_day() as day:
        yield day


@pytest.fixture
def town(tmp_path: Path, sqlite_engine: Engine) -> Town:
    return Town(tmp_path, sqlite_engine)


def only(town: Town, day: BadDay, title: str, listed: str) -> PageReport:
    """What becomes of the one page of a portal."""
    row = f'<li><a href="./t1_7.shtml">{title}</a><span>{listed}</span></li>'
    listing = f"<html><ul>{row}</ul>市办实事{'栏目' * 30}</html>"
    day.answers["/bss/"] = Answer(body=listing.encode())
    paragraphs = "".join(f"<p>{line}</p>" for line in TEXT.splitlines())
    page = f'<html><h1>{title}</h1><div class="TRS_Editor">{paragraphs}</div></html>'
    day.answers["/bss/t1_7.shtml"] = Answer(body=page.encode())
    [told] = town.look(Look(portal_at(day.url))).pages
    return told


def test_a_page_without_a_date_waits_and_says_how_to_load_it(town: Town, day: BadDay) -> None:
    told = only(town, day, SAYS_NO_YEAR, "")
    assert (told.outcome, told.state) == ("quarantined", "undated")
    assert "etl load" in told.problem
    assert town.status().versions == 0


def test_the_day_beside_its_row_dates_it(town: Town, day: BadDay) -> None:
    told = only(town, day, SAYS_NO_YEAR, "2024-12-30")
    assert (told.outcome, told.period_end) == ("new", date(2024, 12, 30))


def test_a_page_that_names_its_period_needs_no_other_day(town: Town, day: BadDay) -> None:
    told = only(town, day, f"2024年1-11月{SAYS_NO_YEAR}", "")
    assert (told.outcome, told.period_end) == ("new", date(2024, 11, 30))


def test_a_year_alone_is_no_period() -> None:
    with pytest.raises(Undated, match="names no period"):
        read_dated(extract(f"2024年{SAYS_NO_YEAR}\n{TEXT}".encode()), None)
