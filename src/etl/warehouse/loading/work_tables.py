"""Temporary tables that a load works through, so that it is a few statements on sets.

Each step's result has a table with a key, rather than being a part of one large statement:
a planner that cannot know how much a part yields may go through it once for each row of
another, or through the whole history.

They belong to the loader's own session, no other sees them, and are empty after each load.
"""

from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Dialect,
    Integer,
    MetaData,
    Table,
    Text,
    delete,
    text,
)
from sqlalchemy.schema import CreateTable

from etl.warehouse.schema.fact_and_restatement_columns import KEY, STATEMENT
from etl.warehouse.schema.tables import fact, reading
from etl.warehouse.schema.types import ExactDecimal, UtcDateTime

_metadata = MetaData()
_BESIDE_KEY = tuple(name for name in STATEMENT if name not in KEY)


def _temporary(name: str, *columns: Column[Any]) -> Table:
    return Table(
        name,
        _metadata,
        *columns,
        prefixes=["TEMPORARY"],
        postgresql_on_commit="DELETE ROWS",
    )


def _like_fact(*names: str, **options: Any) -> list[Column[Any]]:
    return [Column(name, fact.c[name].type, autoincrement=False, **options) for name in names]


def _key(name: str, **options: Any) -> Column[Any]:
    return Column(name, reading.c.id.type, autoincrement=False, **options)


offered = _temporary(
    "offered",
    _key("reading_id", primary_key=True),
    _key("document_id"),
    Column("published_at", UtcDateTime()),
    Column("cause", Text()),
)
"""The readings that are loaded; ``cause`` is the reason of versions that they revise."""

staged = _temporary(
    "staged",
    Column("id", Integer(), primary_key=True, autoincrement=False),
    Column("plain", Boolean()),
    *_like_fact(*STATEMENT),
)
"""What they state, a row a figure of a reading. ``plain``: it is the load's only word on
the figure, and from the latest reading of its page."""

met = _temporary(
    "met",
    Column("id", Integer(), primary_key=True, autoincrement=False),
    Column("settled", Boolean()),
)
"""The rows of ``staged`` that meet other words on their figure. ``settled``: they say what
holds already."""

# No key, for SQLite would start from the history to look its figures up here.
contested = _temporary(
    "contested", *_like_fact(*KEY), _key("reading_id"), Column("stated", Boolean())
)
"""The figures about which the rule must be asked, with the reading that raises the question;
``stated``: by what it says of the figure, not by its silence."""

said = _temporary("said", *_like_fact(*STATEMENT))
"""Every statement on a contested figure."""

edition = _temporary(
    "edition",
    _key("id", primary_key=True),
    _key("document_id"),
    _key("snapshot_id"),
    Column("published_at", UtcDateTime()),
    Column("bulletin_period", Date()),
    *(Column(name, Integer()) for name in ("nth_last_reading", "edition", "nth_last_edition")),
)
"""The readings of the pages that make them, see
:func:`etl.warehouse.loading.which_version_holds.editions`."""

held = _temporary(
    "held",
    *_like_fact(*KEY, primary_key=True),
    *_like_fact(*_BESIDE_KEY),
    Column("published_at", UtcDateTime()),
)
"""The statement that holds by the rule."""

decided = _temporary(
    "decided",
    *_like_fact(*KEY, primary_key=True),
    Column("current_id", fact.c.id.type),
    Column("before_value", ExactDecimal()),
    Column("before_unit", Text()),
    Column("before_qualifier", Text()),
    Column("before_certainty", Text()),
    Column("published_at", UtcDateTime()),
    Column("revision", Integer()),
    Column("reason", Text()),
    _key("by_reading"),
    Column("stated", Boolean()),
    *_like_fact(*_BESIDE_KEY),
)
"""The versions that the rule brings, beside those that they supersede; ``by_reading`` is
the reading loaded that brought each about, and ``stated`` whether it states the figure."""


def clear(connection: Connection) -> None:
    """Have the temporary tables, empty."""
    driver: Any = connection.connection.driver_connection
    statements = _emptying(connection.dialect)
    if connection.dialect.name == "postgresql":
        # In one message: each would be waited for.
        statements = (";".join(statements),)
    for statement in statements:
        driver.execute(statement)


@lru_cache(maxsize=16)
def _emptying(dialect: Dialect) -> tuple[str, ...]:
    """The statements of :func:`clear`, which take longer to put together than to run."""
    return tuple(
        str(statement.compile(dialect=dialect))
        for table in _metadata.sorted_tables
        for statement in (CreateTable(table, if_not_exists=True), delete(table))
    )


def count_rows(connection: Connection, table: Table) -> None:
    """Let PostgreSQL's planner know how much a table holds: it guesses, and guesses few."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"ANALYZE {table.name}"))
