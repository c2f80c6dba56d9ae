"""The page that a portal is guessed from: asked for politely, or read from a file."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from etl.cli.begin_command import begin
from etl.cli.progress_bars import working

if TYPE_CHECKING:
    from etl.onboarding.guess_portal import ListingGuess
    from etl.portal.listing.model import ListingPage

_MOST_FURTHER = 4
"""Pages asked for after the first: enough titles to see what varies."""

Found = tuple[str, "ListingGuess", Sequence["ListingPage"], str]
"""The first page's text, how it is read, further pages, and why there are no more of them."""


def saved(path: Path, url: str) -> Found:
    """A page that was saved by hand."""
    from etl.onboarding.guess_portal import guess_listing
    from etl.onboarding.listing_preview import saved_text

    text = saved_text(path)
    return text, guess_listing(text, url), (), ""


def asked(url: str) -> Found:
    """The page as it is now, and a few of those that it names."""
    from etl.errors import PortalError
    from etl.onboarding.guess_portal import any_portal, guess_listing
    from etl.portal.http.client import Client
    from etl.portal.listing.adapters import READERS
    from etl.portal.listing.adapters.rows import text_of

    settings = begin()
    # The operator names this very address.
    portal = any_portal(url).model_copy(update={"local": True})
    with (
        working(f"Asking {url}"),
        Client(portal, contact=settings.contact, pause_seconds=settings.pause_seconds) as client,
    ):
        page = client.get(url)
        text = text_of(page)
        found = guess_listing(text, page.url)
        further: list[ListingPage] = []
        waiting = list(found.page.following)
        while waiting and len(further) < _MOST_FURTHER:
            ask = waiting.pop(0)
            try:
                answer = client.get_listing(ask.url, dict(ask.form))
                read = READERS[found.portal.adapter](text_of(answer), answer.url, found.portal)
            except PortalError as error:
                return text, found, further, str(error)
            further.append(read)
            waiting += [one for one in read.following if one not in waiting]
    return text, found, further, ""
