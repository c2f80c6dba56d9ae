"""The article of a page, as text.

Inline text is joined with nothing between (Word spreads ``1.65万`` over three spans) and
broken only at block elements and ``<br>``. A table becomes one line a row, its cells
divided by ``|``.
"""

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.element import Comment, NavigableString, PageElement, Tag

from etl.bulletin.layout.cells import row, words
from etl.errors import UnreadableDocument

# Where portals put the article, the surest first.
_IDS = ("UCAP-CONTENT", "zoom", "Zoom", "zoomcon", "js_content", "art-content", "detailContent")
_CLASSES = (
    "trs_editor_view", "TRS_Editor", "TRS_UEDITOR", "article_con", "article-con",
    "article-content", "articleBox", "xxgk_content", "wzcon", "Article_zw", "bt-content",
)  # fmt: skip
_NAMES = ("ucapcontent", "article")
_RANKS = {
    key: rank
    for rank, key in enumerate(
        [*(("id", i) for i in _IDS), *(("class", c) for c in _CLASSES), *(("", n) for n in _NAMES)]
    )
}
_CHROME = frozenset([
    "script", "style", "noscript", "template", "canvas", "nav", "header", "footer", "form",
    "iframe", "svg",
])  # fmt: skip
_BLOCKS = frozenset([
    "p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article",
    "table", "thead", "tbody", "tr", "dl", "dt", "dd", "blockquote", "pre", "center", "hr",
])  # fmt: skip
_HOLDERS = frozenset(["div", "section", "main", "body", "[document]"])
_DIVISIONS = frozenset(["div", "section", "article"])
_LINE_END = re.compile(r"(?<!\s)\s*[\r\n]\s*")
_TRAILING = re.compile(r"(?<![ \u3000\t\xa0])[ \u3000\t\xa0]*\n\s*")

_FEW = 20
"""Characters below which a container does not hold an article."""
_COPIED = 50
"""Characters from which on two divisions do not say the same by chance."""
_DEEPEST = 200
_MOST_COLUMNS = 100
_MOST_ROWS = 1000


class Page:
    """A parsed page, surveyed once."""

    def __init__(self, soup: BeautifulSoup) -> None:
        """Survey the page's tags.

        Raises:
            UnreadableDocument: tags are nested deeper than any page nests them.
        """
        self._soup = soup
        self._containers: list[tuple[int, int, Tag]] = []
        self._outer_tables: set[int] = set()
        depth = {id(soup): 0}
        for place, tag in enumerate(soup.find_all(True)):
            level = depth[id(tag)] = depth.get(id(tag.parent), 0) + 1
            if level > _DEEPEST:
                raise UnreadableDocument(
                    f"The page nests its tags more than {_DEEPEST} deep: it is no article."
                )
            if (rank := _rank(tag)) is not None:
                self._containers.append((rank, place, tag))
            if tag.name == "table" and (outer := tag.find_parent("table")) is not None:
                self._outer_tables.add(id(outer))

    @property
    def has_container(self) -> bool:
        """Whether one of the places where portals put articles holds some text."""
        return any(_length(tag) >= _FEW for _, _, tag in self._containers)

    def text(self) -> str:
        """The article's text; empty where the page has none."""
        pieces: list[str] = []
        self._collect(self._article(), pieces)
        return _TRAILING.sub("\n", "".join(pieces)).strip()

    def _article(self) -> Tag:
        for _, _, tag in sorted(self._containers, key=lambda found: found[:2]):
            if _length(tag) >= _FEW:
                return tag
        return self._largest()

    def _largest(self) -> Tag:
        """The element that holds most text of its own, not counting that of its divisions."""
        body = self._soup.body or self._soup
        lengths: dict[int, int] = {}
        holders: dict[int, Tag] = {}
        for string in _strings(body):
            holder = string.parent
            while holder is not None and holder.name not in _HOLDERS:
                holder = holder.parent
            if holder is not None:
                holders[id(holder)] = holder
                lengths[id(holder)] = lengths.get(id(holder), 0) + len(string.strip())
        best = max(lengths, key=lambda key: lengths[key], default=None)
        return holders[best] if best is not None and lengths[best] >= 2 * _FEW else body

    def _collect(self, node: PageElement, pieces: list[str]) -> None:
        if isinstance(node, NavigableString):
            if not isinstance(node, Comment):
                # Line ends inside a text node are the source's layout, not the author's.
                pieces.append(_LINE_END.sub("", node))
            return
        if not isinstance(node, Tag) or node.name in _CHROME:
            return
        if node.name == "table" and self._has_rows(node):
            pieces.extend(("\n", "\n".join(self._rows(node)), "\n"))
            return
        block = node.name in _BLOCKS
        if block:
            pieces.append("\n")
        said: set[str] = set()
        for child in node.children:
            start = len(pieces)
            self._collect(child, pieces)
            if isinstance(child, Tag) and child.name in _DIVISIONS:
                # The same words in the next division are the copy for another screen.
                words = "".join(pieces[start:]).strip()
                if len(words) >= _COPIED and words in said:
                    del pieces[start:]
                said.add(words)
        if block:
            pieces.append("\n")

    def _has_rows(self, table: Tag) -> bool:
        """Whether a table holds data: tables that hold tables only lay out the page."""
        return id(table) not in self._outer_tables and len(table.find_all("tr", limit=2)) > 1

    def _rows(self, table: Tag) -> Iterator[str]:
        """The rows of a table, a cell that spans rows or columns empty where it goes on."""
        spanning: dict[int, int] = {}
        for tr in table.find_all("tr"):
            cells: list[str] = []
            for td in tr.find_all(["td", "th"]):
                _continue_spans(cells, spanning)
                pieces: list[str] = []
                self._collect(td, pieces)
                said = words("".join(pieces))
                width = min(_span(td, "colspan"), max(1, _MOST_COLUMNS - len(cells)))
                if (height := min(_span(td, "rowspan"), _MOST_ROWS)) > 1:
                    columns = range(len(cells), min(len(cells) + width, _MOST_COLUMNS))
                    spanning.update(dict.fromkeys(columns, height - 1))
                cells.extend([said, *[""] * (width - 1)])
            _continue_spans(cells, spanning)
            if any(cells):
                yield row(cells)


def _rank(tag: Tag) -> int | None:
    keys = [("", tag.name)]
    if tag.attrs:
        classes = tag.get("class") or []
        keys += [
            ("class", str(name)) for name in ([classes] if isinstance(classes, str) else classes)
        ]
        keys.append(("id", str(tag.get("id") or "")))
    return min((_RANKS[key] for key in keys if key in _RANKS), default=None)


def _length(tag: Tag) -> int:
    return sum(len(string.strip()) for string in _strings(tag))


def _strings(tag: Tag) -> Iterator[NavigableString]:
    for string in tag.find_all(string=True):
        chrome = string.parent is not None and string.parent.name in _CHROME
        if not chrome and not isinstance(string, Comment):
            yield string


def _continue_spans(cells: list[str], spanning: dict[int, int]) -> None:
    while spanning.get(len(cells), 0) > 0:
        spanning[len(cells)] -= 1
        cells.append("")


def _span(cell: Tag, name: str) -> int:
    written = str(cell.get(name) or "1")
    return (
        max(1, int(written)) if written.isascii() and written.isdigit() and len(written) < 6 else 1
    )
