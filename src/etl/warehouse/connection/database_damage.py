"""Whether the database itself is whole: its own check of pages, indexes and references."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

PATIENCE_SECONDS = 600.0
"""How long the database may look through itself; a warehouse of a city takes seconds."""
_SHOWN = 5
_STEPS = 500
"""Steps of SQLite's machine between two looks at the clock."""
_INDEXES = text("""
    SELECT c.oid, c.relname FROM pg_class c
    JOIN pg_am ON pg_am.oid = c.relam JOIN pg_index i ON i.indexrelid = c.oid
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'i'
        AND pg_am.amname = 'btree' AND i.indisready AND i.indisvalid
    ORDER BY c.relname
""")
_MAY_CHECK = text("""
    SELECT n.nspname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE p.proname = 'bt_index_check' AND p.pronargs = 2
        AND has_function_privilege(p.oid, 'EXECUTE')
""")


def damage(connection: Connection, seconds: float = PATIENCE_SECONDS) -> list[str]:
    """What the database finds wrong with itself; nothing where it is whole.

    SQLite checks pages, indexes and references. PostgreSQL has no such check of its own;
    where the extension ``amcheck`` is installed and may be used, its indexes are compared
    with their tables.

    Args:
        connection: to the warehouse.
        seconds: how long it may take.
    """
    if connection.dialect.name == "sqlite":
        return _of_sqlite(connection, seconds)
    return _of_postgresql(connection, seconds)


def _of_sqlite(connection: Connection, seconds: float) -> list[str]:
    found = []
    try:
        with _interrupted(connection, seconds):
            said = connection.execute(text(f"PRAGMA integrity_check({_SHOWN})")).scalars().all()
            found += [f"damaged: {one}" for one in said if one != "ok"]
            rows = connection.execute(text("PRAGMA foreign_key_check")).all()
    except DBAPIError as error:
        why = str(error.orig)
        return [*found, _too_long(seconds) if why == "interrupted" else f"damaged: {why}"]
    if rows:
        table, row, of, _ = rows[0]
        found.append(f"rows that refer to none: {len(rows)} (the first: {table} {row} of {of})")
    return found


@contextmanager
def _interrupted(connection: Connection, seconds: float) -> Iterator[None]:
    """Have SQLite stop what it does after a time."""
    driver: Any = connection.connection.driver_connection
    deadline = time.monotonic() + seconds
    driver.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
    try:
        yield
    finally:
        driver.set_progress_handler(None, 0)


def _of_postgresql(connection: Connection, seconds: float) -> list[str]:
    schema = connection.execute(_MAY_CHECK).scalar()
    if schema is None:
        return []
    found: list[str] = []
    quoted = connection.dialect.identifier_preparer.quote_identifier(schema)
    check = text(f"SELECT {quoted}.bt_index_check(CAST(:index AS regclass), true)")
    deadline = time.monotonic() + seconds
    for oid, name in connection.execute(_INDEXES).all():
        left = int(1000 * (deadline - time.monotonic()))
        if left <= 0:
            return [*found, _too_long(seconds)]
        try:
            with connection.begin_nested():
                connection.execute(text(f"SET LOCAL statement_timeout = {left}"))
                connection.execute(check, {"index": oid})
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", "") == "57014":
                return [*found, _too_long(seconds)]
            why = str(error.orig).splitlines()[0]
            found.append(f"damaged: the index {name}: {why}")
    return found[:_SHOWN]


def _too_long(seconds: float) -> str:
    return (
        f"the database's own check took more than {seconds:g} s and was stopped; run it by "
        "hand when nothing loads"
    )
