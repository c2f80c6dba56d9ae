"""When a page's content was published: as it says, as it was changed, or as it was seen again."""

from dataclasses import replace
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from etl.pipeline.readings import Reading
from etl.portal.model import Portal, Snapshot
from etl.portal.page.metadata import PageMetadata


def dated(
    snapshot: Snapshot,
    said: PageMetadata,
    previous: Snapshot | None,
    said_before: PageMetadata | None,
) -> datetime:
    """When a content was published: as said, or where it changed without saying so, then."""
    if previous and said_before and said_before.published_at == said.published_at:
        return corrected_at(snapshot, previous)
    return said.published_at or snapshot.retrieved_at


def said_anew(reading: Reading, withdrawn_at: datetime | None, seen_at: datetime) -> Reading:
    """A page that is back says anew what it says, whatever date it still prints.

    Args:
        reading: of the page as it is now.
        withdrawn_at: when its figures were withdrawn; None where they were not.
        seen_at: when the portal showed it again.
    """
    if withdrawn_at is None or reading.published_at > withdrawn_at:
        return reading
    return replace(reading, published_at=seen_at, revisit=True)


def day_of(said: PageMetadata, portal: Portal) -> date | None:
    """The day that dates a text without a year or a period; None where nobody says it.

    A correction speaks of the time of the page that it corrects, and the time of a retrieval
    says nothing.
    """
    moment = said.published_at
    return None if moment is None else moment.astimezone(portal.zone).date()


def corrected_at(snapshot: Snapshot, previous: Snapshot) -> datetime:
    """When a page that kept its publication date was changed.

    Its Last-Modified, unless the page was seen unchanged after that; else the time of its
    retrieval: by then it had certainly been published.
    """
    try:
        modified = parsedate_to_datetime(snapshot.headers["last-modified"]).astimezone(UTC)
    except (KeyError, ValueError, OverflowError):
        return snapshot.retrieved_at
    if previous.retrieved_at < modified <= snapshot.retrieved_at:
        return modified
    return snapshot.retrieved_at
