"""The article of a page, as text.

Inline text is joined with nothing between (Word spreads ``1.65万`` over three spans) and
broken only at block elements and ``<br>``. A table becomes one line a row, its cells
divided by ``|``.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from bs4 import BeautifulSoup
from bs4.element import Comment, NavigableString, PageElement, Tag

from etl.bulletin.layout.cells import words
from etl.bulletin.source.blocks import RawCell, RawTable, laid_out
from etl.bulletin.source.markup import CHROME, is_unseen, raised
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
_FIRST_NAME = len(_IDS) + len(_CLASSES)
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
_LONGEST_CELL = 600
"""Characters of a cell that holds an article rather than data, where it outweighs the others."""


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
        self._read_tables: dict[int, RawTable | None] = {}
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
        return any(_length(tag, links=False) >= _FEW for _, _, tag in self._containers)

    def blocks(self) -> Iterator[str | RawTable]:
        """The article's paragraphs and tables; none where the page has no article."""
        for tag in self._article():
            pieces: list[str | RawTable] = []
            self._collect(tag, pieces)
            yield from _paragraphs(pieces)

    def text(self) -> str:
        """The article's text; empty where the page has none."""
        return laid_out(self.blocks())[0]

    def _article(self) -> list[Tag]:
        """Where the article stands: the surest place that holds a fair part of the text.

        An article in several parts has as many places of one kind side by side.
        """
        lengths = [(rank, tag, _length(tag)) for rank, _, tag in self._containers]
        fullest = max((length for _, _, length in lengths), default=0)
        if fullest >= _FEW:
            sure = min(r for r, _, length in lengths if length >= _FEW and length * 3 >= fullest)
            alike = [tag for rank, tag, length in lengths if rank == sure and length > 0]
            return _outermost(alike)
        if sure_places := [tag for rank, _, tag in self._containers if rank < _FIRST_NAME]:
            # The article's place is there and nearly empty: what else the page says is not it.
            return _outermost(sure_places)
        return [self._largest()]

    def _largest(self) -> Tag:
        """The element that holds most text of its own, not counting that of its divisions.

        Links lead elsewhere and count for nothing; divisions that stand side by side and look
        alike are the paragraphs of one text.
        """
        body = self._soup.body or self._soup
        lengths: dict[int, int] = {}
        holders: dict[int, Tag] = {}
        alike: dict[tuple[int, str, str], list[Tag]] = {}
        for string in _strings(body):
            holder = string.parent
            while holder is not None and holder.name not in _HOLDERS and holder.name != "a":
                holder = holder.parent
            if holder is not None and holder.name != "a":
                holders[id(holder)] = holder
                lengths[id(holder)] = lengths.get(id(holder), 0) + len(string.strip())
        for holder in holders.values():
            if (parent := holder.parent) is not None and holder.name in _DIVISIONS:
                key = (id(parent), holder.name, " ".join(map(str, holder.get("class") or ())))
                alike.setdefault(key, []).append(holder)
        for (parent_id, _, _), parts in alike.items():
            if len(parts) > 2 and (parent := parts[0].parent) is not None:
                holders[parent_id] = parent
                lengths[parent_id] = lengths.get(parent_id, 0) + sum(
                    lengths[id(part)] for part in parts
                )
        best = max(lengths, key=lambda key: lengths[key], default=None)
        return holders[best] if best is not None and lengths[best] >= 2 * _FEW else body

    def _collect(self, node: PageElement, pieces: list[str | RawTable]) -> None:
        if isinstance(node, NavigableString):
            if not isinstance(node, Comment):
                # Line ends inside a text node are the source's layout, not the author's.
                pieces.append(_LINE_END.sub("", node))
            return
        if not isinstance(node, Tag) or is_unseen(node):
            return
        if node.name == "sup":
            inside: list[str | RawTable] = []
            for child in node.children:
                self._collect(child, inside)
            pieces.append(raised(_joined(inside), _joined(pieces[-3:])))
            return
        if node.name == "table" and (table := self._table(node)) is not None:
            pieces.extend(("\n", table, "\n"))
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
                words = _joined(pieces[start:]).strip()
                if len(words) >= _COPIED and words in said:
                    del pieces[start:]
                said.add(words)
        if block:
            pieces.append("\n")

    def _table(self, table: Tag) -> RawTable | None:
        """A table's cells, read once: tables within tables would be read ever again."""
        if id(table) not in self._read_tables:
            self._read_tables[id(table)] = self._read_table(table)
        return self._read_tables[id(table)]

    def _read_table(self, table: Tag) -> RawTable | None:
        """A table's cells; None where it only lays out the page."""
        cells = tuple(self._cells(table))
        said = sorted(len(cell.words) for cell in cells if cell.words)
        if len(said) < 2 or len({cell.column for cell in cells if cell.words}) < 2:
            return None
        article = said[-1] > _LONGEST_CELL and said[-1] > 2 * sum(said[:-1])
        if id(table) in self._outer_tables or len({cell.row for cell in cells}) < 2:
            # A frame for the page, unless most of what it says is said outside the inner tables.
            article = article or said[-1] * 2 > sum(said) or said[-1] > _LONGEST_CELL // 2
        return None if article else RawTable(cells)

    def _cells(self, table: Tag) -> Iterator[RawCell]:
        taken: set[tuple[int, int]] = set()
        rows = [
            tr
            for tr in table.find_all("tr", limit=_MOST_ROWS)
            if tr.find_parent("table") is table and not _hidden_within(tr, table)
        ]
        ends = _group_ends(rows)
        for at, tr in enumerate(rows):
            column = 0
            for td in tr.find_all(["td", "th"], recursive=False):
                if is_unseen(td):
                    continue
                while (at, column) in taken:
                    column += 1
                if column >= _MOST_COLUMNS:
                    break
                height = _span(td, "rowspan")
                height = min(height or ends[at] - at, ends[at] - at)
                width = min(max(1, _span(td, "colspan")), _MOST_COLUMNS - column)
                free = next((w for w in range(width) if (at, column + w) in taken), width)
                taken.update(
                    (r, c) for r in range(at, at + height) for c in range(column, column + free)
                )
                pieces: list[str | RawTable] = []
                for child in td.children:
                    self._collect(child, pieces)
                yield RawCell(words(_joined(pieces)), at, column, height, free)
                column += free


