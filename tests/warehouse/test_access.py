"""Readers: what a BI role may do, and that nobody waits."""

import os
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, func, make_url, select, text
from sqlalchemy.exc import DBAPIError

from etl.errors import WarehouseError
from etl.warehouse.audit import violations
from etl.warehouse.connection import reader_roles
from etl.warehouse.connection.engine import read_only, transaction
from etl.warehouse.journal.exclusive_run import exclusive_run
from etl.warehouse.loading.load import load_edition
from etl.warehouse.schema.open_and_upgrade import revision_state, upgrade
from etl.warehouse.schema.tables import fact, metadata, portal
from etl.warehouse.schema.views import load_views
from tests.bulletins import parking
from tests.terminal import Terminal
from tests.warehouse.editions import Loader, bulletin_of, day, edition
from tests.warehouse.editions import portal as town
from tests.warehouse.loading import FIGURES, page
from tests.warehouse.older import go_back

ROOT = Path(__file__).parents[2]
VIEWS = tuple(view.name for view in load_views())
on_postgresql = pytest.mark.parametrize("warehouse_url", ["postgresql"], indirect=True)
on_sqlite = pytest.mark.parametrize("warehouse_url", ["sqlite"], indirect=True)


@pytest.fixture
def analyst(engine: Engine, warehouse_url: str, terminal: Terminal) -> Iterator[Engine]:
    """A role's own way into a warehouse with figures, after ``etl db grant``."""
    Loader(engine).load(edition(bulletin_of(parking()), day(5)))
    role = f"Analyst {uuid.uuid4().hex}"
    granted = terminal.etl("db", "grant", role, database_url=warehouse_url)
    assert (granted.status, granted.err) == (0, "")
    assert f"{role} may read the views" in granted.out
    assert "has no password" in granted.out
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
        assert "permission denied" in attempt(analyst, f"SELECT * FROM etl_tables.{table}")  # noqa: S608
    for change in (
        "DELETE FROM etl_tables.fact",
        "UPDATE etl_tables.fact SET value = 0",
        "TRUNCATE etl_tables.fact",
        "INSERT INTO etl_tables.portal (name, city) VALUES ('mine', 'mine')",
        "CREATE TABLE mine (id int)",
    ):
        assert "permission denied" in attempt(analyst, change)
    assert "must be owner" in attempt(analyst, "DROP VIEW current_fact")
    assert "cannot delete from view" in attempt(analyst, "DELETE FROM current_fact")


@on_postgresql
def test_a_bi_role_keeps_no_run_and_no_load_from_its_portal(
    analyst: Engine, engine: Engine
) -> None:
    """Whatever it can lock (advisory locks, the views that it reads) is none of ours."""
    with analyst.connect() as connection:
        for name in ("etl:run:qingdao", "etl:qingdao", "run:qingdao", "load:qingdao"):
            key = func.hashtextextended(name, 0)
            connection.execute(select(func.pg_advisory_lock(key)))
        connection.execute(text("LOCK TABLE current_fact IN ACCESS SHARE MODE"))
        with exclusive_run(engine, town(), "monthly", "mine"):
            Loader(engine).load(edition(bulletin_of(parking()), day(6)))
    for statement in (
        "SELECT * FROM etl_tables.writer_lock FOR UPDATE",
        "LOCK TABLE etl_tables.writer_lock",
    ):
        assert "permission denied" in attempt(analyst, statement)


@on_postgresql
def test_a_bi_role_makes_nothing_temporary_or_large_and_is_told_of_other_databases(
    analyst: Engine, warehouse_url: str, terminal: Terminal
) -> None:
    assert "permission denied" in attempt(analyst, "CREATE TEMPORARY TABLE mine (id int)")
    assert "permission denied" in attempt(analyst, "SELECT lo_create(0)")
    assert "permission denied" in attempt(analyst, "SELECT lo_from_bytea(0, 'x')")
    again = terminal.etl("db", "grant", str(analyst.url.username), database_url=warehouse_url)
    assert "may also connect to" in again.out
    assert "REVOKE CONNECT" in again.out


@on_postgresql
def test_a_bi_role_keeps_its_view_of_an_upgraded_warehouse(analyst: Engine, engine: Engine) -> None:
    go_back(engine)
    assert revision_state(engine) == "older"
    upgrade(engine)
    assert revision_state(engine) == "current"
    with analyst.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM current_fact")).scalar() == 3
    assert "permission denied" in attempt(analyst, "SELECT * FROM etl_tables.fact")


