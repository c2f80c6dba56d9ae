"""BI tools read every view, on both databases, as docs/dashboard.md shows it."""

import importlib.util
import re
from pathlib import Path
from typing import Any, get_args

import duckdb
import pandas as pd
import pytest
from sqlalchemy import Engine, make_url

from etl.warehouse.connection.engine import read_only
from etl.warehouse.queries.views_and_status import ViewName, rows_of
from tests.bulletins import parking
from tests.warehouse.editions import Loader, bulletin_of, day, edition, pledge

DASHBOARD = Path(__file__).parents[2] / "docs" / "dashboard.md"
VIEWS: tuple[ViewName, ...] = get_args(ViewName)
SCANNERS = {"sqlite": "sqlite_scanner", "postgresql": "postgres_scanner"}


@pytest.fixture
def filled(engine: Engine) -> Engine:
    """A warehouse in which each view has rows: one figure was corrected."""
    fine = pledge(2, "12345678901234567890", "0.00012345", "绿地")
    Loader(engine).load(
        edition(bulletin_of(parking("23325", "116.6"), fine), day(5)),
        edition(bulletin_of(parking(), fine), day(8)),
    )
    return engine


def shown(language: str, database: str, warehouse_url: str) -> str:
    """The snippet of docs/dashboard.md for the database, with this warehouse's address in it."""
    text = DASHBOARD.read_text("utf-8")
    snippets = re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
    snippet = next(one for one in snippets if database in one)
    printed = {"sqlite": "var/warehouse.sqlite", "postgresql": "//analyst@db.example/etl"}
    mine = (
        make_url(warehouse_url).database
        if database == "sqlite"
        else warehouse_url.partition(":")[2]
    )
    assert printed[database] in snippet
    return str(snippet).replace(printed[database], str(mine))


def test_pandas_reads_every_view_as_the_docs_show(filled: Engine, warehouse_url: str) -> None:
    names: dict[str, Any] = {}
    exec(shown("python", filled.dialect.name, warehouse_url), names)  # noqa: S102
    card = names["card"].set_index("indicator").loc["新增停车泊位"]
    assert (card["target"], card["actual"], card["computed_share"]) == (20000, 23352, 116.76)
    analyst = names["engine"]
    with read_only(filled) as connection:
        for view in VIEWS:
            frame = pd.read_sql(f"SELECT * FROM {view}", analyst)  # noqa: S608
            assert len(frame) == len(rows_of(connection, view)) > 0
    analyst.dispose()


def test_duckdb_reads_every_view_as_the_docs_show(filled: Engine, warehouse_url: str) -> None:
    with duckdb.connect() as analyst:
        load_scanner(analyst, SCANNERS[filled.dialect.name])
        analyst.execute(shown("sql", filled.dialect.name, warehouse_url))
        assert ("新增停车泊位", 20000, 23352, True) in analyst.fetchall()
        with read_only(filled) as connection:
            for view in VIEWS:
                rows = analyst.execute(f"SELECT * FROM warehouse.{view}").fetchall()  # noqa: S608
                assert len(rows) == len(rows_of(connection, view)) > 0
        values = "SELECT value FROM warehouse.current_fact WHERE indicator = '绿地' ORDER BY value"
        found = [value for (value,) in analyst.execute(values).fetchall()]
        assert found == pytest.approx([0.00012345, 12345678901234567890.0])


def load_scanner(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """DuckDB's extension from an installed package: a test downloads nothing."""
    package = importlib.util.find_spec(f"duckdb_extension_{name}")
    if package is None or package.origin is None:
        pytest.skip(f"the package duckdb-extension-{name.replace('_', '-')} is not installed")
    version = connection.execute("SELECT library_version FROM pragma_version()").fetchall()[0][0]
    path = Path(package.origin).parent / "extensions" / version / f"{name}.duckdb_extension"
    if not path.is_file():
        pytest.skip(f"the {name} that is installed is not for DuckDB {version}")
    connection.execute(f"LOAD '{path}'")
