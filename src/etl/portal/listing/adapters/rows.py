"""What every family's rows have in common: a link, a full title, a day beside it."""

import re
from datetime import date
from itertools import islice
from pathlib import PurePosixPath
from typing import Literal
from unicodedata import category
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from etl.document.charset import decode
from etl.document.parse_markup import tree_of
from etl.errors import BadAddress, UnreadableDocument, WrongCharset
from etl.portal.addresses import FILE_SUFFIXES, joined, linked
from etl.portal.document_keys import DOCUMENT_NUMBER, document_key, stable_key
from etl.portal.http.fetched_page import Page
from etl.portal.listing.model import distinct
from etl.portal.model import Entry, Portal
from etl.portal.page.printed_dates import find_day, find_month_and_day

MOST_FOLLOWING = 1000
"""Further pages that one page of a listing may name."""

_PAGE_SUFFIXES = frozenset({".html", ".htm", ".shtml"})
_ROWS = ("li", "tr", "dd", "dt")
_BLOCKS = ("div", "p")
_IN_ADDRESS = re.compile(r"(?<!\d)((?:19|20)\d\d)([01]\d)(?:\d\d)?(?!\d)")
_IN_FOLDERS = re.compile(r"/((?:19|20)\d\d)/([01]?\d)/")
_DAY_FOLDERS = re.compile(r"/(?:19|20)\d\d/[01]?\d/[0-3]?\d/")
_PINNED = re.compile(r"^[\[【〔(（]\s*(?:置顶|顶|热|新|NEW)\s*[\]】〕)）]\s*", re.IGNORECASE)
_UNSEEN = ("Cc", "Cf", "Cs")
_LONGEST_TITLE = 300
_MOST_CHARACTERS = 2000
# A row prints one day, or a few; what prints more is no row.
_MOST_DAYS = 20


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


def linked_rows(html: str | BeautifulSoup, url: str, portal: Portal) -> tuple[Entry, ...]:
    """The rows of a page of a listing that came from ``url``, each document once."""
    soup = tree_of(html) if isinstance(html, str) else html
    beside = _Beside()
    found = (_linked(link, url, portal, beside) for link in soup.find_all("a", href=True))
    return distinct(row for row in found if row)


def row_to(base: str, reference: str, title: str, day: date | None, portal: Portal) -> Entry:
    """A row that leads to ``reference``, told from one that leads away from the portal's pages.

    Args:
        base: address of the page that has the row.
        reference: as its link has it.
        title: as the row prints it.
        day: beside it; None where the row has none.
        portal: for its hosts.
    """
    title = _PINNED.sub("", " ".join(plain(title[:_MOST_CHARACTERS]).split()))[:_LONGEST_TITLE]
    try:
        target = joined(base, reference)
    except BadAddress as error:
        return Entry(stable_key("url", error.url), error.url, title, day, "bad address")
    external: Literal["", "attachment", "other host"] = ""
    if target.authority not in portal.allowed_hosts:
        external = "other host"
    elif _suffix(target.text) in FILE_SUFFIXES:
        external = "attachment"
    key = stable_key("url", target.text) if external else document_key(target.text)
    return Entry(key, target.text, title, day, external)


def plain(text: str) -> str:
    """Text without characters that nobody sees and no database stores."""
    return "".join(c for c in text if c.isspace() or category(c) not in _UNSEEN)


def target_of(link: Tag, base: str) -> str | None:
    """The address that a link leads to; None where that is none."""
    return linked(base, str(link["href"]))


def title_of(link: Tag) -> str:
    """The link's ``title``, which is whole where the text seen is cut short; else that text.

    A day printed inside the link is no part of it.
    """
    said = str(link.get("title") or "").strip()
    pieces = (text for text in link.stripped_strings if find_day(text, whole=True) is None)
    return said or "".join(pieces)


def _linked(link: Tag, base: str, portal: Portal, beside: "_Beside") -> Entry | None:
    reference = str(link["href"]).strip()
    try:
        target = joined(base, reference)
    except BadAddress:
        # javascript:, mailto: and the like are navigation, and so is what has no day.
        day, title = beside.day(link, ""), title_of(link)
        looks = day and title and not re.match(r"(?!https?:)[a-z][\w+.-]*:", reference, re.I)
        return row_to(base, reference, title, day, portal) if looks else None
    title, day = title_of(link), beside.day(link, target.text)
    if not title:
        return None
    row = row_to(base, reference, title, day, portal)
    if row.external:
        # A link to elsewhere is a row where a day stands beside it, else navigation.
        return row if day else None
    path = urlsplit(target.text).path
    suffix = _suffix(target.text)
    in_folders = _DAY_FOLDERS.search(path) is not None
    if suffix not in _PAGE_SUFFIXES and (suffix or not in_folders):
        return None
    # Navigation has neither a document's number, nor a day in its folders or beside it.
    return row if day or in_folders or DOCUMENT_NUMBER.search(path) else None


class _Beside:
    """The day beside each link of a page, each row looked through once."""

    def __init__(self) -> None:
        self._days: dict[int, list[tuple[NavigableString, str]]] = {}
        self._targets: dict[int, set[str]] = {}

    def day(self, link: Tag, url: str) -> date | None:
        """The day printed in the link's own row, never a neighbour's."""
        row = link.find_parent(_ROWS) or link.find_parent(_BLOCKS)
        if row is None:
            return None
        targets = self._targets_of(row)
        if row.name in _BLOCKS:
            shared = len(targets) > 1
        else:
            shared = sum(DOCUMENT_NUMBER.search(href) is not None for href in targets) > 1
        if shared or len(targets) > _MOST_DAYS:
            return None
        months = _months_in(url)
        for text, said in self._days_of(row):
            # Tags are equal where they hold the same, and are compared to their innermost.
            inside = any(parent is link for parent in text.parents)
            if day := find_day(said, whole=inside) or _short_day(said, months):
                return day
        return None

    def _targets_of(self, row: Tag) -> set[str]:
        """Where the row's first few links lead."""
        found = self._targets.get(id(row))
        if found is None:
            found = set()
            for link in row.find_all("a", href=True):
                found.add(str(link["href"]))
                if len(found) > _MOST_DAYS:
                    break
            self._targets[id(row)] = found
        return found

    def _days_of(self, row: Tag) -> list[tuple[NavigableString, str]]:
        """The row's texts that hold a day."""
        found = self._days.get(id(row))
        if found is None:
            texts = (
                (text, str(text))
                for text in row.find_all(string=True)
                if find_day(text) or find_month_and_day(text)
            )
            found = self._days[id(row)] = list(islice(texts, _MOST_DAYS))
        return found


def _months_in(url: str) -> list[tuple[str, int]]:
    """The years and months that an address names."""
    path = url.partition("?")[0]
    named = (*_IN_ADDRESS.findall(path), *_IN_FOLDERS.findall(path))
    return [(year, int(month)) for year, month in named[:_MOST_DAYS]]


def _short_day(text: str, months: list[tuple[str, int]]) -> date | None:
    """A day without its year, 「[09-11]」, where the address names a year with that month."""
    short = find_month_and_day(text)
    if short is None:
        return None
    year = next((year for year, month in months if month == short[0]), None)
    return find_day(f"{year}-{short[0]}-{short[1]}") if year else None


def _suffix(url: str) -> str:
    return PurePosixPath(urlsplit(url).path).suffix.lower()
