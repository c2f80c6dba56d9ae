"""Which bulletins a portal lists."""

import unicodedata
from dataclasses import dataclass
from datetime import date

from etl.errors import EmptyListing, LayoutChanged, PortalError, SettingsError
from etl.portal.adapters import ADAPTERS
from etl.portal.fetch import Client
from etl.portal.model import Entry, Portal


@dataclass(frozen=True, slots=True)
class Discovered:
    """What a listing lists."""

    entries: tuple[Entry, ...]
    """The bulletins, oldest first (those without a day last)."""
    failed: tuple[PortalError, ...] = ()
    """Pages of the listing after the first that could not be had."""


def discover(portal: Portal, client: Client) -> Discovered:
    """The bulletins in the portal's listing.

    Raises:
        SettingsError: the portal's YAML names an adapter that does not exist.
        PortalError: the listing's first page cannot be had.
        EmptyListing: the listing has no rows.
        LayoutChanged: no row has a bulletin's title.
    """
    listing = ADAPTERS.get(portal.adapter)
    if listing is None:
        raise SettingsError(
            f"portals/{portal.name}.yaml: adapter: there is no {portal.adapter!r} "
            f"(known: {', '.join(sorted(ADAPTERS))})."
        )
    url = str(portal.listing)
    rows: list[Entry] = []
    failed: list[PortalError] = []
    for row in listing(portal, client):
        if isinstance(row, PortalError):
            failed.append(row)
        else:
            rows.append(row)
    if not rows:
        raise EmptyListing(
            f"{url} lists nothing",
            url=url,
            advice="open it in a browser: if it has rows there, its layout has changed or another "
            f"adapter than {portal.adapter!r} is needed",
        )
    # Full-width digits and brackets in a title are a matter of the typist's keyboard.
    found = [row for row in rows if portal.is_bulletin(unicodedata.normalize("NFKC", row.title))]
    if not found:
        raise LayoutChanged(
            f"{url} lists {len(rows)} pages and none has a bulletin's title",
            url=url,
            advice=f"check title_pattern in portals/{portal.name}.yaml",
        )
    found.reverse()
    in_order = sorted(found, key=lambda entry: entry.published or date.max)
    return Discovered(tuple(in_order), tuple(failed))
