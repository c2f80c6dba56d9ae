"""Bad days of the database: an error of one sentence, nothing half done, nothing lost."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event, func, make_url, select, text

from etl.errors import WarehouseError
from etl.warehouse.audit import violations
from etl.warehouse.connection.engine import connect, read_only, transaction
from etl.warehouse.loading.load import load_edition
from etl.warehouse.model import Edition
from etl.warehouse.schema.open_and_upgrade import open_warehouse
from etl.warehouse.schema.tables import reading as readings
from tests.bulletins import parking
from tests.terminal import Terminal
from tests.warehouse.editions import Loader, bulletin_of, day, edition
from tests.warehouse.loading import page
from tests.warehouse.older import go_back

on_postgresql = pytest.mark.parametrize("warehouse_url", ["postgresql"], indirect=True)
on_sqlite = pytest.mark.parametrize("warehouse_url", ["sqlite"], indirect=True)

FIGURES = 600


def one_sentence(error: pytest.ExceptionInfo[WarehouseError]) -> str:
    said = str(error.value)
    assert said.endswith(".")
    assert "\n" not in said
    return said


def bulletins(engine: Engine) -> int:
    """How many bulletins the warehouse holds, in which all is sound."""
    with read_only(engine) as connection:
        assert violations(connection) == []
        return int(connection.execute(select(func.count()).select_from(readings)).scalar_one())


class SmallDisk:
    """A file system of its own, of a few hundred kilobytes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        done = mount("-t", "tmpfs", "-o", "size=900k,mode=777", "tmpfs", str(folder))
        if done.returncode:
            pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")

    def becomes(self, options: str) -> None:
        assert mount("-o", f"remount,{options}", str(self.folder)).returncode == 0


def mount(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["mount", *words], capture_output=True, text=True, check=False)


@pytest.fixture
def small_disk() -> Iterator[SmallDisk]:
    if shutil.which("mount") is None:
        pytest.skip("there is no command to mount a file system with")
    # Where the user of a database server may go, too.
    with tempfile.TemporaryDirectory(prefix="pledge-etl-") as outer:
        Path(outer).chmod(0o711)
        folder = Path(outer, "small")
        folder.mkdir()
        yield SmallDisk(folder)
        subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture
def on_small_disk(
    small_disk: SmallDisk, warehouse_url: str, request: pytest.FixtureRequest
) -> Iterator[Engine]:
    """A warehouse that will not have room for long."""
    if warehouse_url.startswith("sqlite"):
        path = small_disk.folder / "warehouse.sqlite"
        shutil.copy(make_url(warehouse_url).database or "", path)
        with open_warehouse(f"sqlite:///{path}", create=False) as engine:
            yield engine
        return
    tablespace = f"small_{make_url(warehouse_url).database}"
    with open_warehouse(warehouse_url, create=False) as engine:
        with engine.connect() as connection:
            served_from = Path(connection.execute(text("SHOW data_directory")).scalar_one())
        shutil.chown(small_disk.folder, served_from.owner())
        administer(engine, f"CREATE TABLESPACE {tablespace} LOCATION '{small_disk.folder}'")
        administer(engine, f"ALTER TABLE fact SET TABLESPACE {tablespace}")
        yield engine
        administer(engine, "ALTER TABLE fact SET TABLESPACE pg_default")
        administer(engine, f"DROP TABLESPACE {tablespace}")


def administer(engine: Engine, statement: str) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(statement))


def fill(engine: Engine) -> tuple[int, str]:
    """Load bulletins until there is no room; how many came in, and what was said."""
    many = [page(number, figures=FIGURES) for number in range(15)]
    with pytest.raises(WarehouseError) as full:
        Loader(engine).load(*many)
    return bulletins(engine), one_sentence(full)


def test_a_full_disk_undoes_the_bulletin_and_with_room_it_loads(
    on_small_disk: Engine, small_disk: SmallDisk
) -> None:
    loaded, said = fill(on_small_disk)
    assert "is undone" in said
    assert "is full" in said or "No space left" in said
    assert loaded > 0
    small_disk.becomes("size=20m")
    assert Loader(on_small_disk).load(page(loaded, figures=FIGURES)).new > 0
    assert bulletins(on_small_disk) == loaded + 1


@on_sqlite
def test_a_file_that_may_not_grow_undoes_the_bulletin(engine: Engine) -> None:
    """The full disk where no file system may be mounted."""
    with engine.connect() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()

    def bound(connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 120}")

    event.listen(engine, "begin", bound)
    loaded, said = fill(engine)
    assert "is full" in said
    assert loaded > 0


@on_sqlite
def test_on_a_read_only_disk_a_warehouse_is_not_written_and_the_command_fails(
    on_small_disk: Engine, small_disk: SmallDisk, terminal: Terminal
) -> None:
    url = on_small_disk.url.render_as_string()
    loader = Loader(on_small_disk)
    go_back(on_small_disk)
    on_small_disk.dispose()
    small_disk.becomes("ro")
    with pytest.raises(WarehouseError) as refused:
        loader.load(page(0))
    assert "unable to open" in one_sentence(refused) or "readonly" in one_sentence(refused)
    answer = terminal.etl("db", "upgrade", database_url=url)
    assert (answer.status, answer.out, len(answer.err.splitlines())) == (1, "", 1)
    small_disk.becomes("rw")
    assert terminal.etl("db", "upgrade").status == 0
    assert loader.load(page(0)).new > 0


