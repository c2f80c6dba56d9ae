"""The questions of README.md and docs/dashboard.md, each one select, alike on both databases."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from etl.bulletin.model import Bulletin
from etl.warehouse.connection.engine import read_only
from etl.warehouse.journal.run_records import open_run
from etl.warehouse.queries.figures_as_of import Figure, known_as_published, known_as_recorded
from etl.warehouse.queries.views_and_status import rows_of
from etl.warehouse.schema.tables import NO_PARSER
from tests.warehouse.editions import NOVEMBER, Loader, bulletin_of, day, edition, pledge, portal

ROOT = Path(__file__).parents[2]
DASHBOARD = (ROOT / "docs" / "dashboard.md").read_text("utf-8")
QUESTIONS = re.findall(
    r"```sql\n(.*?);?\n```", DASHBOARD.partition("## Six questions")[2].partition("\n## ")[0], re.S
)
IN_SHORT = {
    name: re.findall(r"`(SELECT [^`]*)`", (ROOT / name).read_text("utf-8"))
    for name in ("README.md", "README.zh.md")
}
MONTHS = {8: "8000", 9: "9000", 10: "9500", 11: "9900"}


def parks(year: int, month: int, actual: str, agencies: tuple[str, ...] = ()) -> Bulletin:
    """A bulletin of 10,000 parking spaces."""
    period = date(year, month, 31 if month in (8, 10) else 30)
    said = bulletin_of(pledge(1, "10000", actual), period_end=period, title=f"{year}年{month}月")
    pledges = tuple(replace(one, agencies=agencies) for one in said.pledges)
    dating = replace(said.dating, plan_year=year)
    facts = tuple(
        replace(fact, period_end=date(year, 12, 31)) if fact.part == "target" else fact
        for fact in said.facts
    )
    return replace(said, pledges=pledges, dating=dating, facts=facts)


@pytest.fixture(scope="module")
def two_cities(engine_to_read: Engine) -> Engine:
    return fill(engine_to_read)


def fill(engine: Engine) -> Engine:
    """Qingdao month by month with the year before and one correction; Jinan, which is late."""
    loader = Loader(engine)
    open_run(engine, portal().model_copy(update={"place_code": "370200"}), "test", day(0))
    units = ("市公安局", "市城市管理局")
    loader.load(edition(parks(2023, 11, "8250"), day(-360), "before"))
    for month, actual in MONTHS.items():
        published = day(5 + 30 * (month - 11))
        loader.load(edition(parks(2024, month, actual, units), published, f"m{month}"))
    loader.load(edition(parks(2024, 11, "9800", units), day(8), "m11"))
    jinan = Loader(engine, "jinan")
    open_run(engine, portal("jinan", "济南"), "test", day(0))
    late = bulletin_of(pledge(1, "100", "50", "公共停车泊位"))
    late = replace(late, pledges=(replace(late.pledges[0], agencies=("市公安局",)),))
    jinan.load(edition(late, day(9), "late", "jinan"))
    return engine


def ask(engine: Engine, number: int) -> list[tuple[Any, ...]]:
    """What the database answers; SQLite's numbers are floats."""
    with read_only(engine) as connection:
        return [
            tuple(Decimal(str(one)) if isinstance(one, float) else one for one in row)
            for row in connection.execute(text(QUESTIONS[number]))
        ]


def test_who_is_behind_by_unit_responsible(two_cities: Engine) -> None:
    assert ask(two_cities, 0) == [
        ("济南", "市公安局", 1, 1),
        ("青岛", "市公安局", 1, 0),
        ("青岛", "市城市管理局", 1, 0),
    ]


def test_an_indicator_by_month_and_against_the_year_before(two_cities: Engine) -> None:
    assert [row[1:] for row in ask(two_cities, 1)] == [
        (2023, 11, 8250, None, None, None, 1750),
        (2024, 8, 8000, None, None, None, 2000),
        (2024, 9, 9000, 1000, None, None, 1000),
        (2024, 10, 9500, 500, None, None, 500),
        (2024, 11, 9800, 300, 8250, Decimal("18.79"), 200),
    ]


def test_what_was_corrected_when_and_by_how_much(two_cities: Engine) -> None:
    [row] = ask(two_cities, 2)
    assert row[:2] == ("青岛", "新增停车泊位")
    assert str(row[2]) == "2024-11-30"
    assert row[3:7] == ("actual", 9900, 9800, -100)
    assert str(row[7]).startswith("2024-12-08")


def test_what_was_believed_on_a_day_by_either_clock(two_cities: Engine) -> None:
    assert ask(two_cities, 3) == []
    published = {(str(period), value) for city, _, period, value, _ in ask(two_cities, 4)}
    assert ("2024-11-30", 9900) in published
    assert len(published) == 5


def test_cities_on_one_thing(two_cities: Engine) -> None:
    rows = [(*row[:2], row[4], row[7]) for row in ask(two_cities, 5)]
    assert rows == [("青岛", "山东省", 9800, "on_track"), ("济南", None, 50, "late")]


