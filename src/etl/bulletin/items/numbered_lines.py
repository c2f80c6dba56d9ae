"""Numbered lines: where items may begin."""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise

from etl.bulletin.grammar.numerals.numbers import numeral
from etl.bulletin.items.series_of_heads import find_series

_RANKS = {
    "han": re.compile(r"([一二三四五六七八九十]{1,3})[、.](?![一二三四五六七八九十]{1,2}[、级类])"),
    "han_bracket": re.compile(r"[(]([一二三四五六七八九十]{1,3})[)][、.]?"),
    "arabic": re.compile(
        r"\*?(\d{1,3})(?:[.、)](?!\d)|、(?!\d{1,3}[、.月季年])|(?=\n|$)| (?=[^\d月日年]))"
    ),
    "arabic_bracket": re.compile(r"[(](\d{1,3})[)][、.]?"),
    "nth": re.compile(
        r"(?:第([一二三四五六七八九十]{1,3}|\d{1,2})[件项条]|[\u4e00-\u9fff]{0,6}(?:实事|项目|工程|任务)"
        r"([一二三四五六七八九十]{1,3}|\d{1,2})(?=[:、\s]|\.(?!\d)|$))[、:.]?"
    ),
}
_TIGHT_HEAD = re.compile(r"(\d{1,2})\.(?=\d)")
WHOLE = re.compile(r"\d+(?:[个座所处户名台辆栋幢盏场件条部村]|家(?!庭)|项目?)(?![万亿])")
"""A count of things that come whole: 2.22座 is 22座 behind the number 2."""
_NOTE = re.compile(r"\s*(?:注|备注|附注|说明|填表说明)[ ]*:")
"""What opens a line whose numbers count remarks."""
_NOTE_LINE = re.compile(r"\s*[(\[]?(?:注|备注|附注|说明|填表说明|有关说明)[)\]]?[ ]*:?\s*")
_NUMERAL = re.compile(r"[一二三四五六七八九十]{1,3}|\d{1,2}")
_NAMED_BY_NUMBER = re.compile(
    rf"第(?:{_NUMERAL.pattern})(?:[、,和及与]第?(?:{_NUMERAL.pattern}))+[件项条号]"
)
_INLINE_HEAD = re.compile(r"(?<=[。;:])(\d{1,2})[.、](?=[^\d.])")
_BEHIND_HEADING = re.compile(
    r"(?<=[。;:\n])[一二三四五六七八九十]{1,3}、[^,。;:\d\n]{2,14}?(?P<head>(\d{1,2})[.、](?=[^\d.]))"
)
"""A section's heading that its first item is run into: 二、重点工作8.养老…"""
_WITHIN = {
    rank: re.compile(r"(?<=[。;!?])" + pattern)
    for rank, pattern in (
        ("han", r"([一二三四五六七八九十]{1,3})、"),
        ("han_bracket", r"[(]([一二三四五六七八九十]{1,3})[)]"),
        ("arabic_bracket", r"[(](\d{1,3})[)]"),
        ("arabic", r"(\d{1,3})[.、](?!\d)"),
    )
}

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_RUN_IN = {
    rank: re.compile(r"(?:(?<=[。;:!?])|(?<=[。;:!?] ))" + pattern)
    for rank, pattern in (
        ("han", r"([一二三四五六七八九十]{1,3})、"),
        ("han_bracket", r"[(]([一二三四五六七八九十]{1,3})[)]"),
        ("arabic_bracket", r"[(](\d{1,2})[)]"),
    )
}
_ANYWHERE = re.compile(r"(?<![\d.、和至及第])(\d{1,2})、(?!\d)")
_COUNTING = re.compile(r"[^,。;:\n()\d]{2,14}(?:\(?共?(\d{1,2})[项件个]\)?)[ ]*(?=\n|$)")
"""What a heading says that counts the items below it: 已完成(5项)."""
_FEWEST_RUN_IN = 3
_FEWEST_SHUFFLED = 5
"""Heads that only count, if they do so in no order."""
_MOST_MISSING = 2
"""How far the next number of a count may be ahead where a line was not told for a head."""
_FEWEST_CIRCLED = 5
"""Fewer may be points of one thing."""


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
    body = _without_notes(text, body)
    series = [Head(h.start, h.end, h.shape, h.number) for h in find_series(text, body)]
    for start, end in body:
        for rank, pattern in _RANKS.items():
            if match := pattern.match(text, start, end):
                printed = next(group for group in match.groups() if group)
                found.append(Head(start, match.end(), rank, int(numeral(printed))))
                break
    taken = {head.start: head.rank for head in found}
    # 第一件: at a line's beginning and 第二件: behind a sentence are of one rank.
    ranks = {head.rank: taken[head.start] for head in series if head.start in taken}
    found += [
        replace(head, rank=ranks.get(head.rank, head.rank))
        for head in series
        if head.start not in taken
    ]
    found = sorted([*found, *_tight(text, body, found)], key=lambda h: h.start)
    found = _of_one_rank(found)
    if scattered := _scattered(text, body, found):
        return scattered
    alone = len(found) == 1 and (
        text[found[0].end - 1] in ".、)" or text.startswith("第", found[0].start)
    )
    if not alone:
        # A lone number is an item whatever it is.
        found = _in_sequence(found, _excerpted(text, found))
    found = sorted([*found, *_glued(text, body, found)], key=lambda h: h.start)
    if not any(head.rank == "arabic" and head.number == 1 for head in found):
        inline = [
            Head(m.start(group), m.end(), "arabic", int(m[number]))
            for start, end in body
            if not _NOTE.match(text, start, end)
            for pattern, group, number in ((_INLINE_HEAD, 0, 1), (_BEHIND_HEADING, "head", 2))
            for m in pattern.finditer(text, start, end)
        ]
        # Behind a table that is run into a line its next item begins, as at a line's beginning.
        behind = [head for head in found if head.rank == "arabic"]
        inline = _in_sequence(sorted({*inline, *behind}, key=lambda head: head.start))
        if len(inline) > 1 and (not behind or inline[0].number == 1):
            others = [head for head in found if head.rank != "arabic"]
            found = sorted([*others, *inline], key=lambda head: head.start)
    return found if len(found) > 1 else _run_in(text, body) or found


