"""The article of a page, as text.

Inline text is joined with nothing between (Word spreads ``1.65万`` over three spans) and
broken only at block elements and ``<br>``. A table becomes one line a row, its cells
divided by ``|``.
"""

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import dropwhile, groupby, pairwise

from bs4 import BeautifulSoup
from bs4.element import Comment, NavigableString, PageElement, Tag

from etl.document.hidden_elements import BLOCKS, is_unseen, raised, tags_of
from etl.document.lay_out import laid_out
from etl.document.page.article_place import Places
from etl.document.page.css_tables import css_rows
from etl.document.page.link_lists import is_aside, leads_elsewhere, names_file
from etl.document.raw_table import RawCell, RawTable
from etl.document.row_text import words
from etl.document.typed import printed_tables
from etl.errors import UnreadableDocument

_DIVISIONS = frozenset(["div", "section", "article"])
_LINE_END = re.compile(r"(?<!\s)\s*[\r\n]\s*")
_ESCAPED = re.compile(
    r"(?P<cell></t[dh]>)|</?(?:p|div|br|tr|li|ul|ol|table|tbody|thead|h[1-6]"
    r"|(?P<inline>span|font|strong|b|em|u|o:p|td|th|a))(?:\s[^<>]{0,200})?/?>",
    re.IGNORECASE,
)
_TRAILING = re.compile(r"(?<![ \u3000\t\xa0])[ \u3000\t\xa0]*\n\s*")

_COPIED = 50
"""Characters from which on two divisions do not say the same by chance."""
_DEEPEST = 200
_MOST_COLUMNS = 100
_MOST_ROWS = 1000
_INLINE = frozenset(["span", "em", "b", "strong", "i", "label", "font", "u"])
_LONGEST_LABEL = 10
_EMPHATIC = frozenset({"b", "em", "i", "strong"})
_LONGEST_NUMBER = 2
_NO_LABEL = re.compile(r"[\d,，。;；、!！?？]")
_LONGEST_HEADING = 40
_FEWEST_ALIKE = 3
"""Lines of a page that are made of a label and its value."""
_HEADED = re.compile(
    r"\s*(?:[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．]|第[一二三四五六七八九十\d]{1,3}[件项条])"
)
_NO_NUMBERS = re.compile(r"list-style(?:-type)?:(?!decimal)")
_LONGEST_CELL = 600
"""Characters of a cell that holds an article rather than data, where it outweighs the others."""


