"""What one run changed in what is held true."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, and_, func, select

from etl.indicators.model import Indicator
from etl.warehouse.model import told_apart
from etl.warehouse.schema.fact_and_restatement_columns import KEY
from etl.warehouse.schema.tables import document, fact, indicator, reading
from etl.warehouse.schema.types import canonical


@dataclass(frozen=True, slots=True)
class Change:
    """A version of a figure, beside the one that it took the place of."""

    indicator: Indicator
    period_end: date
    measure: str
    before: str | None
    """With its unit: 15480个; None where there was no figure."""
    after: str | None
    """None where the figure was withdrawn."""
    reason: str
    """``first``, ``portal_revision``, ``reparse``, ``withdrawn``, ``released`` or ``amended``."""
    title: str
    url: str
    """The page that says so."""


def changes(connection: Connection, run_id: str, limit: int) -> list[Change]:
    """The versions that a run recorded: those that took another's place, then first ones.

    Args:
        connection: to the warehouse.
        run_id: of the run.
        limit: at most as many; :func:`count_changes` says how many there are.
    """
    earlier = fact.alias("earlier")
    of_same = and_(
        *(earlier.c[name] == fact.c[name] for name in KEY),
        earlier.c.revision == fact.c.revision - 1,
    )
    rows = (
        select(
            indicator.c.label,
            indicator.c.stage,
            indicator.c.breakdown,
            indicator.c.unit.label("counted_in"),
            fact.c.period_end,
            fact.c.measure,
            fact.c.value,
            fact.c.unit,
            fact.c.reason,
            fact.c.qualifier,
            fact.c.certainty,
            earlier.c.qualifier.label("before_qualifier"),
            earlier.c.certainty.label("before_certainty"),
            earlier.c.value.label("before"),
            earlier.c.unit.label("before_unit"),
            reading.c.title,
            document.c.url,
        )
        .join(indicator, indicator.c.id == fact.c.indicator_id)
        .join(reading, reading.c.id == fact.c.reading_id)
        .join(document, document.c.id == reading.c.document_id)
        .outerjoin(earlier, of_same)
        .where(fact.c.run_id == run_id)
        .order_by(fact.c.reason == "first", fact.c.period_end.desc(), indicator.c.label)
        .limit(limit)
    )
    return [
        Change(
            Indicator(row.label, row.stage or None, row.breakdown or None, row.counted_in),
            row.period_end,
            row.measure,
            *told_apart(
                None if row.before is None else canonical(row.before) + row.before_unit,
                None if row.value is None else canonical(row.value) + row.unit,
                (row.before_qualifier, row.qualifier),
                (row.before_certainty, row.certainty),
            ),
            row.reason,
            row.title,
            row.url,
        )
        for row in connection.execute(rows)
    ]


def count_changes(connection: Connection, run_id: str) -> int:
    """How many versions a run recorded."""
    counted = select(func.count()).where(fact.c.run_id == run_id)
    return int(connection.execute(counted).scalar_one())
