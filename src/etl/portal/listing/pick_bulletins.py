"""Which bulletins a portal lists."""

from dataclasses import dataclass
from datetime import date

from etl.errors import EmptyListing, LayoutChanged, PortalError
from etl.portal.http.client import Client
from etl.portal.listing.model import Listing
from etl.portal.listing.read_listing import walk
from etl.portal.model import Entry, Portal


@dataclass(frozen=True, slots=True)
class Discovered:
    """The bulletins of a listing."""

    entries: tuple[Entry, ...]
    """Oldest first (those without a day last)."""
    failed: tuple[PortalError, ...] = ()
    """Pages of the listing after the first that could not be had."""
    external: tuple[Entry, ...] = ()
    """Bulletins whose row leads to a file or to another host: recorded, not followed."""
    notes: tuple[str, ...] = ()
    """What an operator may want to know of the listing and need not act on."""


def discover(portal: Portal, client: Client) -> Discovered:
    """The bulletins in the portal's listing.

    Raises:
        PortalError: the listing's first page cannot be had.
        EmptyListing, LayoutChanged: as :func:`bulletins_of`.
    """
    return bulletins_of(portal, walk(portal, client))


def bulletins_of(portal: Portal, listing: Listing) -> Discovered:
    """The rows whose title is a bulletin's.

    Raises:
        EmptyListing: the listing has no rows.
        LayoutChanged: nothing is where the selectors look, or no row has a bulletin's title.
    """
    url = str(portal.listing)
    if not listing.rows and portal.selectors:
        raise LayoutChanged(f"{url} has nothing at {portal.selectors.row!r}", url=url)
    if not listing.rows:
        raise EmptyListing(
            f"{url} lists nothing",
            url=url,
            advice="open it in a browser: if it has rows there, its layout has changed or another "
            f"adapter than {portal.adapter!r} is needed",
        )
    found = [row for row in listing.rows if portal.is_bulletin(row.title)]
    if not found:
        raise LayoutChanged(
            f"{url} lists {len(listing.rows)} pages and none has a bulletin's title",
            url=url,
            advice=f"check title_pattern in portals/{portal.name}.yaml",
        )
    found.reverse()
    in_order = sorted(found, key=lambda entry: entry.published or date.max)
    return Discovered(
        entries=tuple(entry for entry in in_order if not entry.external),
        failed=listing.failed,
        external=tuple(entry for entry in in_order if entry.external),
        notes=listing.notes,
    )
