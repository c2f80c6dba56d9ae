"""Hanweb (大汉) jpage: a column's rows stand as XML in its page, the rest behind a link.

The first rows are embedded in the column's page, those after them come from the address
that ``nextgroup`` names, in the same form::

    <datastore><nextgroup><![CDATA[<a href="/module/web/jpage/dataproxy.jsp?page=2&…"></a>]]>
    </nextgroup><totalrecord>128</totalrecord><recordset>
    <record><![CDATA[<li><a href="/art/2022/5/6/art_1_59.html" title="…">…</a>…</li>]]></record>
"""

import html as entities
import re
from collections.abc import Iterator
from urllib.parse import urljoin

from etl.errors import LayoutChanged, PortalError
from etl.portal.adapters.rows import Seen, linked_rows, page_text
from etl.portal.fetch import Client
from etl.portal.model import Entry, Portal

_STORE = re.compile(r"<datastore>(.*?)</datastore>", re.DOTALL)
_RECORD = re.compile(r"<record>\s*<!\[CDATA\[(.*?)\]\]>\s*</record>", re.DOTALL)
_NEXT = re.compile(r"<nextgroup>.*?href=[\"']([^\"']+)[\"'].*?</nextgroup>", re.DOTALL)
_TOTAL = re.compile(r"<totalrecord>\s*(\d+)\s*</totalrecord>")
_MOST_PAGES = 500


def listing(portal: Portal, client: Client) -> Iterator[Entry | PortalError]:
    """The rows of the portal's column.

    Raises:
        PortalError: the column's page cannot be had.
        LayoutChanged: there is no ``datastore`` in it.
    """
    url = str(portal.listing)
    text = page_text(url, client)
    if not _STORE.search(text):
        raise LayoutChanged(f"{url} holds no <datastore> of rows", url=url)
    seen, count = Seen(), 0
    total = max((int(number) for number in _TOTAL.findall(text)), default=0)
    for _ in range(_MOST_PAGES):
        fresh = list(seen.fresh(_rows(text, url, portal)))
        count += len(fresh)
        yield from fresh
        following = _NEXT.search(text)
        if not fresh or not following:
            break
        url = urljoin(url, entities.unescape(following[1]))
        try:
            text = page_text(url, client)
        except PortalError as error:
            yield error
            return
    if count < total:
        yield LayoutChanged(
            f"{portal.listing} counts {total} rows and shows {count}",
            url=str(portal.listing),
            advice="look in a browser for the address of the others; some rows may lead elsewhere",
        )


def _rows(text: str, url: str, portal: Portal) -> tuple[Entry, ...]:
    records = (record for store in _STORE.findall(text) for record in _RECORD.findall(store))
    # Each record a row of its own, so that a day is never a neighbour's.
    rows = "".join(f"<ul><li>{record}</li></ul>" for record in records)
    return linked_rows(rows, url, portal.allowed_hosts) if rows else ()
