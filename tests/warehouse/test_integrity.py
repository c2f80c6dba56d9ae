"""The database's own check: damage that no query of ours sees."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url, text

from etl.warehouse.connection.database_damage import damage
from etl.warehouse.connection.engine import read_only
from tests.bulletins import parking
from tests.terminal import Terminal
from tests.warehouse.editions import Loader, bulletin_of, day, edition

on_sqlite = pytest.mark.parametrize("warehouse_url", ["sqlite"], indirect=True)
PIECE = 512


def test_a_sound_database_is_whole(engine: Engine) -> None:
    Loader(engine).load(edition(bulletin_of(parking()), day(5)))
    with read_only(engine) as connection:
        assert damage(connection) == []


@on_sqlite
def test_overwritten_bytes_are_found_wherever_they_are(
    engine: Engine, warehouse_url: str, terminal: Terminal
) -> None:
    """A piece of each tenth of the file in turn: told in one sentence, with what to do."""
    Loader(engine).load(edition(bulletin_of(parking()), day(5)))
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        page = connection.exec_driver_sql(
            "SELECT rootpage FROM sqlite_master WHERE name = 'fact'"
        ).scalar_one()
    engine.dispose()
    path = Path(str(make_url(warehouse_url).database))
    whole = path.read_bytes()
    for place in ((page - 1) * 4096, *range(PIECE, len(whole) - PIECE, len(whole) // 10)):
        path.write_bytes(whole[:place] + b"\xa5" * PIECE + whole[place + PIECE :])
        answer = terminal.etl("db", "check", database_url=warehouse_url)
        if answer.status == 0:
            # An unused part of a page.
            assert not any(whole[place : place + PIECE])
        else:
            assert answer.err.startswith("etl: The warehouse")
            assert len(answer.err.splitlines()) == 1
    path.write_bytes(whole)
    assert terminal.etl("db", "check", database_url=warehouse_url).status == 0


@on_sqlite
def test_the_check_stops_in_time_and_says_so(engine: Engine) -> None:
    Loader(engine).load(edition(bulletin_of(parking()), day(5)))
    with read_only(engine) as connection:
        [found] = damage(connection, seconds=-1.0)
        assert "took more than" in found
        assert connection.execute(text("SELECT count(*) FROM fact")).scalar() == 3


@on_sqlite
def test_a_row_that_refers_to_none_is_found(engine: Engine) -> None:
    Loader(engine).load(edition(bulletin_of(parking()), day(5)))
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("DELETE FROM document")
    with read_only(engine) as connection:
        assert any("refer to none" in one for one in damage(connection))
