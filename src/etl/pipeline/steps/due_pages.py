"""Which pages a run asks for: what is new, and again what may have been corrected.

A page is overwritten without notice, mostly in the months after its publication. So each
run asks again for the bulletins of a rolling window (``revisit_months`` of the portal's
YAML), listed or not; older ones that were loaded are left in peace.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from etl.portal.addresses import authority
from etl.portal.model import Entry, Portal
from etl.portal.page.printed_dates import months_before
from etl.warehouse.queries.known_of_portal import KnownPage


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to become of each page that is listed or known."""

    listed: tuple[Entry, ...]
    """To be asked for."""
    unlisted: tuple[Entry, ...]
    """To be asked for at the address that last answered."""
    settled: tuple[Entry, ...]
    """Loaded, and too old to be asked for again."""


def plan(
    entries: Sequence[Entry],
    known: Mapping[str, KnownPage],
    portal: Portal,
    today: date,
    complete: bool,
) -> Plan:
    """Divide what a portal lists and what is known of it.

    Args:
        entries: the bulletins listed.
        known: the pages that were loaded, by their keys.
        portal: for its window.
        today: by the portal's calendar.
        complete: whether that is the whole listing, so that what it lacks is missing.
    """
    since = months_before(today, portal.revisit_months)
    recent = {
        key: page
        for key, page in known.items()
        if page.changed_at.astimezone(portal.zone).date() >= since
    }
    listed = {entry.key for entry in entries}
    settled = [
        entry
        for entry in entries
        if entry.key in known and entry.key not in recent and not known[entry.key].withdrawn
    ]
    missed = sorted(
        (
            page
            for key, page in recent.items()
            if key not in listed and authority(page.url) in portal.allowed_hosts
        ),
        key=lambda page: page.published_at,
    )
    return Plan(
        listed=tuple(entry for entry in entries if entry not in settled),
        unlisted=tuple(_entry(page, portal, missing=complete) for page in missed),
        settled=tuple(settled),
    )


def _entry(page: KnownPage, portal: Portal, *, missing: bool) -> Entry:
    day = page.published_at.astimezone(portal.zone).date()
    return Entry(page.key, page.url, page.title, day, missing=missing)
