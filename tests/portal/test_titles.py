"""Titles that real cities gave their bulletins and their news, and how each is taken.

``titles.tsv`` holds those of the cities in ``portals/``; to add a case, add a line. The
shared research, where it lies beside the checkout, has more cities.
"""

import csv
import re
from datetime import date
from pathlib import Path

import pytest

from etl import resources
from etl.bulletin.grammar.periods.bulletin_period import period_in_title
from etl.bulletin.grammar.periods.date_mentions import month_end
from etl.portal.model import load_portal, portal_names

FOLDER = resources.folder("portals")
RESEARCH = Path(__file__).parents[3] / "shared" / "research" / "titles.tsv"


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


OWN = table(Path(__file__).with_name("titles.tsv"))


@pytest.mark.parametrize("row", OWN, ids=[row["title"] for row in OWN])
def test_a_bulletin_is_told_from_news_and_read_as_its_period(row: dict[str, str]) -> None:
    portal = load_portal(row["portal"], FOLDER)
    assert portal.is_bulletin(row["title"]) is (row["bulletin"] == "yes")
    if row["bulletin"] == "yes":
        named = period_in_title(row["title"], date.fromisoformat(row["published"]))
        assert str(named) == row["period_end"]


def test_each_real_city_has_titles_to_be_tried_on() -> None:
    assert {row["portal"] for row in OWN} == set(portal_names(FOLDER)) - {"sample"}


@pytest.mark.parametrize(
    ("title", "end"),
    [
        ("2024年重点工作四季度进展情况", date(2024, 12, 31)),
        ("2024年市办实事全年进展情况", date(2024, 12, 31)),
        ("截至11月底市办实事进展情况", date(2024, 11, 30)),
        ("部分指标接近完成全年目标任务", None),
        ("2024年度民生实事项目进度表", None),
    ],
)
def test_the_forms_of_a_period_that_a_title_may_have(title: str, end: date | None) -> None:
    assert period_in_title(title, date(2024, 12, 30)) == end


@pytest.mark.skipif(not RESEARCH.exists(), reason="there is no ../shared beside the checkout")
def test_every_title_of_the_research_is_taken_for_what_it_is() -> None:
    portals = {p.city: p for p in (load_portal(name, FOLDER) for name in portal_names(FOLDER))}
    for row in table(RESEARCH):
        if row["city"] in portals and not row["title"].startswith("(title not stored)"):
            taken = portals[row["city"]].is_bulletin(row["title"])
            assert taken is row["kind"].startswith("bulletin"), row["title"]


@pytest.mark.skipif(not RESEARCH.exists(), reason="there is no ../shared beside the checkout")
def test_every_bulletin_of_the_research_is_read_as_the_period_it_covers() -> None:
    for row in table(RESEARCH):
        # The period of this one stands in its table only.
        if row["kind"] != "bulletin" or row["title"] == "2024年度区政府民生实事人大票决项目进度表":
            continue
        end = last_day(row["period_covered"])
        published = re.match(r"\d{4}-\d\d-\d\d", row["published"])
        day = date.fromisoformat(published[0]) if published else end
        assert period_in_title(row["title"], day) == end, row["title"]


def last_day(covered: str) -> date:
    """Of 2024-01..2024-11, 2022Q1, 2021Q1-Q3, 2017H1, 2023-03 or 2024."""
    year = int(covered[:4])
    if quarter := re.search(r"Q(\d)$", covered):
        return month_end(year, 3 * int(quarter[1]))
    if covered.endswith("H1"):
        return month_end(year, 6)
    month = re.search(r"-(\d\d)$", covered)
    return month_end(year, int(month[1]) if month else 12)
