"""Beside what was said before: the history gate for a batch of readings."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, Engine

from etl.indicators.identify import identify, wordings
from etl.indicators.known_wordings import Known
from etl.indicators.model import Identified
from etl.pipeline.readings import Judged, Reading, by_period
from etl.pipeline.wordings_cache import Wordings
from etl.quality.check import Results, Show, check_rows
from etl.quality.check_results import CheckResult
from etl.quality.gate_rows.history import history_rows
from etl.quality.gate_rows.history_columns import HistoryRow
from etl.quality.past_of_plan_year import Past
from etl.quality.suite import Suite
from etl.quality.verdicts import Decision, Settled, applying, settle
from etl.quality.what_is_held_back import bulletin_failures
from etl.warehouse.connection.engine import read_only
from etl.warehouse.journal.decision_records import decisions
from etl.warehouse.queries.history_gate_input import past_of


def check_history(
    readings: Sequence[Reading],
    results: Results,
    engine: Engine,
    suites: Sequence[Suite],
    show: Show = lambda _validation: None,
    held_wordings: Wordings | None = None,
) -> Judged:
    """Identify readings of one portal, and check them beside the warehouse and one another.

    They count as loaded in the order of their periods: of twelve months read at once each
    is held against the one before. What is held back, a bulletin or a figure, is nobody's
    history, so whatever follows it is identified and checked once more without it. A figure
    that somebody amended is judged as amended.

    Args:
        readings: in any order.
        results: what the other gates found, parallel to ``readings``.
        engine: of the warehouse.
        suites: the expectations of all gates.
        show: is given each validation, for the Data Docs.
        held_wordings: what a run of many batches holds.

    Returns:
        The readings with the indicators that were judged and are to be loaded, and the
        results of all gates; both parallel to ``readings``.

    Raises:
        SettingsError: an expectation cannot be evaluated as its file puts it.
        WarehouseError: the database fails.
    """
    if not readings:
        return (), results
    with read_only(engine) as connection:
        before = _before(connection, readings, held_wordings or Wordings())
        made = decisions(connection, [one.snapshot for one in readings])
    complete, judged = list(results), list(readings)

    def settled(position: int) -> Settled:
        one = readings[position]
        return settle(one.bulletin, complete[position], made.get(one.snapshot.sha256, ()))

    # Without a decision nothing that the history gate may find lets these through.
    held = {
        position
        for position, one in enumerate(readings)
        if not made.get(one.snapshot.sha256) and _is_held(one, results[position], made)
    }
    said = [settled(position) for position in range(len(readings))]
    order, done = before.order, 0
    while done < len(order):
        positions: list[int] = []
        rows: list[list[HistoryRow]] = []
        for place, position, past, found in before.walk(readings, said, held):
            if place >= done:
                bulletin = said[position].bulletin
                origin = readings[position].origin
                rows.append(history_rows(len(rows), bulletin, found.indicators, past, origin))
                positions.append(position)
                judged[position] = replace(readings[position], identified=found)
        for position, own in zip(positions, check_rows(rows, suites, show), strict=True):
            complete[position] = results[position] + own
        fallen = None
        for place, position in enumerate(order):
            if place < done or position in held:
                continue
            now = settled(position)
            is_held = _is_held(readings[position], complete[position], made)
            if is_held or now.held.keys() != said[position].held.keys():
                # It was history to those after it.
                fallen = place
                said[position] = now
                held |= {position} if is_held else set()
                break
        if fallen is None:
            break
        done = fallen + 1
    return tuple(judged), tuple(complete)


@dataclass(frozen=True, slots=True)
class _Before:
    """The bulletins of a batch in order, and what was said before them."""

    order: tuple[int, ...]
    """Positions in the batch, by period."""
    pasts: Mapping[int, Past]
    """By plan year."""
    known: Known

    def walk(
        self, readings: Sequence[Reading], said: Sequence[Settled], held: Set[int]
    ) -> Iterator[tuple[int, int, Past, Identified]]:
        """Each bulletin's place in the order, its position, its past and its indicators.

        Those that are ``held`` back are nobody's past, nor are the figures that are.
        """
        pasts, known = dict(self.pasts), self.known
        for place, position in enumerate(self.order):
            bulletin, out = said[position].bulletin, said[position].held
            year = bulletin.plan_year
            indicators = identify(bulletin, known, readings[position].decisions)
            yield place, position, pasts[year], Identified(indicators, known.digest)
            if position not in held:
                origin = readings[position].origin
                pasts[year] = pasts[year].after(bulletin, indicators, out, origin)
                known = known.after(wordings(bulletin, indicators, out))


def _before(connection: Connection, readings: Sequence[Reading], held: Wordings) -> _Before:
    order = tuple(by_period(readings))
    spans: dict[int, tuple[date, date]] = {}
    for position in order:
        bulletin = readings[position].bulletin
        first, _ = spans.get(bulletin.plan_year, (bulletin.period_end,) * 2)
        spans[bulletin.plan_year] = first, bulletin.period_end
    name = readings[0].snapshot.portal
    return _Before(order, past_of(connection, name, spans), held.now(connection, name))


def _is_held(
    reading: Reading, results: Sequence[CheckResult], made: Mapping[str, Sequence[Decision]]
) -> bool:
    """Whether a bulletin will not be loaded."""
    failed = bulletin_failures(results)
    decided = applying(made.get(reading.snapshot.sha256, ()), failed)
    return decided.verdict == "rejected" if decided else bool(failed)
