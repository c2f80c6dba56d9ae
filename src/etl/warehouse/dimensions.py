"""The rows that facts refer to: portals, pages, pledges and their agencies, wordings.

Each function finds or makes rows and gives their keys. They run in the writer's
transaction, where no other writer to the portal can come in between.
"""

from typing import cast

from sqlalchemy import Connection, Table, case, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from etl.portal.model import Snapshot
from etl.warehouse.model import Edition
from etl.warehouse.schema import (
    agency,
    document,
    indicator_alias,
    pledge,
    pledge_agency,
    portal,
    snapshot,
)
from etl.warehouse.staging import staged


def portal_row(connection: Connection, name: str, city: str | None = None) -> int:
    """The portal's row; without a ``city`` a new one is called by the portal's name."""
    connection.execute(
        _insert(connection, portal).values(name=name, city=city or name).on_conflict_do_nothing()
    )
    if city is not None:
        changed = (portal.c.name == name) & (portal.c.city != city)
        connection.execute(update(portal).where(changed).values(city=city))
    row = select(portal.c.id).where(portal.c.name == name)
    return cast(int, connection.execute(row).scalar_one())


def snapshot_rows(
    connection: Connection, portal_id: int, content: Snapshot, title: str | None
) -> tuple[int, int]:
    """The rows of the page and of this content of it.

    A page that moved or was renamed keeps its latest address and title.
    """
    page = _insert(connection, document).values(
        portal_id=portal_id, key=content.key, url=content.url, title=title or ""
    )
    latest = {"url": content.url} | ({} if title is None else {"title": title})
    document_id = connection.execute(
        page.on_conflict_do_update(index_elements=["portal_id", "key"], set_=latest).returning(
            document.c.id
        )
    ).scalar_one()
    connection.execute(
        _insert(connection, snapshot)
        .values(
            document_id=document_id,
            sha256=content.sha256,
            size=content.size,
            content_type=content.content_type,
            retrieved_at=content.retrieved_at,
            headers=content.headers,
            archive_path=content.archive_path,
        )
        .on_conflict_do_nothing()
    )
    same = (snapshot.c.document_id == document_id) & (snapshot.c.sha256 == content.sha256)
    return document_id, connection.execute(select(snapshot.c.id).where(same)).scalar_one()


def pledge_rows(connection: Connection, portal_id: int, edition: Edition) -> dict[int, int]:
    """The rows of the bulletin's pledges, by number.

    Text and agencies are those of the bulletin published last, in whichever order the
    bulletins come.
    """
    bulletin = edition.bulletin
    worded = {stated.number: stated for stated in bulletin.pledges}
    numbers = sorted({*worded, *(stated.pledge for stated in bulletin.facts)})
    if not numbers:
        return {}
    statement = _insert(connection, pledge)
    newer = statement.excluded.stated_at >= pledge.c.stated_at
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["portal_id", "plan_year", "number"],
            set_={name: statement.excluded[name] for name in ("text", "stated_at")},
            where=newer,
        ),
        [
            {
                "portal_id": portal_id,
                "plan_year": bulletin.plan_year,
                "number": number,
                "text": worded[number].text if number in worded else "",
                "stated_at": edition.published_at,
            }
            for number in numbers
        ],
    )
    mine = (pledge.c.portal_id == portal_id) & (pledge.c.plan_year == bulletin.plan_year)
    rows = connection.execute(
        select(pledge.c.number, pledge.c.id, pledge.c.stated_at).where(
            mine, pledge.c.number.in_(numbers)
        )
    ).all()
    latest = {row.id: row.number for row in rows if row.stated_at == edition.published_at}
    _assign(
        connection,
        portal_id,
        {key: worded[number].agencies for key, number in latest.items() if number in worded},
    )
    return {row.number: row.id for row in rows}


def _assign(connection: Connection, portal_id: int, agencies: dict[int, tuple[str, ...]]) -> None:
    """Make ``agencies`` (names by pledge row) the ones that answer for the pledges."""
    names = {name for listed in agencies.values() for name in listed}
    if names:
        connection.execute(
            _insert(connection, agency).on_conflict_do_nothing(),
            [{"portal_id": portal_id, "name": name} for name in sorted(names)],
        )
    known = select(agency.c.name, agency.c.id).where(
        agency.c.portal_id == portal_id, agency.c.name.in_(names)
    )
    keys = {row.name: row.id for row in connection.execute(known)}
    connection.execute(delete(pledge_agency).where(pledge_agency.c.pledge_id.in_(agencies)))
    links = [
        {"pledge_id": pledge_id, "agency_id": keys[name], "position": position}
        for pledge_id, listed in agencies.items()
        for position, name in enumerate(dict.fromkeys(listed), start=1)
    ]
    if links:
        connection.execute(insert(pledge_agency), links)


def alias_rows(connection: Connection) -> None:
    """Remember the wordings of what is staged, and the periods that they described."""
    key = ("indicator_id", "pledge_id", "wording")
    columns = [staged.c[name] for name in key]
    statement = _insert(connection, indicator_alias).from_select(
        [*key, "first_period", "last_period"],
        select(*columns, func.min(staged.c.period_end), func.max(staged.c.period_end)).group_by(
            *columns
        ),
    )
    first, last = indicator_alias.c.first_period, indicator_alias.c.last_period
    offered = statement.excluded
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=key,
            set_={
                "first_period": case(
                    (offered.first_period < first, offered.first_period), else_=first
                ),
                "last_period": case((offered.last_period > last, offered.last_period), else_=last),
            },
        )
    )


def _insert(connection: Connection, table: Table) -> sqlite.Insert:
    """The dialect's INSERT; the two know ON CONFLICT by the same methods."""
    if connection.dialect.name == "postgresql":
        return cast(sqlite.Insert, postgresql.insert(table))
    return sqlite.insert(table)
