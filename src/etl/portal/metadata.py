"""What a page says of itself: title, when it was published, by whom, at which address.

Chinese government pages carry standard meta tags (国办发〔2017〕47号); older and
hand-saved ones only print 发布日期 and 来源 above the text.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bs4 import BeautifulSoup

from etl.bulletin.source.charset import decode
from etl.bulletin.source.kinds import is_file
from etl.portal.dates import end_of_day, find_moment

_TAG = re.compile(r"<(?:!doctype|/?[a-z][a-z0-9]*)\b[^<>]*>", re.IGNORECASE)
_PUBLISHED = re.compile(r"发[布文]\s*(?:日期|时间)\s*:?(?P<rest>[^\n]{0,40})")
_SOURCE = re.compile(r"来源\s*:\s*(?P<source>[^\s:|]{2,40})")
_SITE_SUFFIX = re.compile(r"\s*[-_|–—]\s*[^-_|–—]*(?:政务网|政府网|人民政府|门户网站)[^-_|–—]*$")
# Templates fill ContentSource with these when an editor leaves it empty.
_NO_SOURCE = frozenset({"", "本站", "本网", "本站原创"})
_HEAD_CHARACTERS = 3000
_LONGEST_TITLE = 120


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """A page's own statements; None where it makes none."""

    title: str | None
    published_at: datetime | None
    """Aware, UTC; the last second of the day where only a day is said."""
    source: str | None
    """The office that wrote it (ContentSource)."""
    url: str | None
    """Its address on its portal (meta Url), kept by pages saved by hand."""


def read_metadata(
    raw: bytes,
    content_type: str,
    zone: ZoneInfo,
    *,
    listed: date | None = None,
    title: str = "",
) -> PageMetadata:
    """Read a page's metadata.

    ``published_at`` is meta PubDate, else the visible 发布日期, else ``listed``, the day
    beside the page's row in the listing. Plain text has its first line for a title; a Word,
    Excel or PDF file says nothing of itself here, for only :mod:`etl.reader` opens those.

    Args:
        raw: the page, plain text or file, as retrieved.
        content_type: its Content-Type header, or empty.
        zone: of the clocks that the portal prints.
        listed: from :attr:`etl.portal.model.Entry.published`.
        title: of a file, as its reader has it.

    Raises:
        UnreadableDocument: the bytes are not text.
    """
    if is_file(raw):
        published_at = end_of_day(listed, zone) if listed else None
        return PageMetadata(title or None, published_at, None, None)
    text = decode(raw, content_type)
    if not _TAG.search(text):
        head = unicodedata.normalize("NFKC", text[:_HEAD_CHARACTERS])
        own = next((line.strip() for line in head.splitlines() if line.strip()), None)
        meta: dict[str, str] = {}
    else:
        soup = BeautifulSoup(text, "lxml")
        meta = _meta(soup)
        own = _title(soup, meta)
        for unseen in soup.find_all(["script", "style"]):
            unseen.decompose()
        head = unicodedata.normalize("NFKC", soup.get_text(" "))[:_HEAD_CHARACTERS]
    published_at = (
        find_moment(meta.get("pubdate", ""), zone)
        or _visible_moment(head, zone)
        or (end_of_day(listed, zone) if listed else None)
    )
    return PageMetadata(
        title=own if own and len(own) <= _LONGEST_TITLE else None,
        published_at=published_at,
        source=_source(meta, head),
        url=meta.get("url"),
    )


def _meta(soup: BeautifulSoup) -> dict[str, str]:
    """Named meta tags by lower-case name; the first that says anything wins."""
    found: dict[str, str] = {}
    for tag in soup.find_all("meta", attrs={"name": True, "content": True}):
        content = str(tag["content"]).strip()
        if content:
            found.setdefault(str(tag["name"]).strip().lower(), content)
    return found


def _title(soup: BeautifulSoup, meta: dict[str, str]) -> str | None:
    if "articletitle" in meta:
        return " ".join(meta["articletitle"].split())
    for name in ("h1", "title"):
        tag = soup.find(name)
        text = " ".join(tag.get_text().split()) if tag else ""
        if text:
            return _SITE_SUFFIX.sub("", text)
    return None


def _visible_moment(head: str, zone: ZoneInfo) -> datetime | None:
    found = _PUBLISHED.search(head)
    return find_moment(found["rest"], zone) if found else None


def _source(meta: dict[str, str], head: str) -> str | None:
    said = meta.get("contentsource", "")
    if said in _NO_SOURCE:
        found = _SOURCE.search(head)
        said = found["source"] if found else ""
    return None if said in _NO_SOURCE else said
