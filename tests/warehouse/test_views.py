"""The views say what BI needs, alike on both databases."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import Engine

from etl.bulletin.model import Qualifier
from etl.errors import NothingFound
from etl.indicators.identify import identify
from etl.warehouse.connection.engine import read_only
from etl.warehouse.queries.figures_as_of import history
from etl.warehouse.queries.views_and_status import rows_of
from etl.warehouse.schema import data_dictionary
from tests.bulletins import Figure, Item, parking
from tests.warehouse.editions import (
    DECEMBER,
    NOVEMBER,
    Loader,
    bulletin_of,
    day,
    edition,
    pledge,
)

STREETS = Item(
    2,
    (
        Figure("target", "打通道路", "20", "条"),
        Figure("actual", "打通道路", "28", "条", target=1, stage="开工"),
        Figure("pct_of_target", "打通道路", "140", "%", target=1, stage="开工"),
        Figure("actual", "打通道路", "17", "条", target=1, stage="完工"),
    ),
)


@pytest.fixture
def two_months(engine: Engine) -> Engine:
    """October-like figures corrected once in November's page, then December's."""
    loader = Loader(engine)
    loader.load(
        edition(bulletin_of(parking("23000", "115"), STREETS), day(5)),
        edition(bulletin_of(parking(), STREETS), day(8)),
    )
    return engine


def test_the_scorecard_sets_each_stage_against_the_target_and_the_year(two_months: Engine) -> None:
    with read_only(two_months) as connection:
        rows = rows_of(connection, "pledge_scorecard", "qingdao")
    columns = ("indicator", "stage", "target", "actual", "printed_share", "computed_share")
    assert sorted((*(row[name] for name in columns), row["on_track"]) for row in rows) == [
        ("打通道路", "完工", 20, 17, None, Decimal(85), False),
        ("打通道路", "开工", 20, 28, 140, 140, True),
        ("新增停车泊位", "", 20000, 23352, Decimal("116.7"), Decimal("116.76"), True),
    ]
    assert sorted((row["stage"], row["status"], row["counts"]) for row in rows) == [
        ("", "kept", True),
        ("完工", "late", True),
        ("开工", "on_track", False),
    ]
    assert {row["year_gone"] for row in rows} == {Decimal("91.67")}
    assert {(row["city"], row["plan_year"]) for row in rows} == {("青岛", 2024)}


def test_the_scorecard_takes_the_latest_period_and_keeps_targets_without_progress(
    two_months: Engine,
) -> None:
    later = bulletin_of(
        parking("24000", "120"),
        Item(3, (Figure("target", "口袋公园", "9", "个"),)),
        period_end=DECEMBER,
    )
    Loader(two_months).load(edition(later, day(40), "december"))
    with read_only(two_months) as connection:
        rows = {row["indicator"]: row for row in rows_of(connection, "pledge_scorecard")}
    assert rows["新增停车泊位"]["actual"] == 24000
    assert (rows["口袋公园"]["actual"], rows["口袋公园"]["on_track"]) == (None, None)


def test_each_month_says_how_a_promise_stood_and_since_when(engine: Engine) -> None:
    loader = Loader(engine)
    done = {"2024-06-30": "30", "2024-09-30": "80", "2024-10-31": "90", "2024-12-31": "100"}
    for place, (end, value) in enumerate(done.items()):
        told = bulletin_of(pledge(1, "100", value), period_end=date.fromisoformat(end))
        loader.load(edition(told, day(place), end))
    with read_only(engine) as connection:
        rows = rows_of(connection, "promise_month")
    rows.sort(key=lambda row: row["period_end"])
    assert [(row["status"], f"{row['since']:%m}", row["is_latest"]) for row in rows] == [
        ("late", "06", False),
        ("on_track", "09", False),
        ("on_track", "09", False),
        ("kept", "12", True),
    ]


@pytest.mark.parametrize(
    ("qualifier", "actual", "end", "status"),
    [
        ("<=", "20000", NOVEMBER, "on_track"),
        ("<=", "20000", DECEMBER, "kept"),
        ("<", "20001", NOVEMBER, "late"),
        (">=", "20001", NOVEMBER, "kept"),
        (None, "18000", NOVEMBER, "late"),
        (None, None, NOVEMBER, "unknown"),
    ],
)
def test_a_limit_is_kept_when_the_year_is_over(
    engine: Engine, qualifier: Qualifier | None, actual: str | None, end: date, status: str
) -> None:
    told = bulletin_of(pledge(1, "20000", actual), period_end=end)
    promised = replace(told.facts[0], qualifier=qualifier)
    limited = replace(told, facts=(promised, *told.facts[1:]))
    Loader(engine).load(edition(limited, day(40)))
    with read_only(engine) as connection:
        [row] = rows_of(connection, "pledge_scorecard")
    assert row["status"] == status


def test_districts_are_parts_of_what_the_city_promises(engine: Engine) -> None:
    """Its three rows are one promise; those of a table without the city are one each."""
    whole = Figure("target", "改厕", "900", "户")
    districts = tuple(
        Figure("target", "改厕", value, "户", breakdown=name)
        for name, value in (("青石区", "600"), ("南浦区", "300"))
    )
    Loader(engine).load(
        edition(bulletin_of(Item(1, (whole, *districts)), Item(2, districts)), day(5))
    )
    with read_only(engine) as connection:
        rows = rows_of(connection, "pledge_scorecard")
    counted = [(row["pledge_number"], row["breakdown"]) for row in rows if row["counts"]]
    assert sorted(counted) == [(1, ""), (2, "南浦区"), (2, "青石区")]
    assert sum(row["target"] for row in rows if not row["is_part"]) == 1800
    assert sum(row["is_part"] for row in rows) == 2


def test_the_scorecard_takes_value_unit_and_words_of_one_figure(engine: Engine) -> None:
    """Where a promise is reported in two units, or on two pages, it mixes none of them."""
    length = Item(
        1,
        (
            Figure("target", "改造管网", "90", "公里"),
            Figure("actual", "改造管网", "100", "公里", target=1),
            Figure("actual", "改造管网", "9900", "米", target=1),
            Figure("pct_of_target", "改造管网", "99", "%", target=1),
        ),
    )
    told = bulletin_of(length)
    # The share is read from another page, whose address is the last of all.
    without = replace(told, facts=told.facts[:3])
    only_share = replace(told, facts=(told.facts[0], told.facts[3]))
    pages = edition(without, day(5), "a-page"), edition(only_share, day(6), "z-page")
    Loader(engine).load(*(replace(one, indicators=identify(one.bulletin)) for one in pages))
    with read_only(engine) as connection:
        [row] = rows_of(connection, "pledge_scorecard")
    assert (row["actual"], row["computed_share"]) == (100, Decimal("111.11"))
    assert row["evidence"] == "改造管网100公里"
    assert str(row["url"]).endswith("a-page.html")
    assert row["printed_share"] == 99


def test_the_revision_log_shows_before_after_and_the_words(two_months: Engine) -> None:
    with read_only(two_months) as connection:
        rows = {row["measure"]: row for row in rows_of(connection, "revision_log")}
    assert set(rows) == {"actual", "pct_of_target"}
    actual = rows["actual"]
    assert (actual["value_before"], actual["value_after"]) == (23000, 23352)
    assert (actual["evidence_before"], actual["evidence_after"]) == (
        "新增停车泊位23000个",
        "新增停车泊位23352个",
    )
    assert (actual["published_at"], actual["reason"]) == (day(8), "portal_revision")


def test_current_facts_are_the_last_of_the_history(two_months: Engine) -> None:
    with read_only(two_months) as connection:
        current = rows_of(connection, "current_fact")
        all_versions = rows_of(connection, "fact_history")
        asked = history(connection, "新增停车泊位")
    assert len(all_versions) == len(current) + 2
    assert {row["fact_id"] for row in current} < {row["fact_id"] for row in all_versions}
    mine = [row for row in all_versions if row["indicator"] == "新增停车泊位"]
    assert sorted((row["measure"], row["revision"], row["value"]) for row in mine) == sorted(
        (figure.measure, figure.revision, figure.value) for figure in asked
    )


def test_the_catalog_and_the_quality_of_bulletins(two_months: Engine) -> None:
    with read_only(two_months) as connection:
        catalog = rows_of(connection, "indicator_catalog")
        [quality] = rows_of(connection, "bulletin_quality")
    parked = next(row for row in catalog if row["indicator"] == "新增停车泊位")
    assert (parked["unit"], parked["figures"], parked["wordings"]) == ("个", 3, 1)
    assert (quality["editions"], quality["score"], quality["shares"]) == (2, 1, 2)


def test_an_unknown_indicator_is_answered_with_similar_ones(two_months: Engine) -> None:
    with read_only(two_months) as connection:
        assert {figure.indicator for figure in history(connection, "停车")} == {"新增停车泊位"}
        with pytest.raises(NothingFound, match="similar ones: 新增停车泊位"):
            history(connection, "新增停车位子")


def test_the_data_dictionary_is_current() -> None:
    assert data_dictionary.path().read_text("utf-8") == data_dictionary.render(), (
        "run `python -m etl.warehouse.schema.data_dictionary`"
    )
