"""TRS WCM (拓尔思), the family of Qingdao and of most portals.

Its listing is ``index.shtml``, then ``index_1.shtml``, ``index_2.shtml``…; how many there
are stands only in a script call, which differs between sites::

    createPageHTML(3, 0, "index", "shtml", "black2", 41)
    createPageHTML('page_div', 5, 1, 'fg', 'shtml', 89)
    pageControl(4, 2, "index", "shtml", 10, 'pages-nav')

A row links to an article by a relative address and prints its day::

    <li><a href="./202405/t20240524_9024004.shtml" title="2024年市办实事1-4月具体进展情况"
        >2024年市办实事1-4月…</a><span>2024-05-24</span></li>

or is written by a script of its own::

    <script>var url = "./202405/t20240524_9024004.shtml"; var title = "…"; …</script>
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from etl.errors import PortalError, Unreachable
from etl.portal.adapters.rows import Seen, distinct, linked_rows, text_of
from etl.portal.addresses import DOCUMENT_NUMBER, document_key
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
_SCRIPT = re.compile(r"<script[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_VARIABLE = re.compile(r"""var\s+(?P<name>\w+)\s*=\s*(["'])(?P<value>.*?)\2""")
_MOST_PAGES = 500


@dataclass(frozen=True, slots=True)
class ListingPage:
    """One page of a listing."""

    entries: tuple[Entry, ...]
    following: tuple[str, ...]
    """Addresses of the pages that the pager counts after the first one."""


def listing(portal: Portal, client: Client) -> Iterator[Entry | PortalError]:
    """The rows of every page of the portal's listing.

    Raises:
        PortalError: the first page cannot be had, see :meth:`etl.portal.fetch.Client.get`.
        WrongCharset: the first page is not readable text.
    """
    first = _page(str(portal.listing), portal, client)
    seen = Seen()
    yield from seen.fresh(first.entries)
    for url in first.following:
        try:
            entries = _page(url, portal, client).entries
        except Unreachable as error:
            # The rest would be waited for just as long, and in vain.
            yield error
            return
        except PortalError as error:
            yield error
            continue
        fresh = list(seen.fresh(entries))
        if not fresh:
            # Some portals answer a deep page with a stub, or with the first page again.
            _log.warning("%s brings no further rows: the listing is taken to end there.", url)
            return
        yield from fresh


def read_listing(html: str, url: str, allowed_hosts: frozenset[str]) -> ListingPage:
    """Read one page of a listing that came from ``url``.

    Rows that lead to attachments or to hosts not in ``allowed_hosts`` are left out.
    """
    linked = linked_rows(html, url, allowed_hosts)
    entries = distinct((*linked, *_scripted(html, url)), allowed_hosts)
    return ListingPage(entries, tuple(_following(html, url)))


def _page(url: str, portal: Portal, client: Client) -> ListingPage:
    page = client.get(url)
    return read_listing(text_of(page), page.url, portal.allowed_hosts)


def _scripted(html: str, base: str) -> Iterator[Entry]:
    """Rows that a script of their own writes."""
    for script in _SCRIPT.finditer(html):
        said = {found["name"]: found["value"] for found in _VARIABLE.finditer(script[1])}
        if "url" in said and "title" in said and DOCUMENT_NUMBER.search(said["url"]):
            url = urljoin(base, said["url"])
            yield Entry(document_key(url), url, said["title"], find_day(script[1]))


def _following(html: str, url: str) -> Iterator[str]:
    pager = _PAGER.search(html)
    if pager:
        for number in range(1, min(int(pager["pages"]), _MOST_PAGES)):
            yield urljoin(url, f"{pager['stem']}_{number}.{pager['extension']}")
