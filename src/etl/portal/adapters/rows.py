"""What every family's rows have in common: a link, a full title, a day beside it."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import PurePosixPath
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from etl.bulletin.charset import decode
from etl.errors import UnreadableDocument, WrongCharset
from etl.portal.addresses import DOCUMENT_NUMBER, authority, document_key
from etl.portal.dates import find_day
from etl.portal.fetch import Client, Page
from etl.portal.model import Entry

_PAGE_SUFFIXES = frozenset({".html", ".htm", ".shtml"})
_ROWS = ("li", "tr", "dd", "dt")


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


def page_text(url: str, client: Client) -> str:
    """The text of a listing's page.

    Raises:
        PortalError: it cannot be had or is not text.
    """
    return text_of(client.get(url))


def linked_rows(html: str, url: str, allowed_hosts: frozenset[str]) -> tuple[Entry, ...]:
    """The rows of a page of a listing that came from ``url``, each document once.

    Rows that lead to attachments or to hosts not in ``allowed_hosts`` are left out.
    """
    soup = BeautifulSoup(html, "lxml")
    found = (_entry(link, url) for link in soup.find_all("a", href=True))
    return distinct((entry for entry in found if entry), allowed_hosts)


def distinct(entries: Iterable[Entry], allowed_hosts: frozenset[str]) -> tuple[Entry, ...]:
    """The first row of each document that is on the portal's own hosts."""
    first: dict[str, Entry] = {}
    for entry in entries:
        if authority(entry.url) in allowed_hosts:
            first.setdefault(entry.key, entry)
    return tuple(first.values())


class Seen:
    """The rows that have been seen, to tell a further page from one that repeats."""

    def __init__(self) -> None:
        self._keys: set[str] = set()

    def fresh(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """Those that were not seen before."""
        for entry in entries:
            if entry.key not in self._keys:
                self._keys.add(entry.key)
                yield entry


def _entry(link: Tag, base: str) -> Entry | None:
    url = urljoin(base, str(link["href"]).strip()).partition("#")[0]
    path = PurePosixPath(urlsplit(url).path)
    if path.suffix.lower() not in _PAGE_SUFFIXES:
        return None
    day = _day_beside(link)
    # Navigation has neither a document's number nor a day beside it.
    if day is None and not DOCUMENT_NUMBER.search(path.name):
        return None
    title = str(link.get("title") or "") or _visible_title(link)
    return Entry(document_key(url), url, " ".join(title.split()), day)


def _visible_title(link: Tag) -> str:
    """The link's text without a day printed inside it."""
    pieces = (text for text in link.stripped_strings if find_day(text, whole=True) is None)
    return "".join(pieces)


def _day_beside(link: Tag) -> date | None:
    """The day printed in the link's own row, never a neighbour's."""
    row = link.find_parent(_ROWS)
    if row is None or len(row.find_all("a", href=DOCUMENT_NUMBER)) > 1:
        return None
    for text in row.find_all(string=True):
        inside = link in text.parents
        day = find_day(text, whole=inside)
        if day:
            return day
    return None
