"""What a run needs to remember of earlier runs: pages, contents, indicators, figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, bindparam, func, select

from etl.decimals import plain
from etl.errors import NothingFound
from etl.indicators.model import Indicator, KnownIndicator
from etl.portal.document_keys import page_key
from etl.portal.model import Snapshot
from etl.warehouse.connection.engine import read_only
from etl.warehouse.queries.earlier_readings import snapshot_from
from etl.warehouse.schema.tables import (
    NO_PARSER,
    document,
    fact,
    indicator,
    indicator_alias,
    is_current,
    pledge,
    portal,
    reading,
    run,
    snapshot,
)

# Asked for every page, and longer to put together than to answer.
_CONTENTS = (
    select(snapshot, document.c.key, document.c.url)
    .join(document, document.c.id == snapshot.c.document_id)
    .join(portal, portal.c.id == document.c.portal_id)
    .where(portal.c.name == bindparam("of_portal"), document.c.key == bindparam("of_key"))
    .order_by(snapshot.c.retrieved_at.desc(), snapshot.c.id.desc())
)
_LAST_LOAD = select(portal.c.recorded_at).where(portal.c.name == bindparam("of_portal"))


@dataclass(frozen=True, slots=True)
class KnownPage:
    """A page that was loaded."""

    key: str
    document: str
    """Key of the document that has its figures: its own, or that of the file it hands out."""
    url: str
    """The address that last answered for it."""
    title: str
    published_at: datetime
    """When its first edition was published; aware, UTC."""
    changed_at: datetime
    """When its latest edition was."""
    withdrawn: bool
    """Whether that edition withdrew it."""


def known_pages(engine: Engine, portal_name: str) -> dict[str, KnownPage]:
    """Every page of a portal that was loaded, or the file that it hands out, by its key.

    Raises:
        WarehouseError: the database fails.
    """
    published = reading.c.published_at
    latest_first = (published.desc(), reading.c.recorded_at.desc(), reading.c.id.desc())
    mine = reading.c.document_id
    ranked = select(
        mine,
        reading.c.parser_version,
        published.label("changed_at"),
        func.min(published).over(partition_by=mine).label("published_at"),
        func.row_number().over(partition_by=mine, order_by=latest_first).label("place"),
    ).subquery()
    pages = (
        select(document.c.key, document.c.url, document.c.title, ranked)
        .join(document, document.c.id == ranked.c.document_id)
        .join(portal, portal.c.id == document.c.portal_id)
        .where(portal.c.name == portal_name, ranked.c.place == 1)
        # What a page said last counts, itself or by its file.
        .order_by(ranked.c.changed_at)
    )
    addresses = select(document.c.key, document.c.url).join(
        portal, portal.c.id == document.c.portal_id
    )
    with read_only(engine) as connection:
        url_of = {
            row.key: row.url
            for row in connection.execute(addresses.where(portal.c.name == portal_name))
        }
        return {
            page_key(row.key): KnownPage(
                key=page_key(row.key),
                document=row.key,
                url=url_of.get(page_key(row.key), row.url),
                title=row.title,
                published_at=row.published_at,
                changed_at=row.changed_at,
                withdrawn=row.parser_version == NO_PARSER,
            )
            for row in connection.execute(pages)
        }


def page_called(pages: Iterable[KnownPage], words: str) -> KnownPage:
    """The one loaded page of an address, of a key, or with words in its title.

    Raises:
        NothingFound: there is none, or there are several; the error names them.
    """
    loaded = list(pages)
    exact = [one for one in loaded if words in (one.url, one.key, one.document, one.title)]
    found = exact or [one for one in loaded if words in one.title]
    if not found:
        raise NothingFound(f"No loaded page of this portal is called {words!r}.")
    if len(found) > 1:
        several = "; ".join(f"{one.title} ({one.url})" for one in found[:10])
        raise NothingFound(f"{len(found)} pages are called {words!r}, name one: {several}.")
    return found[0]


def contents(engine: Engine, portal_name: str, key: str) -> list[Snapshot]:
    """The contents that a page has had, the latest one first.

    Raises:
        WarehouseError: the database fails.
    """
    page = {"of_portal": portal_name, "of_key": key}
    with read_only(engine) as connection:
        return [snapshot_from(row, portal_name) for row in connection.execute(_CONTENTS, page)]


def portals_with_pages(engine: Engine) -> set[str]:
    """Names of the portals of which the warehouse has any content.

    Raises:
        WarehouseError: the database fails.
    """
    got = select(document.c.id).join(snapshot, snapshot.c.document_id == document.c.id)
    with_pages = select(portal.c.name).where(
        got.where(document.c.portal_id == portal.c.id).exists()
    )
    with read_only(engine) as connection:
        return set(connection.execute(with_pages).scalars())


def loaded_pages(engine: Engine, portal_name: str) -> frozenset[str]:
    """Keys of the pages of which some content was loaded.

    Raises:
        WarehouseError: the database fails.
    """
    keys = (
        select(document.c.key)
        .join(portal, portal.c.id == document.c.portal_id)
        .where(portal.c.name == portal_name, document.c.id.in_(select(reading.c.document_id)))
    )
    with read_only(engine) as connection:
        return frozenset(connection.execute(keys).scalars())


def known_indicators(connection: Connection, portal_name: str) -> list[KnownIndicator]:
    """Every wording that an indicator of the portal appeared under, in every plan year."""
    rows = (
        select(
            indicator.c.label,
            indicator.c.stage,
            indicator.c.breakdown,
            indicator.c.unit,
            indicator_alias.c.wording,
            pledge.c.plan_year,
            pledge.c.number,
        )
        .join(indicator, indicator.c.id == indicator_alias.c.indicator_id)
        .join(pledge, pledge.c.id == indicator_alias.c.pledge_id)
        .join(portal, portal.c.id == pledge.c.portal_id)
        .where(portal.c.name == portal_name)
        .order_by(indicator.c.id, indicator_alias.c.wording, pledge.c.number)
    )
    # Fetched at once, for rows asked for one by one cost as much again.
    return [
        KnownIndicator(
            Indicator(label, stage or None, breakdown or None, unit), wording, year, number
        )
        for label, stage, breakdown, unit, wording, year, number in connection.execute(rows).all()
    ]


def last_load(connection: Connection, portal_name: str) -> datetime | None:
    """When the portal's last load was recorded; no two have the same time."""
    return connection.execute(_LAST_LOAD, {"of_portal": portal_name}).scalar_one_or_none()


