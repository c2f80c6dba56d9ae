"""A warehouse with a long history, and questions to it.

One portal is loaded, with every tenth page corrected later; the others are copies of it
that the database makes, with keys of their own. So the history has the shape that loads
leave, whatever its length.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from statistics import median
from typing import Any

from loads import NOW, load
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Engine,
    Integer,
    MetaData,
    Table,
    cast,
    func,
    insert,
    literal,
    select,
    text,
)
from workload import FIGURES, PAGES, Page, first

from etl.warehouse.audit import violations
from etl.warehouse.connection.engine import read_only, transaction
from etl.warehouse.queries.figures_as_of import (
    Figure,
    history,
    known_as_published,
    known_as_recorded,
)
from etl.warehouse.schema.open_and_upgrade import open_warehouse
from etl.warehouse.schema.tables import fact, metadata

_AT_ONCE = 10
"""Copies that are made in one transaction."""
_SOME_DAY = datetime(2015, 6, 1, tzinfo=UTC)

_numbers = Table("numbers", MetaData(), Column("n", Integer(), primary_key=True))


@dataclass(frozen=True)
class Original:
    """The portal that is copied."""

    versions: int
    spans: Mapping[str, int]
    """The highest key of each table."""


def begin(url: str) -> Original:
    """Load the portal that is copied.

    Raises:
        SystemExit: a copy of it beside it is not sound.
    """
    load(url, first(PAGES * FIGURES))
    load(url, [Page("city0", number, 1) for number in range(0, PAGES, 10)])
    with open_warehouse(url, create=False) as engine:
        with transaction(engine) as connection:
            spans = {
                table.name: connection.execute(select(func.max(table.c.id))).scalar_one() or 0
                for table in metadata.sorted_tables
                if "id" in table.c and isinstance(table.c.id.type, Integer)
            }
            versions = connection.execute(select(func.count()).select_from(fact)).scalar_one()
            _numbers.create(connection)
        original = Original(versions, spans)
        _grow(engine, original, range(1, 2))
        with read_only(engine) as connection:
            if found := violations(connection):
                raise SystemExit(f"The history is not what loads leave: {found}")
    return original


def grow(url: str, original: Original, copies: range) -> None:
    """Make the copies with these numbers."""
    with open_warehouse(url, create=False) as engine:
        _grow(engine, original, copies)


def _grow(engine: Engine, original: Original, copies: range) -> None:
    for first_one in range(0, len(copies), _AT_ONCE):
        with engine.connect() as connection:
            _trust_keys(connection)
            with connection.begin():
                connection.execute(_numbers.delete())
                numbers = [{"n": n} for n in copies[first_one : first_one + _AT_ONCE]]
                connection.execute(insert(_numbers), numbers)
                for table in metadata.sorted_tables:
                    _copy(connection, table, original.spans)
    if engine.dialect.name == "postgresql":
        # What its autovacuum does in time; nothing does it on SQLite.
        with engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.execute(text("VACUUM (ANALYZE)"))


def _trust_keys(connection: Connection) -> None:
    """Do without the checks of foreign keys, as copies keep what they refer to."""
    driver: Any = connection.connection.driver_connection
    postgresql = connection.dialect.name == "postgresql"
    driver.execute(
        "SET session_replication_role = replica" if postgresql else "PRAGMA foreign_keys = OFF"
    )
    driver.commit()


def _copy(connection: Connection, table: Table, spans: Mapping[str, int]) -> None:
    """Copy the original's rows of a table, once for each of ``numbers``."""
    key = next((column for column in table.c if _counted(column) in spans), None)
    if key is None:
        # Locks are of portals by name, and made when one is written to.
        return
    original = key <= spans[str(_counted(key))]
    columns = [_of_copy(column, spans).label(column.name) for column in table.c]
    rows = select(*columns).select_from(table.join(_numbers, literal(True))).where(original)
    connection.execute(
        insert(table).from_select(table.c.keys(), rows.order_by(_numbers.c.n, *table.primary_key))
    )
    if connection.dialect.name == "postgresql" and table.name in spans:
        last = select(func.max(table.c.id)).scalar_subquery()
        sequence = func.pg_get_serial_sequence(table.name, "id")
        connection.execute(select(func.setval(sequence, func.coalesce(last, 1))))


def _counted(column: Column[Any]) -> str | None:
    """The table whose rows the column counts: its own, or the one that it refers to."""
    if column.foreign_keys:
        return next(iter(column.foreign_keys)).column.table.name
    return column.table.name if column.name == "id" else None


def _of_copy(column: Column[Any], spans: Mapping[str, int]) -> ColumnElement[Any]:
    """The column's value in a copy."""
    counted = _counted(column)
    if counted is not None and counted in spans:
        return column + _numbers.c.n * spans[counted]
    if counted == "run" or (column.table.name, column.name) == ("portal", "name"):
        return column + literal("-") + cast(_numbers.c.n, column.type)
    return column


def correct(url: str, nth: int) -> float:
    """Seconds to load ten corrected pages of the n-th copy."""
    return load(url, [Page(f"city0-{nth}", number, 1) for number in range(1, 11)])


Question = Callable[[Connection, str, str], list[Figure]]
_BEFORE = NOW + timedelta(microseconds=1)
QUESTIONS: dict[str, Question] = {
    "history, indicator": lambda c, portal, label: history(c, label, portal),
    "as recorded, indicator": lambda c, portal, label: known_as_recorded(
        c, _BEFORE, portal, words=label
    ),
    "as published, indicator": lambda c, portal, label: known_as_published(
        c, _SOME_DAY, portal, words=label
    ),
    "as recorded, city": lambda c, portal, _: known_as_recorded(c, _BEFORE, portal),
    "as published, city": lambda c, portal, _: known_as_published(c, _SOME_DAY, portal),
}
"""Questions about a portal's indicator or all of its indicators."""


def ask(url: str, question: str, copies: range, times: int) -> float:
    """Median latency, in ms, of a question about one of the copies or another."""
    chance = Random(2024)  # noqa: S311
    latencies = []
    with open_warehouse(url, create=False) as engine, read_only(engine) as connection:
        # The first time puts the statement together.
        QUESTIONS[question](connection, "city0", "指标0")
        for _ in range(times):
            portal = f"city0-{chance.choice(copies)}"
            label = f"指标{chance.randrange(FIGURES)}"
            start = time.perf_counter()
            found = QUESTIONS[question](connection, portal, label)
            latencies.append(time.perf_counter() - start)
            if not found:
                raise SystemExit(f"{portal} has no {label}.")
    return 1000 * median(latencies)
