"""What every family's rows have in common: a link, a full title, a day beside it."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import PurePosixPath
from typing import Literal
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from etl.bulletin.source.charset import decode
from etl.errors import UnreadableDocument, WrongCharset
from etl.portal.addresses import (
    DOCUMENT_NUMBER,
    FILE_SUFFIXES,
    authority,
    document_key,
    stable_key,
)
from etl.portal.dates import find_day, find_month_and_day
from etl.portal.listing import distinct
from etl.portal.model import Entry, Portal
from etl.portal.page import Page

_PAGE_SUFFIXES = frozenset({".html", ".htm", ".shtml"})
_ROWS = ("li", "tr", "dd", "dt")
_BLOCKS = ("div", "p")
_IN_ADDRESS = re.compile(r"(?<!\d)((?:19|20)\d\d)([01]\d)(?:\d\d)?(?!\d)")
_PINNED = re.compile(r"^[\[【〔(（]\s*(?:置顶|顶|热|新|NEW)\s*[\]】〕)）]\s*", re.IGNORECASE)


def text_of(page: Page) -> str:
    """A listing's text.

    Raises:
        WrongCharset: its bytes are not text.
    """
    try:
        return decode(page.raw, page.content_type)
    except UnreadableDocument as error:
        said = f"{page.url} is not a readable listing ({error})"
        raise WrongCharset(said, url=page.url) from error


def linked_rows(html: str, url: str, portal: Portal) -> tuple[Entry, ...]:
    """The rows of a page of a listing that came from ``url``, each document once."""
    soup = BeautifulSoup(html, "lxml")
    found = (_linked(link, url, portal) for link in soup.find_all("a", href=True))
    return distinct(row for row in found if row)


def row_to(url: str, title: str, day: date | None, portal: Portal) -> Entry:
    """A row that leads to ``url``, told from one that leads away from the portal's pages."""
    external: Literal["", "attachment", "other host"] = ""
    if authority(url) not in portal.allowed_hosts:
        external = "other host"
    elif _suffix(url) in FILE_SUFFIXES:
        external = "attachment"
    key = stable_key("url", url) if external else document_key(url)
    return Entry(key, url, _PINNED.sub("", " ".join(title.split())), day, external)


def target_of(link: Tag, base: str) -> str:
    """The address that a link leads to."""
    return urljoin(base, str(link["href"]).strip()).partition("#")[0]


def title_of(link: Tag) -> str:
    """The link's ``title``, which is whole where the text seen is cut short; else that text.

    A day printed inside the link is no part of it.
    """
    said = str(link.get("title") or "").strip()
    pieces = (text for text in link.stripped_strings if find_day(text, whole=True) is None)
    return said or "".join(pieces)


def _linked(link: Tag, base: str, portal: Portal) -> Entry | None:
    url = target_of(link, base)
    if urlsplit(url).scheme not in ("http", "https"):
        return None
    title, day = title_of(link), _day_beside(link, url)
    if not title:
        return None
    row = row_to(url, title, day, portal)
    if row.external:
        # A link to elsewhere is a row where a day stands beside it, else navigation.
        return row if day else None
    if _suffix(url) not in _PAGE_SUFFIXES:
        return None
    # Navigation has neither a document's number nor a day beside it.
    return row if day or DOCUMENT_NUMBER.search(urlsplit(url).path) else None


def _day_beside(link: Tag, url: str) -> date | None:
    """The day printed in the link's own row, never a neighbour's."""
    row = link.find_parent(_ROWS)
    if row is None:
        row = link.find_parent(_BLOCKS)
        if row is None or len(_targets(row)) > 1:
            return None
    elif len([href for href in _targets(row) if DOCUMENT_NUMBER.search(href)]) > 1:
        return None
    return next(_days(row, link, url), None)


def _days(row: Tag, link: Tag, url: str) -> Iterator[date]:
    for text in row.find_all(string=True):
        inside = link in text.parents
        if day := find_day(text, whole=inside) or _short_day(text, url):
            yield day


def _short_day(text: str, url: str) -> date | None:
    """A day without its year, 「[09-11]」, where the address names a year with that month."""
    short = find_month_and_day(text)
    if short is None:
        return None
    for year, month in _IN_ADDRESS.findall(urlsplit(url).path):
        if int(month) == short[0]:
            return find_day(f"{year}-{short[0]}-{short[1]}")
    return None


def _targets(row: Tag) -> set[str]:
    return {str(link["href"]) for link in row.find_all("a", href=True)}


def _suffix(url: str) -> str:
    return PurePosixPath(urlsplit(url).path).suffix.lower()