def _scattered(text: str, body: Sequence[tuple[int, int]], found: Sequence[Head]) -> list[Head]:
    """The heads of a text whose lines were broken anywhere, as it hung on a board or was scanned:
    …件件有着落1、危房改造。任务⏎1380户。2、饮水… 责任单位:教育局6、⏎低保…

    All numbers that lines begin with are of the count, and some of it is within lines.
    """
    heads: list[Head] = []
    for match in _ANYWHERE.finditer(text):
        number = int(match[1])
        if number == len(heads) + 1 and _inside(body, match.start()):
            heads.append(Head(match.start(), match.end(), "arabic", number))
    held = {head.start for head in heads}
    begun = [head.start in held for head in found if head.rank == "arabic"]
    few = len(heads) < _FEWEST_SHUFFLED or not 1 < len(begun) < len(heads)
    return [] if few or not all(begun) or len(begun) < len(found) else heads


def _run_in(text: str, body: Sequence[tuple[int, int]]) -> list[Head]:
    """The heads of a text that has lost its line breaks: …如下:一、教育…。二、供水…。三、…"""
    for rank, pattern in _RUN_IN.items():
        heads: list[Head] = []
        again = False
        for match in pattern.finditer(text, body[0][0] if body else len(text)):
            number = int(numeral(match[1]))
            if number == len(heads) + 1 and _inside(body, match.start()):
                heads.append(Head(match.start(), match.end(), rank, number))
            again = again or number == 1 < len(heads)
        # (1)…(2)… that come again, or in one paragraph, are points of several things, or of one.
        if rank == "arabic_bracket":
            places = {bisect_right(body, head.start, key=lambda line: line[0]) for head in heads}
            again = again or len(places) < _FEWEST_RUN_IN
        fewest = _FEWEST_SHUFFLED if rank == "arabic_bracket" else _FEWEST_RUN_IN
        if len(heads) >= fewest and not (again and rank == "arabic_bracket"):
            return heads
    return _circled(text, body)


