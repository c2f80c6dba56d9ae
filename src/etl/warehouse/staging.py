"""Temporary tables that a load works through, so that it is a few statements on sets."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    MetaData,
    ScalarSelect,
    Table,
    Text,
    and_,
    insert,
    literal,
    select,
    update,
)

from etl.errors import WarehouseError
from etl.indicators.model import Indicator
from etl.warehouse.model import Edition
from etl.warehouse.schema import fact, indicator
from etl.warehouse.statement import SAID, STATEMENT
from etl.warehouse.types import ExactDecimal, UtcDateTime

if TYPE_CHECKING:
    import psycopg

Row = dict[str, Any]

_metadata = MetaData()


def _temporary(name: str, *columns: Column[Any]) -> Table:
    return Table(name, _metadata, *columns, prefixes=["TEMPORARY"], postgresql_on_commit="DROP")


def _like_fact(*names: str) -> list[Column[Any]]:
    return [Column(name, fact.c[name].type) for name in names]


_IDENTITY = ("label", "stage", "breakdown", "indicator_unit")
_TARGET_IDENTITY = ("target_label", "target_stage", "target_breakdown", "target_unit")

staged = _temporary(
    "staged",
    *(Column(name, Text()) for name in (*_IDENTITY, *_TARGET_IDENTITY, "wording")),
    *_like_fact(*STATEMENT),
)
"""What an edition states, a row a figure; ``indicator_id`` and ``target_indicator_id`` are
filled in from the names."""

decided = _temporary(
    "decided",
    Column("current_id", fact.c.id.type),
    Column("before_value", ExactDecimal()),
    Column("before_unit", Text()),
    Column("published_at", UtcDateTime()),
    Column("revision", Integer()),
    Column("reason", Text()),
    *_like_fact(*STATEMENT),
)
"""The versions that loading an edition brings, beside those that they supersede."""


@contextmanager
def staging(connection: Connection) -> Iterator[None]:
    """Have the temporary tables, empty, for the length of the block."""
    _metadata.create_all(connection, checkfirst=False)
    yield
    # Left to the rollback where the block fails.
    _metadata.drop_all(connection, checkfirst=False)


def stage(
    connection: Connection, edition: Edition, reading_id: int, pledges: dict[int, int]
) -> None:
    """Fill ``staged`` with what ``edition`` states; ``pledges`` gives rows by number.

    Raises:
        WarehouseError: the edition gives one figure two values.
    """
    rows = [{**row, "reading_id": reading_id} for row in _rows(edition, pledges)]
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        _copy(connection, rows)
    else:
        connection.execute(insert(staged), rows)


def name_indicators(connection: Connection, portal_id: int) -> None:
    """Make the indicators that ``staged`` names and are not there yet, and refer to them."""
    names = [staged.c[column] for column in _IDENTITY]
    unknown = ~select(indicator.c.id).where(_is_named(portal_id, _IDENTITY)).exists()
    connection.execute(
        insert(indicator).from_select(
            ["portal_id", "label", "stage", "breakdown", "unit"],
            select(literal(portal_id), *names).distinct().where(unknown),
        )
    )
    connection.execute(
        update(staged).values(
            indicator_id=_row_named(portal_id, _IDENTITY),
            target_indicator_id=_row_named(portal_id, _TARGET_IDENTITY),
        )
    )


def _row_named(portal_id: int, names: tuple[str, ...]) -> ScalarSelect[Any]:
    return select(indicator.c.id).where(_is_named(portal_id, names)).scalar_subquery()


def _is_named(portal_id: int, names: tuple[str, ...]) -> ColumnElement[bool]:
    key = (indicator.c.label, indicator.c.stage, indicator.c.breakdown, indicator.c.unit)
    named = (column == staged.c[name] for column, name in zip(key, names, strict=True))
    return and_(indicator.c.portal_id == portal_id, *named)


def _copy(connection: Connection, rows: list[Row]) -> None:
    names = list(rows[0])
    driver = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
    command = f"COPY staged ({', '.join(names)}) FROM STDIN"
    with driver.cursor() as cursor, cursor.copy(command) as copy:
        for row in rows:
            copy.write_row([row[name] for name in names])


def _rows(edition: Edition, pledges: dict[int, int]) -> list[Row]:
    """One row a figure: of a figure that the bulletin repeats, the first of its words."""
    rows: dict[tuple[Indicator, date, str], Row] = {}
    targets = _targets(edition)
    ordinals = {index: number for (_, number), index in targets.items()}
    for index, (stated, counted) in enumerate(
        zip(edition.bulletin.facts, edition.indicators, strict=True)
    ):
        number = ordinals.get(index, stated.target)
        target = None if number is None else targets.get((stated.pledge, number))
        row: Row = {
            **_names(_IDENTITY, counted),
            **_names(_TARGET_IDENTITY, None if target is None else edition.indicators[target]),
            "wording": stated.indicator,
            "period_end": stated.period_end,
            "measure": stated.measure,
            "part": stated.part,
            "pledge_id": pledges[stated.pledge],
            "target_number": number,
            "value": stated.value,
            "unit": stated.unit,
            "qualifier": stated.qualifier,
            "evidence": stated.text,
            "span_start": stated.start,
            "span_end": stated.end,
        }
        first = rows.setdefault((counted, stated.period_end, stated.measure), row)
        if any(first[name] != row[name] for name in SAID):
            raise WarehouseError(
                f"{edition.title}: {stated.measure} of {counted.label} by {stated.period_end} is "
                f"given as {first['evidence']} and as {stated.text}; tell the two apart in the "
                "portal's identity decisions."
            )
    return list(rows.values())


def _targets(edition: Edition) -> dict[tuple[int, int], int]:
    """Position in the facts of each pledge's n-th target."""
    targets: dict[tuple[int, int], int] = {}
    count: Counter[int] = Counter()
    for index, stated in enumerate(edition.bulletin.facts):
        if stated.part == "target" and stated.measure == "target":
            count[stated.pledge] += 1
            targets[stated.pledge, count[stated.pledge]] = index
    return targets


def _names(columns: tuple[str, ...], counted: Indicator | None) -> Row:
    """The natural key of an indicator, as the table ``indicator`` writes it."""
    if counted is None:
        return dict.fromkeys(columns)
    key = (counted.label, counted.stage or "", counted.breakdown or "", counted.unit)
    return dict(zip(columns, key, strict=True))
