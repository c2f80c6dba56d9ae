"""The columns of what is exported, each of one of a few kinds, alike on every database."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    Boolean,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    Numeric,
    inspect,
)
from sqlalchemy.types import Text, TypeDecorator, TypeEngine

from etl.warehouse.overview import view_type
from etl.warehouse.schema import metadata
from etl.warehouse.types import ExactDecimal, UtcDateTime


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    INSTANT = "instant"
    """Aware, in UTC."""
    BOOLEAN = "boolean"


@dataclass(frozen=True, slots=True)
class Column:
    """A column and what the data dictionary says of it."""

    name: str
    kind: Kind
    description: str


_READ_AS: Mapping[Kind, TypeEngine[Any]] = {
    Kind.TEXT: Text(),
    Kind.INTEGER: Integer(),
    Kind.DECIMAL: ExactDecimal(),
    Kind.DATE: Date(),
    Kind.INSTANT: UtcDateTime(),
    Kind.BOOLEAN: Boolean(),
}
_KINDS: tuple[tuple[type[TypeEngine[Any]], Kind], ...] = (
    (Boolean, Kind.BOOLEAN),
    (Integer, Kind.INTEGER),
    (Numeric, Kind.DECIMAL),
    (Float, Kind.DECIMAL),
    (DateTime, Kind.INSTANT),
    (Date, Kind.DATE),
)


def read_as(kind: Kind) -> TypeEngine[Any]:
    """The type by which values of a kind are read from either database."""
    return _READ_AS[kind]


def kind_of(type_: TypeEngine[Any]) -> Kind:
    """The kind of a column of the schema."""
    plain = type_.impl_instance if isinstance(type_, TypeDecorator) else type_
    return next((kind for known, kind in _KINDS if isinstance(plain, known)), Kind.TEXT)


def view_columns(connection: Connection, view: str, comments: Mapping[str, str]) -> list[Column]:
    """The columns of a view in its order.

    A name has one type wherever it occurs: that of :func:`view_type`, else that of the
    tables' columns so called. SQLite knows no types of what is computed, so that the
    database is asked only about names that are in neither.
    """
    told = _of_tables()
    kinds = {name: _kind(view_type(name)) or told.get(name) for name in comments}
    if None in kinds.values():
        asked = {one["name"]: kind_of(one["type"]) for one in inspect(connection).get_columns(view)}
        kinds = {name: kind or asked[name] for name, kind in kinds.items()}
    return [Column(name, kinds[name] or Kind.TEXT, said) for name, said in comments.items()]


def _kind(type_: TypeEngine[Any] | None) -> Kind | None:
    return None if type_ is None else kind_of(type_)


@cache
def _of_tables() -> Mapping[str, Kind]:
    """The kinds of those columns of tables that are of the same kind in each."""
    found: dict[str, set[Kind]] = defaultdict(set)
    for table in metadata.sorted_tables:
        for column in table.columns:
            found[column.name].add(kind_of(column.type))
    return {name: kinds.pop() for name, kinds in found.items() if len(kinds) == 1}
