"""Earlier readings: the contents, what they were read as, and what was held back of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select, union

from etl.chunks import chunks
from etl.indicators.model import Indicator
from etl.portal.model import Snapshot
from etl.warehouse.schema.fact_and_restatement_columns import KEY, SAID
from etl.warehouse.schema.tables import (
    NO_PARSER,
    document,
    fact,
    indicator,
    pledge,
    portal,
    quarantine,
    reading,
    restatement,
    snapshot,
    withheld,
)
from etl.warehouse.statements import Key, Statement

_PROMISE = (pledge.c.plan_year, pledge.c.number)


@dataclass(frozen=True, slots=True)
class Content:
    """A content of a page, and its last reading if it was ever loaded."""

    snapshot: Snapshot
    title: str
    published_at: datetime | None
    """None where it was never loaded."""
    reading_id: int | None
    stated: str
    """Digest of what that reading states (:mod:`etl.warehouse.statements`); else ''."""
    counts: bool
    """Whether its reading is the page's word for its day of publication: the last recorded,
    and not taken back."""


def contents_of(connection: Connection, portal_name: str) -> list[Content]:
    """Every content of a portal's pages: first what was read, in the order of arrival.

    A withdrawal reads no content, so it is none of their readings.
    """
    of_bytes = reading.c.parser_version != NO_PARSER
    day = (reading.c.document_id, reading.c.published_at)
    last_of_day = (
        select(*day, func.max(reading.c.id).label("id")).group_by(*day).subquery("last_of_day")
    )
    of_content = (
        select(
            reading.c.snapshot_id,
            reading.c.published_at,
            func.min(reading.c.id).label("first"),
            func.max(reading.c.id).label("last"),
        )
        .where(of_bytes)
        .group_by(reading.c.snapshot_id, reading.c.published_at)
        .subquery("of_content")
    )
    rows = connection.execute(
        select(
            snapshot,
            document.c.key,
            document.c.url,
            func.coalesce(reading.c.title, document.c.title).label("title"),
            of_content.c.published_at,
            of_content.c.last,
            func.coalesce(reading.c.identity, "").label("identity"),
            (last_of_day.c.id.is_not(None) | of_content.c.last.is_(None)).label("counts"),
        )
        .join(document, document.c.id == snapshot.c.document_id)
        .join(portal, portal.c.id == document.c.portal_id)
        .outerjoin(of_content, of_content.c.snapshot_id == snapshot.c.id)
        .outerjoin(reading, reading.c.id == of_content.c.last)
        .outerjoin(last_of_day, last_of_day.c.id == of_content.c.last)
        .where(portal.c.name == portal_name)
        .order_by(
            of_content.c.first.is_(None),
            of_content.c.first,
            snapshot.c.retrieved_at,
            snapshot.c.id,
        )
    )
    return [
        Content(
            snapshot_from(row, portal_name),
            row.title,
            row.published_at,
            row.last,
            row.identity,
            bool(row.counts),
        )
        for row in rows
    ]


def last_reading(connection: Connection, portal_name: str) -> int:
    """The last row of the portal's readings; 0 where it has none."""
    mine = (
        select(func.max(reading.c.id))
        .join(document, document.c.id == reading.c.document_id)
        .join(portal, portal.c.id == document.c.portal_id)
        .where(portal.c.name == portal_name)
    )
    return connection.execute(mine).scalar_one() or 0


def snapshot_from(row: Row[Any], portal_name: str) -> Snapshot:
    """A row of ``snapshot`` with its document's key and address."""
    return Snapshot(
        portal=portal_name,
        key=row.key,
        url=row.url,
        sha256=row.sha256,
        size=row.size,
        content_type=row.content_type,
        retrieved_at=row.retrieved_at,
        headers=row.headers,
        archive_path=row.archive_path,
    )


def statements_of(
    connection: Connection, readings: Iterable[int]
) -> dict[int, dict[Key, Statement]]:
    """What each reading states."""
    found: dict[int, dict[Key, Statement]] = {}
    columns = (
        *("reading_id", *KEY, *SAID, "certainty"),
        *("pledge_id", "target_number", "wording", "evidence"),
    )
    for some in chunks(readings, 200):
        for number in some:
            found[number] = {}
        said = union(
            *(
                select(*(table.c[name] for name in columns)).where(
                    table.c.reading_id.in_(some), table.c.value.is_not(None)
                )
                for table in (fact, restatement)
            )
        ).subquery("said")
        named = (indicator.c[name] for name in ("label", "stage", "breakdown"))
        rows = (
            select(said, *named, indicator.c.unit.label("counted_in"), *_PROMISE)
            .join(indicator, indicator.c.id == said.c.indicator_id)
            .join(pledge, pledge.c.id == said.c.pledge_id)
        )
        for row in connection.execute(rows):
            counted = Indicator(row.label, row.stage or None, row.breakdown or None, row.counted_in)
            key = counted, row.period_end, row.measure
            found[row.reading_id][key] = Statement(
                value=row.value,
                unit=row.unit,
                qualifier=row.qualifier,
                certainty=row.certainty,
                promise=(row.plan_year, row.number),
                target=row.target_number,
                wording=row.wording,
                evidence=row.evidence,
            )
    return found


def held_of(
    connection: Connection, readings: Iterable[int]
) -> dict[int, dict[Key, tuple[Statement, frozenset[str]]]]:
    """What each reading leaves out, as it was read, and what was held against it."""
    found: dict[int, dict[Key, tuple[Statement, frozenset[str]]]] = {}
    figure = ("pledge", "value", "unit", "qualifier", "evidence", "failures")
    for some in chunks(readings, 200):
        for number in some:
            found[number] = {}
        rows = (
            select(
                *(withheld.c[name] for name in ("reading_id", "period_end", "measure")),
                *(quarantine.c[name] for name in figure),
                quarantine.c.indicator.label("wording"),
                *(indicator.c[name] for name in ("label", "stage", "breakdown")),
                indicator.c.unit.label("counted_in"),
                reading.c.plan_year,
            )
            .join(quarantine, quarantine.c.id == withheld.c.quarantine_id)
            .join(indicator, indicator.c.id == withheld.c.indicator_id)
            .join(reading, reading.c.id == withheld.c.reading_id)
            .where(withheld.c.reading_id.in_(some))
        )
        for row in connection.execute(rows):
            counted = Indicator(row.label, row.stage or None, row.breakdown or None, row.counted_in)
            statement = Statement(
                value=row.value,
                unit=row.unit,
                qualifier=row.qualifier,
                certainty="doubtful",
                promise=(row.plan_year, row.pledge),
                target=None,
                wording=row.wording,
                evidence=row.evidence,
            )
            key = counted, row.period_end, row.measure
            found[row.reading_id][key] = statement, frozenset(row.failures or ())
    return found
