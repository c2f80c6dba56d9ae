"""gkmlpt, the family of Guangdong: a category's rows come as JSON.

The portal's YAML gives the address of the first page of the category itself::

    listing: http://HOST/gkmlpt/api/all/CATEGORY?page=1&sid=SITE

which answers ``{"classify": {"post_count": 41}, "articles": [{"title": …, "url": …}]}``.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from pydantic import BaseModel, ValidationError

from etl.errors import LayoutChanged, PortalError
from etl.portal.adapters.rows import Seen, distinct, page_text
from etl.portal.addresses import document_key
from etl.portal.dates import find_day
from etl.portal.fetch import Client
from etl.portal.model import Entry, Portal

_MOST_PAGES = 500


class _Article(BaseModel):
    title: str
    url: str = ""
    post_url: str = ""
    date: int | str | None = None
    created_at: int | str | None = None


class _Answer(BaseModel):
    articles: list[_Article]


def listing(portal: Portal, client: Client) -> Iterator[Entry | PortalError]:
    """The rows of the portal's category.

    Raises:
        PortalError: the first page cannot be had.
        LayoutChanged: the first page is not the JSON expected.
    """
    seen = Seen()
    for number in range(1, _MOST_PAGES + 1):
        url = _numbered(str(portal.listing), number)
        try:
            articles = _read(page_text(url, client), url)
        except PortalError as error:
            if number == 1:
                raise
            yield error
            return
        entries = (_entry(article, url, portal) for article in articles)
        fresh = list(seen.fresh(distinct(entries, portal.allowed_hosts)))
        if not fresh:
            return
        yield from fresh


def _read(text: str, url: str) -> list[_Article]:
    try:
        return _Answer.model_validate(json.loads(text)).articles
    except (ValueError, ValidationError) as error:
        raise LayoutChanged(f"{url} is not a category's JSON with articles", url=url) from error


def _entry(article: _Article, base: str, portal: Portal) -> Entry:
    url = urljoin(base, article.url or article.post_url)
    said = article.date if article.date is not None else article.created_at
    return Entry(document_key(url), url, " ".join(article.title.split()), _day(said, portal))


def _day(said: int | str | None, portal: Portal) -> date | None:
    """Seconds since 1970, or a day as printed."""
    if isinstance(said, int):
        return datetime.fromtimestamp(said, portal.zone).date() if said > 0 else None
    return find_day(said) if said else None


def _numbered(url: str, number: int) -> str:
    parts = urlsplit(url)
    query = {**dict(parse_qsl(parts.query)), "page": str(number)}
    return urlunsplit(parts._replace(query=urlencode(query)))
