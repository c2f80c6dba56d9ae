"""The two questions of time as statements of DuckDB, and the tables that they look at."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, cast

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    literal_column,
    select,
)
from sqlalchemy import Table as Stored
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.visitors import replacement_traverse

from etl.export.column_kinds import Column, kind_of
from etl.export.exported_views import Table
from etl.portal.page.printed_dates import ZONE, end_of_day
from etl.warehouse.queries import figures_as_of
from etl.warehouse.schema.fact_and_restatement_columns import KEY, STATEMENT
from etl.warehouse.schema.tables import (
    document,
    fact,
    indicator,
    pledge,
    portal,
    reading,
    restatement,
    snapshot,
    withheld,
)

HISTORY = "history"
"""The schema of the copied tables."""
_COPIED: Sequence[tuple[Stored, tuple[str, ...]]] = (
    (portal, ("id", "name", "city")),
    (indicator, ("id", "portal_id", "label", "stage", "breakdown", "unit")),
    (pledge, ("id", "portal_id", "plan_year", "number", "text")),
    (document, ("id", "portal_id", "url")),
    (snapshot, ("id", "document_id", "sha256")),
    (
        reading,
        ("id", "document_id", "snapshot_id", "published_at", "recorded_at", "title", "period_end"),
    ),
    (
        fact,
        ("id", *STATEMENT, "published_at", "recorded_from", "recorded_to", "revision", "reason"),
    ),
    (restatement, ("id", *STATEMENT)),
    (withheld, ("reading_id", *KEY)),
)
# The names that the views have for what a figure has beside it.
_NAMED = {"pledge": "pledge_number", "start": "span_start", "end": "span_end"}


@dataclass(frozen=True, slots=True)
class Macro:
    """A statement with one parameter."""

    name: str
    parameter: str
    query: str
    comment: str


def macros() -> tuple[Macro, ...]:
    """``known_at`` and ``published_by``."""
    at: ColumnElement[Any] = literal_column("CAST(instant AS TIMESTAMPTZ)")
    held = and_(fact.c.recorded_from <= at, fact.c.recorded_to > at, fact.c.value.is_not(None))
    # The last second of a day by the portals' clocks, as SQL would write it after the day.
    clock = end_of_day(date(2000, 1, 1), ZONE).astimezone(ZONE).isoformat(" ")[10:]
    by = f"CAST(CAST(CAST(day AS DATE) AS VARCHAR) || '{clock}' AS TIMESTAMPTZ)"
    return (
        Macro(
            "known_at",
            "instant",
            _words(figures_as_of.wide(fact).where(held)),
            "What the warehouse held true at an instant: known_at('2024-12-31 23:59:59+08:00').",
        ),
        Macro(
            "published_by",
            "day",
            _words(_with(figures_as_of.published(), published_by=literal_column(by))),
            "What portals had published by the end of a day in China: published_by('2024-12-31').",
        ),
    )


def history_tables(portal_name: str | None, since: date | None) -> Iterator[Table]:
    """The tables to copy, or what they have of one portal or of periods that end later."""
    for stored, names in _COPIED:
        columns = [stored.c[name] for name in names]
        query = select(*columns).order_by(*stored.primary_key.columns)
        if portal_name is not None:
            query = query.where(_of(stored, portal_name))
        if since is not None and "measure" in stored.c:
            query = query.where(stored.c.period_end >= since)
        described = tuple(Column(c.name, kind_of(c.type), c.comment or "") for c in columns)
        yield Table(stored.name, stored.comment or "", described, query)


def _of(stored: Stored, portal_name: str) -> ColumnElement[bool]:
    """Whether a row belongs to the portal."""
    if stored is portal:
        return portal.c.name == portal_name
    mine = select(portal.c.id).where(portal.c.name == portal_name).scalar_subquery()
    for column, parent in (
        ("portal_id", None),
        ("document_id", document),
        ("indicator_id", indicator),
    ):
        if column in stored.c:
            if parent is None:
                return stored.c.portal_id == mine
            return stored.c[column].in_(select(parent.c.id).where(parent.c.portal_id == mine))
    raise LookupError(f"{stored.name} belongs to no portal")


def _with(query: Select[Any], **instead: ColumnElement[Any]) -> Select[Any]:
    """The query with other words in place of parameters."""

    def swap(element: Any, **_: Any) -> Any:
        if isinstance(element, BindParameter):
            return instead.get(element.key)
        return None

    return cast("Select[Any]", replacement_traverse(query, {}, swap))


def _words(query: Select[Any]) -> str:
    """The query as DuckDB reads it: PostgreSQL's words, and columns called as in the views."""
    spelled = query.compile(
        dialect=postgresql.dialect(),  # type: ignore[no-untyped-call]
        compile_kwargs={"literal_binds": True},
        schema_translate_map={None: HISTORY},
        render_schema_translate=True,
    )
    names = [_NAMED.get(field.name, field.name) for field in fields(figures_as_of.Figure)]
    return f"SELECT * FROM ({spelled}) AS known({', '.join(names)})"  # noqa: S608 - a statement of ours
