"""The rows that facts refer to: portals, pages, pledges and their agencies, indicators.

Each function finds or makes the rows for a whole load and gives their keys. They run in
the writer's transaction, where no other writer to the portal can come in between.
"""

from collections.abc import Iterable, Sequence
from typing import cast

from sqlalchemy import Connection, delete, insert, or_, select, update

from etl.bulletin.model import Pledge
from etl.chunks import chunks
from etl.indicators.model import Indicator
from etl.portal.model import Snapshot
from etl.portal.region_codes import level_of, province_of
from etl.warehouse.loading.reference_sql import (
    ANSWERING,
    DOCUMENTS,
    INDICATORS,
    PLEDGES,
    PORTAL,
    SNAPSHOTS,
    insert_into,
    keep_aliases,
    keep_document,
    keep_pledge,
    keep_snapshot,
)
from etl.warehouse.loading.sentences import sentences_of
from etl.warehouse.model import Edition
from etl.warehouse.schema.tables import (
    agency,
    indicator,
    pledge_agency,
    portal,
    sentence,
)


def portal_row(
    connection: Connection, name: str, city: str | None = None, place_code: str | None = None
) -> int:
    """The portal's row; without a ``city`` a new one is called by the portal's name.

    With a ``city`` it is brought up to date, its place by the code too.
    """
    found = connection.execute(PORTAL, {"named": name}).scalar_one_or_none()
    if found is None:
        new = insert_into(connection.dialect.name, portal).values(name=name, city=city or name)
        connection.execute(new.on_conflict_do_nothing())
        found = connection.execute(PORTAL, {"named": name}).scalar_one()
    if city is not None:
        place = {"city": city, "place_code": place_code, "province": None, "level": None}
        if place_code is not None:
            place |= {"province": province_of(place_code), "level": level_of(place_code)}
        changed = or_(*(portal.c[key].is_distinct_from(value) for key, value in place.items()))
        connection.execute(update(portal).where(portal.c.name == name, changed).values(place))
    return cast(int, found)


def sentence_rows(connection: Connection, read: Iterable[tuple[Edition, int]]) -> None:
    """Keep the sentences of what editions state; beside each the row of its reading."""
    rows = []
    for edition, reading_id in read:
        stated = enumerate(edition.bulletin.facts)
        spans = [(fact.start, fact.end) for place, fact in stated if place not in edition.held]
        rows += [
            {
                "reading_id": reading_id,
                "span_start": found.start,
                "span_end": found.end,
                "text": found.text,
            }
            for found in sentences_of(edition.bulletin.text, spans)
        ]
    if rows:
        connection.execute(insert(sentence), rows)


def snapshot_rows(
    connection: Connection, portal_id: int, contents: Sequence[tuple[Snapshot, str | None]]
) -> list[tuple[int, int]]:
    """The rows of each page and of this content of it; beside each content its title.

    A page that moved or was renamed keeps its latest address and title.
    """
    connection.execute(
        keep_document(connection.dialect.name),
        [
            {"portal_id": portal_id, "key": got.key, "url": got.url, "title": title or ""}
            for got, title in contents
        ],
    )
    documents: dict[str, int] = {}
    for keys in chunks({got.key for got, _ in contents}):
        found = connection.execute(DOCUMENTS, {"of_portal": portal_id, "keys": keys})
        documents |= {row.key: row.id for row in found}
    connection.execute(
        keep_snapshot(connection.dialect.name),
        [
            {
                "document_id": documents[got.key],
                "sha256": got.sha256,
                "size": got.size,
                "content_type": got.content_type,
                "retrieved_at": got.retrieved_at,
                "headers": got.headers,
                "archive_path": got.archive_path,
            }
            for got, _ in contents
        ],
    )
    snapshots: dict[tuple[int, str], int] = {}
    for pages in chunks(set(documents.values())):
        found = connection.execute(SNAPSHOTS, {"pages": pages})
        snapshots |= {(row.document_id, row.sha256): row.id for row in found}
    return [(documents[got.key], snapshots[documents[got.key], got.sha256]) for got, _ in contents]


