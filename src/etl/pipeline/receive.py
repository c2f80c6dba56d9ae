"""What was got for a row of a listing becomes a reading, whether it was got now or long ago.

A run has just fetched the page; :mod:`etl.pipeline.restore` takes it from the archive. Both
go through :func:`receive`, which looks at nothing else than its arguments, the archive's
bytes and the warehouse: so the second comes to what the first came to.
"""

from sqlalchemy import Engine

from etl.errors import NotABulletin, UnreadableDocument, WrongCharset
from etl.pipeline.attached import GetAttached, read_attached
from etl.pipeline.model import Reading, Unread
from etl.pipeline.page import as_known, read_page
from etl.portal.archive import Archive
from etl.portal.attachments import attachments
from etl.portal.model import Entry, Portal, Snapshot
from etl.warehouse.memory import contents
from etl.warehouse.record import record_snapshot


def receive(
    entry: Entry,
    snapshot: Snapshot,
    get_attached: GetAttached,
    portal: Portal,
    archive: Archive,
    engine: Engine,
) -> Reading | Unread | None:
    """Read an archived page; None where it is as it was loaded.

    Args:
        entry: the row of the listing that led to the page.
        get_attached: gets a file that the page hands out, where the page has no figures.

    Raises:
        ArchiveError: the archive does not hold the bytes.
        WarehouseError: the database fails.
    """
    before = contents(engine, portal.name, entry.key)
    snapshot = as_known(snapshot, before, archive)
    if record_snapshot(engine, snapshot, entry.title).unchanged:
        return None
    other = next((content for content in before if content.sha256 != snapshot.sha256), None)
    try:
        return read_page(snapshot, archive, portal, listed=entry.published, previous=other)
    except UnreadableDocument as error:
        return Unread(snapshot, entry.title, str(error), state=WrongCharset.state)
    except NotABulletin as error:
        raw = archive.read(snapshot.sha256)
        links = attachments(raw, snapshot.content_type, snapshot.url, portal.allowed_hosts)
        if not links:
            return Unread(snapshot, entry.title, str(error), state="no bulletin")
        return read_attached(entry, snapshot, links, get_attached, portal, archive, engine)
