"""What a portal's YAML would have fetched, before anything is.

For the person who adds a city: every row of the listing with whether its title is taken
for a bulletin's and which period it is read as, and what looks wrong about it.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from etl.bulletin.grammar.periods.bulletin_period import period_in_title
from etl.document.charset import decode
from etl.errors import PortalError, UnreadableDocument
from etl.portal.http.client import Client
from etl.portal.listing.adapters import READERS
from etl.portal.listing.model import Listing
from etl.portal.model import Entry, Portal

_CUT = ("…", "...")
_SPEAKS_OF_PROGRESS = ("进展", "进度", "完成情况", "推进情况", "落实情况")


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A row of the listing as the YAML has it read."""

    title: str
    matched: bool
    """Whether the title is a bulletin's."""
    period: date | None
    """Last day of the period that the title names; None where the text must tell."""
    published: date | None
    url: str
    external: str
    """Where it leads, if not to a page of the portal: such a row is not fetched."""
    closed: bool = False
    """Whether robots.txt closes the page to programs: such a row is not fetched either."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The rows in the listing's order, and what looks wrong, a sentence each."""

    rows: tuple[PreviewRow, ...]
    findings: tuple[str, ...]

    @property
    def fetched(self) -> int:
        """How many pages a run would ask for."""
        return sum(row.matched and not row.external and not row.closed for row in self.rows)


def saved_listing(path: Path, portal: Portal) -> Listing:
    """The rows of a page of the portal's listing that was saved by hand.

    Raises:
        UnreadableDocument: the file cannot be opened, or is not text.
        LayoutChanged: it is not a page of the portal's family.
    """
    page = READERS[portal.adapter](saved_text(path), str(portal.listing), portal)
    others = len(page.following)
    note = f"A saved page shows itself only; the listing names others ({others})."
    return Listing(page.rows, notes=(note,) if others else ())


def saved_text(path: Path) -> str:
    """The text of a page that was saved by hand.

    Raises:
        UnreadableDocument: the file cannot be opened, or is not text.
    """
    try:
        return decode(path.read_bytes(), "")
    except OSError as error:
        raise UnreadableDocument(f"{path} cannot be read: {error.strerror}.") from error
    except UnreadableDocument as error:
        raise UnreadableDocument(f"{path}: {error}") from error


def closed_rows(listing: Listing, client: Client) -> tuple[frozenset[str], tuple[str, ...]]:
    """The addresses of rows that robots.txt closes, and what could not be found out, as sentences.

    Only the portal's robots.txt are asked for, each once.
    """
    closed: set[str] = set()
    trouble: dict[str, None] = {}
    for row in listing.rows:
        if row.external not in ("", "attachment"):
            continue
        try:
            if not client.allows(row.url):
                closed.add(row.url)
        except PortalError as error:
            trouble[str(error)] = None
    return frozenset(closed), tuple(trouble)


def preview(
    portal: Portal, listing: Listing, today: date, closed: frozenset[str] = frozenset()
) -> Preview:
    """What a run would make of a listing.

    Args:
        portal: as its YAML describes it.
        listing: what was listed.
        today: stands for the day of publication where a row prints none.
        closed: addresses that robots.txt closes to programs.
    """
    rows = tuple(_row(entry, portal, today, entry.url in closed) for entry in listing.rows)
    said = (*(str(error) for error in listing.failed), *listing.notes)
    return Preview(rows, (*_findings(rows, portal), *said))


def _row(entry: Entry, portal: Portal, today: date, closed: bool) -> PreviewRow:
    title = unicodedata.normalize("NFKC", entry.title)
    matched = portal.is_bulletin(title)
    period = period_in_title(title, entry.published or today) if matched else None
    return PreviewRow(
        entry.title, matched, period, entry.published, entry.url, entry.external, closed
    )


def _findings(rows: Sequence[PreviewRow], portal: Portal) -> Iterator[str]:
    if not rows:
        yield (
            f"No row was found with the adapter {portal.adapter!r}: the listing is of another "
            "family, or its rows come by script."
        )
        return
    matched = [row for row in rows if row.matched]
    if not matched:
        yield f"No title matches title_pattern: {portal.title_pattern}"
    if undated := [row for row in matched if row.published is None]:
        yield f"No day was found beside {_some(undated)}: the page itself must say it."
    if unread := [row for row in matched if row.period is None]:
        yield f"No period is named in {_some(unread)}: the text must say it."
    if away := [row for row in matched if row.external]:
        yield (
            f"Not fetched, being an attachment or on another host: {_some(away)}; a host that is "
            "the portal's own belongs into hosts."
        )
    if closed := [row for row in matched if row.closed]:
        yield f"Closed to programs by robots.txt: {_some(closed)}; save them by hand."
    if cut := [row for row in rows if row.title.endswith(_CUT)]:
        yield f"Titles are cut short and have no title attribute: {_some(cut)}."
    if missed := [row for row in rows if not row.matched and _near(row.title)]:
        yield f"Not matched though they speak of progress: {_some(missed)}."
    counted = Counter(row.period for row in matched if row.period)
    if twice := sorted(period for period, count in counted.items() if count > 1):
        yield (
            f"More than one title is read as {', '.join(map(str, twice))}: a correction, or news "
            "that title_pattern should leave out."
        )


def _near(title: str) -> bool:
    return any(words in title for words in _SPEAKS_OF_PROGRESS)


def _some(rows: Sequence[PreviewRow]) -> str:
    """The first title, and how many more there are."""
    more = f" and {len(rows) - 1} more" if len(rows) > 1 else ""
    return f"「{rows[0].title}」{more}"
