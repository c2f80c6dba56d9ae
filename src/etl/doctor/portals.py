"""A portal: does it let us look at its listing, and is it the same time there."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from etl.doctor.model import Verdict, fail, ok, warn
from etl.portal.http.client import Client
from etl.portal.http.retry import Limits
from etl.portal.listing.adapters import READERS
from etl.portal.listing.adapters.rows import text_of
from etl.portal.model import Portal
from etl.settings import Settings

_LIMITS = Limits(connect_seconds=5, read_seconds=10, total_seconds=20, retries=0)
_SKEW_SECONDS = 120


def listing(portal: Portal, settings: Settings) -> Verdict:
    """Ask for robots.txt and the listing's first page, and read its first row.

    Raises:
        PortalError: the listing cannot be had, or is not what the adapter reads.
    """
    with Client(
        portal, contact=settings.contact, pause_seconds=settings.pause_seconds, limits=_LIMITS
    ) as client:
        page = client.get_listing(str(portal.listing), {})
    rows = READERS[portal.adapter](text_of(page), page.url, portal).rows
    if not rows:
        return fail(
            f"{portal.listing} lists nothing", "open it in a browser; has its layout changed?"
        )
    skew = _skew_seconds(page.headers.get("date", ""))
    if skew > _SKEW_SECONDS:
        return warn(
            f"the listing is there; the portal's clock differs from ours by {skew:.0f} s",
            "set this machine's clock by NTP; where it is right, the portal's is wrong",
        )
    return ok(f"robots.txt allows it, and the first row is {rows[0].title!r}")


def _skew_seconds(date: str) -> float:
    """How far the answer's Date is from now; 0 where it says none."""
    try:
        return abs((parsedate_to_datetime(date) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError, OverflowError):
        return 0
