"""Any other family: where the rows are is said by CSS selectors in the portal's YAML.

::

    adapter: css
    selectors:
      row: ul.doc_list li        # one bulletin each
      link: a                    # within the row
      date: span.date            # within the row
      next: a.next               # the link to the next page
"""

from collections.abc import Iterator
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag

from etl.errors import LayoutChanged, PortalError, SettingsError
from etl.portal.adapters.rows import Seen, distinct, page_text
from etl.portal.addresses import document_key
from etl.portal.dates import find_day
from etl.portal.fetch import Client
from etl.portal.model import Entry, Portal, Selectors

_MOST_PAGES = 500


def listing(portal: Portal, client: Client) -> Iterator[Entry | PortalError]:
    """The rows of the portal's listing.

    Raises:
        SettingsError: the portal's YAML has no selectors.
        PortalError: the first page cannot be had.
        LayoutChanged: no row is where the selectors look.
    """
    where = portal.selectors
    if where is None:
        raise SettingsError(f"portals/{portal.name}.yaml: selectors: the adapter css needs them.")
    url, seen = str(portal.listing), Seen()
    for number in range(_MOST_PAGES):
        try:
            soup = BeautifulSoup(page_text(url, client), "lxml")
        except PortalError as error:
            if number == 0:
                raise
            yield error
            return
        rows = soup.select(where.row)
        if not rows and number == 0:
            raise LayoutChanged(f"{url} has nothing at {where.row!r}", url=url)
        entries = (_entry(row, url, where) for row in rows)
        found = distinct((entry for entry in entries if entry), portal.allowed_hosts)
        fresh = list(seen.fresh(found))
        yield from fresh
        following = soup.select_one(where.next) if where.next else None
        if not fresh or following is None or not following.get("href"):
            return
        url = urljoin(url, str(following["href"]))


def _entry(row: Tag, base: str, where: Selectors) -> Entry | None:
    link = row.select_one(where.link)
    if link is None or not link.get("href"):
        return None
    url = urljoin(base, str(link["href"]).strip()).partition("#")[0]
    title = str(link.get("title") or "") or link.get_text("", strip=True)
    beside = row.select_one(where.date) if where.date else None
    day = find_day(beside.get_text("", strip=True)) if beside else None
    return Entry(document_key(url), url, " ".join(title.split()), day)