def _circled(text: str, body: Sequence[tuple[int, int]]) -> list[Head]:
    """The heads of a list in one paragraph: 具体情况:①新增就业。…②学前教育。…"""
    heads: list[Head] = []
    for match in re.finditer(rf"(?<=[。;:!?])[{_CIRCLED}]", text):
        number = _CIRCLED.index(match[0]) + 1
        if number == len(heads) + 1 and _inside(body, match.start()):
            heads.append(Head(match.start(), match.end(), "circled", number))
    return heads if len(heads) >= _FEWEST_CIRCLED else []


def _glued(text: str, body: Sequence[tuple[int, int]], found: Sequence[Head]) -> Iterator[Head]:
    """Heads within a line, of the number that is missing behind the line's: …完成。五、教育."""
    by_rank: dict[str, list[Head]] = {}
    for head in found:
        by_rank.setdefault(head.rank, []).append(head)
    for rank, heads in by_rank.items():
        yield from _run_in_before(text, body, heads[0])
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


def _run_in_before(text: str, body: Sequence[tuple[int, int]], first: Head) -> Sequence[Head]:
    """The heads within a line that lead up to the first one at a line's beginning."""
    heads: list[Head] = []
    if first.number == 1 or first.rank not in _RUN_IN:
        return heads
    for match in _RUN_IN[first.rank].finditer(text, body[0][0], first.start):
        if int(numeral(match[1])) == len(heads) + 1 and _inside(body, match.start()):
            heads.append(Head(match.start(), match.end(), first.rank, len(heads) + 1))
    return heads if len(heads) == first.number - 1 else []


def _inside(body: Sequence[tuple[int, int]], place: int) -> bool:
    at = bisect_right(body, place, key=lambda line: line[0])
    return at > 0 and place < body[at - 1][1]


def _tight(text: str, body: Sequence[tuple[int, int]], found: Sequence[Head]) -> Iterator[Head]:
    """Heads whose promise begins with a figure: ``4.65岁以上老年人`` after item 3 or before 5.

    Those that would leave a part of a whole thing count on by themselves: 1.56个小区…⏎2.22座桥….
    """
    strict = [head for head in found if head.rank == "arabic"]
    strict.sort(key=lambda head: head.start)
    before: Head | None = None
    whole = 0
    for start, end in body:
        match = _TIGHT_HEAD.match(text, start, end)
        if match is None:
            continue
        above = strict[bisect_right(strict, start, key=lambda head: head.start) - 1 :][:1]
        if above and above[0].start < start and above[0].number == int(match[1]):
            # 1.1 below 1. is a point of it.
            continue
        if int(match[1]) in (1, whole + 1) and WHOLE.match(text, match.end(), end):
            whole = int(match[1])
            before = Head(start, match.end(), "arabic", whole)
            yield before
            continue
        number = int(match[1])
        at = bisect_right(strict, start, key=lambda head: head.start)
        if at and (before is None or strict[at - 1].start > before.start):
            before = strict[at - 1]
        behind = strict[at].number if at < len(strict) else 0
        if behind == number + 1 or (before and before.number == number - 1 and behind != number):
            before = Head(start, match.end(), "arabic", number)
            yield before


def _without_notes(text: str, body: Sequence[tuple[int, int]]) -> Sequence[tuple[int, int]]:
    """The lines but those that count remarks below 说明: or 备注:, or behind 注:1.…."""
    kept: list[tuple[int, int]] = []
    awaited = 0
    for start, end in body:
        note = _NOTE.match(text, start, end)
        if _NOTE_LINE.fullmatch(text, start, end):
            awaited = 1
        elif note and (head := _RANKS["arabic"].match(text, note.end(), end)) and head[1] == "1":
            awaited = 2
        elif awaited and (head := _RANKS["arabic"].match(text, start, end)):
            awaited = awaited + 1 if int(head[1]) == awaited else 0
            if awaited:
                continue
        kept.append((start, end))
    return kept


