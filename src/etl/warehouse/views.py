"""The views, read from ``warehouse/views``.

Each file is one view. Its header says what a row is and then, a line each, what the
columns are (``-- city: the city as its people write it``); the dictionary and
PostgreSQL's comments are made from it. Three things the databases write differently:
``:forever`` stands for the ``recorded_to`` of a current version, ``:number`` for the type
of a figure to compute with, and SQLite has STRING_AGG by another name.

DuckDB reads a view of SQLite by parsing it itself: NUMERIC is DECIMAL(18, 3) there, and
the COUNT(*) of a grouped query comes back under a name that SQLite does not know.
"""

import re
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path

from sqlalchemy import Connection, literal, text

from etl.resources import folder
from etl.warehouse.types import FOREVER, UtcDateTime

_COLUMN = re.compile(r"^(\w+): (.+)$")
_NUMBER = {"postgresql": "NUMERIC", "sqlite": "DOUBLE PRECISION"}


@dataclass(frozen=True, slots=True)
class View:
    """A view as its file describes it."""

    name: str
    comment: str
    columns: dict[str, str]
    """Comment of each column, in the view's order."""
    query: str


def load_views() -> tuple[View, ...]:
    """Every view, each after those that it reads from."""
    views = {path.stem: _read(path) for path in (folder("warehouse") / "views").glob("*.sql")}
    reads = {
        name: {other for other in views if re.search(rf"\b{other}\b", view.query)}
        for name, view in sorted(views.items())
    }
    return tuple(views[name] for name in TopologicalSorter(reads).static_order())


def create_views(connection: Connection) -> None:
    """Create every view; PostgreSQL also keeps what the headers say as comments."""
    forever = literal(FOREVER, UtcDateTime()).compile(
        dialect=connection.dialect, compile_kwargs={"literal_binds": True}
    )
    for view in load_views():
        query = view.query.replace(":forever", str(forever))
        query = query.replace(":number", _NUMBER[connection.dialect.name])
        if connection.dialect.name == "sqlite":
            query = query.replace("STRING_AGG(", "GROUP_CONCAT(")
        _execute(connection, f"CREATE VIEW {view.name} AS\n{query}")
        if connection.dialect.name == "postgresql":
            _comment(connection, f"VIEW {view.name}", view.comment)
            for column, comment in view.columns.items():
                _comment(connection, f"COLUMN {view.name}.{column}", comment)


def drop_views(connection: Connection) -> None:
    """Drop every view that is there."""
    for view in reversed(load_views()):
        _execute(connection, f"DROP VIEW IF EXISTS {view.name}")


def _comment(connection: Connection, what: str, comment: str) -> None:
    quoted = comment.replace("'", "''")
    _execute(connection, f"COMMENT ON {what} IS '{quoted}'")


def _execute(connection: Connection, statement: str) -> None:
    # A colon would be read as the mark of a parameter.
    connection.execute(text(statement.replace(":", r"\:")))


def _read(path: Path) -> View:
    lines = path.read_text("utf-8").splitlines()
    header = [line.removeprefix("--").strip() for line in lines if line.startswith("--")]
    columns = {match[1]: match[2] for line in header if (match := _COLUMN.match(line))}
    comment = " ".join(line for line in header if line and not _COLUMN.match(line))
    query = "\n".join(line for line in lines if not line.startswith("--")).strip()
    return View(path.stem, comment, columns, query.rstrip(";"))
