"""DuckDB: a file with a table a view, comments on all of it, and the two questions of time.

``known_at(instant)`` and ``published_by(day)`` are macros made of the very statements that
``etl known`` asks, put into DuckDB's words; what these look at is copied to the schema
``history``.
"""

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from etl.export import arrow, readme_text
from etl.export.as_of_questions import HISTORY, Macro, history_tables, macros
from etl.export.exported_views import Source, Table

NAME = "pledges.duckdb"
_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "memory_limit": "1GB",
    # Nothing is asked of the net.
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


def write(source: Source, folder: Path) -> None:
    """One file."""
    with duckdb.connect(folder / NAME, config=_SETTINGS) as file:
        for table in source.tables:
            _fill(file, source, table, table.name)
            _comment(file, f"TABLE {table.name}", table.comment)
            for column in table.columns:
                _comment(file, f"COLUMN {table.name}.{_name(column.name)}", column.description)
        file.execute(f"CREATE SCHEMA {HISTORY}")
        for table in history_tables(source.about.portal, source.about.since):
            _fill(file, source, table, f"{HISTORY}.{table.name}")
            _comment(file, f"TABLE {HISTORY}.{table.name}", table.comment)
        for macro in macros():
            _make(file, macro)
        file.execute("CREATE TABLE about (name VARCHAR, value VARCHAR)")
        file.executemany("INSERT INTO about VALUES (?, ?)", _about(source))
        _comment(file, "TABLE about", "What this file is of, and how to read and to cite it.")


def _fill(file: duckdb.DuckDBPyConnection, source: Source, table: Table, name: str) -> None:
    schema = arrow.schema_of(source, table)
    types = ", ".join(f"{_name(field.name)} {_type(field.type)}" for field in schema)
    file.execute(f"CREATE TABLE {name} ({types})")
    for batch in arrow.batches(source, table, schema):
        file.register("batch", pa.Table.from_batches([batch]))
        file.execute(f"INSERT INTO {name} SELECT * FROM batch")  # noqa: S608 - names of ours
        file.unregister("batch")


def _make(file: duckdb.DuckDBPyConnection, macro: Macro) -> None:
    file.execute(f"CREATE MACRO {macro.name}({macro.parameter}) AS TABLE {macro.query}")
    _comment(file, f"MACRO TABLE {macro.name}", macro.comment)


def _about(source: Source) -> Sequence[tuple[str, str]]:
    return [
        ("title", readme_text.TITLE),
        ("description", readme_text.DESCRIPTION),
        ("from", readme_text.origin(source.about)),
        ("how to read", readme_text.conventions("duckdb")),
        ("how to cite", readme_text.citation(source.about)),
        ("rights", readme_text.RIGHTS),
    ]


def _comment(file: duckdb.DuckDBPyConnection, what: str, comment: str) -> None:
    quoted = comment.replace("'", "''")
    file.execute(f"COMMENT ON {what} IS '{quoted}'")


def _name(column: str) -> str:
    """A column's name, also where it is a word of SQL."""
    return f'"{column}"'


def _type(type_: pa.DataType) -> str:
    if pa.types.is_decimal(type_):
        return f"DECIMAL({type_.precision}, {type_.scale})"
    return {
        pa.string(): "VARCHAR",
        pa.int64(): "BIGINT",
        pa.date32(): "DATE",
        pa.timestamp("us", tz="UTC"): "TIMESTAMPTZ",
        pa.bool_(): "BOOLEAN",
    }[type_]
