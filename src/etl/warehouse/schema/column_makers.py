"""How the schema writes columns down: keys, references, and a comment on everything."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Integer, Text
from sqlalchemy.types import TypeEngine

# SQLite numbers the rows by itself only in a column that is exactly INTEGER.
_KEY = BigInteger().with_variant(Integer(), "sqlite")


def column(name: str, kind: TypeEngine[Any], comment: str, *args: Any, **kw: Any) -> Column[Any]:
    """A column, not null unless said otherwise."""
    kw.setdefault("nullable", False)
    return Column(name, kind, *args, comment=comment, **kw)


def identity() -> Column[Any]:
    """The column ``id``."""
    return column("id", _KEY, "Key of the row.", primary_key=True)


def reference(table: str, comment: str, name: str | None = None, **kw: Any) -> Column[Any]:
    """A foreign key to ``table``, called ``TABLE_id`` unless it has another name."""
    kind: TypeEngine[Any] = Text() if table == "run" else _KEY
    return column(name or f"{table}_id", kind, comment, ForeignKey(f"{table}.id"), **kw)


def one_of(name: str, values: Iterable[str]) -> CheckConstraint:
    """The column called ``name`` holds one of ``values``."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{name} IN ({listed})", name=name)
