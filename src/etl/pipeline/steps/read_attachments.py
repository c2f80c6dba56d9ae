"""The figures of a page that only hands out a file: 详见附件 and a table in Word, Excel or PDF.

All the files are got and archived. The one with the most facts is the bulletin (the others
are guidelines, forms, or the same table in a second format). It is filed as a document of
its own, whose key is made of the page's: portals give a corrected file a new address, and
it must still be the same document, so that its new figures are revisions of the old ones.
Title and date of publication are the page's; words and spans are the file's.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Engine

from etl.bulletin.model import Bulletin
from etl.errors import EtlError, NotABulletin, PortalError, Undated, UnreadableDocument
from etl.pipeline.readings import Reading, Unread
from etl.pipeline.steps.publication_time import dated, day_of, said_anew
from etl.pipeline.steps.read_page import as_known, origin_of, read_dated, said_by
from etl.portal.archive.archive import Archive
from etl.portal.archive.open_snapshot import document_of
from etl.portal.document_keys import attachment_key
from etl.portal.model import Entry, Portal, Snapshot
from etl.portal.page.attachment_links import STATE
from etl.portal.page.metadata import PageMetadata, read_metadata
from etl.warehouse.journal.run_records import record_snapshot
from etl.warehouse.queries.known_of_portal import contents

GetAttached = Callable[[Entry, Snapshot | None], Snapshot]
"""Gets and archives a file; beside its link the content that was read the last time.

Raises:
    PortalError: it cannot be had.
"""


def read_attached(
    entry: Entry,
    page: Snapshot,
    seen_at: datetime,
    links: Sequence[Entry],
    get: GetAttached,
    portal: Portal,
    archive: Archive,
    engine: Engine,
) -> Reading | Unread | None:
    """Get what a page hands out and read the figures; None where they are as loaded.

    Args:
        entry: the row of the listing that led to the page.
        page: the page's content, recorded in the warehouse.
        seen_at: when the portal showed it; aware, by its calendar.
        links: what it hands out, at least one file.
        get: gets one of the files.
        portal: that the page is of.
        archive: has the files' bytes.
        engine: of the warehouse.

    Raises:
        ArchiveError: the archive does not hold the bytes or cannot be written.
        WarehouseError: the database fails.
    """
    key = attachment_key(entry.key)
    before = contents(engine, portal.name, key)
    last = before[0] if before else None
    raw = archive.read(page.sha256)
    said = read_metadata(raw, page.content_type, portal.zone, listed=entry.published)
    title = said.title or entry.title
    published = day_of(said, portal)
    best: tuple[Snapshot, Bulletin] | None = None
    problems: list[EtlError] = []
    for link in links:
        try:
            got = get(link, last)
            bulletin = read_file(got, title, published, archive)
        except (PortalError, UnreadableDocument, NotABulletin, Undated) as error:
            problems.append(error)
            continue
        if best is None or len(bulletin.facts) > len(best[1].facts):
            best = got, bulletin
    if best is None:
        return Unread(page, entry.title, _unread(links, problems), state=STATE)
    snapshot = as_known(replace(best[0], key=key), before, archive)
    recorded = record_snapshot(engine, snapshot, title, seen_at=seen_at)
    if recorded.unchanged:
        return None
    previous = next((content for content in before if content.sha256 != snapshot.sha256), None)
    said_before = _said_with(previous, entry, portal, archive, engine) if previous else None
    reading = Reading(
        snapshot,
        title,
        dated(snapshot, said, previous, said_before),
        read_file(snapshot, title, published, archive),
        revisit=previous is not None,
        decisions=portal.decisions,
        origin=origin_of(snapshot, portal, published, title),
    )
    return said_anew(reading, recorded.withdrawn_at, seen_at)


def read_file(snapshot: Snapshot, title: str, published: date | None, archive: Archive) -> Bulletin:
    """Read an archived file as the bulletin that the page calls it.

    Args:
        snapshot: the file's.
        title: the page's; a file often starts with its table.
        published: the day on which the page was published, where it is known.
        archive: has its bytes.

    Raises:
        UnreadableDocument, NotABulletin, Undated: it is none, or cannot be read.
        ArchiveError: the archive does not hold the bytes.
    """
    document = document_of(archive, snapshot.sha256, snapshot.content_type)
    return read_dated(replace(document, title=title), published)


def _said_with(
    previous: Snapshot, entry: Entry, portal: Portal, archive: Archive, engine: Engine
) -> PageMetadata | None:
    """What the page said of itself while it handed out the file's content of before."""
    pages = contents(engine, portal.name, entry.key)
    then = (page for page in pages if page.retrieved_at <= previous.retrieved_at)
    page = next(then, None)
    return said_by(page, archive, portal, entry.published) if page else None


def _unread(links: Sequence[Entry], problems: Sequence[EtlError]) -> str:
    """Which files there are, and why none of them gives figures."""
    names = ", ".join(link.title or link.url for link in links)
    reasons = " ".join(str(problem) for problem in problems)
    return (
        f"The figures are in an attachment ({names}), and none is read: {reasons} What was got "
        "is in the archive; save its table as text and load that with etl load."
    )
