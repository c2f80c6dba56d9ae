"""Opening the database, and the two ways of using it: to read, and to change it in one transaction.

SQLite keeps a write-ahead log, so that readers and the one writer never wait for one
another, and a writer takes its lock when it begins rather than half-way through. On
PostgreSQL loaders of the same portal wait for one another by the lock of a row.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import URL
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DataError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    InternalError,
    OperationalError,
)

from etl.errors import WarehouseDamaged, WarehouseError
from etl.logs.secrets import masked, of_address
from etl.warehouse.schema import namespaces
from etl.warehouse.schema.tables import writer_lock

_DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg"}
INSTALL = "pip install 'pledge-etl[postgres]'"
"""What brings PostgreSQL's driver; in a checkout ``make postgres`` does."""
_PATIENCE_SECONDS = 60
"""How long a writer waits for another on SQLite, and a connection for PostgreSQL to answer."""
_WRITER = "etl_writer"
_AS_IT_LAY = "etl_as_it_lay"
"""The stamp of a SQLite file that was opened as one that nobody writes."""
SCHEMA = "schema"
"""In place of a portal's name: who changes the schema, or who may read it."""
# What a bad day of the database looks like, and a value that it does not take; anything
# else is a defect of ours.
_BAD_DAY = (OperationalError, InterfaceError, InternalError, DataError, IntegrityError)


def connect(url: str, *, create: bool = True) -> Engine:
    """Open the warehouse at ``url``.

    Args:
        url: ``sqlite:///FILE`` or ``postgresql://USER:PASSWORD@HOST/NAME``.
        create: whether a SQLite file that is not there yet may be made. If not, one in a folder
            that cannot be written is opened as it lies, to be asked.

    Raises:
        WarehouseError: the URL is wrong, its driver is missing or the database does not open.
    """
    where = _parse(url)
    if where.get_backend_name() == "sqlite":
        _require_file(where, create=create)
        engine = create_engine(where, connect_args={"timeout": _PATIENCE_SECONDS})
        if not create and _lies_still(where):
            engine = engine.execution_options(**{_AS_IT_LAY: _stamp(where)})
            event.listen(engine, "do_connect", _open_as_it_lies)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        engine = _postgresql(where)
        # Before SQLAlchemy looks which schema is the default one.
        event.listen(engine, "connect", namespaces.enter, insert=True)
    try:
        with engine.connect():
            return engine
    # The driver may not even be able to say what is wrong with a damaged file.
    except (DBAPIError, UnicodeDecodeError) as error:
        engine.dispose()
        if _says_damaged(error):
            raise _damaged(engine, error) from error
        advice = "check ETL_DATABASE_URL"
        if engine.dialect.name == "sqlite":
            advice = (
                "see whether it may be read and its folder be written, or copy the folder to "
                "where you may write"
            )
        raise WarehouseError(
            f"The warehouse {name(engine)} cannot be opened: {_cause(error)}; {advice}."
        ) from error


def name(engine: Engine) -> str:
    """The warehouse's address for people, its passwords masked wherever they stand in it."""
    url = engine.url.set(drivername=engine.url.get_backend_name())
    return masked(url.render_as_string(), of_address(url.render_as_string(hide_password=False)))


