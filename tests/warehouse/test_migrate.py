"""Opening a warehouse: what is refused and how it is said; the schema's revisions."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from etl.errors import WarehouseError
from etl.warehouse.audit import schema_differences, violations
from etl.warehouse.connection.engine import connect, read_only, transaction
from etl.warehouse.queries.figures_as_of import known_as_recorded
from etl.warehouse.schema.open_and_upgrade import open_warehouse, revision_state, upgrade
from tests.bulletins import parking
from tests.warehouse.editions import Loader, bulletin_of, day, edition
from tests.warehouse.older import go_back


def test_migrations_and_views_give_the_schema_that_the_code_knows(engine: Engine) -> None:
    assert revision_state(engine) == "current"
    with read_only(engine) as connection:
        assert schema_differences(connection) == []


def test_upgrading_twice_changes_nothing(engine: Engine) -> None:
    upgrade(engine)
    with read_only(engine) as connection:
        assert schema_differences(connection) == []


def test_an_older_warehouse_keeps_its_figures_when_its_tables_are_altered(engine: Engine) -> None:
    loader = Loader(engine)
    loader.load(edition(bulletin_of(parking()), day(5)))
    go_back(engine)
    upgrade(engine)
    loader.load(edition(bulletin_of(parking("24000", "120")), day(8)))
    with read_only(engine) as connection:
        assert schema_differences(connection) == []
        assert violations(connection) == []
        assert {f.value for f in known_as_recorded(connection, day(200))} == {20000, 24000, 120}


def test_the_scripts_are_found_from_any_folder(tmp_path: Path) -> None:
    code = (
        "from etl.warehouse.schema.open_and_upgrade import open_warehouse, revision_state\n"
        "with open_warehouse('sqlite:///here.sqlite', create=True) as engine:\n"
        "    assert revision_state(engine) == 'current'\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True)


@pytest.mark.parametrize("warehouse_url", ["postgresql"], indirect=True)
def test_postgresql_shows_the_comments_of_views_and_tables(engine: Engine) -> None:
    with read_only(engine) as connection:
        for name in ("fact", "current_fact"):
            comment = text(f"SELECT obj_description('{name}'::regclass)")
            assert str(connection.execute(comment).scalar()).startswith("One row for each")


@pytest.mark.parametrize("revision", ["0000", None])
def test_a_schema_that_this_code_does_not_know_is_refused(
    engine: Engine, warehouse_url: str, revision: str | None
) -> None:
    with transaction(engine) as connection:
        connection.execute(text("DELETE FROM alembic_version"))
        if revision:
            insert = text("INSERT INTO alembic_version VALUES (:revision)")
            connection.execute(insert, {"revision": revision})
    message = "newer version" if revision else "is empty"
    with pytest.raises(WarehouseError, match=message), open_warehouse(warehouse_url, create=False):
        pass
    if revision:
        with pytest.raises(WarehouseError, match=message):
            upgrade(engine)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("nonsense", "is no address of a warehouse"),
        ("mysql://localhost/x", "is no address of a warehouse"),
        ("sqlite:///{tmp}/none/w.sqlite", "there is no folder"),
        ("sqlite:///{tmp}", "it is a folder"),
        ("sqlite:///{tmp}/text.sqlite", r"damaged \(file is not a database\): restore"),
        ("sqlite:///{tmp}/absent.sqlite", "`etl run` makes one"),
        ("postgresql://user:secret@localhost:1/x", r"user:\*\*\*@localhost:1/x cannot be opened"),
    ],
)
def test_a_database_that_does_not_open_is_told_in_one_sentence(
    tmp_path: Path, url: str, message: str
) -> None:
    (tmp_path / "text.sqlite").write_text("not a database, and long enough to be one" * 9)
    with pytest.raises(WarehouseError, match=message) as caught:
        connect(url.format(tmp=tmp_path), create=False)
    assert "secret" not in str(caught.value)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_without_its_driver_an_address_of_postgresql_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(WarehouseError, match=r"pip install 'pledge-etl\[postgres\]', or `make"):
        connect("postgresql://user:secret@localhost:1/x")


@pytest.mark.parametrize("warehouse_url", ["sqlite"], indirect=True)
def test_a_read_only_file_can_be_asked_and_not_written(warehouse_url: str) -> None:
    locked_url = warehouse_url.replace("sqlite:///", "sqlite:///file:") + "?mode=ro&uri=true"
    with open_warehouse(locked_url, create=False) as engine:
        assert revision_state(engine) == "current"
        with (
            pytest.raises(WarehouseError, match="readonly database"),
            transaction(engine) as connection,
        ):
            connection.execute(text("DELETE FROM fact"))
