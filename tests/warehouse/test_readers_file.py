"""The file of the views that a SQLite warehouse gives to BI tools."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, inspect

from etl.errors import WarehouseError
from etl.warehouse.connection.engine import read_only
from etl.warehouse.queries.views_and_status import rows_of
from etl.warehouse.readers_file import write_readers_file
from etl.warehouse.schema.views import load_views
from tests.bulletins import parking
from tests.terminal import Terminal
from tests.warehouse.editions import Loader, bulletin_of, day, edition, pledge


@pytest.mark.parametrize("warehouse_url", ["sqlite"], indirect=True)
def test_it_holds_the_views_alone_with_types_and_is_replaced_whole(
    engine: Engine, warehouse_url: str, terminal: Terminal, tmp_path: Path
) -> None:
    late = pledge(2, "100", "10", "绿地")
    Loader(engine).load(edition(bulletin_of(parking(), late), day(5)))
    path = tmp_path / "views.sqlite"
    for _ in range(2):
        done = terminal.etl("db", "views", str(path), database_url=warehouse_url)
        assert (done.status, done.err) == (0, "")
    analyst = create_engine(f"sqlite:///{path}")
    tool = inspect(analyst)
    assert set(tool.get_table_names()) == {view.name for view in load_views()}
    kinds = {str(one["name"]): str(one["type"]) for one in tool.get_columns("pledge_scorecard")}
    assert (kinds["on_track"], kinds["target"], kinds["period_end"], kinds["published_at"]) == (
        "BOOLEAN",
        "REAL",
        "DATE",
        "TIMESTAMP",
    )
    analyst.dispose()
    reader = sqlite3.connect(path)
    query = "SELECT indicator FROM pledge_scorecard WHERE on_track = ?"
    assert reader.execute(query, ("0",)).fetchall() == [("绿地",)]
    with read_only(engine) as connection:
        for view in load_views():
            [(count,)] = reader.execute(f"SELECT count(*) FROM {view.name}")  # noqa: S608
            assert count == len(rows_of(connection, view.name))  # type: ignore[arg-type]
    reader.close()


@pytest.mark.parametrize("warehouse_url", ["postgresql"], indirect=True)
def test_on_postgresql_it_says_what_to_do_instead(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="etl db grant"):
        write_readers_file(engine, tmp_path / "views.sqlite")
