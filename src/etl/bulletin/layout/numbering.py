"""Numbered lines: where items begin, and which level of numbers counts the pledges."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from etl.bulletin.grammar.quantities import numeral
from etl.bulletin.layout.captions import Captions

_RANKS = {
    "han": re.compile(r"([一二三四五六七八九十]{1,3})[、.](?![一二三四五六七八九十]{1,2}[、级类])"),
    "han_bracket": re.compile(r"[(]([一二三四五六七八九十]{1,3})[)][、.]?"),
    "arabic": re.compile(r"\*?(\d{1,3})(?:[.、)](?!\d)|(?=\n|$)| (?=\D))"),
    "arabic_bracket": re.compile(r"[(](\d{1,3})[)][、.]?"),
    "nth": re.compile(
        r"(?:第([一二三四五六七八九十]{1,3}|\d{1,2})[件项条]|[\u4e00-\u9fff]{0,6}(?:实事|项目|工程|任务)"
        r"([一二三四五六七八九十]{1,3}|\d{1,2})(?=[:、.\s]|$))[、:.]?"
    ),
}
_TIGHT_HEAD = re.compile(r"(\d{1,2})\.(?=\d)")
_NOTE = re.compile(r"\s*(?:注|备注|附注|说明|填表说明)[ ]*:")
"""What opens a line whose numbers count remarks."""
_INLINE_HEAD = re.compile(r"(?<=[。;:])(\d{1,2})[.、](?=[^\d.])")
_WITHIN = {
    rank: re.compile(r"(?<=[。;!?])" + pattern)
    for rank, pattern in (
        ("han", r"([一二三四五六七八九十]{1,3})、"),
        ("han_bracket", r"[(]([一二三四五六七八九十]{1,3})[)]"),
        ("arabic", r"(\d{1,3})[.、](?!\d)"),
    )
}
# A figure of anything but pledges, days and places in a series.
_MEASURED = re.compile(r"\d[\d.,]*[万亿余多]*[^\d\s年月日号件项期届.,。;、:)\-—–]")
_AFTERWORD = re.compile(
    r"[^,。;:\d\n]{0,10}(?:要求|问题|困难|打算|建议|安排|措施|说明|下一?步[^,。;:\n]{0,6})"
    r"[ 。]?(?=\n|$)"
)
"""Headings of what follows the pledges: 有关要求."""
_COUNT = re.compile(r"(\d{1,2}|[一二三四五六七八九十]{1,3})[件项个]\)?$")


@dataclass(frozen=True, slots=True)
class Head:
    """A line's number, its level, and where its words begin."""

    start: int
    end: int
    rank: str
    number: int


def find_heads(text: str, body: Sequence[tuple[int, int]]) -> list[Head]:
    """Every numbered line (``body`` has the lines' spans) whose number continues a count."""
    found: list[Head] = []
    for start, end in body:
        for rank, pattern in _RANKS.items():
            if match := pattern.match(text, start, end):
                printed = next(group for group in match.groups() if group)
                found.append(Head(start, match.end(), rank, int(numeral(printed))))
                break
    alone = len(found) == 1 and text[found[0].end - 1] in ".、)"
    if not alone:
        # A lone number is an item whatever it is.
        found = _in_sequence(sorted([*found, *_tight(text, body, found)], key=lambda h: h.start))
    found = sorted([*found, *_glued(text, body, found)], key=lambda h: h.start)
    if not any(head.rank == "arabic" and head.number == 1 for head in found):
        inline = [
            Head(m.start(), m.end(), "arabic", int(m[1]))
            for start, end in body
            if not _NOTE.match(text, start, end)
            for m in _INLINE_HEAD.finditer(text, start, end)
        ]
        # Behind a table that is run into a line its next item begins, as at a line's beginning.
        behind = [head for head in found if head.rank == "arabic"]
        inline = _in_sequence(sorted({*inline, *behind}, key=lambda head: head.start))
        if len(inline) > 1 and (not behind or inline[0].number == 1):
            others = [head for head in found if head.rank != "arabic"]
            found = sorted([*others, *inline], key=lambda head: head.start)
    return found


def _glued(text: str, body: Sequence[tuple[int, int]], found: Sequence[Head]) -> Iterator[Head]:
    """Heads within a line, of the number that is missing behind the line's: …完成。五、教育."""
    by_rank: dict[str, list[Head]] = {}
    for head in found:
        by_rank.setdefault(head.rank, []).append(head)
    for rank, heads in by_rank.items():
        if rank not in _WITHIN:
            continue
        for place, head in enumerate(heads, start=1):
            following = heads[place] if place < len(heads) else None
            missing = head.number + 1
            if following is not None and following.number <= missing:
                continue
            stop = body[-1][1] if following is None else following.start
            for match in _WITHIN[rank].finditer(text, head.end, stop):
                if int(numeral(match[1])) == missing and _inside(body, match.start()):
                    yield Head(match.start(), match.end(), rank, missing)
                    missing += 1


