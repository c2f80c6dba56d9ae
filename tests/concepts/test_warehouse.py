"""Indicators get their concepts as they are loaded, and again when somebody decides."""

import logging
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from etl.concepts.catalogue import load_catalogue
from etl.resources import folder
from etl.warehouse.connection.engine import read_only, transaction
from etl.warehouse.loading.assign_concepts import counting, look_up_all, undecided
from etl.warehouse.queries.views_and_status import rows_of
from tests.bulletins import Figure, Item, parking
from tests.warehouse.editions import Loader, bulletin_of, day, edition

VISITS = Item(2, (Figure("target", "接待", "900", "人次"),))
DECIDED = """decisions:
  - label: 接待
    concept: tourism
    by: li
    at: 2025-02-03T09:30:00+08:00
    why: they are visitors of sights
"""


@pytest.fixture
def two_cities(engine: Engine) -> Engine:
    Loader(engine).load(edition(bulletin_of(parking(), VISITS), day(5)))
    spaces = Item(1, (Figure("target", "城区公共停车位", "500", "个"),))
    Loader(engine, "shanghai").load(edition(bulletin_of(spaces), day(6), of="shanghai"))
    return engine


def test_what_is_loaded_has_its_concept_in_the_views(two_cities: Engine) -> None:
    with read_only(two_cities) as connection:
        rows = rows_of(connection, "indicator_catalog")
        scored = rows_of(connection, "pledge_scorecard")
        same = counting(connection, "parking_spaces")
    columns = ("indicator", "topic", "topic_en", "concept", "concept_en")
    assert {tuple(row[name] for name in columns) for row in rows} == {
        ("新增停车泊位", "交通出行", "Transport", "停车泊位", "Parking spaces"),
        ("城区公共停车位", "交通出行", "Transport", "停车泊位", "Parking spaces"),
        ("接待", "", "", "", ""),
    }
    assert {(row["indicator"], row["concept_en"]) for row in scored} >= {
        ("新增停车泊位", "Parking spaces"),
        ("接待", ""),
    }
    assert len(rows) == 3
    assert [row.label for row in same] == ["城区公共停车位", "新增停车泊位"]


def test_a_decision_replays_and_its_end_does_too(two_cities: Engine, tmp_path: Path) -> None:
    for path in folder("concepts").glob("*.yaml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "decisions.yaml").write_text(DECIDED, "utf-8")
    with transaction(two_cities, portal="concepts") as connection:
        assert [row.label for row in undecided(connection)] == ["接待"]
        done = look_up_all(connection, load_catalogue(tmp_path), day(9))
        assert (done.indicators, done.assigned, done.decided, done.changed) == (3, 3, 1, 1)
        assert undecided(connection) == []
        (row,) = counting(connection, "tourism")
        assert (row.decided_by, row.reason) == ("li", "they are visitors of sights")
        # The concept and the decision leave the catalogue.
        (tmp_path / "decisions.yaml").unlink()
        (tmp_path / "culture.yaml").unlink()
        done = look_up_all(connection, load_catalogue(tmp_path), day(10))
        assert (done.assigned, done.decided, done.changed) == (2, 0, 1)
        known = connection.execute(text("SELECT COUNT(*) FROM concept WHERE key = 'tourism'"))
        assert known.scalar_one() == 0


def test_a_broken_catalogue_keeps_nothing_from_being_loaded(
    sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("etl.warehouse.loading.assign_concepts.folder", lambda _: Path("/nowhere"))
    with caplog.at_level(logging.WARNING):
        done = Loader(sqlite_engine).load(edition(bulletin_of(parking()), day(5)))
    assert done
    assert "have no concept until" in caplog.text
    with transaction(sqlite_engine, portal="concepts") as connection:
        assert len(undecided(connection)) == 1
        look_up_all(connection, load_catalogue(folder("concepts")), day(6))
        assert undecided(connection) == []
