"""Where on a page the article stands.

Portals of a family put it where its siblings do (``TRS_Editor``, ``zoom``). Elsewhere it is found
by what a bulletin looks like: the smallest element that holds most of the figures with units,
heads of items and text outside links, and what stands beside it without leading elsewhere.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator

from bs4 import BeautifulSoup
from bs4.element import Tag

from etl.document.hidden_elements import is_unseen, tags_of
from etl.document.page.element_weights import Weight, Weights, total
from etl.document.page.link_lists import has_files, is_aside
from etl.document.raw_table import RawTable

# The surest first.
_IDS = (
    "UCAP-CONTENT", "zoom", "Zoom", "zoomcon", "js_content", "art-content", "detailContent",
    "vsb_content", "ContentText", "artibody",
)  # fmt: skip
_CLASSES = (
    "trs_editor_view", "TRS_Editor", "TRS_UEDITOR", "article_con", "article-con",
    "article-content", "articleBox", "xxgk_content", "wzcon", "Article_zw", "bt-content",
    "v_news_content", "wp_articlecontent",
)  # fmt: skip
_NAMES = ("ucapcontent", "article")
_RANKS = {
    key: rank
    for rank, key in enumerate(
        [*(("id", i) for i in _IDS), *(("class", c) for c in _CLASSES), *(("", n) for n in _NAMES)]
    )
}
_FIRST_NAME = len(_IDS) + len(_CLASSES)
_HEADINGS = frozenset(["h1", "title"])
_FEW = 20
"""Characters below which a container does not hold an article."""
_GUESSED = 20
"""Characters below which nothing on a page is taken for its article."""
_NOTICE = 600
"""Weight below which a text beside a page's files is no article: they are what it gives."""

_DIGIT = re.compile(r"\d")
_FEWEST_LINES = 3
_PANELS = frozenset(["div", "section", "article"])

ReadTable = Callable[[Tag], RawTable | None]
"""A table's cells; None where it only lays out the page."""


class Places:
    """A page's elements as places for its article."""

    def __init__(self, soup: BeautifulSoup) -> None:
        """Weigh the page."""
        self._body = soup.body or soup
        self._known: dict[int, list[Tag]] = {}
        shown = {id(self._body)}
        hiding: dict[int, Tag] = {}
        for tag in tags_of(soup):
            if (rank := _rank(tag)) is not None:
                self._known.setdefault(rank, []).append(tag)
                if tag.get("id") in _IDS and "display" not in str(tag.get("style") or ""):
                    # Invisible until a script finds the page complete: WeChat's js_content.
                    shown.add(id(tag))
            if tag.name in _PANELS and tag.parent is not None and is_unseen(tag):
                hiding[id(tag.parent)] = tag.parent
        self._panels = {id(tag) for parent in hiding.values() for tag in _other_panels(parent)}
        shown |= self._panels
        self.weights = Weights(soup, frozenset(shown))

    @property
    def has_known(self) -> bool:
        """Whether one of the places where portals put articles holds some text."""
        return any(self.weights.of(tag).chars >= _FEW for tag in self._known_tags())

    def article(self, read_table: ReadTable) -> list[Tag]:
        """The elements that are the article, in order; none where the page has none.

        An article in several parts has as many places of one kind side by side.
        """
        groups = {rank: group for rank in sorted(self._known) if (group := self._group(rank))}
        weights = {rank: total([self.weights.of(t) for t in g]) for rank, g in groups.items()}
        full = {rank: weight.score for rank, weight in weights.items() if weight.chars >= _FEW}
        best = max(full.values(), default=0)
        # The place within a place leaves the furniture around it behind.
        sure = next((rank for rank, score in full.items() if score * 3 >= best * 2), None)
        if sure is not None and sure < _FIRST_NAME:
            return groups[sure]
        if any(rank < _FIRST_NAME for rank in self._known):
            # The article's place is there and nearly empty: what else the page says is not it.
            return [tag for rank in groups if rank < _FIRST_NAME for tag in groups[rank]][:1]
        guess = self._guess(read_table)
        if sure is not None and full[sure] * 2 >= sum(self.weights.of(tag).score for tag in guess):
            return groups[sure]
        return guess

    def _known_tags(self) -> Iterator[Tag]:
        return (tag for tags in self._known.values() for tag in tags)

    def _group(self, rank: int) -> list[Tag]:
        """The places of a kind that are in no other of it and say something.

        Of those under a head of others (政策解读) only where there are no others.
        """
        tags = self._known.get(rank, ())
        own = {id(tag) for tag in tags}
        found = [
            tag
            for tag in tags
            if self.weights.of(tag).chars and not any(id(parent) in own for parent in tag.parents)
        ]
        if len(found) < 2:
            return found
        around = {id(parent): parent for tag in found for parent in tag.parents}
        asides = {place for place, parent in around.items() if is_aside(parent)}
        own_pages = [t for t in found if not any(id(parent) in asides for parent in t.parents)]
        return own_pages or found

    def _guess(self, read_table: ReadTable) -> list[Tag]:
        """The part of the page that looks most like a bulletin."""
        node = self._body
        while (child := self._heaviest(node, read_table)) is not None:
            node = child
        if node.name == "table" and (parent := node.parent) is not None and self._frames(parent):
            node = parent
        held = self.weights.of(node)
        if held.chars < _GUESSED or (held.score < _NOTICE and has_files(self._body)):
            return []
        return self._with_kin(node)

    def _heaviest(self, node: Tag, read_table: ReadTable) -> Tag | None:
        """The child that holds most of what a place holds, where that is one to go into."""
        if node.name == "table" and read_table(node) is not None:
            return None
        children = [child for child in node.children if isinstance(child, Tag)]
        best = max(children, key=lambda child: self.weights.of(child).score, default=None)
        if best is None:
            return None
        asides = sum(self.weights.of(t).score for t in children if t is not best and is_aside(t))
        inside = self.weights.of(node).score - asides
        return best if self.weights.of(best).score * 2 > inside else None

    def _frames(self, parent: Tag) -> bool:
        """Whether what holds a table holds more of its text: lines between breaks."""
        inside = total(
            [self.weights.of(child) for child in parent.children if isinstance(child, Tag)]
        )
        around = self.weights.of(parent)
        return around.is_text or inside.chars < around.chars

    def _with_kin(self, node: Tag) -> list[Tag]:
        """An element with those beside it that are of the same text, in order.

        Beyond lists of links stands what is of other pages, unless it tells as much.
        """
        own = self.weights.of(node)
        kin = [node]
        while node is not self._body and (parent := node.parent) is not None:
            beside = self.weights.of(parent).less(self.weights.of(node))
            siblings = [tag for tag in parent.children if isinstance(tag, Tag)]
            at = next(n for n, tag in enumerate(siblings) if tag is node)
            before = [*self._kin(reversed(siblings[:at]), own, beside)][::-1]
            kin = [*before, *kin, *self._kin(siblings[at + 1 :], own, beside)]
            if beside.is_links:
                break
            node = parent
        return kin

    def _kin(self, siblings: Iterable[Tag], own: Weight, beside: Weight) -> Iterator[Tag]:
        """Those of an article's siblings, the nearest first, that are of it."""
        near = True
        for tag in siblings:
            weight = self.weights.of(tag)
            if self._is_kin(tag, own, stands_alone=near or not beside.is_links):
                yield tag
            elif weight.chars or weight.links:
                near = False

    def _is_kin(self, tag: Tag, own: Weight, *, stands_alone: bool) -> bool:
        """Whether an element beside the article is of it: a sentence, its unit, another half.

        Args:
            tag: the element.
            own: what the article holds.
            stands_alone: no list of links is beside the article, or none between.
        """
        weight = self.weights.of(tag)
        if tag.name in _HEADINGS or not weight.chars or not weight.is_text or is_aside(tag):
            return False
        if id(tag) in self._panels:
            return True
        half = weight.telling * 4 >= own.telling > 0 and weight.chars * 2 >= own.chars
        return half or (stands_alone and (tag.name == "p" or weight.statements > 0))


