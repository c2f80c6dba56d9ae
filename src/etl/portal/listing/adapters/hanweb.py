"""Hanweb (大汉) jpage: a column's rows stand as XML in its page, the rest behind a link.

The first rows are embedded in the column's page, those after them come from the address
that ``nextgroup`` names, in the same form::

    <datastore><nextgroup><![CDATA[<a href="/module/web/jpage/dataproxy.jsp?page=2&…"></a>]]>
    </nextgroup><totalrecord>128</totalrecord><recordset>
    <record><![CDATA[<li><a href="/art/2022/5/6/art_1_59.html" title="…">…</a>…</li>]]></record>

Where no ``nextgroup`` is there, the call of the pager says how its script would ask, by
POST; its rows are then strings of the script::

    var InitData9 = ['<tr>…</tr>', …];
    $('#9').jpage({totalRecord: 128, perPage: 15, groupSize: 3, dataStore: InitData9,
        proxyUrl: '/module/jpage/dataproxy.jsp', ajaxParam: {col: 1, columnid: 9, …}});

Some sites leave all that empty and list on the server, page by page (``?pageNum=2``).
"""

import html as entities
import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import parse_qsl, urlencode, urlsplit

from bs4 import BeautifulSoup

from etl.document.parse_markup import tree_of
from etl.portal.addresses import linked
from etl.portal.http.bounded_numbers import bounded
from etl.portal.listing.adapters.rows import MOST_FOLLOWING, linked_rows, target_of
from etl.portal.listing.model import Ask, ListingPage
from etl.portal.listing.script_text import between, strings
from etl.portal.model import Portal

_RECORD = (re.compile("<record>"), re.compile("</record>"))
_CDATA = (re.compile(r"<!\[CDATA\["), re.compile(r"\]\]>"))
_NEXT = (re.compile("<nextgroup>"), re.compile("</nextgroup>"))
_CALL = (re.compile(r"\.jpage\(\s*\{"), re.compile(r"\}\s*\)"))
_STORE = (re.compile(r"var\s+InitData\w{0,40}\s*=\s*\["), re.compile(r"\]\s*;"))
_HREF = re.compile(r"href=[\"']([^\"']{1,2000})[\"']")
_TOTAL = re.compile(r"<totalrecord>\s*(\d+)\s*</totalrecord>|totalRecord\s*:\s*(\d+)")
_PROXY = re.compile(r"proxyUrl\s*:\s*[\"'](?P<url>[^\"']{1,2000})[\"']")
_PARAMETERS = re.compile(r"ajaxParam\s*:\s*\{(?P<inside>[^{}]{0,10000})\}")
_PARAMETER = re.compile(r"(\w{1,64})\s*:\s*(?:\"([^\"]*)\"|'([^']*)'|([^,\s]+))")
_NUMBER = re.compile(r"\b(perPage|groupSize)\s*:\s*(\d+)")
_PER_PAGE = 15
_MOST_PARAMETERS = 100
_MOST_RECORDS = 1_000_000
_MOST_PER_PAGE = 1000


def read(text: str, url: str, portal: Portal) -> ListingPage:
    """Read a column's page, or an answer of its proxy, that came from ``url``."""
    records = list(_records(text))
    if records:
        # Each record a row of its own, so that a day is never a neighbour's.
        page = "".join(f"<ul><li>{record}</li></ul>" for record in records)
        counted = (bounded(a or b, _MOST_RECORDS) for a, b in _TOTAL.findall(text))
        total = max(counted, default=0)
        rows = linked_rows(page, url, portal)
        following = tuple(islice(_groups(text, url, len(records), total), MOST_FOLLOWING))
        return ListingPage(rows, following, records=len(records), total=total)
    soup = tree_of(text)
    following = tuple(islice(_numbered(soup, url), MOST_FOLLOWING))
    return ListingPage(linked_rows(soup, url, portal), following)


def _records(text: str) -> Iterator[str]:
    found = [cdata for record in between(text, *_RECORD) for cdata in between(record, *_CDATA)]
    yield from found or (string for store in between(text, *_STORE) for string in strings(store))


def _groups(text: str, url: str, shown: int, total: int) -> Iterator[Ask]:
    """How the rows after those shown are asked for."""
    call = next(between(text, *_CALL), "")
    proxy = _PROXY.search(call)
    for group in between(text, *_NEXT):
        if following := _HREF.search(group):
            # A bare dataproxy.jsp lies where the script's proxy does, not beside the page.
            base = linked(url, proxy["url"]) if proxy else url
            if base and (target := linked(base, entities.unescape(following[1]))):
                yield Ask(target)
            return
    said = _PARAMETERS.search(call)
    target = linked(url, proxy["url"]) if proxy else None
    if target is None or said is None:
        return
    named = islice(_PARAMETER.finditer(said["inside"]), _MOST_PARAMETERS)
    form = tuple((one[1], one[2] or one[3] or one[4] or "") for one in named)
    numbers = {name: bounded(number, _MOST_PER_PAGE) for name, number in _NUMBER.findall(call)}
    per_page = numbers.get("perPage") or _PER_PAGE
    step = per_page * (numbers.get("groupSize") or 1)
    for start in range(shown + 1, total + 1, step):
        window = {"startrecord": start, "endrecord": start + step - 1, "perpage": per_page}
        yield Ask(f"{target}?{urlencode(window)}", form)


def _numbered(soup: BeautifulSoup, url: str) -> Iterator[Ask]:
    """The other pages of a column that is listed on the server."""
    here = urlsplit(url).path
    for link in soup.find_all("a", href=True):
        target = target_of(link, url)
        if target is None:
            continue
        parts = urlsplit(target)
        if parts.path == here and dict(parse_qsl(parts.query)).get("pageNum", "1") != "1":
            yield Ask(target)
