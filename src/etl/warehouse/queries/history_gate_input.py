"""What the history gate needs of the warehouse: a plan year's figures, the nearest in time.

Two statements a batch, whatever its size: the plan years' readings, and the figures that
hold by them. Neither looks at any other year, so a month is checked in the same time
after ten years as after one.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Date, Select, and_, case, func, literal, or_, select

from etl.chunks import chunks
from etl.indicators.model import Indicator
from etl.quality.past_of_plan_year import MEASURES, Figure, Past, Span, steps_between
from etl.warehouse.queries.standing_readings import stands
from etl.warehouse.schema.tables import (
    document,
    fact,
    indicator,
    is_current,
    pledge,
    portal,
    reading,
)


def past_of(connection: Connection, portal_name: str, spans: Mapping[int, Span]) -> dict[int, Past]:
    """What is held true of each plan year of ``spans``, as bulletins of its span need it.

    Of a figure's periods before a span only the nearest is given, and of those after it.

    Args:
        connection: to the warehouse.
        portal_name: whose bulletins they are.
        spans: by plan year the first and last period of a batch's bulletins.
    """
    years = {year for wanted in spans for year in (wanted - 1, wanted, wanted + 1)}
    read = {year: _Read() for year in years}
    latest: dict[int, tuple[int, date, str]] = {}
    readings: list[int] = []
    of_years = (
        select(
            *(reading.c[name] for name in ("id", "document_id", "plan_year", "period_end")),
            *(reading.c[name] for name in ("published_at", "pledges")),
            document.c.key,
        )
        .join(document, document.c.id == reading.c.document_id)
        .join(portal, portal.c.id == document.c.portal_id)
        .where(
            portal.c.name == portal_name,
            reading.c.plan_year.in_(years),
            stands(),
        )
        .order_by(reading.c.id)
    )
    for row in connection.execute(of_years):
        read[row.plan_year].add(row)
        latest[row.document_id] = row.plan_year, row.period_end, row.key
        if row.plan_year in spans:
            readings.append(row.id)
    for year, period, key in latest.values():
        read[year].pages[period].add(key)
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
            periods=frozenset(read[year].pledges),
            steps=steps_between(read[year - 1].pledges),
            pages={period: frozenset(keys) for period, keys in read[year].pages.items()},
            shown={
                other: (min(read[other].shown.values()), max(read[other].shown.values()))
                for other in (year - 1, year, year + 1)
                if read[other].shown
            },
            pledges_before=read[year - 1].last_pledges(),
        )
        for year in spans
    }


@dataclass(slots=True)
class _Read:
    """The bulletins of one plan year that were read so far."""

    pledges: dict[date, int] = field(default_factory=dict)
    """How many pledges the latest reading of each period has."""
    shown: dict[int, date] = field(default_factory=dict)
    """The day on which each page was first published: what it says later is a correction."""
    pages: defaultdict[date, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, row: Any) -> None:
        """Take in one reading; they come in the order in which they were made."""
        self.pledges[row.period_end] = row.pledges
        day = row.published_at.date()
        self.shown[row.document_id] = min(self.shown.get(row.document_id, day), day)

    def last_pledges(self) -> int:
        """How many pledges the year's last bulletin has; 0 where there is none."""
        return self.pledges[max(self.pledges)] if self.pledges else 0


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
