"""What a run needs to remember of earlier ones."""

from sqlalchemy import Connection, Engine, select

from etl.indicators.model import Indicator, KnownIndicator
from etl.portal.model import Snapshot
from etl.warehouse.engine import reading as reading_from
from etl.warehouse.schema import (
    document,
    indicator,
    indicator_alias,
    pledge,
    portal,
    reading,
    run,
    snapshot,
)


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
        return [
            Snapshot(
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
            for row in connection.execute(rows)
        ]


def loaded_pages(engine: Engine, portal_name: str) -> frozenset[str]:
    """Keys of the pages of which some content was loaded.

    Raises:
        WarehouseError: the database fails.
    """
    keys = (
        select(document.c.key)
        .join(portal, portal.c.id == document.c.portal_id)
        .where(portal.c.name == portal_name, document.c.id.in_(select(reading.c.document_id)))
    )
    with reading_from(engine) as connection:
        return frozenset(connection.execute(keys).scalars())


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