def _inside(body: Sequence[tuple[int, int]], place: int) -> bool:
    at = bisect_right(body, place, key=lambda line: line[0])
    return at > 0 and place < body[at - 1][1]


def _tight(text: str, body: Sequence[tuple[int, int]], found: Sequence[Head]) -> Iterator[Head]:
    """Heads whose promise begins with a figure: ``4.65岁以上老年人`` after item 3, before 5."""
    strict = {head.number for head in found if head.rank == "arabic"}
    for start, end in body:
        match = _TIGHT_HEAD.match(text, start, end)
        if (
            match
            and int(match[1]) not in strict
            and strict & {int(match[1]) - 1, int(match[1]) + 1}
        ):
            yield Head(start, match.end(), "arabic", int(match[1]))


def _in_sequence(heads: list[Head]) -> list[Head]:
    """Heads whose numbers continue their rank's count, or start it again at 1.

    A gap of a few is kept: a bulletin with a missing number must show it.
    """
    kept: list[Head] = []
    last: dict[str, int] = {}
    following: dict[str, int] = {}
    goes_on: set[int] = set()
    for head in reversed(heads):
        if following.get(head.rank) == head.number + 1:
            goes_on.add(head.start)
        following[head.rank] = head.number
    for head in heads:
        before = last.get(head.rank, 0)
        # An excerpt may begin anywhere, if it then counts on.
        begins = head.number == 1 or (not before and head.start in goes_on)
        if begins or 0 < head.number - before <= (3 if before else 2):
            kept.append(head)
            last[head.rank] = head.number
    return kept


@dataclass(frozen=True, slots=True)
class Heads:
    """The heads of pledges, those above them and those inside them."""

    pledges: tuple[Head, ...]
    outer: tuple[Head, ...] = ()
    inner: tuple[Head, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.pledges)


def pledge_heads(text: str, heads: list[Head], captions: Captions) -> Heads:
    """Which level holds a pledge together with its progress."""
    if not heads:
        return Heads(())
    levels = [[h for h in heads if h.rank == rank] for rank in dict.fromkeys(h.rank for h in heads)]
    at = 0
    while at + 1 < len(levels) and not _holds_pledges(
        text, heads, levels[at], levels[at + 1], captions
    ):
        at += 1
    outer, inner = chain(*levels[:at]), chain(*levels[at + 1 :])
    return Heads(tuple(levels[at]), tuple(outer), tuple(sorted(inner, key=lambda h: h.start)))


def _holds_pledges(
    text: str, heads: list[Head], outer: list[Head], inner: list[Head], captions: Captions
) -> bool:
    """Whether the pledges are of the outer level, and the inner one only reports on them.

    A heading that counts the items below it (已完成的4件), items with captions of their own, and
    headings without a figure speak for the inner level; figures of the outer level's own, and
    items of it without any inner number, for the outer.
    """
    places = {head.start: place for place, head in enumerate(heads)}
    ranks = {inner[0].rank}
    parents: list[tuple[str, int]] = []
    leaves = 0
    for head in outer:
        below = 0
        stop = len(text)
        for following in heads[places[head.start] + 1 :]:
            if following.rank not in ranks:
                stop = min(stop, following.start)
                break
            stop = min(stop, following.start)
            below += 1
        words = text[head.end : stop]
        if below:
            parents.append((words, below))
        elif _MEASURED.search(words) and not _AFTERWORD.match(words):
            leaves += 1
    if not parents:
        return True
    counting = sum(_counts_below(words, below) for words, below in parents)
    if 2 * counting >= len(parents):
        return False
    labelled = sum(
        any(c.kind in ("target", "progress") for c in captions.within(h.end, stop))
        for h, stop in _spans(text, heads, inner)
    )
    if 2 * labelled >= len(inner):
        return False
    promising = sum(_MEASURED.search(words) is not None for words, _ in parents)
    return 2 * (promising + leaves) >= len(parents)


def _counts_below(words: str, below: int) -> bool:
    """Whether a heading says how many items stand below it: 正在推进的(5件)."""
    found = _COUNT.search(words.split("\n")[0])
    return found is not None and int(numeral(found[1])) == below


def _spans(text: str, heads: list[Head], level: list[Head]) -> Iterator[tuple[Head, int]]:
    stops = {head.start: following.start for head, following in pairwise(heads)}
    for head in level:
        yield head, stops.get(head.start, len(text))


def item_end(head: Head, following: Head | None, outer: Sequence[Head], end: int) -> int:
    """Where an item ends: at the next one of its level or above."""
    stops = [h.start for h in outer if h.start > head.start]
    if following is not None:
        stops.append(following.start)
    return min([end, *stops])