def test_each_question_of_the_readme_is_one_select_that_answers_it(two_cities: Engine) -> None:
    assert IN_SHORT["README.md"] == IN_SHORT["README.zh.md"]
    with read_only(two_cities) as connection:
        behind, months, corrected, published, on_record, compared = (
            connection.execute(text(question)).all() for question in IN_SHORT["README.md"]
        )
    assert [tuple(row) for row in behind] == [("济南", "市公安局", 1)]
    assert [row.year_before for row in months if row.month == 11] == [None, 8250]
    assert [row.delta for row in corrected] == [-100]
    assert [row.value for row in published if row.indicator == "新增停车泊位"]
    assert on_record == []
    assert {row.city for row in compared} == {"青岛", "济南"}


def test_the_view_of_publication_is_what_the_rule_says_on_any_day(engine: Engine) -> None:
    """Corrections, a page that is gone and comes back, one figure on two pages."""
    loader = Loader(fill(engine))
    empty = replace(bulletin_of(), facts=())
    for published, said, key, parser in (
        (day(12), empty, "m11", NO_PARSER),
        (day(15), parks(2024, 11, "9900"), "m11", "1"),
        (day(20), parks(2024, 11, "9850"), "second", "1"),
        (day(25), empty, "second", NO_PARSER),
    ):
        loader.load(edition(said, published, key, parser=parser, content=f"{key}{published}"))
    names = ("indicator", "period_end", "measure", "value", "url", "evidence")
    with read_only(engine) as connection:
        spans = rows_of(connection, "published_fact")
        for cut in map(day, (-400, -100, 6, 8, 13, 15, 16, 21, 26)):
            held = [row for row in spans if row["published_from"] <= cut < row["published_to"]]
            asked = known_as_published(connection, cut)
            assert sorted(tuple(str(row[name]) for name in names) for row in held) == sorted(
                tuple(str(getattr(figure, name)) for name in names) for figure in asked
            )


@pytest.mark.parametrize("ask", [known_as_recorded, known_as_published])
@pytest.mark.parametrize("of", [{}, {"portal": "qingdao"}, {"words": "停车"}])
def test_what_is_known_of_a_year_or_a_measure_is_that_part_of_what_is_known(
    two_cities: Engine, ask: Callable[..., list[Figure]], of: dict[str, str]
) -> None:
    with read_only(two_cities) as connection:
        every = ask(connection, day(200), **of)
        of_year = ask(connection, day(200), **of, year=2023)
        actual = ask(connection, day(200), **of, measure="actual")
        both = ask(connection, day(200), **of, year=2023, measure="actual")
    assert of_year == [one for one in every if one.plan_year == 2023]
    assert actual == [one for one in every if one.measure == "actual"]
    assert both == [one for one in of_year if one in actual]
    assert 0 < len(both) < len(of_year) < len(every)


@pytest.mark.parametrize("engine_to_read", ["postgresql"], indirect=True)
def test_postgresql_has_both_clocks_as_functions(two_cities: Engine) -> None:
    with read_only(two_cities) as connection:
        for function, asked in (
            ("known_at", known_as_recorded),
            ("published_by", known_as_published),
        ):
            for cut in (day(7), day(9), day(200)):
                query = text(f"SELECT count(*) FROM {function}(:cut)")  # noqa: S608
                found = connection.execute(query, {"cut": cut}).scalar_one()
                assert found == len(asked(connection, cut))


def test_a_row_has_units_sentence_place_and_what_is_due(two_cities: Engine) -> None:
    with read_only(two_cities) as connection:
        card = next(
            row
            for row in rows_of(connection, "pledge_scorecard", "qingdao")
            if row["plan_year"] == 2024
        )
        facts = rows_of(connection, "current_fact", "qingdao")
    assert card["responsible"] == "市公安局、市城市管理局"
    assert (card["place_code"], card["level"], card["is_latest_plan"]) == (
        "370200",
        "prefecture",
        True,
    )
    assert (card["gap"], card["expected_today"]) == (200, 10000)
    assert card["days_since"] > 365
    assert card["period_end"] == NOVEMBER
    assert all(row["evidence"] in row["sentence"] for row in facts)
    assert {row["stage"] for row in facts} == {""}


def test_a_filter_with_text_finds_what_sql_finds(two_cities: Engine) -> None:
    """BI tools bind what was typed as text."""
    with read_only(two_cities) as connection:
        for view, column in (
            ("pledge_scorecard", "on_track"),
            ("bulletin_quality", "checks_failed"),
        ):
            where = text(f"SELECT count(*) FROM {view} WHERE {column} = '0'")  # noqa: S608
            found = connection.execute(where).scalar_one()
            rows = rows_of(connection, view)  # type: ignore[arg-type]
            assert found == sum(row[column] == 0 for row in rows if row[column] is not None) > 0