class Page:
    """A parsed page, surveyed once."""

    def __init__(self, soup: BeautifulSoup) -> None:
        """Survey the page's tags.

        Raises:
            UnreadableDocument: tags are nested deeper than any page nests them.
        """
        self._outer_tables: set[int] = set()
        self._read_tables: dict[int, RawTable | None] = {}
        self._numbers: dict[int, str] = {}
        """The numbers that a browser puts before the items of lists."""
        pairs: dict[int, tuple[str, str]] = {}
        counted: dict[str, list[tuple[int, int]]] = {}
        depth = {id(soup): 0}
        for tag in tags_of(soup):
            level = depth[id(tag)] = depth.get(id(tag.parent), 0) + 1
            if level > _DEEPEST:
                raise UnreadableDocument(
                    f"The page nests its tags more than {_DEEPEST} deep: it is no article."
                )
            if tag.name == "table" and (outer := tag.find_parent("table")) is not None:
                self._outer_tables.add(id(outer))
            elif tag.name == "ol":
                self._numbers.update(_numbers(tag))
            elif tag.name in BLOCKS and (pair := _label_and_value(tag)):
                pairs[id(tag)] = pair
            elif tag.name in BLOCKS and (number := _own_number(tag)):
                counted.setdefault(number[0], []).append((id(tag), number[1]))
        often = Counter(pairs.values())
        self._labelled = frozenset(
            place for place, pair in pairs.items() if often[pair] >= _FEWEST_ALIKE
        ).union(*(places for numbers in counted.values() if (places := _count_on(numbers))))
        for place in self._labelled & self._numbers.keys():
            del self._numbers[place]
        self._places = Places(soup)
        self._weights = self._places.weights
        self._told = -1
        self._telling = 0

    @property
    def has_container(self) -> bool:
        """Whether one of the places where portals put articles holds some text."""
        return self._places.has_known

    def blocks(self) -> Iterator[str | RawTable]:
        """The article's paragraphs and tables; none where the page has no article."""
        places = self._places.article(self._table)
        self._told = max((self._weights.of(tag).told for tag in places), default=-1)
        self._telling = sum(self._weights.of(tag).telling for tag in places)
        copies: set[str] = set()
        for tag in places:
            pieces: list[str | RawTable] = []
            if tag.name in ("table", "pre"):
                self._collect(tag, pieces)
            else:
                self._within(tag, pieces)
            said = _joined(pieces).strip()
            if len(said) < _COPIED or said not in copies:
                yield from _paragraphs(pieces)
            copies.add(said)

    def text(self) -> str:
        """The article's text; empty where the page has none."""
        return laid_out(self.blocks())[0]

    def _is_left_out(self, tag: Tag) -> bool:
        """Whether an element is no part of what is read: unseen, a list of links, a file's name."""
        if not self._weights.is_seen(tag):
            return True
        weight = self._weights.of(tag)
        if tag.name != "a":
            aside = is_aside(tag) and weight.telling * 2 < self._telling
            return aside or leads_elsewhere(tag, weight)
        below = weight.links > 0 and weight.first > self._told
        return names_file(tag) or (below and self._weights.is_alone(tag))

    def _collect(self, node: PageElement, pieces: list[str | RawTable]) -> None:
        if isinstance(node, NavigableString):
            if not isinstance(node, Comment):
                # Line ends inside a text node are the source's layout, not the author's.
                pieces.append(_unescaped(_LINE_END.sub("", node)))
            return
        if not isinstance(node, Tag) or self._is_left_out(node):
            return
        if (whole := self._whole(node, pieces)) is not None:
            pieces.extend(whole)
            return
        block = node.name in BLOCKS
        if block:
            pieces.append("\n")
        if id(node) in self._numbers:
            pieces.extend(self._numbered(node))
        elif id(node) in self._labelled:
            pieces.extend(self._label(node))
        else:
            self._within(node, pieces)
        if block:
            pieces.append("\n")

    def _whole(
        self, node: Tag, before: Sequence[str | RawTable]
    ) -> Sequence[str | RawTable] | None:
        """What an element says that is more than the words within it; None of any other."""
        if node.name == "img":
            # A heading that is a picture: <img alt="一、农村公路">.
            said = str(node.get("alt", ""))
            return [f"\n{said}\n"] if _HEADED.match(said) and len(said) <= _LONGEST_HEADING else []
        if node.name == "sup":
            inside: list[str | RawTable] = []
            for child in node.children:
                self._collect(child, inside)
            return [raised(_joined(inside), _joined(before[-3:]))]
        if node.name == "pre" and not any(tag.name in BLOCKS for tag in tags_of(node)):
            return ["\n", *self._printed(node), "\n"]
        if node.name == "table" and (table := self._table(node)) is not None:
            above: list[str | RawTable] = []
            for caption in node.find_all("caption", recursive=False):
                self._within(caption, above)
            return ["\n", *above, "\n", table, "\n"]
        if node.name in BLOCKS and (rows := css_rows(node, self._is_left_out)):
            return ["\n", self._styled(rows), "\n"]
        return None

    def _styled(self, rows: Sequence[Sequence[Tag]]) -> RawTable:
        """A table that is one by its style."""
        cells: list[RawCell] = []
        for at, row in enumerate(rows[:_MOST_ROWS]):
            for column, cell in enumerate(row[:_MOST_COLUMNS]):
                pieces: list[str | RawTable] = []
                self._within(cell, pieces)
                cells.append(RawCell(words(_joined(pieces)), at, column))
        return RawTable(tuple(cells))

    def _printed(self, node: Tag) -> Sequence[str | RawTable]:
        """What is printed as it was typed, its tables told apart."""
        said = "".join(
            words
            for words in node.find_all(string=True)
            if not isinstance(words, Comment)
            and (words.parent is None or self._weights.is_seen(words.parent))
        )
        return printed_tables.blocks(said) or [said]

    def _numbered(self, item: Tag) -> Iterator[str | RawTable]:
        """What an item of a list says, behind its number."""
        inside: list[str | RawTable] = []
        self._within(item, inside)
        number = self._numbers[id(item)]
        for piece in dropwhile(_is_blank, inside):
            yield number + piece.lstrip() if number and isinstance(piece, str) else piece
            number = ""

    def _label(self, line: Tag) -> Iterator[str | RawTable]:
        """What a line of a label and its value says: a page's style parts them, a text's mark."""
        inside: list[str | RawTable] = []
        self._within(line, inside)
        label, *value = [*dropwhile(_is_blank, inside)] or [""]
        said = label.strip() if isinstance(label, str) else ""
        yield said + ("、" if said.isdecimal() else "" if said.endswith((":", "：")) else ":")
        yield from value

    def _within(self, node: Tag, pieces: list[str | RawTable]) -> None:
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
        return None if article else RawTable(cells).narrow()

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


