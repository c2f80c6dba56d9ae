"""The readers' file of a warehouse on SQLite: what its views say, as tables with types.

SQLite has one room for tables and views, and a column of a view that is computed has no
declared type, so BI tools list internals and take numbers for text. The warehouse's file
stays as it is, and so do its views; beside it each run writes this one, which holds the views'
rows and nothing else. (To rename the tables would have broken whoever asks them, and a view
cannot reach into another file.) It is put in place whole, so a reader never waits.
"""

import sqlite3
from pathlib import Path

from sqlalchemy import Engine

from etl.errors import WarehouseError
from etl.warehouse.connection.engine import name
from etl.warehouse.schema.views import Kind, load_views

_TYPES: dict[Kind, str] = {
    "text": "TEXT",
    "whole": "INTEGER",
    "number": "REAL",
    "flag": "BOOLEAN",
    "date": "DATE",
    "instant": "TIMESTAMP",
}


def write_readers_file(engine: Engine, path: Path) -> None:
    """Write what the views say into a SQLite file of its own; one that is there is replaced.

    Raises:
        WarehouseError: the warehouse is on PostgreSQL, where the views have a schema of their
            own, or the file cannot be written. What was there before stays.
    """
    warehouse = engine.url.database
    if engine.dialect.name != "sqlite" or not warehouse:
        raise WarehouseError(
            f"The warehouse {name(engine)} is no SQLite file: connect BI tools to it as a role "
            "of `etl db grant`, which sees the views alone."
        )
    part = path.with_name(f"{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        # As a URI, for the warehouse may be given as one.
        connection = sqlite3.connect(part.absolute().as_uri(), uri=True)
        try:
            _fill(connection, warehouse)
        finally:
            connection.close()
        part.replace(path)
    except (sqlite3.Error, OSError) as error:
        part.unlink(missing_ok=True)
        raise WarehouseError(f"The file {path} was not written: {error}.") from error


def _fill(connection: sqlite3.Connection, warehouse: str) -> None:
    # Nobody sees the file before it is whole.
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("ATTACH ? AS warehouse", (warehouse,))
    with connection:
        connection.execute("BEGIN")
        for view in load_views():
            columns = ", ".join(f"{column} {_TYPES[kind]}" for column, kind in view.kinds.items())
            connection.execute(f"CREATE TABLE main.{view.name} ({columns})")
            connection.execute(
                f"INSERT INTO main.{view.name} SELECT * FROM warehouse.{view.name}"  # noqa: S608
            )
