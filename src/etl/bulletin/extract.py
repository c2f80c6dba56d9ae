"""Raw bytes to a document: the title and the text of the article, chrome left behind.

Inline text is joined with nothing between (Word spreads ``1.65万`` over three spans) and
broken only at block elements and ``<br>``. A table becomes one line a row, its cells
divided by ``|``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import BeautifulSoup
from bs4.element import Comment, NavigableString, PageElement, Tag

from etl.bulletin.charset import decode
from etl.errors import NotABulletin

_MARKUP = re.compile(r"<(?:!doctype\s+html|html|head|body|div|p|table|meta)\b", re.IGNORECASE)
_CONTAINERS = (
    "#UCAP-CONTENT",
    "ucapcontent",
    "div.trs_editor_view",
    "div.TRS_Editor",
    "div.TRS_UEDITOR",
    "#zoom",
    "#Zoom",
    "#zoomcon",
    "#js_content",
    "#art-content",
    ".article_con",
    ".article-con",
    ".article-content",
    ".articleBox",
    ".xxgk_content",
    "#BodyLabel",
    ".wzcon",
    ".Article_zw",
    ".bt-content",
    "#detailContent",
    "article",
)
_CHROME = (
    "script", "style", "noscript", "template", "canvas", "nav", "header", "footer", "form",
    "iframe", "svg",
)  # fmt: skip
_BLOCKS = frozenset([
    "p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article",
    "table", "thead", "tbody", "tr", "dl", "dt", "dd", "blockquote", "pre", "center", "hr",
])  # fmt: skip
_FEW = 20
"""Characters below which a container does not hold an article."""


@dataclass(frozen=True, slots=True)
class Document:
    """A page or file as text, before anything is normalised."""

    title: str
    text: str


def extract(raw: bytes, content_type: str = "") -> Document:
    """Read a page or a plain text.

    Args:
        raw: the bytes as they came.
        content_type: the Content-Type header, empty if there is none.

    Raises:
        UnreadableDocument: the bytes are empty, binary or wrongly encoded.
        NotABulletin: there is a page, and no article in it.
    """
    source = decode(raw, content_type)
    if _MARKUP.search(source[:4096]):
        return _page(source)
    title = next((line.strip() for line in source.splitlines() if line.strip()), "")
    return Document(title if len(title) <= 80 else "", source)


def _page(source: str) -> Document:
    soup = BeautifulSoup(source, "lxml")
    for tag in soup.find_all(_CHROME):
        tag.decompose()
    title = _title(soup)
    text = _text(_article(soup))
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
            return re.split(r"[_|]|-(?=[^-]*(?:政府|政务|网)[^-]*$)", words)[0].strip()
    return ""


def _article(soup: BeautifulSoup) -> Tag:
    for selector in _CONTAINERS:
        for tag in soup.select(selector):
            if len(tag.get_text(strip=True)) >= _FEW:
                return tag
    body = soup.body or soup
    best: Tag = body
    most = 0
    for tag in body.find_all(["div", "td", "section"]):
        own = sum(
            len(child.get_text(strip=True))
            for child in tag.children
            if isinstance(child, Tag) and child.name in ("p", "table", "br", "span")
        )
        own += sum(len(str(s).strip()) for s in tag.children if isinstance(s, NavigableString))
        if own > most:
            best, most = tag, own
    return best if most >= 2 * _FEW else body


def _text(article: Tag) -> str:
    lines = "".join(_pieces(article)).replace("\xa0", " ")
    return re.sub(r"[ \u3000\t]*\n\s*", "\n", lines).strip()


def _pieces(node: PageElement) -> Iterator[str]:
    if isinstance(node, Comment):
        return
    if isinstance(node, NavigableString):
        # Line ends inside a text node are the source's layout, not the author's.
        yield re.sub(r"\s*[\r\n]\s*", "", str(node))
        return
    if not isinstance(node, Tag):
        return
    if node.name == "table" and node.find("table") is None and len(node.find_all("tr")) > 1:
        yield "\n" + "\n".join(_rows(node)) + "\n"
        return
    block = node.name in _BLOCKS
    if block:
        yield "\n"
    for child in node.children:
        yield from _pieces(child)
    if block:
        yield "\n"


def _rows(table: Tag) -> Iterator[str]:
    """The rows of a table, a cell that spans rows or columns empty where it goes on."""
    spanning: dict[int, int] = {}
    for tr in table.find_all("tr"):
        cells: list[str] = []
        for td in tr.find_all(["td", "th"]):
            _continue_spans(cells, spanning)
            words = "".join(_pieces(td))
            words = re.sub(r"\s*\n\s*", " ", words).strip().replace("|", "/")
            width = _span(td, "colspan")
            if (height := _span(td, "rowspan")) > 1:
                spanning.update(dict.fromkeys(range(len(cells), len(cells) + width), height - 1))
            cells.extend([words, *[""] * (width - 1)])
        _continue_spans(cells, spanning)
        if any(cells):
            yield " | ".join(cells) + " |"


def _continue_spans(cells: list[str], spanning: dict[int, int]) -> None:
    while spanning.get(len(cells), 0) > 0:
        spanning[len(cells)] -= 1
        cells.append("")


def _span(cell: Tag, name: str) -> int:
    written = str(cell.get(name) or "1")
    return min(int(written), 1000) if written.isdigit() and int(written) > 0 else 1
