"""gkmlpt, the family of Guangdong: a category's rows come as JSON.

The portal's YAML gives the address of the first page of the category itself::

    listing: http://HOST/gkmlpt/api/all/CATEGORY?page=1&sid=SITE

which answers ``{"classify": {"post_count": 41}, "articles": [{"title": …, "url": …}]}``.
"""

import json
from datetime import date, datetime
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from pydantic import BaseModel, ValidationError

from etl.errors import LayoutChanged
from etl.portal.adapters.rows import row_to
from etl.portal.dates import find_day
from etl.portal.listing import Ask, ListingPage, distinct
from etl.portal.model import Entry, Portal


class _Article(BaseModel):
    title: str
    url: str = ""
    post_url: str = ""
    date: int | str | None = None
    created_at: int | str | None = None


class _Answer(BaseModel):
    articles: list[_Article]


def read(text: str, url: str, portal: Portal) -> ListingPage:
    """Read one page of a category that came from ``url``.

    Raises:
        LayoutChanged: it is not the JSON expected.
    """
    try:
        articles = _Answer.model_validate(json.loads(text)).articles
    except (ValueError, ValidationError) as error:
        raise LayoutChanged(f"{url} is not a category's JSON with articles", url=url) from error
    rows = distinct(_row(article, url, portal) for article in articles)
    return ListingPage(rows, (_after(url),) if rows else ())


def _row(article: _Article, base: str, portal: Portal) -> Entry:
    said = article.date if article.date is not None else article.created_at
    url = urljoin(base, article.url or article.post_url)
    return row_to(url, article.title, _day(said, portal), portal)


def _day(said: int | str | None, portal: Portal) -> date | None:
    """Seconds since 1970, or a day as printed."""
    if isinstance(said, int):
        return datetime.fromtimestamp(said, portal.zone).date() if said > 0 else None
    return find_day(said) if said else None


def _after(url: str) -> Ask:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    query["page"] = str(int(query.get("page", "1")) + 1)
    return Ask(urlunsplit(parts._replace(query=urlencode(query))), certain=False)