def portals(connection: Connection) -> list[str]:
    """The names of the portals that have wordings."""
    named = select(portal.c.name).join(indicator, indicator.c.portal_id == portal.c.id)
    return list(connection.execute(named.distinct().order_by(portal.c.name)).scalars())


def latest_figures(connection: Connection, portal_name: str) -> dict[tuple[str, str], str]:
    """The latest target or actual value under each label and unit, with its period."""
    rows = (
        select(indicator.c.label, indicator.c.unit, fact.c.value, fact.c.period_end)
        .join(indicator, indicator.c.id == fact.c.indicator_id)
        .join(portal, portal.c.id == indicator.c.portal_id)
        .where(
            portal.c.name == portal_name,
            is_current(),
            fact.c.value.is_not(None),
            fact.c.measure.in_(("target", "actual")),
        )
        .order_by(fact.c.period_end, fact.c.measure)
    )
    return {
        (row.label, row.unit): f"{plain(row.value, thousands=',')} ({row.period_end:%Y-%m})"
        for row in connection.execute(rows)
    }


def has_completed(engine: Engine, portal_name: str, flow: str) -> bool:
    """Whether such a run over the portal has completed before.

    Raises:
        WarehouseError: the database fails.
    """
    completed = (
        select(run.c.id)
        .join(portal, portal.c.id == run.c.portal_id)
        .where(portal.c.name == portal_name, run.c.flow == flow, run.c.state == "completed")
        .limit(1)
    )
    with read_only(engine) as connection:
        return connection.execute(completed).first() is not None
