"""What a run needs to remember of earlier ones."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, select

from etl.indicators.model import Indicator, KnownIndicator
from etl.portal.model import Snapshot
from etl.warehouse.engine import reading as reading_from
from etl.warehouse.schema import (
    NO_PARSER,
    document,
    indicator,
    indicator_alias,
    pledge,
    portal,
    reading,
    run,
    snapshot,
)


@dataclass(frozen=True, slots=True)
class KnownPage:
    """A page that was loaded."""

    key: str
    url: str
    """The address that last answered for it."""
    title: str
    published_at: datetime
    """When its first edition was published; aware, UTC."""
    changed_at: datetime
    """When its latest edition was."""
    withdrawn: bool
    """Whether that edition withdrew it."""


def known_pages(engine: Engine, portal_name: str) -> dict[str, KnownPage]:
    """Every page of a portal that was loaded, by its key.

    Raises:
        WarehouseError: the database fails.
    """
    published = reading.c.published_at
    latest_first = (published.desc(), reading.c.recorded_at.desc(), reading.c.id.desc())
    mine = reading.c.document_id
    ranked = select(
        mine,
        reading.c.parser_version,
        published.label("changed_at"),
        func.min(published).over(partition_by=mine).label("published_at"),
        func.row_number().over(partition_by=mine, order_by=latest_first).label("place"),
    ).subquery()
    pages = (
        select(document.c.key, document.c.url, document.c.title, ranked)
        .join(document, document.c.id == ranked.c.document_id)
        .join(portal, portal.c.id == document.c.portal_id)
        .where(portal.c.name == portal_name, ranked.c.place == 1)
    )
    with reading_from(engine) as connection:
        return {
            row.key: KnownPage(
                row.key,
                row.url,
                row.title,
                row.published_at,
                row.changed_at,
                row.parser_version == NO_PARSER,
            )
            for row in connection.execute(pages)
        }


def contents(engine: Engine, portal_name: str, key: str) -> list[Snapshot]:
    """The contents that a page has had, the latest one first.

    Raises:
        WarehouseError: the database fails.
    """
    rows = (
        select(snapshot, document.c.url)
        .join(document, document.c.id == snapshot.c.document_id)
        .join(portal, portal.c.id == document.c.portal_id)
        .where(portal.c.name == portal_name, document.c.key == key)
        .order_by(snapshot.c.retrieved_at.desc(), snapshot.c.id.desc())
    )
    with reading_from(engine) as connection:
        return [snapshot_of(row, portal_name, key) for row in connection.execute(rows)]


def snapshot_of(row: Row[Any], portal_name: str, key: str) -> Snapshot:
    """The content that a row of ``snapshot``, with its page's ``url``, stands for."""
    return Snapshot(
        portal=portal_name,
        key=key,
        url=row.url,
        sha256=row.sha256,
        size=row.size,
        content_type=row.content_type,
        retrieved_at=row.retrieved_at,
        headers=row.headers,
        archive_path=row.archive_path,
    )


def known_indicators(
    connection: Connection, portal_name: str, plan_year: int
) -> list[KnownIndicator]:
    """Every wording that an indicator of the portal appeared under in a plan year."""
    rows = (
        select(
            indicator.c.label,
            indicator.c.stage,
            indicator.c.breakdown,
            indicator.c.unit,
            indicator_alias.c.wording,
            pledge.c.number,
        )
        .join(indicator, indicator.c.id == indicator_alias.c.indicator_id)
        .join(pledge, pledge.c.id == indicator_alias.c.pledge_id)
        .join(portal, portal.c.id == pledge.c.portal_id)
        .where(portal.c.name == portal_name, pledge.c.plan_year == plan_year)
        .order_by(indicator.c.id, indicator_alias.c.wording, pledge.c.number)
    )
    return [
        KnownIndicator(
            indicator=Indicator(row.label, row.stage or None, row.breakdown or None, row.unit),
            wording=row.wording,
            plan_year=plan_year,
            pledge=row.number,
        )
        for row in connection.execute(rows)
    ]


def has_completed(engine: Engine, portal_name: str, flow: str) -> bool:
    """Whether such a run over the portal has completed before.

    Raises:
        WarehouseError: the database fails.
    """
    completed = (
        select(run.c.id)
        .join(portal, portal.c.id == run.c.portal_id)
        .where(portal.c.name == portal_name, run.c.flow == flow, run.c.state == "completed")
        .limit(1)
    )
    with reading_from(engine) as connection:
        return connection.execute(completed).first() is not None
