"""Pages as a TRS portal makes them, with the residue that word processors leave in them.

The templates are the files of ``pages/``.
"""

import re
from datetime import date
from html import escape
from pathlib import Path
from string import Template

from etl.localportal.listing_layout import Layout, ListingPage
from etl.localportal.samples import SamplePage, Samples

_PAGES = Path(__file__).parent / "pages"
_LONGEST_ROW = 24
_DECIMAL = re.compile(r"(\d+\.)(\d+)")
_LABEL = "进展情况："


def asset(name: str) -> str:
    """The text of ``style.css`` or ``page.js``."""
    return (_PAGES / name).read_text("utf-8")


def listing(samples: Samples, page: ListingPage, *, pager: str | None = None) -> str:
    """A page of the listing.

    Args:
        samples: the portal that it belongs to.
        page: its rows, its number and how many there are.
        pager: the script call that draws the pager, where it is not the usual one.
    """
    items = [_row(row) for row in page.rows]
    items.insert(len(items) // 2, '<li class="line"></li>')
    usual = (
        f'createPageHTML({page.count}, {page.number}, "index", "shtml", "black2", {page.total});'
    )
    body = _fill("listing.html", rows="\n".join(items), pager=usual if pager is None else pager)
    return _frame(samples, samples.column, _column_meta(samples), body)


TRS = Layout("trs", lambda n: f"index_{n}.shtml" if n else "", listing)
"""The listing as TRS lays it out."""


def article(samples: Samples, page: SamplePage, as_of: date, part: int = 0) -> str:
    """A page as it stood on that day, or a further part of it."""
    shared = {"title": escape(page.title), "source": escape(samples.source)}
    meta = _fill(
        "meta.html",
        moment=f"{page.published:%Y-%m-%d %H:%M}",
        domain=samples.domain,
        address=samples.path + page.path,
        **shared,
    )
    lines = [line for line in samples.text_of(page, as_of).splitlines() if line.strip()]
    size = -(-len(lines) // page.parts)
    stem = Path(page.path).stem
    pager = f'<script>createPageHTML({page.parts}, {part}, "{stem}", "shtml");</script>'
    body = _fill(
        "article.html",
        site=escape(samples.site),
        day=f"{page.published:%Y-%m-%d}",
        paragraphs="\n".join(_paragraph(line) for line in lines[part * size :][:size]),
        pager=f"\n{pager}" if page.parts > 1 else "",
        **shared,
    )
    return _frame(samples, f"{page.title}_{samples.site}", _column_meta(samples) + meta, body)


def missing(samples: Samples) -> str:
    """The page for an address that leads nowhere."""
    return _frame(samples, "页面不存在", "", _fill("missing.html"))


def _row(page: SamplePage) -> str:
    title = escape(page.title)
    seen = escape(page.title[:_LONGEST_ROW]) + "…" if len(page.title) > _LONGEST_ROW else title
    return (
        f'<li><a href="./{page.path}" target="_blank" title="{title}">{seen}</a>'
        f"<span>{page.published:%Y-%m-%d}</span></li>"
    )


def _paragraph(line: str) -> str:
    """A line as it looks after a paste from a word processor: digits split over tags."""
    text = _DECIMAL.sub(r'<span lang="EN-US">\1</span><font>\2</font>', escape(line.strip()))
    if text.startswith(_LABEL):
        text = f"<strong>{_LABEL}</strong>{text.removeprefix(_LABEL)}"
    return f'<p style="font-family:仿宋_GB2312">　　{text}</p>'


def _column_meta(samples: Samples) -> str:
    column = escape(samples.column)
    return (
        f'<meta name="ColumnName" content="{column}"><meta name="ColumnType" content="{column}">\n'
    )


def _frame(samples: Samples, title: str, meta: str, body: str) -> str:
    return _fill(
        "frame.html",
        title=escape(title),
        site=escape(samples.site),
        domain=samples.domain,
        path=samples.path,
        column=escape(samples.column),
        meta=meta.rstrip(),
        body=body.rstrip(),
    )


def _fill(template: str, **values: str) -> str:
    return Template((_PAGES / template).read_text("utf-8")).substitute(values)
