"""How much of a bulletin each element of a page holds: text, links, figures with units."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from bs4.element import NavigableString, PreformattedString, Tag

from etl.document.hidden_elements import BLOCKS, is_unseen
from etl.document.page.furniture_lines import is_furniture

_LONGEST_LINK = 100
"""Characters from which on a link is a text that somebody forgot to close the link of."""
_FORM_TEXT = 200
"""Characters from which on a form is the page itself: ASP.NET puts every page into one."""
_LONGEST_LINE = 20_000
_TELLING = 100
"""Characters of any text that one figure, or one head of an item, weighs as much as."""
_FIGURE = re.compile(
    r"(?<![\d.,:/年-])\d[\d.,]*[万亿余多]*(?![年月日号时分秒期届版次])[%‰㎡\u4e00-\u9fff]"
)
_BARE = re.compile(r"\d{3,}(?:\.\d+)?|\d+\.\d+")
"""A cell with nothing but a number, that is no day of a calendar."""
_REPORTS = re.compile(
    r"(?:进展|完成|落实|推进)(?:情况|进度|程度)|年度?(?:目标|任务|计划)|目标任务|[责牵配](?:任|头|合)单位"
)
_ITEM = re.compile(r"\d{1,2}[.、](?!\d)|[(]?[一二三四五六七八九十]{1,3}[)、]")
_STATES = re.compile(r"。|^[(]?单位:|截[至止]|:.{0,200}?\d{4}年")
_WORDS = re.compile(r"[^\W\d_]")
_OTHER_BLOCKS = frozenset(["td", "th", "body"])


@dataclass(frozen=True, slots=True)
class Weight:
    """What an element holds, all that is in it included."""

    chars: int = 0
    """Of text that is neither link nor furniture."""
    linked: int = 0
    links: int = 0
    telling: int = 0
    """Figures with units, heads of items and words of reports, links and furniture apart."""
    statements: int = 0
    """Lines that state something: a sentence, 单位:万元, (截至10月31日)."""
    told: int = -1
    """The number of the last line that tells something."""
    first: int = 0
    """The number of the first line."""

    @property
    def score(self) -> int:
        """How likely the article is here."""
        return self.chars + _TELLING * self.telling

    def less(self, part: "Weight") -> "Weight":
        """What is outside a part."""
        return Weight(
            self.chars - part.chars,
            self.linked - part.linked,
            self.links - part.links,
            self.telling - part.telling,
            self.statements - part.statements,
        )

    @property
    def is_links(self) -> bool:
        """Whether what is said is mostly said in links."""
        return self.linked * 2 > self.chars and self.links > 0

    @property
    def is_text(self) -> bool:
        """Whether next to nothing of what is said is said in links."""
        return self.linked * 5 <= self.chars


_NOTHING = Weight()


def total(parts: Sequence[Weight]) -> Weight:
    """Several elements side by side as one."""
    if len(parts) < 2:
        return parts[0] if parts else _NOTHING
    return Weight(
        sum(one.chars for one in parts),
        sum(one.linked for one in parts),
        sum(one.links for one in parts),
        sum(one.telling for one in parts),
        sum(one.statements for one in parts),
        max((one.told for one in parts), default=-1),
        min((one.first for one in parts), default=0),
    )


class Weights:
    """The weights of a page's elements."""

    def __init__(self, root: Tag, shown: frozenset[int]) -> None:
        """Weigh a page.

        Args:
            root: the page.
            shown: elements that are read though their own style hides them, by ``id``.
        """
        self._of: dict[int, Weight] = {}
        self._shown = shown
        self._lines = 0
        self._of_links: set[int] = set()
        self._line: list[str] = []
        self._linked: list[str] = []
        self._visit(root, [])

    def of(self, tag: Tag) -> Weight:
        """What an element holds; nothing where it is not shown."""
        return self._of.get(id(tag), _NOTHING)

    def is_seen(self, tag: Tag) -> bool:
        """Whether a browser shows it and it is no form for the reader to fill in."""
        return id(tag) in self._of

    def is_alone(self, link: Tag) -> bool:
        """Whether a line says nothing but a link and its like."""
        return self.of(link).first in self._of_links

    def _visit(self, tag: Tag, parts: list[Weight]) -> None:
        """Weigh an element and add what it holds to the parts of the one around it."""
        block = tag.name in BLOCKS or tag.name in _OTHER_BLOCKS
        if block:
            self._end(parts)
        start, begin, links = len(parts), len(self._line), len(self._linked)
        for child in tag.children:
            if isinstance(child, NavigableString):
                if not isinstance(child, PreformattedString):
                    self._line.append(child)
            elif isinstance(child, Tag) and (not is_unseen(child) or id(child) in self._shown):
                if child.name == "a" and (words := link_words(child)):
                    self._of[id(child)] = Weight(linked=len(words), links=1, first=self._lines)
                    self._linked.append(words)
                else:
                    self._visit(child, parts)
        if block:
            self._end(parts)
        held = total(parts[start:])
        if len(parts) > start:
            parts[start:] = [held]
        if tag.name == "form" and held.chars < _FORM_TEXT and not held.telling:
            del parts[start:]
            return
        called = tag.attrs and ("id" in tag.attrs or "class" in tag.attrs)
        if not block and called and (pending := self._said(begin, links)):
            held = total([held, pending])
        self._of[id(tag)] = held

    def _end(self, parts: list[Weight]) -> None:
        """A block begins or ends: what was said since is a line."""
        if said := self._said(0, 0):
            parts.append(said)
            if said.links and not _WORDS.search("".join(self._line)):
                self._of_links.add(self._lines)
            self._lines += 1
        self._line.clear()
        self._linked.clear()

    def _said(self, begin: int, links: int) -> Weight | None:
        words = "".join("".join(self._line[begin:]).split())
        said = unicodedata.normalize("NFKC", words[:_LONGEST_LINE])
        linked = self._linked[links:]
        if not said and not linked:
            return None
        telling = own = states = 0
        if said and not is_furniture(said):
            own = len(said)
            states = _STATES.search(said) is not None
            telling = len(_FIGURE.findall(said)) + len(_REPORTS.findall(said))
            telling += (_BARE.fullmatch(said) or _ITEM.match(said)) is not None
        told = self._lines if telling else -1
        chars = sum(map(len, linked))
        return Weight(own, chars, len(linked), telling, states, told, self._lines)


def link_words(tag: Tag) -> str:
    """The words of a link that leads elsewhere; none of an anchor or a text within one."""
    if not str(tag.get("href") or tag.get("onclick") or "").strip().strip("#"):
        return ""
    words = "".join(tag.get_text().split())
    return words if len(words) < _LONGEST_LINK else ""
