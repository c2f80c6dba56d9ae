"""What was known before of what is held back, for whoever decides on it."""

from datetime import date

from sqlalchemy import Connection, and_, or_, select

from etl.warehouse.queries.figures_as_of import Figure, figures, wide
from etl.warehouse.schema.tables import (
    document,
    fact,
    indicator,
    is_current,
    pledge,
    portal,
    quarantine,
    snapshot,
    withheld,
)


def known_of_figure(connection: Connection, held_id: int) -> list[Figure]:
    """What holds of that which a figure counts, in every measure and period.

    Of a figure that its bulletin also gives elsewhere nothing says what it counts; then what
    bears its name is meant.
    """
    counted = select(withheld.c.indicator_id).where(withheld.c.quarantine_id == held_id)
    named = (
        select(indicator.c.id)
        .join(document, document.c.portal_id == indicator.c.portal_id)
        .join(snapshot, snapshot.c.document_id == document.c.id)
        .join(quarantine, quarantine.c.snapshot_id == snapshot.c.id)
        .where(quarantine.c.id == held_id, quarantine.c.indicator == indicator.c.label)
    )
    mine = fact.c.indicator_id
    meant = or_(mine.in_(counted), and_(~counted.exists(), mine.in_(named)))
    return figures(connection, wide(fact).where(meant, is_current(), fact.c.value.is_not(None)))


def known_of_year(
    connection: Connection, portal_name: str, plan_year: int, until: date
) -> list[Figure]:
    """What a plan year's promises and results last were, by all bulletins but later ones.

    Args:
        connection: to the warehouse.
        portal_name: whose promises they are.
        plan_year: the year that they were made for.
        until: the last day that the bulletin in question describes.
    """
    query = wide(fact).where(
        portal.c.name == portal_name,
        pledge.c.plan_year == plan_year,
        is_current(),
        fact.c.value.is_not(None),
        or_(
            fact.c.measure == "target",
            and_(fact.c.measure == "actual", fact.c.period_end <= until),
        ),
    )
    last: dict[tuple[str, str | None, str | None, str, str], Figure] = {}
    for one in figures(connection, query):
        # In order of their periods.
        last[one.indicator, one.stage, one.breakdown, one.unit, one.measure] = one
    return list(last.values())
