"""Where tables and views are: on PostgreSQL each in a schema of their own.

Whoever connects a BI tool sees the views alone, in the schema where they always were
(``public``); the tables are in one beside it (``etl_tables``), which our own connections
look into first. SQLite has one room: there readers have a file of their own, see
:mod:`etl.warehouse.readers_file`.
"""

from typing import Any, cast

from sqlalchemy import Connection, text

_VIEWS, _TABLES = "etl_views", "etl_tables"


def enter(driver_connection: Any, record: Any) -> None:
    """Have a new connection to PostgreSQL look for tables in their schema first.

    What the database, the role or the address say of the search path stays behind it.
    """
    with driver_connection.cursor() as cursor:
        found = cursor.execute("SELECT current_schema()").fetchone()
        views = found[0] if found else None
        if views is not None:
            tables = "etl_tables" if views == "public" else f"{views}_tables"
            cursor.execute(
                "SELECT set_config('search_path', "
                "quote_ident(%s) || ', ' || current_setting('search_path'), false)",
                (tables,),
            )
            record.info[_VIEWS], record.info[_TABLES] = views, tables
    driver_connection.commit()


def views_schema(connection: Connection) -> str | None:
    """The schema of the views; None on SQLite, which has one for everything."""
    return cast(str | None, connection.info.get(_VIEWS))


def tables_schema(connection: Connection) -> str | None:
    """The schema of the tables; None on SQLite."""
    return cast(str | None, connection.info.get(_TABLES))


def qualified(connection: Connection, view: str) -> str:
    """A view's or function's name with its schema, as a statement has it."""
    schema = views_schema(connection)
    quote = connection.dialect.identifier_preparer.quote_identifier
    return view if schema is None else f"{quote(schema)}.{view}"


def move_tables(connection: Connection, *, out: bool) -> None:
    """Move every table out of the views' schema into its own, or back; nothing on SQLite."""
    views, tables = views_schema(connection), tables_schema(connection)
    if views is None or tables is None:
        return
    quote = connection.dialect.identifier_preparer.quote_identifier
    here, there = (views, tables) if out else (tables, views)
    if out:
        connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {quote(tables)}")
    for table in _ours(connection, here):
        connection.exec_driver_sql(
            f"ALTER TABLE {quote(here)}.{quote(table)} SET SCHEMA {quote(there)}"
        )
    if not out:
        connection.exec_driver_sql(f"DROP SCHEMA {quote(tables)}")


def _ours(connection: Connection, schema: str) -> list[str]:
    """The warehouse's tables in a schema; other people's may be there, too."""
    from etl.warehouse.schema.tables import metadata

    known = [*metadata.tables, "alembic_version"]
    found = connection.execute(
        text(
            "SELECT tablename FROM pg_tables WHERE schemaname = :schema "
            "AND tablename = ANY(:known) ORDER BY tablename"
        ),
        {"schema": schema, "known": known},
    )
    return list(found.scalars())
