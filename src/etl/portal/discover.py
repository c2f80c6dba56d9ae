"""Which bulletins a portal lists."""

import unicodedata
from datetime import date

from etl.errors import SettingsError, UnexpectedPage
from etl.portal.adapters import ADAPTERS
from etl.portal.fetch import Client
from etl.portal.model import Entry, Portal


def discover(portal: Portal, client: Client) -> list[Entry]:
    """The bulletins in the portal's listing, oldest first (those without a day last).

    Raises:
        SettingsError: the portal's YAML names an adapter that does not exist.
        PortalError: a page of the listing cannot be had.
        UnexpectedPage: the listing has no rows, or none whose title is a bulletin's.
    """
    listing = ADAPTERS.get(portal.adapter)
    if listing is None:
        raise SettingsError(
            f"portals/{portal.name}.yaml: adapter: there is no {portal.adapter!r} "
            f"(known: {', '.join(sorted(ADAPTERS))})."
        )
    url = str(portal.listing)
    rows = list(listing(portal, client))
    if not rows:
        raise UnexpectedPage(
            f"{url} lists nothing: its layout has changed or another adapter than "
            f"{portal.adapter!r} is needed.",
            url=url,
        )
    # Full-width digits and brackets in a title are a matter of the typist's keyboard.
    found = [row for row in rows if portal.is_bulletin(unicodedata.normalize("NFKC", row.title))]
    if not found:
        raise UnexpectedPage(
            f"{url} lists {len(rows)} pages and none has a bulletin's title: check "
            f"title_pattern in portals/{portal.name}.yaml.",
            url=url,
        )
    found.reverse()
    return sorted(found, key=lambda entry: entry.published or date.max)
