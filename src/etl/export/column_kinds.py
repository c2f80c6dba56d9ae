"""The few kinds that exported columns are of, alike on every database, and which each is of."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Boolean,
    Date,
    DateTime,
    Float,
    Integer,
    Numeric,
)
from sqlalchemy.types import Text, TypeDecorator, TypeEngine

from etl.warehouse.schema.types import ExactDecimal, UtcDateTime
from etl.warehouse.schema.views import Kind as ViewKind
from etl.warehouse.schema.views import View


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


_OF_VIEWS: Mapping[ViewKind, Kind] = {
    "text": Kind.TEXT,
    "whole": Kind.INTEGER,
    "number": Kind.DECIMAL,
    "flag": Kind.BOOLEAN,
    "date": Kind.DATE,
    "instant": Kind.INSTANT,
}


def read_as(kind: Kind) -> TypeEngine[Any]:
    """The type by which values of a kind are read from either database."""
    return _READ_AS[kind]


def kind_of(type_: TypeEngine[Any]) -> Kind:
    """The kind of a column of the schema."""
    plain = type_.impl_instance if isinstance(type_, TypeDecorator) else type_
    return next((kind for known, kind in _KINDS if isinstance(plain, known)), Kind.TEXT)


def view_columns(view: View) -> list[Column]:
    """The columns of a view in its order, each of the kind that its header names."""
    return [Column(name, _OF_VIEWS[view.kinds[name]], said) for name, said in view.columns.items()]
