"""What is exported: every view, described, and its rows a batch at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    collate,
    column,
    func,
    literal,
    or_,
    select,
    table,
)

from etl.errors import NothingFound
from etl.export.column_kinds import Column, Kind, read_as, view_columns
from etl.warehouse.schema.tables import document, fact, indicator, is_current, portal
from etl.warehouse.schema.views import load_views

BATCH = 20_000
"""Rows that are in memory at once."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows to write under a name, with their columns."""

    name: str
    comment: str
    columns: tuple[Column, ...]
    query: Select[Any]
    """Gives the columns, typed and in a fixed order."""


@dataclass(frozen=True, slots=True)
class About:
    """What the rows are of; the same as long as the warehouse is."""

    cities: tuple[tuple[str, str], ...]
    """Name of the portal and name of the city."""
    pages: int
    figures: int
    """Current ones."""
    first_period: date | None
    last_period: date | None
    as_of: datetime | None
    """When a bulletin was last loaded."""
    portal: str | None = None
    since: date | None = None
    """What the rows are limited to."""


@dataclass(frozen=True)
class Source:
    """The views of a warehouse, seen through one connection in one state."""

    connection: Connection
    tables: tuple[Table, ...]
    about: About

    def batches(self, of: Table, size: int = BATCH) -> Iterator[Sequence[Row[Any]]]:
        """The rows of a table; more than one batch is never in memory."""
        streaming = self.connection.execution_options(yield_per=size)
        with streaming.execute(of.query) as result:
            yield from result.partitions()


def open_source(
    connection: Connection, portal_name: str | None = None, since: date | None = None
) -> Source:
    """The views, or what they have of one portal or of periods that end on a day or later.

    Raises:
        NothingFound: there is no such portal in the warehouse.
    """
    found = about(connection, portal_name, since)
    tables = []
    for view in sorted(load_views(), key=lambda view: view.name):
        columns = tuple(view_columns(view))
        query = _query(connection, view.name, columns, portal_name, since)
        tables.append(Table(view.name, view.comment, columns, query))
    return Source(connection, tuple(tables), found)


def about(
    connection: Connection, portal_name: str | None = None, since: date | None = None
) -> About:
    """What the warehouse holds, or holds of one portal.

    Raises:
        NothingFound: there is no such portal in the warehouse.
    """
    known = select(portal.c.name, portal.c.city).order_by(portal.c.name)
    cities = tuple((name, city) for name, city in connection.execute(known))
    chosen = literal(True) if portal_name is None else portal.c.name == portal_name
    if portal_name is not None and portal_name not in dict(cities):
        there = ", ".join(dict(cities)) or "none"
        raise NothingFound(f"Nothing of a portal {portal_name!r} was loaded; there are: {there}.")
    current = (
        select(func.count(), func.min(fact.c.period_end), func.max(fact.c.period_end))
        .join(indicator, indicator.c.id == fact.c.indicator_id)
        .join(portal, portal.c.id == indicator.c.portal_id)
        .where(is_current(), fact.c.value.is_not(None), chosen)
    )
    if since is not None:
        current = current.where(fact.c.period_end >= since)
    figures, first, last = connection.execute(current).one()
    pages = select(func.count()).select_from(document).join(portal).where(chosen)
    loaded = select(func.max(portal.c.recorded_at)).where(chosen)
    return About(
        tuple(one for one in cities if portal_name in (None, one[0])),
        int(connection.execute(pages).scalar_one()),
        figures,
        first,
        last,
        connection.execute(loaded).scalar(),
        portal_name,
        since,
    )


def _query(
    connection: Connection,
    view: str,
    columns: Sequence[Column],
    portal_name: str | None,
    since: date | None,
) -> Select[Any]:
    source = table(view, *(column(one.name, read_as(one.kind)) for one in columns))
    query = select(source).order_by(*(_in_order(connection, one, source.c) for one in columns))
    if portal_name is not None and "portal" in source.c:
        query = query.where(source.c.portal == portal_name)
    if since is not None:
        query = query.where(_lately(source.c, since))
    return query


def _in_order(connection: Connection, one: Column, of: Any) -> ColumnElement[Any]:
    """The column to sort by, alike on both databases and whatever the locale."""
    own: ColumnElement[Any] = of[one.name]
    if one.kind is Kind.TEXT and connection.dialect.name == "postgresql":
        own = collate(own, "C")
    return own.nulls_first()


def _lately(of: Any, since: date) -> ColumnElement[bool]:
    """Whether a row is about a period that ends on a day or later; a promise with no
    progress is about its year."""
    year = next((of[name] for name in ("plan_year", "last_plan_year", "year") if name in of), None)
    period = next((of[name] for name in ("period_end", "last_period") if name in of), None)
    in_year = literal(True) if year is None else year >= since.year
    if period is None:
        return in_year
    return or_(period >= since, period.is_(None) & in_year)