@on_sqlite
def test_a_warehouse_in_a_folder_that_cannot_be_written_is_asked_as_it_lies(
    on_small_disk: Engine, small_disk: SmallDisk, terminal: Terminal
) -> None:
    url = on_small_disk.url.render_as_string()
    file = Path(str(on_small_disk.url.database))
    Loader(on_small_disk).load(page(0))
    log = Path(f"{file}-wal").read_bytes()
    on_small_disk.dispose()
    assert not Path(f"{file}-wal").exists()
    small_disk.becomes("ro")
    answer = terminal.etl("history", "指标10", database_url=url)
    assert (answer.status, answer.err) == (0, "")
    with open_warehouse(url, create=False) as engine:
        small_disk.becomes("rw")
        os.utime(file)
        with pytest.raises(WarehouseError, match="written while it was read"), read_only(engine):
            pass
    # What is in the log alone must not be passed over.
    Path(f"{file}-wal").write_bytes(log)
    small_disk.becomes("ro")
    answer = terminal.etl("history", "指标10")
    assert (answer.status, answer.out) == (1, "")
    assert "copy the folder" in answer.err
    small_disk.becomes("rw")


@on_postgresql
def test_a_read_only_database_is_not_written(engine: Engine, warehouse_url: str) -> None:
    loader = Loader(engine)
    standby = make_url(warehouse_url).update_query_dict(
        {"options": "-c default_transaction_read_only=on"}
    )
    with (
        open_warehouse(standby.render_as_string(hide_password=False), create=False) as read_only,
        pytest.raises(WarehouseError) as refused,
    ):
        load_edition(read_only, page(0), loader.run_id, loader.clock)
    assert "read-only transaction" in one_sentence(refused)
    assert bulletins(engine) == 0


@on_postgresql
def test_a_server_that_goes_away_leaves_nothing_and_is_asked_again(engine: Engine) -> None:
    loader = Loader(engine)

    def load_and_lose_the_connection() -> None:
        with transaction(engine, portal="qingdao") as connection:
            load_edition(connection, page(0), loader.run_id, loader.clock)
            mine = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
            administer(engine, f"SELECT pg_terminate_backend({mine})")
            connection.execute(text("SELECT 1"))

    with pytest.raises(WarehouseError) as gone:
        load_and_lose_the_connection()
    assert "is undone" in one_sentence(gone)
    assert bulletins(engine) == 0
    assert loader.load(page(0)).new > 0


def beyond(column: str) -> Edition:
    """A bulletin with a value that the column cannot hold."""
    said = bulletin_of(parking())
    first, *rest = said.facts
    changed = {
        "value": replace(first, value=Decimal("1E+131072")),
        "span": replace(first, start=first.end),
        "end": replace(first, end=2**70),
        "measure": replace(first, measure="guess"),  # type: ignore[arg-type]
    }
    if column == "plan_year":
        return edition(replace(said, dating=replace(said.dating, plan_year=2**70)), day(5))
    return edition(replace(said, facts=(changed[column], *rest)), day(5))


@pytest.mark.parametrize("column", ["value", "span", "end", "measure", "plan_year"])
def test_a_value_beyond_its_column_is_refused_with_its_bulletin(
    engine: Engine, column: str
) -> None:
    loader = Loader(engine)
    with pytest.raises(WarehouseError) as refused:
        load_edition(engine, beyond(column), loader.run_id, loader.clock)
    one_sentence(refused)
    assert bulletins(engine) == 0
    assert loader.load(edition(bulletin_of(parking()), day(5))).new == 3


def test_a_schema_of_another_version_stops_every_command(
    engine: Engine, warehouse_url: str, terminal: Terminal
) -> None:
    for revision, advice in (("0001", "run `etl db upgrade`"), ("9999", "install that version")):
        with transaction(engine) as connection:
            change = text("UPDATE alembic_version SET version_num = :revision")
            connection.execute(change, {"revision": revision})
        for words in (["status"], ["history", "停车"], ["db", "check"], ["db", "grant", "x"]):
            answer = terminal.etl(*words, database_url=warehouse_url)
            assert (answer.status, answer.out) == (1, "")
            assert advice in answer.err
    assert terminal.etl("db", "upgrade").status == 1


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://analyst:secret@localhost:port/x",
        "postgresql://analyst:secret@localhost:1/x?sslmode=bogus",
        "postgresql://analyst:secret@no-such-host.invalid/x",
        "mysql://analyst:secret@localhost/x",
    ],
)
def test_an_address_that_leads_nowhere_is_told_without_its_password(
    url: str, terminal: Terminal
) -> None:
    for words in (["status"], ["db", "upgrade"]):
        answer = terminal.etl(*words, database_url=url)
        assert (answer.status, answer.out) == (1, "")
        assert "ETL_DATABASE_URL" in answer.err
        assert "secret" not in answer.err


@on_postgresql
@pytest.mark.parametrize("part", ["username", "database"])
def test_a_server_that_knows_no_such_user_or_database_says_so(
    warehouse_url: str, part: str
) -> None:
    url = make_url(warehouse_url).set(**{part: "nobody"})  # type: ignore[arg-type]
    with pytest.raises(WarehouseError, match='"nobody" does not exist') as refused:
        connect(url.render_as_string(hide_password=False))
    one_sentence(refused)
