"""TRS WCM (拓尔思), the family of Qingdao and of most portals.

Its listing is ``index.shtml``, then ``index_1.shtml``, ``index_2.shtml``…; how many there
are stands only in a script call, which differs between sites::

    createPageHTML(3, 0, "index", "shtml", "black2", 41)
    createPageHTML('page_div', 5, 1, 'fg', 'shtml', 89)
    pageControl(4, 2, "index", "shtml", 10, 'pages-nav')
    $(".pagination").pagination("setPage", 1, 6)     // here the second page is index_2

A row links to an article by a relative address and prints its day::

    <li><a href="./202405/t20240524_9024004.shtml" title="2024年市办实事1-4月具体进展情况"
        >2024年市办实事1-4月…</a><span>2024-05-24</span></li>

or is written by a script, as variables or as markup::

    <script>var url = "./202405/t20240524_9024004.shtml"; var title = "…"; …</script>
    <script>document.writeln("<li><a href='./202405/t20240524_9024004.shtml'>…</a></li>");</script>
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import urljoin, urlsplit

from etl.portal.adapters.rows import linked_rows, row_to
from etl.portal.addresses import DOCUMENT_NUMBER
from etl.portal.dates import find_day
from etl.portal.listing import Ask, ListingPage, distinct
from etl.portal.model import Entry, Portal

_PAGER = re.compile(
    r"""(?:createPageHTML|pageControl)\s*\(\s*
    (?:['"][^'"]*['"]\s*,\s*)?          # the container's id, at some sites
    (?P<pages>\d+)\s*,\s*\d+\s*,\s*
    ['"](?P<stem>[\w-]+)['"]\s*,\s*['"](?P<extension>\w+)['"]""",
    re.VERBOSE,
)
_SET_PAGE = re.compile(
    r"""\.pagination\(\s*(?:
    ['"]setPage['"]\s*,\s*\d+\s*,\s*(?P<pages>\d+)
    |\{[^{}]*?totalPage\s*:\s*(?P<total>\d+)
    )""",
    re.VERBOSE,
)
_ARTICLE_STEM = re.compile(r"t(?:\d{8}|null)_\d+")
_SCRIPT = re.compile(r"<script[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_VARIABLE = re.compile(r"""var\s+(?P<name>\w+)\s*=\s*(["'])(?P<value>.*?)\2""")
_WRITTEN = re.compile(r"""document\.write(?:ln)?\(\s*(["'])(?P<markup>(?:\\.|(?!\1).)*)\1\s*\)""")


def read(html: str, url: str, portal: Portal) -> ListingPage:
    """Read one page of a listing that came from ``url``."""
    scripts = [script[1] for script in _SCRIPT.finditer(html)]
    written = "".join(
        found["markup"].replace("\\", "") for text in scripts for found in _WRITTEN.finditer(text)
    )
    rows = (
        *linked_rows(html, url, portal),
        *_from_variables(scripts, url, portal),
        *linked_rows(written, url, portal),
    )
    return ListingPage(distinct(rows), tuple(_following(html, url)))


def _from_variables(scripts: list[str], base: str, portal: Portal) -> Iterator[Entry]:
    """Rows of which each has a script of its own."""
    for script in scripts:
        said = {found["name"]: found["value"] for found in _VARIABLE.finditer(script)}
        if "url" in said and "title" in said and DOCUMENT_NUMBER.search(said["url"]):
            url = urljoin(base, said["url"])
            yield row_to(url, said["title"], find_day(script), portal)


def _following(html: str, url: str) -> Iterator[Ask]:
    for pager in _PAGER.finditer(html):
        # An article in pages of its own has the same call, with its own name.
        if not _ARTICLE_STEM.fullmatch(pager["stem"]):
            for number in range(1, int(pager["pages"])):
                yield Ask(urljoin(url, f"{pager['stem']}_{number}.{pager['extension']}"))
            return
    if counted := _SET_PAGE.search(html):
        extension = PurePosixPath(urlsplit(url).path).suffix or ".html"
        for number in range(2, int(counted["pages"] or counted["total"]) + 1):
            yield Ask(urljoin(url, f"index_{number}{extension}"))
