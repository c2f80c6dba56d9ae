"""What portals published, when, and what became of it lately: all portals in one statement each."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, case, func, literal, select

from etl.portal.assertions import Appeared
from etl.portal.model import Portal
from etl.portal.publishing_habits import Published
from etl.warehouse.queries.site_rows import CORRECTIONS
from etl.warehouse.queries.standing_readings import stands
from etl.warehouse.schema.tables import (
    document,
    fact,
    portal,
    reading,
    restatement,
    run,
    withheld,
)


def histories(connection: Connection, portals: Iterable[Portal]) -> dict[str, list[Published]]:
    """The periods that each portal's bulletins described, and the day each first appeared."""
    zones = {one.name: one.zone for one in portals}
    first = (
        select(
            portal.c.name,
            reading.c.period_end,
            func.min(reading.c.published_at).label("published_at"),
        )
        .join(document, document.c.id == reading.c.document_id)
        .join(portal, portal.c.id == document.c.portal_id)
        .where(stands())
        .group_by(portal.c.name, reading.c.period_end)
    )
    found: dict[str, list[Published]] = defaultdict(list)
    for row in connection.execute(first):
        if row.name in zones:
            day = row.published_at.astimezone(zones[row.name]).date()
            found[row.name].append(Published(row.period_end, day))
    return found


def published(connection: Connection, of: Portal) -> list[Published]:
    """Each period that the portal's bulletins described, and the day it first appeared."""
    first = (
        select(reading.c.period_end, func.min(reading.c.published_at).label("published_at"))
        .join(document, document.c.id == reading.c.document_id)
        .join(portal, portal.c.id == document.c.portal_id)
        .where(portal.c.name == of.name, stands())
        .group_by(reading.c.period_end)
        .order_by(reading.c.period_end)
    )
    return [
        Published(row.period_end, row.published_at.astimezone(of.zone).date())
        for row in connection.execute(first)
    ]


def appeared(connection: Connection, of: Portal, since: datetime) -> list[Appeared]:
    """A portal's pages as their latest reading has them, with the figures that it states; those
    that were published before ``since`` are not counted out."""
    last = (
        select(func.max(reading.c.id).label("id"), func.min(reading.c.published_at).label("first"))
        .join(document, document.c.id == reading.c.document_id)
        .join(portal, portal.c.id == document.c.portal_id)
        .where(portal.c.name == of.name, stands())
        .group_by(reading.c.document_id)
        .subquery()
    )

    def stated(table: Any) -> Any:
        count: Select[Any] = select(func.count()).select_from(table)
        return count.where(table.c.reading_id == last.c.id).scalar_subquery()

    figures = stated(fact) + stated(restatement) + stated(withheld)
    rows = select(
        reading.c.period_end,
        last.c.first,
        reading.c.title,
        case((last.c.first >= since, figures), else_=literal(0)).label("figures"),
    ).join(last, last.c.id == reading.c.id)
    return [
        Appeared(row.period_end, row.first.astimezone(of.zone).date(), row.figures, row.title)
        for row in connection.execute(rows)
    ]


def last_runs(connection: Connection) -> Mapping[str, tuple[str, datetime]]:
    """State and start of the latest run of each portal."""
    latest = (
        select(run.c.portal_id, func.max(run.c.started_at).label("started_at"))
        .group_by(run.c.portal_id)
        .subquery()
    )
    rows = (
        select(portal.c.name, run.c.state, run.c.started_at)
        .join(portal, portal.c.id == run.c.portal_id)
        .join(
            latest,
            (latest.c.portal_id == run.c.portal_id) & (latest.c.started_at == run.c.started_at),
        )
    )
    return {row.name: (row.state, row.started_at) for row in connection.execute(rows)}


def corrections_since(connection: Connection, since: datetime) -> Mapping[str, int]:
    """How many figures each portal changed or took back, as learned since then."""
    rows = (
        select(portal.c.name, func.count(fact.c.id))
        .select_from(run)
        .join(reading, reading.c.run_id == run.c.id)
        .join(fact, fact.c.reading_id == reading.c.id)
        .join(portal, portal.c.id == run.c.portal_id)
        .where(
            run.c.started_at >= since,
            fact.c.reason.in_(CORRECTIONS),
            fact.c.decided_by.is_(None),
        )
        .group_by(portal.c.name)
    )
    return {row[0]: row[1] for row in connection.execute(rows)}