@contextmanager
def read_only(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one consistent state and never waits for a loader.

    Raises:
        WarehouseError: the database fails meanwhile, or a file was written that was opened as
            it lay.
    """
    level = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with explained(engine), engine.connect().execution_options(**level) as connection:
        yield connection
    lay = engine.get_execution_options().get(_AS_IT_LAY)
    if lay is not None and lay != _stamp(engine.url):
        raise WarehouseError(
            f"The warehouse {name(engine)} was written while it was read, from a folder that "
            "cannot be written here: ask again."
        )


@contextmanager
def transaction(target: Engine | Connection, portal: str | None = None) -> Iterator[Connection]:
    """One transaction that changes the warehouse: committed at the end, or nothing of it.

    Given a connection, it joins the transaction that :func:`transaction` began on it.

    Args:
        target: the warehouse, or a connection to it.
        portal: name of the portal written to; other writers to it wait.

    Raises:
        WarehouseError: the database fails meanwhile: locked, full, read-only, gone.
    """
    if isinstance(target, Connection):
        _lock(target, portal)
        yield target
        return
    with (
        explained(target),
        target.connect().execution_options(**{_WRITER: True}) as connection,
        connection.begin(),
    ):
        _lock(connection, portal)
        yield connection


@contextmanager
def altering(engine: Engine) -> Iterator[Connection]:
    """One transaction that changes the schema: as :func:`transaction`, with all writers locked out.

    SQLite alters a table by putting a copy in its place, and must not look meanwhile at
    what refers to it; only before the transaction can it be told so.

    Raises:
        WarehouseError: the database fails meanwhile.
    """
    with (
        explained(engine),
        engine.connect().execution_options(**{_WRITER: True}) as connection,
    ):
        _watch_references(connection, "OFF")
        try:
            with connection.begin():
                _lock(connection, SCHEMA)
                yield connection
        finally:
            _watch_references(connection, "ON")


def _watch_references(connection: Connection, state: str) -> None:
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "sqlite":
        driver.execute(f"PRAGMA foreign_keys = {state}")


def _lock(connection: Connection, portal: str | None) -> None:
    """Make other writers to the portal wait; SQLite has one writer at a time anyway."""
    if portal is None or connection.dialect.name != "postgresql":
        return
    if portal == SCHEMA:
        # The table of locks may not be there yet.
        key = func.hashtextextended(f"etl:{portal}", 0)
        connection.execute(select(func.pg_advisory_xact_lock(key)))
        return
    name = f"load:{portal}"
    make_row(connection, name)
    row = select(writer_lock).where(writer_lock.c.name == name)
    connection.execute(row.with_for_update())


def make_row(connection: Connection, name: str) -> None:
    """Have a row to lock, on PostgreSQL."""
    connection.execute(insert(writer_lock).values(name=name).on_conflict_do_nothing())


@contextmanager
def explained(engine: Engine) -> Iterator[None]:
    """Have the block's errors of the database say what is wrong.

    Raises:
        WarehouseError: the database fails meanwhile.
        WarehouseDamaged: its file is not whole.
    """
    # Where the driver is used by itself, its errors have the same names.
    driver = [getattr(engine.dialect.loaded_dbapi, known.__name__) for known in _BAD_DAY]
    try:
        yield
    # SQLite's driver has no error of its own for a number too large.
    except (*_BAD_DAY, *driver, OverflowError) as error:
        raise WarehouseError(
            f"The warehouse {name(engine)} failed and what was being written is undone: "
            f"{_cause(error)}."
        ) from error
    except (DatabaseError, engine.dialect.loaded_dbapi.DatabaseError, UnicodeDecodeError) as error:
        if not _says_damaged(error):
            raise
        raise _damaged(engine, error) from error


def _says_damaged(error: Exception) -> bool:
    """SQLite says of a damaged file no more than that; what is a kind of it is a defect."""
    return type(error).__name__ in ("DatabaseError", "UnicodeDecodeError")


def _damaged(engine: Engine, error: Exception) -> WarehouseDamaged:
    return WarehouseDamaged(
        f"The warehouse {name(engine)} is damaged ({_cause(error)}): restore the last sound "
        "backup, or build it again with `etl archive restore`."
    )


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
        drivername = _DRIVERS[parsed.get_backend_name()]
    except (ArgumentError, KeyError, ValueError) as error:
        raise WarehouseError(
            "ETL_DATABASE_URL is no address of a warehouse; write sqlite:///FILE or "
            "postgresql://USER:PASSWORD@HOST/NAME."
        ) from error
    return parsed.set(drivername=drivername)


def _postgresql(url: URL) -> Engine:
    try:
        return create_engine(
            url, connect_args={"connect_timeout": _PATIENCE_SECONDS}, pool_pre_ping=True
        )
    except ImportError as error:
        raise WarehouseError(
            f"The warehouse is PostgreSQL's, whose driver is not installed ({error}): "
            f"{INSTALL}, or `make postgres` in a checkout."
        ) from error


def _require_file(url: URL, *, create: bool) -> None:
    """Say what is wrong with a path before SQLite says "unable to open database file"."""
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        return
    path = Path(url.database)
    if not path.parent.is_dir():
        raise WarehouseError(
            f"The warehouse {path} cannot be opened: there is no folder {path.parent}; "
            "make it or change ETL_DATABASE_URL."
        )
    if path.is_dir():
        raise WarehouseError(
            f"The warehouse {path} cannot be opened: it is a folder; name a file in it."
        )
    if not create and not path.is_file():
        raise WarehouseError(f"There is no warehouse at {path} yet; `etl run` makes one.")


def _lies_still(url: URL) -> bool:
    """Whether a file is in a folder that cannot be written, and whole without its log.

    Readers of a log write beside it; SQLite opens such a file only as one that never changes.
    """
    if not url.database or not Path(url.database).is_file():
        return False
    log = Path(f"{url.database}-wal")
    return not os.access(log.parent, os.W_OK) and not (log.exists() and log.stat().st_size)


def _stamp(url: URL) -> tuple[int, int, bool]:
    """Another one once somebody else has written the file."""
    found = Path(str(url.database)).stat()
    return found.st_mtime_ns, found.st_size, Path(f"{url.database}-wal").exists()


def _open_as_it_lies(_dialect: Any, _record: Any, place: list[Any], options: Any) -> None:
    place[0] = f"{Path(place[0]).absolute().as_uri()}?immutable=1"
    options["uri"] = True


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own transactions begin late and commit around DDL: take them over.
    connection.isolation_level = None
    for pragma in ("journal_mode = WAL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writer = connection.get_execution_options().get(_WRITER, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")


def _cause(error: Exception) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else error
    lines = masked(str(cause)).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(cause).__name__
