"""What was got for a row of a listing becomes a reading, whether it was got now or long ago.

A run has just fetched the page; :mod:`etl.pipeline.restore` takes it from the archive. Both
go through the same three steps, which look at nothing else than their arguments, the
archive's bytes and the warehouse: so the second comes to what the first came to.
:func:`admit` asks the warehouse, :func:`read_fetched` only reads (in other processes where
there are many), :func:`with_attached` turns to the files that a page hands out.
"""

from datetime import datetime

from sqlalchemy import Engine

from etl.document.extract import has_article
from etl.errors import (
    LayoutChanged,
    NotABulletin,
    OnlyPictures,
    Undated,
    UnreadableDocument,
    WrongCharset,
)
from etl.pipeline.readings import Fetched, Reading, Unread
from etl.pipeline.steps.publication_time import said_anew
from etl.pipeline.steps.read_attachments import GetAttached, read_attached
from etl.pipeline.steps.read_page import as_known, read_page
from etl.portal.archive.archive import Archive
from etl.portal.model import Entry, Portal, Snapshot
from etl.portal.page.article_pictures import pictures
from etl.portal.page.attachment_links import STATE, attachments
from etl.warehouse.journal.run_records import record_snapshot
from etl.warehouse.queries.known_of_portal import contents

_NO_BULLETIN = "no bulletin"
_UNDATED = "undated"


def receive(
    entry: Entry,
    snapshot: Snapshot,
    seen_at: datetime,
    get_attached: GetAttached,
    portal: Portal,
    archive: Archive,
    engine: Engine,
) -> Reading | Unread | None:
    """Read an archived page; None where it is as it was loaded.

    Args:
        entry: the row of the listing that led to the page.
        snapshot: the page's content.
        seen_at: when the page was had, by the portal's calendar.
        get_attached: gets a file that the page hands out, where the page has no figures.
        portal: that the page is of.
        archive: has its bytes.
        engine: of the warehouse.

    Raises:
        ArchiveError: the archive does not hold the bytes.
        WarehouseError: the database fails.
    """
    fetched = admit(entry, snapshot, seen_at, portal, archive, engine)
    if fetched is None:
        return None
    read = read_fetched(fetched, portal, archive)
    if isinstance(read, Unread):
        return with_attached(read, fetched, get_attached, portal, archive, engine)
    return read


def admit(
    entry: Entry,
    snapshot: Snapshot,
    seen_at: datetime,
    portal: Portal,
    archive: Archive,
    engine: Engine,
) -> Fetched | None:
    """Record an archived page; None where it is as it was loaded.

    Raises:
        As :func:`receive`.
    """
    before = contents(engine, portal.name, entry.key)
    snapshot = as_known(snapshot, before, archive)
    recorded = record_snapshot(engine, snapshot, entry.title, seen_at=seen_at)
    if recorded.unchanged:
        return None
    other = next((content for content in before if content.sha256 != snapshot.sha256), None)
    return Fetched(entry, snapshot, other, seen_at, recorded.withdrawn_at)


def read_fetched(fetched: Fetched, portal: Portal, archive: Archive) -> Reading | Unread:
    """Read a page from the archive; it asks neither the portal nor the warehouse.

    Raises:
        ArchiveError: the archive does not hold the bytes.
    """
    entry, snapshot = fetched.entry, fetched.snapshot
    try:
        reading = read_page(
            snapshot, archive, portal, listed=entry.published, previous=fetched.previous
        )
    except OnlyPictures as error:
        return Unread(snapshot, entry.title, str(error), state=STATE)
    except UnreadableDocument as error:
        return Unread(snapshot, entry.title, str(error), state=WrongCharset.state)
    except NotABulletin as error:
        return Unread(snapshot, entry.title, str(error), state=_NO_BULLETIN)
    except Undated as error:
        return Unread(snapshot, entry.title, str(error), state=_UNDATED)
    return said_anew(reading, fetched.withdrawn_at, fetched.seen_at)


def with_attached(
    unread: Unread,
    fetched: Fetched,
    get_attached: GetAttached,
    portal: Portal,
    archive: Archive,
    engine: Engine,
) -> Reading | Unread | None:
    """Read the files that a page without a bulletin hands out, if it does.

    Raises:
        As :func:`receive`.
    """
    if unread.state != _NO_BULLETIN:
        return unread
    page = fetched.snapshot
    raw = archive.read(page.sha256)
    said = raw, page.content_type, page.url, portal.allowed_hosts
    read: Reading | Unread | None = unread
    for links in filter(None, (attachments(*said), pictures(*said))):
        read = read_attached(
            fetched.entry, page, fetched.seen_at, links, get_attached, portal, archive, engine
        )
        if not isinstance(read, Unread):
            return read
    if read is not unread:
        return read
    if fetched.previous is None and has_article(raw, page.content_type):
        return unread
    # A page that holds no article, or no bulletin any longer, has another layout than it should.
    problem = f"{unread.problem.rstrip('.')}: {LayoutChanged.advice}."
    return Unread(page, unread.title, problem, state=LayoutChanged.state)
