"""The listing as Hanweb and gkmlpt lay it out, families other than TRS."""

import json
from datetime import datetime
from html import escape

from etl.localportal.listing_layout import Layout, ListingPage
from etl.localportal.samples import Samples


def _hanweb(samples: Samples, page: ListingPage) -> str:
    """Rows as XML, in the column's page or alone; ``nextgroup`` leads on."""
    following = (
        f'<a href="dataproxy.jsp?page={page.number + 2}"></a>'
        if page.number + 1 < page.count
        else ""
    )
    records = "".join(
        f'<record><![CDATA[<li><a href="{samples.path}{row.path}" title="{escape(row.title)}">'
        f"{escape(row.title[:12])}…</a><b>{row.published:%Y-%m-%d}</b></li>]]></record>"
        for row in page.rows
    )
    group = f"<nextgroup><![CDATA[{following}]]></nextgroup>" if following else ""
    store = (
        f"<datastore>{group}<totalrecord>{page.total}</totalrecord><totalpage>{page.count}</totalpage>"
        f"<recordset>{records}</recordset></datastore>"
    )
    if page.number:
        return store
    return (
        f"<html><head><title>{escape(samples.column)}</title></head><body>"
        f'<a href="/">{escape(samples.site)}</a><script type="text/xml">{store}</script>'
        "</body></html>"
    )


def _gkmlpt(samples: Samples, page: ListingPage) -> str:
    def seconds(published: datetime) -> int:
        return int(published.replace(tzinfo=samples.zone).timestamp())

    articles = [
        {
            "id": row.number,
            "title": row.title,
            "url": samples.path + row.path,
            "date": seconds(row.published),
        }
        for row in page.rows
    ]
    return json.dumps({"classify": {"post_count": page.total}, "articles": articles})


HANWEB = Layout("hanweb", lambda n: f"dataproxy.jsp?page={n + 1}" if n else "", _hanweb)
"""Hanweb (大汉) jpage."""
GKMLPT = Layout(
    "gkmlpt",
    lambda n: f"?page={n + 1}",
    _gkmlpt,
    "application/json; charset=utf-8",
    goes_on=True,
)
"""gkmlpt, the open-government directory of Guangdong."""
