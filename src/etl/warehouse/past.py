"""What the history gate needs of the warehouse: a plan year's figures, the nearest in time.

Two statements a batch, whatever its size: the plan years' readings, and the figures that
hold by them. Neither looks at any other year, so a month is checked in the same time
after ten years as after one.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Date, Select, and_, case, func, literal, or_, select

from etl.indicators.model import Indicator
from etl.quality.history import MEASURES, Figure, Past, steps_between
from etl.warehouse.dimensions import chunks
from etl.warehouse.schema import (
    NO_PARSER,
    document,
    fact,
    indicator,
    is_current,
    pledge,
    portal,
    reading,
)

Span = tuple[date, date]
"""First and last period of a batch's bulletins."""


def past_of(connection: Connection, portal_name: str, spans: Mapping[int, Span]) -> dict[int, Past]:
    """What is held true of each plan year of ``spans``, as bulletins of its span need it.

    Of a figure's periods before a span only the nearest is given, and of those after it.
    """
    years = {year for wanted in spans for year in (wanted, wanted - 1)}
    periods: dict[int, set[date]] = defaultdict(set)
    readings: list[int] = []
    of_years = (
        select(reading.c.id, reading.c.plan_year, reading.c.period_end)
        .join(document, document.c.id == reading.c.document_id)
        .join(portal, portal.c.id == document.c.portal_id)
        .where(
            portal.c.name == portal_name,
            reading.c.plan_year.in_(years),
            reading.c.parser_version != NO_PARSER,
        )
    )
    for row in connection.execute(of_years):
        periods[row.plan_year].add(row.period_end)
        if row.plan_year in spans:
            readings.append(row.id)
    figures: dict[int, dict[Figure, dict[date, Decimal]]] = {year: {} for year in spans}
    pledges: dict[int, dict[Indicator, int]] = {year: {} for year in spans}
    for some in chunks(readings):
        for row in connection.execute(_nearest(some, spans)):
            counted = Indicator(row.label, row.stage or None, row.breakdown or None, row.unit)
            known = figures[row.plan_year].setdefault((counted, row.measure), {})
            known[row.period_end] = row.value
            pledges[row.plan_year][counted] = row.number
    return {
        year: Past(
            figures=figures[year],
            pledges=pledges[year],
            periods=frozenset(periods[year]),
            steps=steps_between(periods[year - 1]),
        )
        for year in spans
    }


def _nearest(readings: list[int], spans: Mapping[int, Span]) -> Select[Any]:
    """The figures that hold by some readings, left out what has a nearer one beside it."""
    first, last = (
        case(
            {year: literal(ends[place], Date()) for year, ends in spans.items()},
            value=reading.c.plan_year,
        )
        for place in (0, 1)
    )
    side = case((fact.c.period_end < first, "before"), (fact.c.period_end > last, "after"))
    sided = (
        select(
            reading.c.plan_year,
            *(fact.c[name] for name in ("pledge_id", "indicator_id", "measure", "period_end")),
            fact.c.value,
            side.label("side"),
        )
        .join(reading, reading.c.id == fact.c.reading_id)
        .where(
            fact.c.reading_id.in_(readings),
            fact.c.measure.in_(MEASURES),
            fact.c.value.is_not(None),
            is_current(),
        )
        .subquery("sided")
    )
    figure = [sided.c[name] for name in ("plan_year", "indicator_id", "measure", "side")]
    from_end, from_start = (
        func.row_number().over(partition_by=figure, order_by=order)
        for order in (sided.c.period_end.desc(), sided.c.period_end)
    )
    ranked = select(sided, from_end.label("from_end"), from_start.label("from_start")).subquery(
        "ranked"
    )
    return (
        select(
            ranked.c.plan_year,
            pledge.c.number,
            *(indicator.c[name] for name in ("label", "stage", "breakdown", "unit")),
            *(ranked.c[name] for name in ("measure", "period_end", "value")),
        )
        .join(indicator, indicator.c.id == ranked.c.indicator_id)
        .join(pledge, pledge.c.id == ranked.c.pledge_id)
        .where(
            or_(
                ranked.c.side.is_(None),
                and_(ranked.c.side == "before", ranked.c.from_end == 1),
                and_(ranked.c.side == "after", ranked.c.from_start == 1),
            )
        )
    )
