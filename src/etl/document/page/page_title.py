"""What a page is called, and where it says so.

The standard meta tag is sure. Else templates put the site's name into the first ``h1``, the title
into a division, and into ``title`` both with the names of the channels between them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import BeautifulSoup
from bs4.element import PreformattedString, Tag

from etl.document.page.title_lines import heads_period, is_dated, is_of_a_period, names_bulletin

_BANNER = re.compile(
    r"\W*\D{2,14}(?:人民政府|政府网|门户网站|政务网|网站|政务公开|信息公开|政府信息公开(?:专栏|平台)?)\W*"
)
_PERIOD = re.compile(r"[(（]\s*(?:截[至止])?[^()（）]{1,24}[月度年底末日旬][^()（）]{0,4}[)）]")
_PIECES = re.compile(r"[_|>»›]|\s[-–—]+\s|(?:(?<!\d)-|-(?!\d))(?=[^-]*(?:政府|政务|网)[^-]*$)|--+")
_HYPHEN = re.compile(r"(?<=[\u4e00-\u9fff])[-–—](?=[\u4e00-\u9fff])(?![一二三四五六七八九十])")
_ARTICLE_TITLE = re.compile("^ArticleTitle$", re.IGNORECASE)
_TITLED = re.compile(
    r"^(?:(?:art(?:icle)?|news|info|content|con|main|page|detail|xl|xxgk|wz)?[-_]?"
    r"(?:title|tit|bt|biaoti)\d?)$",
    re.IGNORECASE,
)
_MOST = 8
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Heading:
    """A page's title; empty where it has none."""

    words: str
    place: Tag | None = None
    """The element above the text that says it."""

    @property
    def subtitle(self) -> str:
        """The period in brackets that stands below it, outside the article."""
        below = self.place.find_next_sibling() if self.place is not None else None
        words = below.get_text("", strip=True) if isinstance(below, Tag) else ""
        return words if _PERIOD.fullmatch(words) else ""


def heading(soup: BeautifulSoup) -> Heading:
    """The title of a page."""
    first = soup.find("h1")
    meta = soup.find("meta", attrs={"name": _ARTICLE_TITLE})
    if isinstance(meta, Tag) and (content := str(meta.get("content") or "").strip()):
        return Heading(content, first if isinstance(first, Tag) else None)
    heads = [_said(tag) for tag in soup.find_all("h1", limit=_MOST)]
    if naming := next((h for h in heads if names_bulletin(h.words)), None):
        return naming
    tab = soup.find("title")
    whole = tab.get_text("", strip=True) if isinstance(tab, Tag) else ""
    other = [h for h in _titled(soup) if names_bulletin(h.words)]
    if told := next((h for h in other if h.words in whole), None):
        return told
    pieces = [piece for piece in _pieces(whole) if not _BANNER.fullmatch(piece)]
    named = [Heading(p) for p in pieces if names_bulletin(p)]
    # A column's name (2031年民生实事) gives way to the title within the page.
    dated = [
        h
        for h in (*named, *other, *_lines(soup))
        if is_dated(h.words) and not heads_period(h.words)
    ]
    if dated:
        return next((h for h in dated if is_of_a_period(h.words)), dated[0])
    if named and not any(h.words for h in heads):
        return named[0]
    said = next((h for h in heads if h.words), None)
    return said or Heading(pieces[0] if pieces else "")


def _said(tag: Tag) -> Heading:
    """A heading without the site's name behind it; no words where it is only that."""
    words = _PIECES.split(tag.get_text("", strip=True))[0].strip()
    return Heading("" if _BANNER.fullmatch(words) else words, tag)


def _titled(soup: BeautifulSoup) -> Iterator[Heading]:
    """Elements that templates put titles into."""
    yield from map(_said, soup.find_all(["h2", "h3"], limit=_MOST))
    for attribute in ("class", "id"):
        for tag in soup.find_all(True, attrs={attribute: _TITLED}, limit=_MOST):
            if len(tag.get_text()) <= _LONGEST:
                yield _said(tag)


def _lines(soup: BeautifulSoup) -> Iterator[Heading]:
    """Lines like titles anywhere on the page, outside links: <td><b>某市…进展情况</b></td>."""
    for string in soup.find_all(string=names_bulletin, limit=_MOST):
        words, place = string.strip(), string.parent
        if place is None or place.name == "title" or isinstance(string, PreformattedString):
            continue
        if place.find_parent("a") is None and place.name not in ("a", "script"):
            yield Heading(words, place)


def _pieces(words: str) -> list[str]:
    """What ``title`` holds: ``某市人民政府 通知公告 2024年…进展情况`` are three things."""
    pieces = [piece.strip() for piece in _PIECES.split(words) if piece.strip()]
    if pieces and _BANNER.fullmatch(pieces[0].split()[0]):
        pieces = [word for piece in pieces for word in piece.split()]
    # 某某日报-某市…进展情况; the whole piece where none of the two names a bulletin.
    parts = (part for piece in pieces for part in _HYPHEN.split(piece))
    return [*(part for part in parts if names_bulletin(part)), *pieces]
