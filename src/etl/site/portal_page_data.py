"""All that the pages of one portal are made of, asked for once and sorted."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, RowMapping

from etl.report.bilingual_names import Name
from etl.site import page_addresses
from etl.site.promise_status import Promise, is_current, promises
from etl.warehouse.journal.waiting_for_verdict import Held
from etl.warehouse.loading.assign_concepts import Counted, concepts_of
from etl.warehouse.queries import site_queries
from etl.warehouse.queries.corrections import corrections
from etl.warehouse.queries.site_rows import (
    BulletinRow,
    Correction,
    FailedCheck,
    PledgeRow,
    PortalRow,
    Statement,
    Version,
)
from etl.warehouse.queries.views_and_status import rows_of


@dataclass(frozen=True)
class Material:
    """What the warehouse knows of a portal."""

    portal: str
    city: str
    zone: ZoneInfo
    pledges: Mapping[int, PledgeRow]
    bulletins: Sequence[BulletinRow]
    """Oldest publication first."""
    readings: Mapping[int, tuple[str, str]]
    """Of each reading the page's key and the hash of what it read."""
    statements: Mapping[int, Sequence[Statement]]
    """By the last reading of each content."""
    versions: Sequence[Version]
    promise_months: Sequence[RowMapping]
    """Rows of the view of that name."""
    corrections: Sequence[Correction]
    """What was learned last first."""
    failed: Sequence[FailedCheck]
    held: Sequence[Held]
    concepts: Mapping[int, Counted]
    """By indicator."""

    @property
    def name(self) -> Name:
        return city_name(self.portal, self.city)

    @cached_property
    def current(self) -> Sequence[Version]:
        """What holds now."""
        return [version for version in self.versions if is_current(version)]

    @cached_property
    def promises(self) -> Mapping[int, Sequence[Promise]]:
        """By pledge."""
        own: dict[int, list[Promise]] = defaultdict(list)
        for promise in promises(self.current, self.promise_months):
            own[promise.target.pledge_id].append(promise)
        return own

    @cached_property
    def years(self) -> Sequence[int]:
        """Plan years of which anything is known, the latest first."""
        return sorted({pledge.plan_year for pledge in self.pledges.values()}, reverse=True)

    @cached_property
    def contents(self) -> Mapping[tuple[str, str], BulletinRow]:
        """The contents by key and hash."""
        return {(bulletin.key, bulletin.sha256): bulletin for bulletin in self.bulletins}

    @cached_property
    def places(self) -> frozenset[tuple[int, int]]:
        """Readings and places of words that have a mark or a row on their page."""
        return frozenset(
            (reading, one.start) for reading, stated in self.statements.items() for one in stated
        )

    @cached_property
    def latest(self) -> Mapping[str, BulletinRow]:
        """Of each page the content that it has now."""
        return {bulletin.key: bulletin for bulletin in self.bulletins}

    def indicator(self, one: Version | Statement | Correction) -> str:
        """The address of the page of what is counted."""
        return page_addresses.indicator_page(self.portal, one.indicator, one.stage, one.breakdown)

    def bulletin(self, one: BulletinRow) -> str:
        """The address of the page of a content."""
        return page_addresses.bulletin_page(self.portal, one.key, one.sha256)

    def evidence(self, version: Version) -> str:
        """The address of the words that a version was read from; '' where no page shows them."""
        bulletin = self.contents.get(self.readings.get(version.reading_id, ("", "")))
        if bulletin is None:
            return ""
        known = (bulletin.reading_id, version.start) in self.places
        return self.bulletin(bulletin) + (f"#c{version.start}" if known else "")

    def day(self, moment: datetime) -> date:
        """The day by the portal's calendar."""
        return moment.astimezone(self.zone).date()


def gather(
    connection: Connection, portal: PortalRow, zone: ZoneInfo, held: Sequence[Held]
) -> Material:
    """Ask for all of it.

    Args:
        connection: to the warehouse.
        portal: its row there.
        zone: the portal's, for days.
        held: what waits of the portal for a decision.
    """
    name = portal.name
    bulletins = site_queries.bulletins(connection, name)
    return Material(
        name,
        portal.city,
        zone,
        site_queries.pledges(connection, name),
        bulletins,
        site_queries.readings(connection, name),
        site_queries.statements(connection, [bulletin.reading_id for bulletin in bulletins]),
        site_queries.versions(connection, name),
        rows_of(connection, "promise_month", name),
        corrections(connection, of=name),
        site_queries.failed_checks(connection, name),
        held,
        concepts_of(connection, name),
    )


def city_name(portal: str, city: str) -> Name:
    """A city in both languages; in English it is called as its portal's file is."""
    return Name(city, portal.replace("-", " ").title())
