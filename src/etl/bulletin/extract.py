"""Raw bytes to a document: the title and the text of the article, chrome left behind."""

import re
from dataclasses import dataclass

from bs4 import BeautifulSoup
from bs4.element import Tag

from etl.bulletin.charset import decode
from etl.bulletin.files.kinds import file_text, is_file
from etl.bulletin.markup import Page
from etl.errors import NotABulletin

_MARKUP = re.compile(r"<(?:!doctype\s+html|html|head|body|div|p|table|meta)\b", re.IGNORECASE)
_SITE_NAME = re.compile(r"[_|]|-(?=[^-]*(?:政府|政务|网)[^-]*$)")


@dataclass(frozen=True, slots=True)
class Document:
    """A page or file as text, before anything is normalised."""

    title: str
    text: str


def extract(raw: bytes, content_type: str = "") -> Document:
    """Read a page, a plain text, or a Word, Excel or PDF file.

    Args:
        raw: the bytes as they came.
        content_type: the Content-Type header, empty if there is none.

    Raises:
        UnreadableDocument: the bytes are empty, binary or wrongly encoded, the page's tags
            are nested beyond all measure, or the file is locked, damaged or of another kind.
        NotABulletin: there is a page, and no article in it.
    """
    if is_file(raw):
        return _plain(file_text(raw))
    source = decode(raw, content_type)
    if _MARKUP.search(source[:4096]):
        return _page(source)
    return _plain(source)


def _plain(text: str) -> Document:
    title = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return Document(title if len(title) <= 80 else "", text)


def _page(source: str) -> Document:
    soup = BeautifulSoup(source, "lxml")
    page = Page(soup)
    title = _title(soup)
    text = page.text()
    if not text:
        raise NotABulletin(f"The page {title!r} has no article text.")
    return Document(title, f"{title}\n{text}" if title and title not in text[:200] else text)


def _title(soup: BeautifulSoup) -> str:
    meta = soup.find("meta", attrs={"name": re.compile(r"^ArticleTitle$", re.IGNORECASE)})
    if isinstance(meta, Tag) and (content := str(meta.get("content") or "").strip()):
        return content
    for name in ("h1", "title"):
        tag = soup.find(name)
        if isinstance(tag, Tag) and (words := tag.get_text("", strip=True)):
            return _SITE_NAME.split(words)[0].strip()
    return ""
