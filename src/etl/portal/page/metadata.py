"""What a page says of itself: title, when it was published, by whom, at which address.

Chinese government pages carry standard meta tags (国办发〔2017〕47号); older and
hand-saved ones only print 发布日期 and 来源 above the text.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bs4 import BeautifulSoup

from etl.document.charset import decode
from etl.document.page.page_title import heading
from etl.document.parse_markup import tree_of
from etl.document.read_by_file_kind import is_file
from etl.portal.page.printed_dates import end_of_day, find_moment
from etl.portal.page.visible_text import seen_text

_TAG = re.compile(r"<(?:!doctype|/?[a-z][a-z0-9]*)\b[^<>]*>", re.IGNORECASE)
# The first that is said counts: a page may also print when its decree was signed.
_PUBLISHED = tuple(
    re.compile(rf"{label}\s*:(?P<rest>[^\n:]{{0,40}}(?::\d\d){{0,2}})")
    for label in (
        r"发布(?:日期|时间)",
        r"公开(?:日期|时间)",
        r"(?<![一-龥])(?:日期|时间)",
        r"(?:发文|成文)(?:日期|时间)",
    )
)
_PUBLISHED_BARE = re.compile(r"发布(?:日期|时间)\s*(?=\d)(?P<rest>[^\n]{0,40})")
_DAY = r"(?:19|20)\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?(?:\s+\d{1,2}:\d\d(?::\d\d)?)?"
_BY = r"(?:信息|文章|稿件)?(?:来源|作者|编辑|责任编辑|责编|浏览|点击|阅读|字号|字体)"
# 2031-09-05 09:41 来源:海川发布, 来源:督查室 | 2031-09-05.
_BESIDE_ITS_SOURCE = (
    re.compile(rf"(?<![\d:])(?P<rest>{_DAY})[\s|[(【]*{_BY}"),
    re.compile(rf"来源\s*:[^\s:|]{{2,40}}[\s|]+(?P<rest>{_DAY})(?!\S)"),
)
_BELOW_TITLE = re.compile(rf"[^\d。,;:!?]{{0,40}}(?<!\S)[\[(]?(?P<rest>{_DAY})[\])]?(?!\S)")
_NAMED_DATES = ("pubdate", "publishdate", "publish-date", "pubtime", "article:published_time")
_SOURCES = (
    re.compile(r"来源\s*:[^\S\n]*(?P<source>[^\s:|]{2,40})"),
    re.compile(r"(?:发布|发文)(?:机关|机构|单位)\s*:\s*(?P<source>[^\s:|]{2,40})"),
)
_NO_OFFICE = re.compile(
    r"[\d\W_]+|\d{4}年.*|.{0,6}(?:日期|时间|作者|编辑|浏览|点击|字体|打印).{0,4}"
)
# Templates fill ContentSource with these when an editor leaves it empty.
_NO_SOURCE = frozenset({"", "本站", "本网", "本站原创"})
_HEAD_CHARACTERS = 3000
_LONGEST_TITLE = 120
_UNSEEN = frozenset({"script", "style"})


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
    beside the page's row in the listing, else a day without a label that stands beside the
    page's source or below its title (2031-09-05 09:41 来源:海川发布). Plain text has its first
    line for a title; a Word, Excel or PDF file says nothing of itself here, for only
    :mod:`etl.file_opener` opens those.

    Args:
        raw: the page, plain text or file, as retrieved.
        content_type: its Content-Type header, or empty.
        zone: of the clocks that the portal prints.
        listed: from :attr:`etl.portal.model.Entry.published`.
        title: of a file, as its reader has it.

    Raises:
        UnreadableDocument: the bytes are not text, or no page.
    """
    if is_file(raw):
        published_at = end_of_day(listed, zone) if listed else None
        return PageMetadata(title or None, published_at, None, None)
    text = decode(raw, content_type)
    if _TAG.search(text):
        return metadata_of(tree_of(text), zone, listed=listed)
    head = unicodedata.normalize("NFKC", text[:_HEAD_CHARACTERS])
    own = next((line.strip() for line in head.splitlines() if line.strip()), None)
    return _said({}, own, head, zone, listed)


def metadata_of(tree: BeautifulSoup, zone: ZoneInfo, *, listed: date | None = None) -> PageMetadata:
    """The metadata of a parsed page, as :func:`read_metadata`."""
    seen = seen_text(tree, _UNSEEN, _HEAD_CHARACTERS, " ")
    head = unicodedata.normalize("NFKC", seen)[:_HEAD_CHARACTERS]
    return _said(_meta(tree), heading(tree).words or None, head, zone, listed)


def _said(
    meta: dict[str, str], own: str | None, head: str, zone: ZoneInfo, listed: date | None
) -> PageMetadata:
    named = (find_moment(meta.get(name, ""), zone) for name in _NAMED_DATES)
    published_at = (
        next(filter(None, named), None)
        or _visible_moment(head, zone)
        or (end_of_day(listed, zone) if listed else None)
        or _unlabelled_moment(head, own, zone)
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
    for tag in soup.find_all("meta", content=True):
        content = str(tag["content"]).strip()
        name = str(tag.get("name") or tag.get("property") or "").strip().lower()
        if name and content:
            found.setdefault(name, content)
    return found


def _visible_moment(head: str, zone: ZoneInfo) -> datetime | None:
    for pattern in (*_PUBLISHED[:1], _PUBLISHED_BARE, *_PUBLISHED[1:]):
        for found in pattern.finditer(head):
            if moment := find_moment(_own(found["rest"]), zone):
                return moment
    return None


def _unlabelled_moment(head: str, own: str | None, zone: ZoneInfo) -> datetime | None:
    """A day without a label that stands beside the page's source, or below its title."""
    for pattern in _BESIDE_ITS_SOURCE:
        if found := pattern.search(head):
            return find_moment(found["rest"], zone)
    title = unicodedata.normalize("NFKC", own or "")
    at = head.rfind(title) + len(title) if title and title in head else len(head)
    found = _BELOW_TITLE.match(head, at)
    return find_moment(found["rest"], zone) if found else None


def _own(said: str) -> str:
    """The day that follows a label at once: 「发布日期： 有效期至：2031-12-31」 has none."""
    day = re.match(r"\s*[\[(【]?\s*(?=\d)", said)
    return said[day.end() :] if day else ""


def _source(meta: dict[str, str], head: str) -> str | None:
    said = (meta.get("contentsource", ""), *(one["source"] for one in _offices(head)))
    return next((office for office in said if _is_office(office)), None)


def _offices(head: str) -> Iterator[re.Match[str]]:
    for pattern in _SOURCES:
        yield from pattern.finditer(head)


def _is_office(said: str) -> bool:
    return said not in _NO_SOURCE and _NO_OFFICE.fullmatch(said) is None
