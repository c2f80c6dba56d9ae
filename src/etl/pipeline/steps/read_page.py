"""One page: from its bytes to a reading, with the time at which it was published."""

from collections.abc import Callable
from datetime import date, datetime

from etl.bulletin.model import Bulletin
from etl.bulletin.read import read
from etl.document.extract import Document, Parsed
from etl.errors import NotABulletin, Undated, UnreadableDocument
from etl.pipeline.readings import Reading
from etl.pipeline.steps.publication_time import dated, day_of
from etl.portal.archive.archive import Archive
from etl.portal.archive.open_snapshot import document_of, parsed_of
from etl.portal.model import Portal, Snapshot
from etl.portal.page.metadata import PageMetadata, metadata_of, read_metadata
from etl.portal.page.printed_dates import end_of_day
from etl.quality.origin import Origin


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
        snapshot: the page's content.
        archive: has its bytes.
        portal: that the page is of.
        listed: the day beside the page's row in the listing.
        previous: the content that the document had before, if another.

    Raises:
        UnreadableDocument: the bytes are not text.
        NotABulletin: there is no bulletin in the text.
        Undated: neither text, page nor listing says of which year or period it is.
        ArchiveError: the archive does not hold the bytes.
    """
    parsed = parsed_of(archive, snapshot.sha256, snapshot.content_type)
    said = said_of(snapshot, parsed, archive, portal, listed)
    before = said_by(previous, archive, portal, listed) if previous else None
    published_at = dated(snapshot, said, previous, before)
    day = day_of(said, portal)
    bulletin = read_dated(parsed.document, day)
    title = bulletin.title or said.title or ""
    return Reading(
        snapshot,
        title,
        published_at,
        bulletin,
        previous is not None,
        portal.decisions,
        origin=origin_of(snapshot, portal, day, title),
    )


def origin_of(snapshot: Snapshot, portal: Portal, published: date | None, title: str) -> Origin:
    """What the gates must know of a page besides its words.

    Args:
        snapshot: the page's content.
        portal: that the page is of.
        published: the day that dates the text, see :func:`day_of`.
        title: the bulletin's.
    """
    got = snapshot.retrieved_at.astimezone(portal.zone).date()
    return Origin(
        published,
        got,
        portal.city,
        snapshot.key,
        title,
        portal.place_code,
        portal.other_names,
    )


def said_of(
    snapshot: Snapshot,
    parsed: Parsed,
    archive: Archive,
    portal: Portal,
    listed: date | None = None,
) -> PageMetadata:
    """What a page says of itself; of a file it is the title that was read in it.

    Raises:
        ArchiveError: the archive does not hold the bytes.
        UnreadableDocument: the bytes are not text.
    """
    if parsed.tree is not None:
        return metadata_of(parsed.tree, portal.zone, listed=listed)
    raw, type_ = archive.read(snapshot.sha256), snapshot.content_type
    return read_metadata(raw, type_, portal.zone, listed=listed, title=parsed.document.title)


def said_by(
    snapshot: Snapshot, archive: Archive, portal: Portal, listed: date | None
) -> PageMetadata | None:
    """What a page said of itself; None for a damaged one, which said nothing.

    Raises:
        ArchiveError: the archive does not hold the bytes.
    """
    raw = archive.read(snapshot.sha256)
    try:
        return read_metadata(raw, snapshot.content_type, portal.zone, listed=listed)
    except UnreadableDocument:
        return None


def read_dated(
    document: Document, published: date | None, grammar: Callable[..., Bulletin] = read
) -> Bulletin:
    """Read a bulletin whose figures are to be filed under their period.

    Raises:
        NotABulletin: there is no bulletin in the text.
        Undated: nothing says of which year or period it is.
    """
    bulletin = grammar(document, published=published)
    if bulletin.dating.period_end is None:
        raise Undated(bulletin.title or document.title)
    return bulletin


def read_saved_page(
    snapshot: Snapshot, archive: Archive, portal: Portal, published: date, *, revisit: bool
) -> Reading:
    """Read a page that somebody saved, and says to have been published on a day.

    The page's own statement gives the hour where it agrees about the day.

    Raises:
        As :func:`read_page`.
    """
    parsed = parsed_of(archive, snapshot.sha256, snapshot.content_type)
    said = said_of(snapshot, parsed, archive, portal)
    moment = said.published_at
    if moment is None or moment.astimezone(portal.zone).date() != published:
        moment = end_of_day(published, portal.zone)
    bulletin = read_dated(parsed.document, published)
    title = bulletin.title or said.title or ""
    origin = origin_of(snapshot, portal, published, title)
    return Reading(snapshot, title, moment, bulletin, revisit, portal.decisions, origin=origin)


def read_held_page(
    snapshot: Snapshot, archive: Archive, portal: Portal, published_at: datetime, *, revisit: bool
) -> Reading:
    """Read a page again that was read, and held back, before.

    Args:
        snapshot: the content that was held back.
        archive: has its bytes.
        portal: that the page is of.
        published_at: as it was found out then.
        revisit: whether the page had been loaded before.

    Raises:
        As :func:`read_page`.
    """
    parsed = parsed_of(archive, snapshot.sha256, snapshot.content_type)
    said = said_of(snapshot, parsed, archive, portal)
    day = (said.published_at or published_at).astimezone(portal.zone).date()
    bulletin = read_dated(parsed.document, day)
    title = bulletin.title or said.title or ""
    origin = origin_of(snapshot, portal, day, title)
    return Reading(
        snapshot, title, published_at, bulletin, revisit, portal.decisions, origin=origin
    )


def as_known(snapshot: Snapshot, before: list[Snapshot], archive: Archive) -> Snapshot:
    """The document's last content where other bytes say the same as it: a counter, a new
    template, another encoding."""
    if not before or snapshot.sha256 == before[0].sha256:
        return snapshot
    last = before[0]
    try:
        now, then = (document_of(archive, one.sha256, one.content_type) for one in (snapshot, last))
    except (UnreadableDocument, NotABulletin):
        return snapshot
    # As it was, and read now only if the run that got it was killed before it did.
    return last if now == then else snapshot