def _unescaped(words: str) -> str:
    """Words without the markup that was escaped once too often: &lt;p&gt;五、交通出行。"""
    if _ESCAPED.search(words) is None:
        return words

    def said(tag: re.Match[str]) -> str:
        return " | " if tag["cell"] else "" if tag["inline"] else "\n"

    return html.unescape(_ESCAPED.sub(said, words))


def _numbers(items: Tag) -> Iterator[tuple[int, str]]:
    """The numbers of a list's items; none where they are no digits or stand in the text."""
    own = [li for li in items.find_all("li", recursive=False) if not is_unseen(li)]
    style = "".join(str(items.get("style", "")).split()).lower()
    plain = str(items.get("type", "1")) == "1" and not _NO_NUMBERS.search(style)
    if not plain or any(_HEADED.match(li.get_text()) for li in own):
        return
    nested = items.find_parent("li") is not None
    start = str(items.get("start", "1"))
    at = int(start) if start.isdecimal() and len(start) < 4 else 1
    for li in own:
        value = str(li.get("value", ""))
        at = int(value) if value.isdecimal() and len(value) < 4 else at
        yield id(li), f"({at})" if nested else f"{at}、"
        at += 1


def _label_and_value(line: Tag) -> tuple[str, str] | None:
    """The classes of a label and of its value, where a line is made of just the two."""
    parts = [part for part in line.children if isinstance(part, Tag) or str(part).strip()]
    if len(parts) != 2 or not all(isinstance(p, Tag) and p.name in _INLINE for p in parts):
        return None
    first, second = (
        " ".join(p.get_attribute_list("class", "")) for p in parts if isinstance(p, Tag)
    )
    said = parts[0].get_text().strip()
    named = said.isdecimal() or not _NO_LABEL.search(said)
    if not first or not second or first == second or not named:
        return None
    return (first, second) if 0 < len(said) <= _LONGEST_LABEL else None


def _own_number(line: Tag) -> tuple[str, int] | None:
    """The style and the number of an element that a line begins with and that only says a number:
    ``<span class="no">3</span>改造老旧院落28个``, ``<em>3</em>新增托位620个``."""
    parts = (part for part in line.children if isinstance(part, Tag) or str(part).strip())
    first, behind = next(parts, None), next(parts, None)
    if not isinstance(first, Tag) or first.name not in _INLINE or behind is None:
        return None
    classes, said = first.get_attribute_list("class", ""), first.get_text().strip()
    if not any(classes) and not (first.name in _EMPHATIC and behind.get_text()[:1].isalpha()):
        return None
    if not (said.isascii() and said.isdecimal() and len(said) <= _LONGEST_NUMBER):
        return None
    return " ".join((first.name, *classes)), int(said)


def _count_on(numbers: Sequence[tuple[int, int]]) -> frozenset[int]:
    """The lines whose numbers count on from 1, all or none of them."""
    on = numbers[0][1] == 1 and all(b in (1, a + 1) for (_, a), (_, b) in pairwise(numbers))
    most = max(number for _, number in numbers)
    return frozenset(place for place, _ in numbers) if on and most >= _FEWEST_ALIKE else frozenset()


def _is_blank(piece: str | RawTable) -> bool:
    return isinstance(piece, str) and not piece.strip()


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


def _span(cell: Tag, name: str) -> int:
    """A span as written; 0 (to the end of the group) only where it is written."""
    written = str(cell.get(name) or "1").strip()
    return int(written) if written.isascii() and written.isdigit() and len(written) < 6 else 1
