"""From a listing's first page to all of its rows, whatever the family.

The listing is taken to end where a page brings no row that has not been seen: some
portals answer a deep page with a stub, or with the first page again, and status 200.
"""

from collections import deque

from etl.errors import Gone, LayoutChanged, Moved, PortalError, Unreachable, UnreadableDocument
from etl.portal.http.client import Client
from etl.portal.isolate_page_errors import one_page
from etl.portal.listing.adapters import READERS
from etl.portal.listing.adapters.rows import text_of
from etl.portal.listing.model import Ask, Listing, ListingPage
from etl.portal.model import Portal

_MOST_PAGES = 500


def walk(portal: Portal, client: Client) -> Listing:
    """Every row of the portal's listing.

    A page after the first that cannot be had is kept as its error: the rows there are count.

    Raises:
        PortalError: the first page cannot be had, see :meth:`etl.portal.http.client.Client.get`.
        WrongCharset: the first page is not text.
        LayoutChanged: the first page is not what the adapter reads.
    """
    first = Ask(str(portal.listing))
    page = _page(first, portal, client)
    rows = {row.key: row for row in page.rows}
    failed: list[PortalError] = []
    notes: list[str] = []
    records, total = page.records, page.total
    known = {first, *page.following}
    waiting = deque(ask for ask in dict.fromkeys(page.following) if ask != first)
    asked = 1
    while waiting:
        ask = waiting.popleft()
        if asked == _MOST_PAGES:
            notes.append(f"{portal.listing} has more than {_MOST_PAGES} pages: the rest is left.")
            break
        asked += 1
        try:
            page = _page(ask, portal, client)
        except PortalError as error:
            if isinstance(error, Moved) or (isinstance(error, Gone) and not ask.certain):
                notes.append(f"The listing is taken to end before {ask.url}: {error}")
                break
            failed.append(error)
            if isinstance(error, Unreachable):
                # The rest would be waited for just as long, and in vain.
                break
            continue
        fresh = {row.key: row for row in page.rows if row.key not in rows}
        records, total = records + page.records, max(total, page.total)
        if not fresh:
            notes.append(f"{ask.url} brings no further rows: the listing is taken to end there.")
            break
        rows |= fresh
        waiting.extend(ask for ask in dict.fromkeys(page.following) if ask not in known)
        known.update(page.following)
    if records < total:
        failed.append(_missed(portal, records, total))
    return Listing(tuple(rows.values()), tuple(failed), (*client.notes, *notes))


def _page(ask: Ask, portal: Portal, client: Client) -> ListingPage:
    page = client.get_listing(ask.url, dict(ask.form))
    text = text_of(page)
    try:
        with one_page(page.url):
            return READERS[portal.adapter](text, page.url, portal)
    except UnreadableDocument as error:
        raise LayoutChanged(f"{page.url} is not a readable listing ({error})", url=page.url) from (
            error
        )


def _missed(portal: Portal, records: int, total: int) -> LayoutChanged:
    return LayoutChanged(
        f"{portal.listing} counts {total} rows and shows {records}",
        url=str(portal.listing),
        advice="look in a browser for the address of the others",
    )
