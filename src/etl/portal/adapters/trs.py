"""TRS WCM (拓尔思), the family of Qingdao and of most portals.

Its listing is ``index.shtml``, then ``index_1.shtml``, ``index_2.shtml``…; how many there
are stands only in a script call, which differs between sites::

    createPageHTML(3, 0, "index", "shtml", "black2", 41)
    createPageHTML('page_div', 5, 1, 'fg', 'shtml', 89)
    pageControl(4, 2, "index", "shtml", 10, 'pages-nav')

A row links to an article by a relative address and prints its day::

    <li><a href="./202405/t20240524_9024004.shtml" title="2024年市办实事1-4月具体进展情况"
        >2024年市办实事1-4月…</a><span>2024-05-24</span></li>
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from etl.bulletin.charset import decode
from etl.errors import UnexpectedPage, UnreadableDocument
from etl.portal.addresses import DOCUMENT_NUMBER, authority, document_key
from etl.portal.dates import find_day
from etl.portal.fetch import Client
from etl.portal.model import Entry, Portal

_log = logging.getLogger(__name__)

_PAGER = re.compile(
    r"""(?:createPageHTML|pageControl)\s*\(\s*
    (?:['"][^'"]*['"]\s*,\s*)?          # the container's id, at some sites
    (?P<pages>\d+)\s*,\s*\d+\s*,\s*
    ['"](?P<stem>[\w-]+)['"]\s*,\s*['"](?P<extension>\w+)['"]""",
    re.VERBOSE,
)
_PAGE_SUFFIXES = frozenset({".html", ".htm", ".shtml"})
_ROWS = ("li", "tr", "dd", "dt")
_MOST_PAGES = 500


@dataclass(frozen=True, slots=True)
class ListingPage:
    """One page of a listing."""

    entries: tuple[Entry, ...]
    following: tuple[str, ...]
    """Addresses of the pages that the pager counts after the first one."""


def listing(portal: Portal, client: Client) -> Iterator[Entry]:
    """The rows of every page of the portal's listing.

    Raises:
        PortalError: a page cannot be had, see :meth:`etl.portal.fetch.Client.get`.
        UnexpectedPage: a page is not readable text.
    """
    first = _page(str(portal.listing), portal, client)
    yield from first.entries
    seen = {entry.key for entry in first.entries}
    for url in first.following:
        entries = _page(url, portal, client).entries
        fresh = [entry for entry in entries if entry.key not in seen]
        if not fresh:
            # Some portals answer a deep page with a stub, or with the first page again.
            _log.warning("%s brings no further rows: the listing is taken to end there.", url)
            return
        seen.update(entry.key for entry in fresh)
        yield from fresh


def read_listing(html: str, url: str, allowed_hosts: frozenset[str]) -> ListingPage:
    """Read one page of a listing that came from ``url``.

    Rows that lead to attachments or to hosts not in ``allowed_hosts`` are left out.
    """
    soup = BeautifulSoup(html, "lxml")
    entries: dict[str, Entry] = {}
    for link in soup.find_all("a", href=True):
        entry = _entry(link, url)
        if entry and authority(entry.url) in allowed_hosts:
            entries.setdefault(entry.key, entry)
    return ListingPage(tuple(entries.values()), tuple(_following(html, url)))


def _page(url: str, portal: Portal, client: Client) -> ListingPage:
    page = client.get(url)
    try:
        html = decode(page.raw, page.content_type)
    except UnreadableDocument as error:
        raise UnexpectedPage(f"{url} is not a readable listing: {error}", url=url) from error
    return read_listing(html, page.url, portal.allowed_hosts)


def _entry(link: Tag, base: str) -> Entry | None:
    url = urljoin(base, str(link["href"]).strip()).partition("#")[0]
    path = PurePosixPath(urlsplit(url).path)
    if path.suffix.lower() not in _PAGE_SUFFIXES:
        return None
    day = _day_beside(link)
    # Navigation has neither a document's number nor a day beside it.
    if day is None and not DOCUMENT_NUMBER.search(path.name):
        return None
    title = str(link.get("title") or "") or _visible_title(link)
    return Entry(document_key(url), url, " ".join(title.split()), day)


def _visible_title(link: Tag) -> str:
    """The link's text without a day printed inside it."""
    pieces = (text for text in link.stripped_strings if find_day(text, whole=True) is None)
    return "".join(pieces)


def _day_beside(link: Tag) -> date | None:
    """The day printed in the link's own row, never a neighbour's."""
    row = link.find_parent(_ROWS)
    if row is None or len(row.find_all("a", href=DOCUMENT_NUMBER)) > 1:
        return None
    for text in row.find_all(string=True):
        inside = link in text.parents
        day = find_day(text, whole=inside)
        if day:
            return day
    return None


def _following(html: str, url: str) -> Iterator[str]:
    pager = _PAGER.search(html)
    if pager:
        for number in range(1, min(int(pager["pages"]), _MOST_PAGES)):
            yield urljoin(url, f"{pager['stem']}_{number}.{pager['extension']}")