@on_postgresql
def test_rights_given_before_are_taken_back_and_granting_twice_is_granting_once(
    analyst: Engine, engine: Engine
) -> None:
    role = str(analyst.url.username)
    with transaction(engine) as connection:
        connection.exec_driver_sql(f'GRANT SELECT, INSERT ON etl_tables.fact TO "{role}"')
    assert not reader_roles.grant(engine, role)
    assert "permission denied" in attempt(analyst, "SELECT * FROM etl_tables.fact")


@on_postgresql
def test_a_role_that_could_do_more_in_spite_of_it_is_refused(engine: Engine) -> None:
    owner = str(engine.url.username)
    with pytest.raises(WarehouseError, match="no superuser"):
        reader_roles.grant(engine, owner)


@on_sqlite
def test_sqlite_has_no_roles_and_is_opened_read_only(
    engine: Engine, warehouse_url: str, terminal: Terminal
) -> None:
    refused = terminal.etl("db", "grant", "analyst", database_url=warehouse_url)
    assert refused.status == 1
    assert "mode=ro" in refused.err
    Loader(engine).load(edition(bulletin_of(parking()), day(5)))
    path = make_url(warehouse_url).database
    reader = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    assert reader.execute("SELECT count(*) FROM current_fact").fetchone() == (3,)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.execute("DELETE FROM fact")
    reader.close()


def test_readers_neither_block_a_loader_nor_wait_for_it(engine: Engine, warehouse_url: str) -> None:
    """One reader looks on from before the load to after it, others come and go.

    Whoever had to wait for a lock would fail at once.
    """
    Loader(engine).load(page(0))
    bulletins, looks = 8, 0
    with read_only(engine) as patient:
        assert versions(patient) == FIGURES
        command = [sys.executable, "-m", "tests.warehouse.loading", warehouse_url, str(bulletins)]
        soon = {**os.environ, "PGOPTIONS": "-c lock_timeout=10s"}
        with subprocess.Popen(command, cwd=ROOT, env=soon, stdout=subprocess.DEVNULL) as loader:
            while loader.poll() is None:
                with impatient(engine) as hasty:
                    assert versions(hasty) % (FIGURES // 2) == 0
                looks += 1
            assert loader.returncode == 0
        assert versions(patient) == FIGURES
    with read_only(engine) as afterwards:
        assert versions(afterwards) == FIGURES + (bulletins - 1) * FIGURES // 2
        assert violations(afterwards) == []
    assert looks > 8


def test_a_reader_answers_at_once_while_a_load_is_not_committed(engine: Engine) -> None:
    loader = Loader(engine)
    loader.load(page(0))
    with transaction(engine, portal="qingdao") as connection:
        load_edition(connection, page(0, worth="0"), loader.run_id, day(200))
        connection.execute(portal.update().values(city="another"))
        with impatient(engine) as reader:
            assert versions(reader) == FIGURES
            assert reader.execute(select(portal.c.city)).scalar() == "青岛"
            for view in VIEWS:
                reader.execute(text(f"SELECT * FROM {view}"))  # noqa: S608
        assert versions(connection) == FIGURES + FIGURES // 2


def test_a_load_commits_while_a_reader_stays_in_its_transaction(engine: Engine) -> None:
    loader = Loader(engine)
    loader.load(page(0))
    with read_only(engine) as reader:
        assert versions(reader) == FIGURES
        with transaction(engine, portal="qingdao") as connection:
            refuse_to_wait(connection)
            load_edition(connection, page(1), loader.run_id, day(200))
        assert versions(reader) == FIGURES
    with read_only(engine) as afterwards:
        assert versions(afterwards) == FIGURES + FIGURES // 2


@contextmanager
def impatient(engine: Engine) -> Iterator[Connection]:
    """A reader that gives up where it would have to wait for a lock."""
    with read_only(engine) as connection:
        refuse_to_wait(connection)
        yield connection


def refuse_to_wait(connection: Connection) -> None:
    postgresql = connection.dialect.name == "postgresql"
    connection.execute(
        text("SET LOCAL lock_timeout = 1" if postgresql else "PRAGMA busy_timeout = 0")
    )


def versions(connection: Connection) -> int:
    return int(connection.execute(select(func.count()).select_from(fact)).scalar_one())
