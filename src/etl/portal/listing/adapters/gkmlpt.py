"""gkmlpt, the family of Guangdong: a category's rows come as JSON.

The portal's YAML gives the address of the first page of the category itself::

    listing: http://HOST/gkmlpt/api/all/CATEGORY?page=1&sid=SITE

which answers ``{"classify": {"post_count": 41}, "articles": [{"title": …, "url": …}]}``.
"""

import json
import re
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from pydantic import BaseModel, ValidationError

from etl.errors import LayoutChanged
from etl.portal.http.bounded_numbers import bounded
from etl.portal.listing.adapters.rows import MOST_FOLLOWING, row_to
from etl.portal.listing.model import Ask, ListingPage, distinct
from etl.portal.model import Entry, Portal
from etl.portal.page.printed_dates import find_day

_MOST_DIGITS = 14
_CLOCK = re.compile(r"[0-9]{9,14}")
# As seconds it is the year 5138, as milliseconds 1973.
_MILLISECONDS = 100_000_000_000


class _Article(BaseModel):
    title: str
    url: str | None = None
    post_url: str | None = None
    date: int | str | None = None
    created_at: int | str | None = None


class _Answer(BaseModel):
    articles: list[Any]


def read(text: str, url: str, portal: Portal) -> ListingPage:
    """Read one page of a category that came from ``url``.

    Raises:
        LayoutChanged: it is not the JSON expected.
    """
    try:
        articles = _Answer.model_validate(json.loads(text, parse_int=_whole)).articles
    except (ValueError, ValidationError, RecursionError) as error:
        raise LayoutChanged(f"{url} is not a category's JSON with articles", url=url) from error
    found = (_row(article, url, portal) for article in articles)
    rows = distinct(row for row in found if row)
    return ListingPage(rows, (_after(url),) if rows else ())


def _whole(digits: str) -> int | None:
    """None for a number that no clock shows: nothing else is read from numbers."""
    return int(digits) if len(digits) <= _MOST_DIGITS else None


def _row(said: Any, base: str, portal: Portal) -> Entry | None:
    """The row of an article; None where it has no address or is none."""
    try:
        article = _Article.model_validate(said)
    except ValidationError:
        return None
    url = article.url or article.post_url
    if not url:
        return None
    day = _day(article.date, portal) or _day(article.created_at, portal)
    return row_to(base, url, article.title, day, portal)


def _day(said: int | str | None, portal: Portal) -> date | None:
    """Seconds or milliseconds since 1970, or a day as printed."""
    if isinstance(said, str) and not _CLOCK.fullmatch(said):
        return find_day(said)
    seconds = int(said or 0)
    if seconds >= _MILLISECONDS:
        seconds //= 1000
    if not 0 < seconds < _MILLISECONDS:
        return None
    return datetime.fromtimestamp(seconds, portal.zone).date()


def _after(url: str) -> Ask:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    query["page"] = str(bounded(query.get("page", "1"), MOST_FOLLOWING) + 1)
    return Ask(urlunsplit(parts._replace(query=urlencode(query))), certain=False)
