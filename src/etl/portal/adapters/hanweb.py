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
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from bs4 import BeautifulSoup

from etl.portal.adapters.rows import linked_rows, target_of
from etl.portal.listing import Ask, ListingPage
from etl.portal.model import Portal

_RECORD = re.compile(r"<record>\s*<!\[CDATA\[(.*?)\]\]>\s*</record>", re.DOTALL)
_NEXT = re.compile(r"<nextgroup>.*?href=[\"']([^\"']+)[\"'].*?</nextgroup>", re.DOTALL)
_TOTAL = re.compile(r"<totalrecord>\s*(\d+)\s*</totalrecord>|totalRecord\s*:\s*(\d+)")
_CALL = re.compile(r"\.jpage\(\s*\{(?P<call>.*?)\}\s*\)", re.DOTALL)
_PROXY = re.compile(r"proxyUrl\s*:\s*[\"'](?P<url>[^\"']+)[\"']")
_PARAMETERS = re.compile(r"ajaxParam\s*:\s*\{(?P<inside>[^{}]*)\}")
_PARAMETER = re.compile(r"(\w+)\s*:\s*(?:\"([^\"]*)\"|'([^']*)'|([^,\s]+))")
_NUMBER = re.compile(r"\b(perPage|groupSize)\s*:\s*(\d+)")
_STORE = re.compile(r"var\s+InitData\w*\s*=\s*\[(?P<inside>.*?)\]\s*;", re.DOTALL)
_STRING = re.compile(r"\"((?:\\.|[^\"\\])*)\"|'((?:\\.|[^'\\])*)'")


def read(text: str, url: str, portal: Portal) -> ListingPage:
    """Read a column's page, or an answer of its proxy, that came from ``url``."""
    records = _RECORD.findall(text) or list(_strings(text))
    if records:
        # Each record a row of its own, so that a day is never a neighbour's.
        joined = "".join(f"<ul><li>{record}</li></ul>" for record in records)
        total = max((int(a or b) for a, b in _TOTAL.findall(text)), default=0)
        rows = linked_rows(joined, url, portal)
        following = tuple(_groups(text, url, len(records), total))
        return ListingPage(rows, following, records=len(records), total=total)
    return ListingPage(linked_rows(text, url, portal), tuple(_numbered(text, url)))


def _strings(text: str) -> Iterator[str]:
    for store in _STORE.finditer(text):
        for double, single in _STRING.findall(store["inside"]):
            yield (double or single).replace("\\", "")


def _groups(text: str, url: str, shown: int, total: int) -> Iterator[Ask]:
    """How the rows after those shown are asked for."""
    call = _CALL.search(text)
    proxy = _PROXY.search(call["call"]) if call else None
    if following := _NEXT.search(text):
        # A bare dataproxy.jsp lies where the script's proxy does, not beside the page.
        base = urljoin(url, proxy["url"]) if proxy else url
        yield Ask(urljoin(base, entities.unescape(following[1])))
        return
    said = _PARAMETERS.search(call["call"]) if call else None
    if call is None or proxy is None or said is None:
        return
    form = tuple((name, "".join(value)) for name, *value in _PARAMETER.findall(said["inside"]))
    numbers = {name: int(number) for name, number in _NUMBER.findall(call["call"])}
    per_page = numbers.get("perPage", 15)
    step = per_page * max(1, numbers.get("groupSize", 1))
    for start in range(shown + 1, total + 1, step):
        window = {"startrecord": start, "endrecord": start + step - 1, "perpage": per_page}
        yield Ask(f"{urljoin(url, proxy['url'])}?{urlencode(window)}", form)


def _numbered(text: str, url: str) -> Iterator[Ask]:
    """The other pages of a column that is listed on the server."""
    here = urlsplit(url).path
    for link in BeautifulSoup(text, "lxml").find_all("a", href=True):
        target = target_of(link, url)
        parts = urlsplit(target)
        if parts.path == here and dict(parse_qsl(parts.query)).get("pageNum", "1") != "1":
            yield Ask(target)
