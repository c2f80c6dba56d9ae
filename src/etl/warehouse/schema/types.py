"""Column types that mean the same on SQLite and on PostgreSQL."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import DateTime, Dialect, Numeric, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

FOREVER = datetime(9999, 12, 31, tzinfo=UTC)
"""``recorded_to`` of a version that is current."""


_MOST_BEFORE, _MOST_BEHIND = 131_072, 16_383
"""How many digits PostgreSQL's NUMERIC takes, before the point and behind it."""


def canonical(value: Decimal) -> str:
    """The one plain spelling of a number: ``1.340E+2`` and ``134.0`` are both ``134``.

    Raises:
        ValueError: the value is no number (NaN, infinity), or has more digits than fit.
    """
    plain = str(value)
    if plain.isdigit() and len(plain) <= _MOST_BEFORE:
        return plain
    # The exponent first: to write out 1E+999999999 takes a gigabyte.
    if not value.is_finite() or not -_MOST_BEHIND <= value.adjusted() < _MOST_BEFORE:
        raise ValueError(f"{value} is not a number that can be stored.")
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
        if len(text.partition(".")[2]) > _MOST_BEHIND:
            raise ValueError(f"{text[:20]}… has too many digits to be stored.")
    return "0" if text == "-0" else text


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal of any size, exact to the last digit.

    NUMERIC on PostgreSQL. SQLite has only floats beyond 64-bit integers, so it keeps the
    canonical spelling as text: equal numbers are equal strings, and views cast it where
    they compute.
    """

    impl = Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else Numeric())

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        text = canonical(value)
        return text if dialect.name == "sqlite" else Decimal(text)

    def process_result_value(self, value: Any, _dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(canonical(Decimal(str(value))))


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware on both sides, kept in UTC.

    TIMESTAMP WITH TIME ZONE on PostgreSQL; SQLite keeps ``2024-12-30 01:00:00.000000``,
    which sorts as it should.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone.")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
