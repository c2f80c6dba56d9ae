"""What was got for a row of a listing becomes a reading, whether it was got now or long ago.

A run has just fetched the page; :mod:`etl.pipeline.restore` takes it from the archive. Both
go through :func:`receive`, which looks at nothing else than its arguments, the archive's
bytes and the warehouse: so the second comes to what the first came to.
"""

from datetime import datetime

from sqlalchemy import Engine

from etl.bulletin.extract import has_article
from etl.errors import LayoutChanged, NotABulletin, UnreadableDocument, WrongCharset
from etl.pipeline.attached import GetAttached, read_attached
from etl.pipeline.model import Reading, Unread
from etl.pipeline.page import as_known, read_page, said_anew
from etl.portal.archive import Archive
from etl.portal.attachments import attachments
from etl.portal.model import Entry, Portal, Snapshot
from etl.warehouse.memory import contents
from etl.warehouse.record import record_snapshot


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
        seen_at: when the portal showed the page; aware, by its calendar.
        get_attached: gets a file that the page hands out, where the page has no figures.

    Raises:
        ArchiveError: the archive does not hold the bytes.
        WarehouseError: the database fails.
    """
    before = contents(engine, portal.name, entry.key)
    snapshot = as_known(snapshot, before, archive)
    recorded = record_snapshot(engine, snapshot, entry.title, seen_at=seen_at)
    if recorded.unchanged:
        return None
    other = next((content for content in before if content.sha256 != snapshot.sha256), None)
    try:
        reading = read_page(snapshot, archive, portal, listed=entry.published, previous=other)
        return said_anew(reading, recorded.withdrawn_at, seen_at)
    except UnreadableDocument as error:
        return Unread(snapshot, entry.title, str(error), state=WrongCharset.state)
    except NotABulletin as error:
        raw = archive.read(snapshot.sha256)
        links = attachments(raw, snapshot.content_type, snapshot.url, portal.allowed_hosts)
        if not links:
            return _without_bulletin(snapshot, entry.title, error, raw, known=other is not None)
        return read_attached(entry, snapshot, seen_at, links, get_attached, portal, archive, engine)


def _without_bulletin(
    snapshot: Snapshot, title: str, error: NotABulletin, raw: bytes, *, known: bool
) -> Unread:
    """A page that holds no article, or no longer one, has another layout than it should."""
    if known or not has_article(raw, snapshot.content_type):
        problem = f"{str(error).rstrip('.')}: {LayoutChanged.advice}."
        return Unread(snapshot, title, problem, state=LayoutChanged.state)
    return Unread(snapshot, title, str(error), state="no bulletin")
