"""The data dictionary: a page generated from the comments of tables and views."""

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Column, Table, make_url

from etl.resources import folder
from etl.warehouse.schema.tables import metadata
from etl.warehouse.schema.views import load_views

_HEAD = """# Data dictionary

Generated from `src/etl/warehouse/schema/tables.py` and `warehouse/views/`; do not edit by hand:
`python -m etl.warehouse.schema.data_dictionary` writes it anew.

Point BI tools at the views. They need no join, and their columns are a contract; tables
may change with any version. Instants are UTC. On SQLite a table keeps decimals as text,
exact to the last digit, and the views give them as numbers.

In a view '' says that there is none (no stage, no flag, no limit), so that columns that tell
rows apart can be joined and grouped by; null says that it is not known or cannot be told.

| holds | PostgreSQL | SQLite |
| --- | --- | --- |
| text | text | text |
| whole | bigint, integer | integer |
| number | numeric | double precision |
| flag | boolean | integer, 0 or 1 |
| date | date | text, 2024-12-31 |
| instant | timestamp with time zone | text, 2024-12-31 01:00:00.000000 |
"""


def path() -> Path:
    """The dictionary's file, beside the migrations."""
    return folder("warehouse") / "DICTIONARY.md"


def render() -> str:
    """The dictionary as Markdown."""
    parts = [_HEAD, "## Views\n"]
    for view in sorted(load_views(), key=lambda view: view.name):
        parts.append(f"### {view.name}\n\n{view.comment}\n")
        rows = ((name, view.kinds[name], said) for name, said in view.columns.items())
        parts.append(_grid(("column", "holds", ""), rows))
    parts.append("## Tables\n")
    for table in metadata.sorted_tables:
        parts.append(f"### {table.name}\n\n{table.comment}\n")
        parts.append(_grid(("column", "SQLite", "PostgreSQL", ""), _columns(table)))
    return "\n".join(parts)


def _columns(table: Table) -> Iterable[tuple[str, ...]]:
    for column in table.columns:
        yield column.name, *_types(column), f"{column.comment}{_target(column)}"


def _types(column: Column[object]) -> tuple[str, str]:
    """The column's type on SQLite and on PostgreSQL."""
    urls = map(make_url, ("sqlite://", "postgresql+psycopg://"))
    names = (column.type.compile(dialect=url.get_dialect()()) for url in urls)
    lite, full = (name.lower() + ("" if column.nullable else " not null") for name in names)
    return lite, full


def _target(column: Column[object]) -> str:
    """What the column refers to."""
    return "".join(f" → `{key.target_fullname}`" for key in column.foreign_keys)


def _grid(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    path().write_text(render(), "utf-8")
