"""Beside what was said before: the history gate for a batch of readings."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from sqlalchemy import Connection, Engine

from etl.indicators.identity import identify, wordings
from etl.indicators.model import Indicator, KnownIndicator
from etl.pipeline.model import Reading, by_period
from etl.quality.check import Results, Show, check_rows
from etl.quality.history import HistoryRow, Past, history_rows
from etl.quality.model import CheckResult, critical_failures
from etl.quality.suite import Suite
from etl.warehouse.engine import reading as reading_from
from etl.warehouse.memory import known_indicators
from etl.warehouse.past import past_of
from etl.warehouse.quarantine import Decision, applying, decisions


def check_history(
    readings: Sequence[Reading],
    results: Results,
    engine: Engine,
    suites: Sequence[Suite],
    show: Show = lambda _validation: None,
) -> Results:
    """Check readings of one portal beside the warehouse, and beside one another.

    They count as loaded in the order of their periods: of twelve months read at once each
    is held against the one before. What is held back is nobody's history, so whatever
    follows it in its plan year is checked once more without it.

    Args:
        results: what the other gates found, parallel to ``readings``.

    Returns:
        The results of all gates, parallel to ``readings``.

    Raises:
        SettingsError: an expectation cannot be evaluated as its file puts it.
        WarehouseError: the database fails.
    """
    if not readings:
        return results
    with reading_from(engine) as connection:
        years = _plan_years(connection, readings)
        made = decisions(connection, [one.snapshot for one in readings])
    complete = list(results)
    held: set[int] = set()
    # Of each plan year, how many of its bulletins are settled.
    settled = dict.fromkeys(years, 0)
    while settled:
        places: list[int] = []
        rows: list[list[HistoryRow]] = []
        for year, count in settled.items():
            for place, position, past, indicators in years[year].walk(readings, held):
                if place >= count:
                    bulletin = readings[position].bulletin
                    rows.append(history_rows(len(rows), bulletin, indicators, past))
                    places.append(position)
        for position, own in zip(places, check_rows(rows, suites, show), strict=True):
            complete[position] = results[position] + own
        unsettled: dict[int, int] = {}
        for year, count in settled.items():
            order = years[year].order
            for place, position in enumerate(order[count:], start=count):
                if _is_held(readings[position], complete[position], made):
                    # It was history to those after it.
                    held.add(position)
                    if place + 1 < len(order):
                        unsettled[year] = place + 1
                    break
        settled = unsettled
    return tuple(complete)


@dataclass(frozen=True, slots=True)
class _PlanYear:
    """The bulletins of a batch that are of one plan year, and what was said of it before."""

    order: tuple[int, ...]
    """Positions in the batch, by period."""
    past: Past
    known: tuple[KnownIndicator, ...]

    def walk(
        self, readings: Sequence[Reading], held: Set[int]
    ) -> Iterator[tuple[int, int, Past, tuple[Indicator, ...]]]:
        """Each bulletin's place in the order, its position, its past and its indicators.

        Those that are ``held`` back are nobody's past.
        """
        past, known = self.past, list(self.known)
        for place, position in enumerate(self.order):
            bulletin = readings[position].bulletin
            indicators = identify(bulletin, known, readings[position].decisions)
            yield place, position, past, indicators
            if position not in held:
                past = past.after(bulletin, indicators)
                known += wordings(bulletin, indicators)


def _plan_years(connection: Connection, readings: Sequence[Reading]) -> dict[int, _PlanYear]:
    order: dict[int, list[int]] = defaultdict(list)
    for position in by_period(readings):
        order[readings[position].bulletin.plan_year].append(position)
    spans = {
        year: (
            readings[positions[0]].bulletin.period_end,
            readings[positions[-1]].bulletin.period_end,
        )
        for year, positions in order.items()
    }
    name = readings[0].snapshot.portal
    pasts = past_of(connection, name, spans)
    known = tuple(known_indicators(connection, name))
    return {
        year: _PlanYear(tuple(positions), pasts[year], known) for year, positions in order.items()
    }


def _is_held(
    reading: Reading, results: Sequence[CheckResult], made: Mapping[str, Sequence[Decision]]
) -> bool:
    """Whether a bulletin will not be loaded."""
    failed = critical_failures(results, reading.bulletin.facts)
    decided = applying(made.get(reading.snapshot.sha256, ()), failed)
    return decided.verdict == "rejected" if decided else bool(failed)
