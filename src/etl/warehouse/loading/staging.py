"""Staging: what editions state, as rows of the temporary table ``staged``.

This is the only work of a load that is done figure by figure in Python.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Connection

from etl.errors import WarehouseError
from etl.indicators.model import Indicator
from etl.quality.what_is_held_back import flags_of
from etl.warehouse.model import Edition
from etl.warehouse.schema.fact_and_restatement_columns import KEY, SAID
from etl.warehouse.schema.types import canonical
from etl.warehouse.statements import targets_in

if TYPE_CHECKING:
    import sqlite3

    import psycopg

Key = tuple[int, str, str]
"""Indicator, period and measure."""
Row = tuple[Any, ...]

_REST = (
    *("part", "pledge_id", "target_number", "target_indicator_id", "reading_id"),
    *("flags", "certainty", "because", "wording", "evidence", "span_start", "span_end"),
    *("verdict", "decided_by"),
)
_TEXT = (*SAID, *_REST).index("evidence")
_COLUMNS = ", ".join(("id", "plain", *KEY, *SAID, *_REST))


@dataclass(frozen=True, slots=True)
class Offer:
    """An edition whose reading is recorded and whose figures are to be staged."""

    edition: Edition
    reading_id: int
    latest: bool
    """No content of the page was published later, and none at once and read later."""


def stage(
    connection: Connection,
    offers: Sequence[Offer],
    indicators: Mapping[Indicator, int],
    pledges: Mapping[tuple[int, int], int],
) -> dict[int, int]:
    """Fill ``staged``; ``indicators`` and ``pledges`` (by plan year and number) give the rows.

    Returns:
        How many figures each reading states.

    Raises:
        WarehouseError: an edition gives one figure two values, or one that is no number.
    """
    said = [(offer, _figures(offer, indicators, pledges)) for offer in offers]
    mentions: Counter[Key] = Counter()
    for _, figures in said:
        mentions.update(figures.keys())
    rows = (
        (offer.latest and mentions[key] == 1, *key, *row)
        for offer, figures in said
        for key, row in figures.items()
    )
    lines = ((number, *row) for number, row in enumerate(rows))
    if connection.dialect.name == "postgresql":
        _copy(connection, lines)
    elif mentions:
        _insert(connection, lines)
    return {offer.reading_id: len(figures) for offer, figures in said}


def _copy(connection: Connection, lines: Iterator[Row]) -> None:
    driver = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
    with driver.cursor() as cursor, cursor.copy(f"COPY staged ({_COLUMNS}) FROM STDIN") as copy:
        for line in lines:
            copy.write_row(line)


def _insert(connection: Connection, lines: Iterator[Row]) -> None:
    # The driver's own executemany: the values need no conversion any more, and no list.
    driver = cast("sqlite3.Connection", connection.connection.driver_connection)
    marks = ", ".join("?" for _ in _COLUMNS.split(", "))
    driver.executemany(f"INSERT INTO staged ({_COLUMNS}) VALUES ({marks})", lines)  # noqa: S608


def _figures(
    offer: Offer, indicators: Mapping[Indicator, int], pledges: Mapping[tuple[int, int], int]
) -> dict[Key, Row]:
    """What an edition says of each figure, as both databases take it in.

    Of a figure that the bulletin repeats, the first of its words.
    """
    edition, bulletin = offer.edition, offer.edition.bulletin
    year, targets = bulletin.plan_year, targets_in(bulletin.facts)
    ordinals = {index: number for (_, number), index in targets.items()}
    counted = [indicators[indicator] for indicator in edition.indicators]
    flags = flags_of(edition.checks, len(bulletin.facts))
    periods: dict[date, str] = {}
    figures: dict[Key, Row] = {}
    for index, stated in enumerate(bulletin.facts):
        if index in edition.held:
            continue
        decided = edition.decided.get(index)
        number = ordinals.get(index, stated.target)
        target = None if number is None else targets.get((stated.pledge, number))
        period = periods.get(stated.last_day)
        if period is None:
            period = periods[stated.last_day] = stated.last_day.isoformat()
        try:
            value = canonical(stated.value)
        except ValueError as error:
            raise WarehouseError(
                f"{edition.title}: the value of {stated.text!r} is {stated.value}, which is no "
                "number that can be stored; nothing is loaded."
            ) from error
        row = (
            value,
            stated.unit,
            stated.qualifier,
            stated.part,
            pledges[year, stated.pledge],
            number,
            None if target is None else counted[target],
            offer.reading_id,
            flags.get(index),
            stated.certainty,
            ", ".join(stated.because),
            stated.indicator,
            stated.text,
            stated.start,
            stated.end,
            None if decided is None else decided.verdict,
            None if decided is None else decided.decided_by,
        )
        first = figures.setdefault((counted[index], period, stated.measure), row)
        if first is not row and first[: len(SAID)] != row[: len(SAID)]:
            raise WarehouseError(
                f"{edition.title}: {stated.measure} of {edition.indicators[index].name} by "
                f"{period} is given as {first[_TEXT]} and as {stated.text}; tell the two apart in "
                "the portal's identity decisions."
            )
    return figures