def _joined(pieces: Iterable[str | RawTable]) -> str:
    """Text, and of a table within a cell its rows as lines."""
    return "".join(piece if isinstance(piece, str) else piece.told() for piece in pieces)


def _paragraphs(pieces: Iterable[str | RawTable]) -> Iterator[str | RawTable]:
    """Text between tables, its lines tidied."""
    for is_text, run in groupby(pieces, lambda piece: isinstance(piece, str)):
        if is_text:
            yield _TRAILING.sub("\n", _joined(run)).strip()
        else:
            yield from run


def _outermost(tags: Sequence[Tag]) -> list[Tag]:
    known = {id(tag) for tag in tags}
    return [tag for tag in tags if not any(id(parent) in known for parent in tag.parents)]


def _hidden_within(tr: Tag, table: Tag) -> bool:
    tag: Tag | None = tr
    while tag is not None and tag is not table:
        if is_unseen(tag):
            return True
        tag = tag.parent
    return False


def _group_ends(rows: Sequence[Tag]) -> list[int]:
    """For each row where its group ends (thead, tbody): no cell spans beyond."""
    ends = [len(rows)] * len(rows)
    for at in range(len(rows) - 2, -1, -1):
        ends[at] = ends[at + 1] if rows[at].parent is rows[at + 1].parent else at + 1
    return ends


def _rank(tag: Tag) -> int | None:
    keys = [("", tag.name)]
    if tag.attrs:
        classes = tag.get("class") or []
        keys += [
            ("class", str(name)) for name in ([classes] if isinstance(classes, str) else classes)
        ]
        keys.append(("id", str(tag.get("id") or "")))
    return min((_RANKS[key] for key in keys if key in _RANKS), default=None)


def _length(tag: Tag, *, links: bool = True) -> int:
    return sum(
        len(string.strip()) for string in _strings(tag) if links or string.find_parent("a") is None
    )


def _strings(tag: Tag) -> Iterator[NavigableString]:
    for string in tag.find_all(string=True):
        chrome = string.parent is not None and string.parent.name in CHROME
        if not chrome and not isinstance(string, Comment):
            yield string


def _span(cell: Tag, name: str) -> int:
    """A span as written; 0 (to the end of the group) only where it is written."""
    written = str(cell.get(name) or "1").strip()
    return int(written) if written.isascii() and written.isdigit() and len(written) < 6 else 1
