"""The wordings that a portal's indicators are known by, written anew after a reparse."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection, delete, insert, select, union

from etl.indicators.model import Indicator, KnownIndicator
from etl.warehouse.loading.references import portal_row
from etl.warehouse.schema.tables import fact, indicator, indicator_alias, pledge, restatement


def replace_wordings(
    connection: Connection, portal_name: str, spans: Mapping[KnownIndicator, tuple[date, date]]
) -> None:
    """Know these wordings of a portal, with the periods that they described, and no others.

    Those of indicators that no page counts any longer would mislead the next bulletin; so
    would those of bulletins of which nothing was ever loaded, which are left out.
    """
    portal_id = portal_row(connection, portal_name)
    stated = union(
        *(select(table.c.indicator_id, table.c.pledge_id) for table in (fact, restatement))
    ).subquery("stated")
    counted = {
        (
            Indicator(row.label, row.stage or None, row.breakdown or None, row.unit),
            row.plan_year,
            row.number,
        ): (row.indicator_id, row.pledge_id)
        for row in connection.execute(
            select(stated, indicator, pledge.c.plan_year, pledge.c.number)
            .join(indicator, indicator.c.id == stated.c.indicator_id)
            .join(pledge, pledge.c.id == stated.c.pledge_id)
            .where(indicator.c.portal_id == portal_id)
        )
    }
    rows = [
        {
            "indicator_id": where[0],
            "pledge_id": where[1],
            "wording": known.wording,
            "first_period": first,
            "last_period": last,
        }
        for known, (first, last) in spans.items()
        if (where := counted.get((known.indicator, known.plan_year, known.pledge)))
    ]
    mine = select(indicator.c.id).where(indicator.c.portal_id == portal_id)
    connection.execute(delete(indicator_alias).where(indicator_alias.c.indicator_id.in_(mine)))
    if rows:
        connection.execute(insert(indicator_alias), rows)
