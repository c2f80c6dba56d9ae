"""Articles that a portal spreads over several pages.

The pager is the listing's, with the article's own name for a stem::

    createPageHTML(3, 0, "t20151009_67430", "html")

and its further pages are ``t20151009_67430_1.html``, ``t20151009_67430_2.html``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from urllib.parse import urljoin, urlsplit

from etl.document.multipart import Part, bind
from etl.errors import TooLarge
from etl.portal.http.bounded_numbers import bounded
from etl.portal.http.client import Client
from etl.portal.http.fetched_page import Page

_PAGER = re.compile(
    rb"""createPageHTML\s*\(\s*(?P<pages>\d+)\s*,\s*\d+\s*,\s*
    ['"](?P<stem>[\w-]{1,64})['"]\s*,\s*['"](?P<extension>\w{1,8})['"]""",
    re.VERBOSE,
)
_MOST = 50
_MOST_BYTES = 20_000_000
# They are the first page's alone: asking with them would hide a change of another.
_OF_ONE_PAGE = frozenset({"etag", "last-modified"})


def whole(page: Page, client: Client, others: Sequence[str] = ()) -> Page:
    """The page, with those after it bound to it where it is the first of several.

    Args:
        page: as it was got.
        client: asks the portal.
        others: addresses of what is bound to it, where something else says so than its pager.

    Raises:
        PortalError: one of them cannot be had, or they are too large together.
    """
    further, size = [], len(page.raw)
    for url in others or _further(page):
        further.append(client.get(url))
        size += len(further[-1].raw)
        if size > _MOST_BYTES:
            raise TooLarge(f"{page.url} and its further pages are too large", url=page.url)
    if not further:
        return page
    parts = (Part(one.url, one.content_type, one.raw) for one in (page, *further))
    raw, content_type = bind(tuple(parts))
    headers = {name: said for name, said in page.headers.items() if name not in _OF_ONE_PAGE}
    return replace(page, raw=raw, content_type=content_type, headers=headers)


def _further(page: Page) -> Iterator[str]:
    pager = _PAGER.search(page.raw)
    if pager and pager["stem"].decode() == PurePosixPath(urlsplit(page.url).path).stem:
        for number in range(1, bounded(pager["pages"].decode(), _MOST)):
            name = f"{pager['stem'].decode()}_{number}.{pager['extension'].decode()}"
            yield urljoin(page.url, name)
