"""What portals took back: the view ``revision_log`` with what the site's addresses are made of."""

from sqlalchemy import ColumnElement, Connection, select, true

from etl.warehouse.queries.site_rows import CORRECTIONS, Correction
from etl.warehouse.schema.tables import document, fact, indicator, pledge, portal, reading, snapshot


def corrections(
    connection: Connection, limit: int | None = None, of: str | None = None
) -> list[Correction]:
    """What portals changed or withdrew, what was learned last first; of one portal or of all."""
    before = fact.alias("before")
    read_before, had_before, page_before = (
        table.alias(f"{table.name}_before") for table in (reading, snapshot, document)
    )
    some: ColumnElement[bool] = true() if of is None else portal.c.name == of
    query = (
        select(
            fact.c.id,
            portal.c.name,
            portal.c.city,
            pledge.c.plan_year,
            indicator.c.label,
            indicator.c.stage,
            indicator.c.breakdown,
            fact.c.period_end,
            fact.c.measure,
            before.c.value,
            fact.c.value,
            fact.c.unit,
            fact.c.reason,
            fact.c.published_at,
            fact.c.recorded_from,
            before.c.evidence,
            fact.c.evidence,
            reading.c.title,
            document.c.key,
            document.c.url,
            snapshot.c.sha256,
            page_before.c.key,
            had_before.c.sha256,
        )
        .select_from(fact)
        .join(
            before,
            (before.c.indicator_id == fact.c.indicator_id)
            & (before.c.period_end == fact.c.period_end)
            & (before.c.measure == fact.c.measure)
            & (before.c.revision == fact.c.revision - 1),
        )
        .join(indicator, indicator.c.id == fact.c.indicator_id)
        .join(portal, portal.c.id == indicator.c.portal_id)
        .join(pledge, pledge.c.id == fact.c.pledge_id)
        .join(reading, reading.c.id == fact.c.reading_id)
        .join(snapshot, snapshot.c.id == reading.c.snapshot_id)
        .join(document, document.c.id == reading.c.document_id)
        .join(read_before, read_before.c.id == before.c.reading_id)
        .join(had_before, had_before.c.id == read_before.c.snapshot_id)
        .join(page_before, page_before.c.id == read_before.c.document_id)
        .where(fact.c.reason.in_(CORRECTIONS), fact.c.decided_by.is_(None), some)
        .order_by(fact.c.recorded_from.desc(), fact.c.id)
        .limit(limit)
    )
    return [Correction(*tuple(row)) for row in connection.execute(query)]
