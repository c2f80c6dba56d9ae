"""One page: from its bytes to a reading, with the time at which it was published."""

from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from etl.bulletin.extract import extract
from etl.bulletin.read import read
from etl.errors import UnreadableDocument
from etl.pipeline.model import Reading
from etl.portal.archive import Archive
from etl.portal.dates import end_of_day
from etl.portal.metadata import PageMetadata, read_metadata
from etl.portal.model import Portal, Snapshot


def read_page(
    snapshot: Snapshot,
    archive: Archive,
    portal: Portal,
    *,
    listed: date | None = None,
    previous: Snapshot | None = None,
) -> Reading:
    """Read an archived page.

    Args:
        listed: the day beside the page's row in the listing.
        previous: the content that the document had before, if another.

    Raises:
        UnreadableDocument: the bytes are not text.
        NotABulletin: there is no bulletin in the text.
        ArchiveError: the archive does not hold the bytes.
    """
    raw = archive.read(snapshot.sha256)
    said = read_metadata(raw, snapshot.content_type, portal.zone, listed=listed)
    published_at = said.published_at or snapshot.retrieved_at
    if previous is not None and _kept_its_date(previous, said, archive, portal, listed):
        published_at = corrected_at(snapshot, previous)
    bulletin = read(
        extract(raw, snapshot.content_type),
        # A correction speaks of the time of the page that it corrects.
        published=(said.published_at or published_at).astimezone(portal.zone).date(),
    )
    title = bulletin.title or said.title or ""
    revisit = previous is not None
    return Reading(snapshot, title, published_at, bulletin, revisit, portal.decisions)


def _kept_its_date(
    previous: Snapshot, said: PageMetadata, archive: Archive, portal: Portal, listed: date | None
) -> bool:
    """Whether a page was changed without saying so; a damaged one before had said nothing."""
    raw = archive.read(previous.sha256)
    try:
        before = read_metadata(raw, previous.content_type, portal.zone, listed=listed)
    except UnreadableDocument:
        return False
    return before.published_at == said.published_at


def read_saved_page(
    snapshot: Snapshot, archive: Archive, portal: Portal, published: date, *, revisit: bool
) -> Reading:
    """Read a page that somebody saved, and says to have been published on a day.

    The page's own statement gives the hour where it agrees about the day.

    Raises:
        As :func:`read_page`.
    """
    raw = archive.read(snapshot.sha256)
    said = read_metadata(raw, snapshot.content_type, portal.zone)
    moment = said.published_at
    if moment is None or moment.astimezone(portal.zone).date() != published:
        moment = end_of_day(published, portal.zone)
    bulletin = read(extract(raw, snapshot.content_type), published=published)
    title = bulletin.title or said.title or ""
    return Reading(snapshot, title, moment, bulletin, revisit, portal.decisions)


def corrected_at(snapshot: Snapshot, previous: Snapshot) -> datetime:
    """When a page that kept its publication date was changed.

    Its Last-Modified, unless the page was seen unchanged after that; else the time of its
    retrieval: by then it had certainly been published.
    """
    try:
        modified = parsedate_to_datetime(snapshot.headers["last-modified"]).astimezone(UTC)
    except (KeyError, ValueError):
        return snapshot.retrieved_at
    if previous.retrieved_at < modified <= snapshot.retrieved_at:
        return modified
    return snapshot.retrieved_at
