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

from bs4 import BeautifulSoup

from etl.document.parse_markup import tree_of
from etl.portal.document_keys import DOCUMENT_NUMBER
from etl.portal.http.bounded_numbers import bounded
from etl.portal.listing.adapters.rows import MOST_FOLLOWING, linked_rows, row_to, target_of
from etl.portal.listing.model import Ask, ListingPage, distinct
from etl.portal.listing.script_text import STRING
from etl.portal.model import Entry, Portal
from etl.portal.page.printed_dates import find_day

_PAGER = re.compile(
    r"""(?:createPageHTML|pageControl)\s*\(\s*
    (?:['"][^'"]*['"]\s*,\s*)?          # the container's id, at some sites
    (?P<pages>\d+)\s*,\s*\d+\s*,\s*
    ['"](?P<stem>[\w-]{1,64})['"]\s*,\s*['"](?P<extension>\w{1,8})['"]""",
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
_PAGE_NAME = re.compile(r"(?P<stem>index|list|default)_(?P<number>\d{1,4})(?P<suffix>\.s?html?)")
_VARIABLE = re.compile(r"""var\s+(?P<name>\w+)\s*=\s*(["'])(?P<value>.*?)\2""")
_WRITTEN = re.compile(r"document\.write(?:ln)?\(\s*" + STRING.pattern + r"\s*\)", re.DOTALL)


def read(html: str, url: str, portal: Portal) -> ListingPage:
    """Read one page of a listing that came from ``url``."""
    soup = tree_of(html)
    scripts = [script.get_text() for script in soup.find_all("script")]
    written = "".join(
        (found["double"] or found["single"] or "").replace("\\", "")
        for text in scripts
        for found in _WRITTEN.finditer(text)
    )
    rows = (
        *linked_rows(soup, url, portal),
        *_from_variables(scripts, url, portal),
        *linked_rows(written, url, portal),
    )
    articles = distinct(row for row in rows if row.external or _page_name(row.url, url) is None)
    return ListingPage(articles, tuple(dict.fromkeys(_following(html, soup, url))))


def _from_variables(scripts: list[str], base: str, portal: Portal) -> Iterator[Entry]:
    """Rows of which each has a script of its own."""
    for script in scripts:
        said = {found["name"]: found["value"] for found in _VARIABLE.finditer(script)}
        if "url" in said and "title" in said and DOCUMENT_NUMBER.search(said["url"]):
            yield row_to(base, said["url"], said["title"], find_day(script), portal)


def _following(html: str, soup: BeautifulSoup, url: str) -> Iterator[Ask]:
    for pager in _PAGER.finditer(html):
        # An article in pages of its own has the same call, with its own name.
        if not _ARTICLE_STEM.fullmatch(pager["stem"]):
            for number in range(1, bounded(pager["pages"], MOST_FOLLOWING)):
                yield Ask(urljoin(url, f"{pager['stem']}_{number}.{pager['extension']}"))
            return
    if counted := _SET_PAGE.search(html):
        extension = PurePosixPath(urlsplit(url).path).suffix or ".html"
        pages = bounded(counted["pages"] or counted["total"], MOST_FOLLOWING)
        for number in range(2, pages + 1):
            yield Ask(urljoin(url, f"index_{number}{extension}"))
        return
    yield from _numbered(soup, url)


def _numbered(soup: BeautifulSoup, url: str) -> Iterator[Ask]:
    """The pages up to the last one that a pager of plain links names."""
    last: re.Match[str] | None = None
    for link in soup.find_all("a", href=True):
        target = target_of(link, url)
        named = _page_name(target, url) if target else None
        if named and (last is None or int(named["number"]) > int(last["number"])):
            last = named
    if last:
        for number in range(1, bounded(last["number"], MOST_FOLLOWING) + 1):
            yield Ask(urljoin(url, f"{last['stem']}_{number}{last['suffix']}"))


def _page_name(target: str, url: str) -> re.Match[str] | None:
    """How an address names another page of the listing; None where it is something else."""
    folder, _, name = urlsplit(target).path.rpartition("/")
    same = folder == urlsplit(url).path.rpartition("/")[0]
    return _PAGE_NAME.fullmatch(name) if same else None
