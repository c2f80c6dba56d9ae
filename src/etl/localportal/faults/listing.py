"""How the listing is laid out: pagers, families, markup of rows, rows that lead elsewhere."""

import re
from collections.abc import Callable, Mapping
from http import HTTPStatus

from etl.localportal import trs_pages
from etl.localportal.faults.model import Fault, rewritten, status
from etl.localportal.hanweb_and_gkmlpt import GKMLPT, HANWEB
from etl.localportal.listing_layout import Layout, ListingPage
from etl.localportal.samples import Samples

_ROW = re.compile(
    r'<li><a href="(?P<href>[^"]*)" target="_blank" title="(?P<title>[^"]*)">(?P<seen>[^<]*)</a>'
    r"<span>(?P<day>[\d-]*)</span></li>"
)
_EMPTY = '<html><body><ul class="list03"></ul><a href="/index.shtml">返回首页</a></body></html>'
_STUB = "<html><head><title>市办实事</title></head><body><div class='page'></div></body></html>"
_ATTACHMENT = (
    '<li><a href="./202501/P020250131338555114519.xlsx" title="2024年市办实事9月具体进展情况">'
    "2024年市办实事9月具体进展情况</a><span>2025-01-31</span></li>"
)
_ELSEWHERE = (
    '<li><a href="https://mp.weixin.qq.com/s/abc123" title="2024年市办实事8月具体进展情况">'
    "2024年市办实事8月具体进展情况</a><span>2025-01-31</span></li>"
)


def _pager(
    about: str, call: str, stem: str = "index", extension: str = "shtml", first: int = 1
) -> Fault:
    """A pager called otherwise: ``{count}``, ``{number}``, ``{place}`` (from 1), ``{total}``.

    ``first`` is the number in the address of the second page.
    """

    def write(samples: Samples, page: ListingPage) -> str:
        number, place = page.number, page.number + 1
        said = call.format(count=page.count, number=number, place=place, total=page.total)
        return trs_pages.listing(samples, page, pager=said)

    layout = Layout("trs", lambda n: f"{stem}_{n + first - 1}.{extension}" if n else "", write)
    return Fault(about, "listing", layout=layout)


def _rows(about: str, write: Callable[[re.Match[str]], str]) -> Fault:
    """Each row written otherwise."""
    return Fault(about, "listing", rewritten(lambda html: _ROW.sub(write, html)))


def _more(about: str, row: str) -> Fault:
    """A row more on the first page."""

    def add(html: str) -> str:
        return html.replace('<ul class="list03">', f'<ul class="list03">{row}', 1)

    return Fault(about, "listing", rewritten(add), listing_page=0)


def _scripted(row: re.Match[str]) -> str:
    return (
        f'<script>var url = "{row["href"]}"; var title = "{row["title"]}"; '
        f'document.writeln("<li>" + title + "{row["day"]}</li>");</script>'
    )


def _single_quoted(row: re.Match[str]) -> str:
    return (
        f"<li><a href='{row['href']}' title='{row['title']}'>{row['seen']}</a>"
        f"<span>{row['day']}</span></li>"
    )


def _cut(row: re.Match[str]) -> str:
    return row[0].replace(f">{row['seen']}<", f">{row['title'][:6]}…<")


def _doubled(row: re.Match[str]) -> str:
    return row[0] * 2


def _dated_inside(row: re.Match[str]) -> str:
    return (
        f'<li><a href="{row["href"]}" title="{row["title"]}">{row["seen"]}'
        f"<em>{row['day']}</em></a></li>"
    )


def _pinned(html: str) -> str:
    """The last row first, and the others backwards."""
    rows = [found[0] for found in _ROW.finditer(html)]
    others = iter((*rows[-1:], *reversed(rows[:-1])))
    return _ROW.sub(lambda _: next(others), html)


FAULTS: Mapping[str, Fault] = {
    "pager-plain": _pager(
        "createPageHTML with four arguments",
        'createPageHTML({count}, {number}, "index", "html");',
        extension="html",
    ),
    "pager-single-quotes": _pager(
        "createPageHTML in single quotes", "createPageHTML({count}, {number}, 'index', 'shtml')"
    ),
    "pager-container-first": _pager(
        "createPageHTML with its container first, counting from 1",
        "createPageHTML('page_div',{count}, {place},'fg','shtml',{total})",
        stem="fg",
    ),
    "pager-control": _pager(
        "pageControl", 'pageControl({count}, {place}, "index", "shtml", 10, \'pages-nav\')'
    ),
    "pager-list": _pager(
        "pages called list_1.html",
        'createPageHTML({count}, {number}, "list", "html")',
        stem="list",
        extension="html",
    ),
    "pager-set-page": _pager(
        "a pager of jQuery, whose second page is index_2",
        '$(".pagination").pagination("setPage",{place},{count})',
        first=2,
        extension="html",
    ),
    "all-rows": Fault(
        "all rows on one page, without a pager",
        "listing",
        layout=Layout("trs", trs_pages.TRS.address, trs_pages.TRS.write, on_one_page=True),
    ),
    "scripted-rows": _rows("each row written by a script of its own", _scripted),
    "hanweb": Fault("a column of Hanweb: rows as XML", "listing", layout=HANWEB),
    "gkmlpt": Fault("a category of gkmlpt: rows as JSON", "listing", layout=GKMLPT),
    "cut-titles": _rows("visible titles cut off, whole ones in title=", _cut),
    "single-quoted-rows": _rows("attributes in single quotes", _single_quoted),
    "separators": _rows(
        "an empty row after each", lambda row: f'{row[0]}<li class="line">&nbsp;</li>'
    ),
    "day-in-link": _rows("the day within the link", _dated_inside),
    "slashed-days": _rows(
        "days as 2024/12/30", lambda row: row[0].replace(row["day"], row["day"].replace("-", "/"))
    ),
    "bracketed-days": _rows(
        "days as [12-30], without a year",
        lambda row: row[0].replace(f"<span>{row['day']}", f"<span>[{row['day'][5:]}]"),
    ),
    "doubled-rows": _rows("each row twice", _doubled),
    "pinned-row": Fault("rows out of order, an old one first", "listing", rewritten(_pinned)),
    "row-to-attachment": _more("a row leads straight to an attachment", _ATTACHMENT),
    "row-elsewhere": _more("a row leads to another host", _ELSEWHERE),
    "empty-listing": Fault(
        "the listing has no rows",
        "listing",
        status(HTTPStatus.OK, _EMPTY + "　" * 40 + "政府信息公开栏目" * 8),
        listing_page=0,
    ),
    "listing-down": Fault(
        "the listing's first page is in trouble (503)",
        "listing",
        status(HTTPStatus.SERVICE_UNAVAILABLE),
        listing_page=0,
    ),
    "further-page-down": Fault(
        "the listing's second page is in trouble (503)",
        "listing",
        status(HTTPStatus.SERVICE_UNAVAILABLE),
        listing_page=1,
    ),
    "stub-page": Fault(
        "the second page is a stub of 350 bytes",
        "listing",
        status(HTTPStatus.OK, _STUB + f"<!--{' ' * 250}-->"),
        listing_page=1,
    ),
    "repeated-page": Fault(
        "each further page is the first one again",
        "listing",
        layout=Layout("trs", trs_pages.TRS.address, trs_pages.TRS.write, repeats=True),
    ),
}
"""Faults of the listing."""