def _excerpted(text: str, heads: Sequence[Head]) -> frozenset[str]:
    """The ranks whose heads are some of a longer count: an office reports on 第三件 and 第八件.

    Such heads ascend, and they say that they are pledges, are those that the text names
    (承办的第三、五、八项), or have each a count of its own below: 三、…(一)年度任务…(二)进展情况….
    Pledges by how far they are (已完成 第2件… 正常推进 第1件…; (2)… (1)…) are all of a count in
    any order.
    """
    named = [
        tuple(int(numeral(one)) for one in _NUMERAL.findall(said[0]))
        for said in _NAMED_BY_NUMBER.finditer(text)
    ]
    found = set()
    for rank in {head.rank for head in heads}:
        own = [head for head in heads if head.rank == rank]
        numbers = tuple(head.number for head in own)
        named_so = all(text.startswith("第", head.start) for head in own)
        called = all("实事" in text[head.start : head.end] for head in own)
        fewest = _FEWEST_RUN_IN if named_so else _FEWEST_SHUFFLED
        whole = {*numbers} == {*range(1, len(own) + 1)}
        if len(own) >= fewest and (whole or (called and len({*numbers}) == len(own))):
            found.add(rank)
        if len(own) < 2 or any(one >= other for one, other in pairwise(numbers)):
            continue
        begun = {
            bisect_right(own, head.start, key=lambda one: one.start)
            for head in heads
            if head.rank != rank and head.number == 1
        }
        if named_so or numbers in named or begun == set(range(1, len(own) + 1)):
            found.add(rank)
    return frozenset((*found, *_counted_off(text, heads)))


def _counted_off(text: str, heads: Sequence[Head]) -> Iterator[str]:
    """The ranks whose heads stand below headings that say how many they are, in ascending order
    below each: 一、已完成(5项) 3.…5.…6.…9.…12.… 二、序时推进(6项) 1.…2.…4.…"""
    counts = {head: int(m[1]) for head in heads if (m := _COUNTING.match(text, head.end))}
    for rank in {head.rank for head in heads} - {head.rank for head in counts}:
        below: dict[Head, list[int]] = {}
        section: Head | None = None
        for head in heads:
            section = head if head.rank != rank else section
            if head.rank == rank and section is not None:
                below.setdefault(section, []).append(head.number)
        told = [(counts.get(head, 0), numbers) for head, numbers in below.items()]
        whole = any(count == len(numbers) for count, numbers in told)
        if whole and all(len(n) <= count and n == sorted({*n}) for count, n in told):
            yield rank


def _of_one_rank(heads: Sequence[Head]) -> list[Head]:
    """The heads, those of one count that writes its numbers in several ways of one rank:
    一、… 2、… 三、… 四.… 5.… follow one another with nothing else between.
    """
    run = [*heads[:1]] if heads and heads[0].number == 1 else []
    for head in heads[1:] if run else ():
        if not 1 <= head.number - run[-1].number <= _MOST_MISSING:
            break
        run.append(head)
    if len(run) < _FEWEST_SHUFFLED or len({head.rank for head in run}) < 2:
        return list(heads)
    return [*(replace(head, rank=run[0].rank) for head in run), *heads[len(run) :]]


def _in_sequence(heads: list[Head], excerpted: Collection[str] = ()) -> list[Head]:
    """Heads whose numbers continue their rank's count, or start it again at 1.

    A gap of a few is kept: a bulletin with a missing number must show it. Of ranks that are
    ``excerpted`` all are.
    """
    kept: list[Head] = []
    last: dict[str, int] = {}
    following: dict[str, int] = {}
    goes_on: set[int] = set()
    for head in reversed(heads):
        if following.get(head.rank) == head.number + 1:
            goes_on.add(head.start)
        following[head.rank] = head.number
    for at, head in enumerate(heads):
        before = last.get(head.rank, 0)
        # An excerpt may begin anywhere, if it then counts on.
        begins = head.number == 1 or (not before and head.start in goes_on)
        begins = begins or _are_again(kept, heads, at, before)
        if begins or head.rank in excerpted or 0 < head.number - before <= (3 if before else 2):
            kept.append(head)
            last[head.rank] = head.number
    return kept


def _are_again(kept: Sequence[Head], heads: Sequence[Head], at: int, before: int) -> bool:
    """Whether heads count again what those before them did: 承诺 6.…9. 进展 6.…9."""
    rank, number = heads[at].rank, heads[at].number
    count = before - number + 1
    if count < _FEWEST_RUN_IN:
        return False
    told = islice((h.number for h in reversed(kept) if h.rank == rank), count)
    below = (heads[place] for place in range(at, len(heads)))
    again = islice((h.number for h in below if h.rank == rank), count)
    return [*again] == [*range(number, before + 1)] == [*told][::-1]