def _other_panels(parent: Tag) -> Iterator[Tag]:
    """The panels in an element that are shown in the place of the one shown first: 一季度 | 上半年.

    They are hidden, of one class with a single one that is not, and tell as much as it does, or
    have cards made as several of its own: 图解 and 问答 behind 正文 do not.
    """
    alike: defaultdict[tuple[str, str], list[Tag]] = defaultdict(list)
    for child in parent.children:
        if isinstance(child, Tag) and child.name in _PANELS:
            for name in filter(None, child.get_attribute_list("class")):
                alike[child.name, name].append(child)
    for panels in alike.values():
        first = [panel for panel in panels if not is_unseen(panel)]
        if len(first) == 1 < len(panels):
            least = max(_FEWEST_LINES, _lines(first[0]) / 2)
            cards = {name for name, times in _cards(first[0]).items() if times > 1}
            yield from (
                panel
                for panel in panels
                if panel is not first[0]
                and (_lines(panel) >= least or not cards.isdisjoint(_cards(panel)))
            )


def _lines(tag: Tag) -> int:
    """How many paragraphs, items and rows of an element have figures."""
    return sum(
        _DIGIT.search(line.get_text()) is not None for line in tag.find_all(["p", "li", "tr", "dd"])
    )


def _cards(panel: Tag) -> Counter[str]:
    """The classes of the parts of a panel that have figures, and how many have each."""
    return Counter(
        name
        for part in panel.children
        if isinstance(part, Tag) and part.name in _PANELS and _DIGIT.search(part.get_text())
        for name in filter(None, part.get_attribute_list("class"))
    )


def _rank(tag: Tag) -> int | None:
    keys = [("", tag.name)]
    if tag.attrs:
        classes = tag.get("class") or []
        keys += [
            ("class", str(name)) for name in ([classes] if isinstance(classes, str) else classes)
        ]
        keys.append(("id", str(tag.get("id") or "")))
    return min((_RANKS[key] for key in keys if key in _RANKS), default=None)
