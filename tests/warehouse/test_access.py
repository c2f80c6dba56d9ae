"""Readers: what a BI role may do, how BI tools see the views, and that nobody waits."""

import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from alembic import command
from sqlalchemy import Connection, Engine, create_engine, func, make_url, select, text
from sqlalchemy.exc import DBAPIError

from etl.errors import WarehouseError
from etl.warehouse import access
from etl.warehouse.check import violations
from etl.warehouse.engine import altering, reading, writing
from etl.warehouse.migrate import config, revision_state, upgrade
from etl.warehouse.schema import fact, metadata, portal
from etl.warehouse.views import create_views, drop_views, load_views
from tests.bulletins import parking
from tests.warehouse.editions import Loader, bulletin_of, day, edition
from tests.warehouse.loading import FIGURES, page

ROOT = Path(__file__).parents[2]
VIEWS = tuple(view.name for view in load_views())
on_postgresql = pytest.mark.parametrize("warehouse_url", ["postgresql"], indirect=True)
on_sqlite = pytest.mark.parametrize("warehouse_url", ["sqlite"], indirect=True)


@pytest.fixture
def analyst(engine: Engine, warehouse_url: str) -> Iterator[Engine]:
    """A role's own way into a warehouse with figures, after ``etl db grant``."""
    Loader(engine).load(edition(bulletin_of(parking()), day(5)))
    role = f"Analyst {uuid.uuid4().hex}"
    assert access.grant(engine, role)
    url = make_url(warehouse_url).set(drivername="postgresql+psycopg", username=role)
    own = create_engine(url)
    yield own
    own.dispose()


def attempt(analyst: Engine, statement: str) -> str:
    """What PostgreSQL says to the statement, where the session gave up being read-only."""
    with analyst.connect() as connection:
        connection.execute(text("SET default_transaction_read_only = off"))
        connection.commit()
        with pytest.raises(DBAPIError) as refused:
            connection.execute(text(statement))
        return str(refused.value.orig)


@on_postgresql
def test_a_bi_role_reads_every_view(analyst: Engine) -> None:
    for view in VIEWS:
        with analyst.connect() as connection:
            connection.execute(text(f"SELECT * FROM {view}"))  # noqa: S608
    with analyst.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM current_fact")).scalar() == 3


@on_postgresql
def test_a_bi_role_reads_no_table_and_changes_nothing(analyst: Engine) -> None:
    for table in (*metadata.tables, "alembic_version"):
        assert "permission denied" in attempt(analyst, f"SELECT * FROM {table}")  # noqa: S608
    for change in (
        "DELETE FROM fact",
        "UPDATE fact SET value = 0",
        "TRUNCATE fact",
        "INSERT INTO portal (name, city) VALUES ('mine', 'mine')",
        "CREATE TABLE mine (id int)",
    ):
        assert "permission denied" in attempt(analyst, change)
    assert "must be owner" in attempt(analyst, "DROP VIEW current_fact")
    assert "cannot delete from view" in attempt(analyst, "DELETE FROM current_fact")


@on_postgresql
def test_a_bi_role_keeps_its_view_of_an_upgraded_warehouse(analyst: Engine, engine: Engine) -> None:
    with altering(engine) as connection:
        drop_views(connection)
        command.downgrade(config(connection), "-1")
        create_views(connection)
        access.allow(connection, str(analyst.url.username))
    assert revision_state(engine) == "older"
    upgrade(engine)
    assert revision_state(engine) == "current"
    with analyst.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM current_fact")).scalar() == 3
    assert "permission denied" in attempt(analyst, "SELECT * FROM fact")


@on_postgresql
def test_rights_given_before_are_taken_back_and_granting_twice_is_granting_once(
    analyst: Engine, engine: Engine
) -> None:
    role = str(analyst.url.username)
    with writing(engine) as connection:
        connection.exec_driver_sql(f'GRANT SELECT, INSERT ON fact TO "{role}"')
    assert not access.grant(engine, role)
    assert "permission denied" in attempt(analyst, "SELECT * FROM fact")


@on_postgresql
def test_a_role_that_could_do_more_in_spite_of_it_is_refused(engine: Engine) -> None:
    owner = str(engine.url.username)
    with pytest.raises(WarehouseError, match="no superuser"):
        access.grant(engine, owner)


@on_sqlite
def test_sqlite_has_no_roles_and_is_opened_read_only(engine: Engine, warehouse_url: str) -> None:
    with pytest.raises(WarehouseError, match="mode=ro"):
        access.grant(engine, "analyst")
    Loader(engine).load(edition(bulletin_of(parking()), day(5)))
    path = make_url(warehouse_url).database
    reader = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    assert reader.execute("SELECT count(*) FROM current_fact").fetchone() == (3,)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.execute("DELETE FROM fact")
    reader.close()


def test_pandas_reads_the_views(engine: Engine) -> None:
    Loader(engine).load(edition(bulletin_of(parking()), day(5)))
    with engine.connect() as connection:
        query = "SELECT indicator, target, actual, computed_share FROM pledge_scorecard"
        frame: Any = pd.read_sql(query, connection)
    assert frame.to_dict("records") == [
        {"indicator": "新增停车泊位", "target": 20000, "actual": 23352, "computed_share": 116.76}
    ]


def test_readers_neither_block_a_loader_nor_wait_for_it(engine: Engine, warehouse_url: str) -> None:
    """One reader looks on from before the load to after it, others come and go."""
    Loader(engine).load(page(0))
    bulletins, waits = 20, []
    with reading(engine) as patient:
        assert versions(patient) == FIGURES
        command = [sys.executable, "-m", "tests.warehouse.loading", warehouse_url, str(bulletins)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as loader:
            deadline = time.monotonic() + 60
            while loader.poll() is None and time.monotonic() < deadline:
                began = time.monotonic()
                with reading(engine) as hasty:
                    seen = versions(hasty)
                waits.append(time.monotonic() - began)
                assert seen % (FIGURES // 2) == 0
            assert loader.returncode == 0
        assert versions(patient) == FIGURES
    with reading(engine) as afterwards:
        assert versions(afterwards) == FIGURES + (bulletins - 1) * FIGURES // 2
        assert violations(afterwards) == []
    assert len(waits) > 20
    assert max(waits) < 2


def test_a_reader_does_not_wait_for_a_transaction_that_stays_open(engine: Engine) -> None:
    Loader(engine).load(page(0))
    with writing(engine, portal="qingdao") as connection:
        connection.execute(portal.update().values(city="another"))
        began = time.monotonic()
        with reading(engine) as reader:
            assert versions(reader) == FIGURES
            assert reader.execute(select(portal.c.city)).scalar() == "青岛"
        assert time.monotonic() - began < 2


def versions(connection: Connection) -> int:
    return int(connection.execute(select(func.count()).select_from(fact)).scalar_one())
