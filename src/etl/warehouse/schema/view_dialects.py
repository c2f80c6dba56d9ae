"""What SQLite and PostgreSQL write differently in a view.

``:forever`` is the ``recorded_to`` of a current version, ``:today`` the day in UTC, and
``:number``, ``:whole``, ``:flag``, ``:date``, ``:instant`` are types for CAST. Every column
that is an expression has one: a column of SQLite without a type is compared with a filter's
text as it is, so that ``on_track = '0'`` finds nothing. ``YEAR_OF(day)``, ``MONTH_OF(day)``,
``DAY_NUMBER(day)`` (days since an epoch) and ``UTC_DAY_NUMBER(instant)`` take a column apart.

DuckDB reads a view of SQLite by parsing it itself: NUMERIC is DECIMAL(18, 3) there, the
COUNT(*) of a grouped query comes back under a name that SQLite does not know, and SQLite's
own functions for dates do not exist. So days are counted here by arithmetic that both have.
"""

import re

from sqlalchemy import Dialect, literal

from etl.warehouse.schema.types import FOREVER, UtcDateTime

_TYPES = {
    "postgresql": {
        "number": "NUMERIC",
        "whole": "BIGINT",
        "flag": "BOOLEAN",
        "date": "DATE",
        "instant": "TIMESTAMP WITH TIME ZONE",
        "today": "CAST(CURRENT_TIMESTAMP AT TIME ZONE 'UTC' AS DATE)",
    },
    # A cast to DATE would make 2024 of 2024-12-31 here.
    "sqlite": {
        "number": "DOUBLE PRECISION",
        "whole": "INTEGER",
        "flag": "INTEGER",
        "date": "TEXT",
        "instant": "TEXT",
        "today": "CURRENT_DATE",
    },
}
_CALL = re.compile(r"\b(YEAR_OF|MONTH_OF|DAY_NUMBER|UTC_DAY_NUMBER)\(([^()]+)\)")
_WORD = re.compile(r"(?<!:):(number|whole|flag|date|instant|today|forever)\b")


def spelt(query: str, dialect: Dialect) -> str:
    """A view's query as the database writes it."""
    calls = _ON_POSTGRESQL if dialect.name == "postgresql" else _ON_SQLITE
    forever = literal(FOREVER, UtcDateTime()).compile(
        dialect=dialect, compile_kwargs={"literal_binds": True}
    )
    words = {**_TYPES[dialect.name], "forever": str(forever)}
    query = _CALL.sub(lambda call: calls[call[1]].replace("{}", call[2]), query)
    if dialect.name == "sqlite":
        query = query.replace("STRING_AGG(", "GROUP_CONCAT(")
    return _WORD.sub(lambda word: words[word[1]], query)


_ON_POSTGRESQL = {
    "YEAR_OF": "CAST(EXTRACT(YEAR FROM {}) AS INTEGER)",
    "MONTH_OF": "CAST(EXTRACT(MONTH FROM {}) AS INTEGER)",
    "DAY_NUMBER": "({} - DATE '1900-03-01')",
    "UTC_DAY_NUMBER": "(CAST({} AT TIME ZONE 'UTC' AS DATE) - DATE '1900-03-01')",
}


def _part(start: int, length: int) -> str:
    """A number in what is written as 2024-12-31."""
    return f"CAST(SUBSTR(CAST({{}} AS TEXT), {start}, {length}) AS INTEGER)"


def _day_number() -> str:
    """Days since 1 March 1900, until 2099. A year that begins in March ends in its leap day.

    A division is of a multiple, for SQLite rounds down and DuckDB does not.
    """
    months = f"(12 * {_part(1, 4)} + {_part(6, 2)} - 22803)"
    years, month = f"(({months} - {months} % 12) / 12)", f"({months} % 12)"
    of_years = f"365 * {years} + ({years} - {years} % 4) / 4"
    of_months = f"((153 * {month} + 2) - (153 * {month} + 2) % 5) / 5"
    return f"({of_years} + {of_months} + {_part(9, 2)} - 1)"


_ON_SQLITE = {
    "YEAR_OF": _part(1, 4),
    "MONTH_OF": _part(6, 2),
    "DAY_NUMBER": _day_number(),
    "UTC_DAY_NUMBER": _day_number(),
}
