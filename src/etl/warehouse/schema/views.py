"""The views, read from ``warehouse/views``.

Each file is one view. Its header says what a row is and then, a line each, what the
columns are (``-- city (text): the city as its people write it``); the dictionary,
PostgreSQL's comments and the readers' file are made from it. What the databases write
differently stands as :mod:`etl.warehouse.schema.view_dialects` has it.
"""

import re
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Literal, cast, get_args

from sqlalchemy import Connection, text

from etl.resources import folder
from etl.warehouse.schema.namespaces import qualified, views_schema
from etl.warehouse.schema.view_dialects import spelt
from etl.yaml_text import load_yaml

Kind = Literal["text", "whole", "number", "flag", "date", "instant"]
"""What a column of a view holds."""

_COLUMN = re.compile(rf"^(\w+) \(({'|'.join(get_args(Kind))})\): (.+)$")


@dataclass(frozen=True, slots=True)
class View:
    """A view as its file describes it."""

    name: str
    comment: str
    columns: dict[str, str]
    """Comment of each column, in the view's order."""
    kinds: dict[str, Kind]
    """What each column holds."""
    query: str


@dataclass(frozen=True, slots=True)
class Function:
    """A table function of PostgreSQL: a view at an instant."""

    name: str
    view: str
    condition: str
    """With ``$1`` for the instant."""
    comment: str


FUNCTIONS = (
    Function(
        "known_at",
        "fact_history",
        "recorded_from <= $1 AND recorded_to > $1 AND reason <> 'withdrawn'",
        "What the warehouse held true at an instant.",
    ),
    Function(
        "published_by",
        "published_fact",
        "published_from <= $1 AND published_to > $1",
        "What held by all that portals had published by an instant.",
    ),
)
"""On SQLite the condition stands in the statement, see docs/dashboard.md."""


def load_views() -> tuple[View, ...]:
    """Every view, each after those that it reads from."""
    return _load_views(folder("warehouse") / "views")


@cache
def _load_views(described: Path) -> tuple[View, ...]:
    views = {path.stem: _read(path) for path in described.glob("*.sql")}
    reads = {
        name: views.keys() & set(re.findall(r"\w+", view.query))
        for name, view in sorted(views.items())
    }
    return tuple(views[name] for name in TopologicalSorter(reads).static_order())


def descriptions_in_chinese() -> dict[str, str]:
    """What the headers of the views say, in Chinese, by what they say."""
    return dict(load_yaml((folder("warehouse") / "views" / "zh.yaml").read_text("utf-8")))


def create_views(connection: Connection) -> None:
    """Create every view; PostgreSQL also gets the functions, and the headers as comments."""
    for view in load_views():
        name = qualified(connection, view.name)
        _execute(connection, f"CREATE VIEW {name} AS\n{spelt(view.query, connection.dialect)}")
        if views_schema(connection) is not None:
            _comment(connection, f"VIEW {name}", view.comment)
            for column, comment in view.columns.items():
                _comment(connection, f"COLUMN {name}.{column}", comment)
    if views_schema(connection) is not None:
        for function in FUNCTIONS:
            _create_function(connection, function)


def drop_views(connection: Connection) -> None:
    """Drop every view that is there, and the functions that read from them."""
    if views_schema(connection) is not None:
        for function in FUNCTIONS:
            _execute(connection, f"DROP FUNCTION IF EXISTS {signature(connection, function)}")
    for view in reversed(load_views()):
        _execute(connection, f"DROP VIEW IF EXISTS {qualified(connection, view.name)}")


def signature(connection: Connection, function: Function) -> str:
    """What PostgreSQL tells a function by."""
    return f"{qualified(connection, function.name)}(TIMESTAMP WITH TIME ZONE)"


def _create_function(connection: Connection, function: Function) -> None:
    name, view = (qualified(connection, one) for one in (function.name, function.view))
    # Run with the rights of who asks: the view is all that it needs.
    query = f"SELECT * FROM {view} WHERE {function.condition}"  # noqa: S608
    _execute(
        connection,
        f"CREATE FUNCTION {name}(instant TIMESTAMP WITH TIME ZONE) "
        f"RETURNS SETOF {view} LANGUAGE sql STABLE AS $${query}$$",
    )
    _comment(connection, f"FUNCTION {signature(connection, function)}", function.comment)


def _comment(connection: Connection, what: str, comment: str) -> None:
    quoted = comment.replace("'", "''")
    _execute(connection, f"COMMENT ON {what} IS '{quoted}'")


def _execute(connection: Connection, statement: str) -> None:
    # A colon would be read as the mark of a parameter.
    connection.execute(text(statement.replace(":", r"\:")))


def _read(path: Path) -> View:
    lines = path.read_text("utf-8").splitlines()
    header = [line.removeprefix("--").strip() for line in lines if line.startswith("--")]
    found = [match for line in header if (match := _COLUMN.match(line))]
    columns = {match[1]: match[3] for match in found}
    kinds = {match[1]: cast(Kind, match[2]) for match in found}
    comment = " ".join(line for line in header if line and not _COLUMN.match(line))
    query = "\n".join(line for line in lines if not line.startswith("--")).strip()
    return View(path.stem, comment, columns, kinds, query.rstrip(";"))