def pledge_rows(
    connection: Connection, portal_id: int, editions: Iterable[Edition]
) -> dict[tuple[int, int], int]:
    """The rows of the bulletins' pledges, by plan year and number.

    Text and agencies are those of the bulletin published last, in whichever order the
    bulletins come.
    """
    newest: dict[tuple[int, int], tuple[Edition, Pledge | None]] = {}
    for edition in editions:
        bulletin = edition.bulletin
        worded = {stated.number: stated for stated in bulletin.pledges}
        for number in {*worded, *(stated.pledge for stated in bulletin.facts)}:
            key = bulletin.plan_year, number
            if key not in newest or newest[key][0].published_at <= edition.published_at:
                newest[key] = edition, worded.get(number)
    if not newest:
        return {}
    connection.execute(
        keep_pledge(connection.dialect.name),
        [
            {
                "portal_id": portal_id,
                "plan_year": year,
                "number": number,
                "text": stated.text if stated else "",
                "stated_at": edition.published_at,
            }
            for (year, number), (edition, stated) in sorted(newest.items())
        ],
    )
    rows = {
        (row.plan_year, row.number): row
        for row in connection.execute(
            PLEDGES, {"of_portal": portal_id, "years": list({year for year, _ in newest})}
        )
    }
    _assign(
        connection,
        portal_id,
        {
            rows[key].id: stated.agencies
            for key, (edition, stated) in newest.items()
            if stated and rows[key].stated_at == edition.published_at
        },
    )
    return {key: rows[key].id for key in newest}


def _assign(connection: Connection, portal_id: int, agencies: dict[int, tuple[str, ...]]) -> None:
    """Make ``agencies`` (names by pledge row) the ones that answer for the pledges."""
    answering: dict[int, list[str]] = {}
    for pledges in chunks(agencies):
        for row in connection.execute(ANSWERING, {"pledges": pledges}):
            answering.setdefault(row.pledge_id, []).append(row.name)
    agencies = {
        pledge_id: listed
        for pledge_id, listed in agencies.items()
        if answering.get(pledge_id, []) != list(dict.fromkeys(listed))
    }
    names = sorted({name for listed in agencies.values() for name in listed})
    if names:
        connection.execute(
            insert_into(connection.dialect.name, agency).on_conflict_do_nothing(),
            [{"portal_id": portal_id, "name": name} for name in names],
        )
    keys: dict[str, int] = {}
    for some in chunks(names):
        mine = (agency.c.portal_id == portal_id) & agency.c.name.in_(some)
        known = connection.execute(select(agency.c.name, agency.c.id).where(mine))
        keys |= {row.name: row.id for row in known}
    for pledges in chunks(agencies):
        connection.execute(delete(pledge_agency).where(pledge_agency.c.pledge_id.in_(pledges)))
    links = [
        {"pledge_id": pledge_id, "agency_id": keys[name], "position": position}
        for pledge_id, listed in agencies.items()
        for position, name in enumerate(dict.fromkeys(listed), start=1)
    ]
    if links:
        connection.execute(insert(pledge_agency), links)


def indicator_rows(
    connection: Connection, portal_id: int, wanted: Iterable[Indicator]
) -> dict[Indicator, int]:
    """The row of each indicator."""
    # In the order of mention, so that keys do not depend on the hashing of strings.
    named = {one: one.key for one in dict.fromkeys(wanted)}
    known = _indicators_called(connection, portal_id, named.values())
    missing = [name for name in dict.fromkeys(named.values()) if name not in known]
    if missing:
        columns = ("portal_id", "label", "stage", "breakdown", "unit")
        rows = [dict(zip(columns, (portal_id, *name), strict=True)) for name in missing]
        connection.execute(insert(indicator), rows)
        known |= _indicators_called(connection, portal_id, missing)
    return {one: known[name] for one, name in named.items()}


def _indicators_called(
    connection: Connection, portal_id: int, names: Iterable[tuple[str, ...]]
) -> dict[tuple[str, ...], int]:
    """The rows that there are, by label, stage, breakdown and unit."""
    found: dict[tuple[str, ...], int] = {}
    for labels in chunks(dict.fromkeys(name[0] for name in names)):
        called = {"of_portal": portal_id, "labels": labels}
        for *name, row_id in connection.execute(INDICATORS, called):
            found[tuple(name)] = row_id
    return found


def alias_rows(connection: Connection) -> None:
    """Remember the wordings of what is staged, and the periods that they described.

    A promise is dated by its bulletin: its own period ends with the year.
    """
    connection.execute(keep_aliases(connection.dialect.name))
