"""The heads of pledges: which level of numbered heads counts the pledges.

Above the pledges stand the sections of a circular (一、基本情况 二、进展情况 三、存在问题) or the
groups of a programme; below them the points of their progress.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise

from etl.bulletin.grammar.numerals.numbers import numeral
from etl.bulletin.items.announced_count import announced
from etl.bulletin.items.figure_pattern import MEASURED
from etl.bulletin.items.headings import are_namesakes, heading_of, is_section
from etl.bulletin.items.model import Item
from etl.bulletin.items.numbered_lines import Head
from etl.bulletin.items.part_captions import Captions
from etl.bulletin.items.same_pledges.rows_of_items import are_of_items

_AFTERWORD = re.compile(
    r"[^,。;:\d\n]{0,10}(?:要求|问题|困难|打算|建议|安排|措施|说明|下一?步[^,。;:\n]{0,6})"
    r"[ 。]?(?=\n|$)"
)
"""Headings of what follows the pledges: 有关要求."""
_ARRANGED = re.compile(
    r"(?:[\d一二三四五六七八九十]{0,3}[件项]?(?:民生)?实事)?(?:项目|任务)(?:计划)?安排"
)
"""Of those the ones that have the pledges: 一、项目安排."""
_COUNT = re.compile(r"(\d{1,2}|[一二三四五六七八九十]{1,3})[件项个]\)?$")
_BESIDE = re.compile(r"总体|基本情况|概况|整体|做法|举措|经验|亮点")
"""Of those the ones above the pledges."""
_TELLS = re.compile(
    r"已(?![婚故有])|完成|完工|竣工|建成|正在|目前|截[至止]|累计|实际|尚未|启动|开工|进度|通过|为\d"
)
"""Words of a report."""
_DONE = re.compile(r"已(?![婚故有])|正在|目前|截[至止]|累计|实际|尚未")
"""Those that no promise says, which may well say 建成 or 开工."""
_PROMISE_END = re.compile(r"[。;\n]|,(?=已|目前|截[至止]|现)")
_ANSWERED = 0.6
_WORK = re.compile(r"工程|行动|项目|计划|新建|改[造建]|建设|实施|开展|提[高升]|完善|推进|\d")
"""What a heading names that is a pledge and no topic: 教育强基工程, but 医疗卫生."""
_ANNEX = re.compile(r"\n附[件表录][一二三四五\d]{0,2}:?[ ]*\n")
_HEAD = 400
"""Characters behind the first number in which a text may still say how many pledges it has."""
_OF_POINTS = frozenset({"arabic_bracket", "circled", "enclosed CIRCLED"})
"""Numbers that mostly count the points of something: (1), ①."""
_FEWEST = 3
_HALF, _NEARLY_ALL = 0.5, 0.75
_OFFICE = re.compile(
    r"^[ ]*[■●◆★▲◇□○]?[ ]*[\u4e00-\u9fff]{1,12}"
    r"(?:局|委|办|厅|中心|公司|集团|医院|联|联合会|街道|镇|乡)(?:[(][^()\n]{1,24}[)])?:?[ ]*$",
    re.M,
)
"""The name of an office that stands alone on its line."""
_FURTHER = re.compile(r"\s(?:第[二三四五]|[二三四五]、|[2-5][.、])")
"""The head of another item in one line: 第一项 教育  第二项 道路."""
_MANY, _POINTS = 4, 3
"""Headings from which on, and points of each up to which, the headings may be the pledges."""


@dataclass(frozen=True, slots=True)
class Heads:
    """The heads of pledges, those above them and those inside them."""

    pledges: tuple[Head, ...]
    outer: tuple[Head, ...] = ()
    inner: tuple[Head, ...] = ()
    doubt: bool = False
    """Whether another level could count the pledges as well."""

    def __bool__(self) -> bool:
        return bool(self.pledges)


def pledge_heads(
    text: str, heads: list[Head], captions: Captions, tables: Sequence[Sequence[Item]] = ()
) -> Heads:
    """Which level holds a pledge together with its progress.

    ``一、基本情况 … 二、进展情况 (一)饮水工程 (二)…(八) 三、存在问题`` has eight pledges. Where the
    rows of a table (``tables`` has the items of each) are of a level, by number and name, it is
    that one.
    """
    if (named := _of_rows(text, heads, tables)) is not None:
        return named
    if (put_together := _of_offices(text, heads)) is not None:
        return put_together
    heads = _listed_again(text, heads)
    whole = _of_one_level(text, heads, captions)
    return _of_parts(text, heads, captions) or whole


def _of_rows(text: str, heads: Sequence[Head], tables: Sequence[Sequence[Item]]) -> Heads | None:
    """The heads of the pledges that a table names again: 一、教育补短板项目 and, in an annex,
    1 | 教育补短板项目 | 4600."""
    levels = _levels(heads)
    for place, level in enumerate(levels):
        starts = {head.number: head.end for head in level}
        if len(starts) == len(level) and any(are_of_items(text, starts, rows) for rows in tables):
            outer, inner = chain(*levels[:place]), chain(*levels[place + 1 :])
            return Heads(
                tuple(level),
                tuple(sorted(outer, key=lambda head: head.start)),
                tuple(sorted(inner, key=lambda head: head.start)),
            )
    return None


def _listed_again(text: str, heads: list[Head]) -> list[Head]:
    """The heads, a whole list of namesakes below another one made of its level: what (一) to (十)
    promise, and 1. to 10. tell of."""
    first, *others = _levels(heads) or [[]]
    again = {
        head.start: first[0].rank
        for level in others
        if level[0].start > first[-1].start and len(first) >= _FEWEST
        if are_namesakes(text, first, level)
        for head in level
    }
    return [replace(head, rank=again.get(head.start, head.rank)) for head in heads]


def _of_parts(text: str, heads: Sequence[Head], captions: Captions) -> Heads | None:
    """The pledges of a bulletin of parts that count at different levels, each told for itself:
    第一部分 一、promise 1.2. its report; 第二部分 一、group 1.2. promises.
    """
    top = heads[0].rank if heads else ""
    starts = [at for at, head in enumerate(heads) if head.rank == top and head.number == 1]
    if len(starts) < 2 or starts[0]:
        return None
    parts = [list(heads[a:b]) for a, b in pairwise([*starts, len(heads)])]
    told = [_of_one_level(text, part, captions) for part in parts]
    if any(part.doubt or len(part.pledges) < 2 for part in told):
        return None
    if len({part.pledges[0].rank for part in told}) == 1:
        return None
    return Heads(
        tuple(chain.from_iterable(part.pledges for part in told)),
        tuple(chain.from_iterable(part.outer for part in told)),
        tuple(chain.from_iterable(part.inner for part in told)),
    )


def _of_one_level(text: str, heads: Sequence[Head], captions: Captions) -> Heads:
    """The pledges of a bulletin that counts them all at one level."""
    levels = _levels(list(_without_contents(text, heads)))
    outer: list[Head] = []
    beside: list[Head] = []
    doubt = False
    while len(levels) > 1:
        below = sorted(chain(*levels[1:]), key=lambda head: head.start)
        items = _in_sections(text, levels[0], below)
        if items:
            outer += levels[0]
            held = frozenset(head.start for head in items)
            beside += [head for head in below if head.start not in held]
            levels = _levels(items)
            continue
        if _only_afterword(text, levels[0], below):
            return Heads((), (*outer, *levels[0]), tuple(below))
        holds, unsure = _holds_pledges(text, heads, levels[0], levels[1], captions)
        doubt = doubt or unsure
        if holds:
            break
        outer += levels[0]
        levels = levels[1:]
    if not levels:
        return Heads(())
    if _are_sections(text, levels[0], _NEARLY_ALL) or _is_lone_section(text, levels):
        # 一、总体情况 二、其他项目推进情况 三、存在问题 divide a text without items.
        return Heads((), (*outer, *levels[0]))
    doubt = doubt or _are_sections(text, levels[0])
    inner = sorted(chain(beside, *levels[1:]), key=lambda head: head.start)
    return Heads(tuple(_with_lost(text, levels[0], captions)), tuple(outer), tuple(inner), doubt)


def _with_lost(text: str, pledges: Sequence[Head], captions: Captions) -> Iterator[Head]:
    """The heads with those of lines whose number a copy has lost, where one is missing.

    ``2.…⏎进展:…⏎建驿站6个。⏎进展:…⏎4.…``: what stands above the second report is pledge 3.
    """
    for head, following in pairwise(pledges):
        yield head
        if following.number != head.number + 2:
            continue
        reports = [c for c in captions.within(head.end, following.start) if c.kind == "progress"]
        if len(reports) != 2 or not _opens_line(text, reports[1].start):
            continue
        start = text.rfind("\n", 0, reports[1].start - 1) + 1
        if start > reports[0].end and not captions.within(start, reports[1].start):
            yield replace(head, start=start, end=start, number=head.number + 1)
    yield from pledges[-1:]


def _opens_line(text: str, place: int) -> bool:
    return text[place - 1 : place] in ("", "\n")


def _of_offices(text: str, heads: Sequence[Head]) -> Heads | None:
    """The pledges of reports by several offices, put together as they came in: ■区教育局 1.…2.…
    ■区民政局 一、…二、… Each counts its own, and not all of them alike.
    """
    starts = [office.start() for office in _OFFICE.finditer(text)]
    sections: dict[int, list[Head]] = {}
    for head in heads:
        sections.setdefault(bisect_right(starts, head.start), []).append(head)
    if 0 in sections or len(sections) < _FEWEST:
        return None
    ranks = {own[0].rank for own in sections.values()}
    if len(ranks) == 1 or any(own[0].number != 1 for own in sections.values()):
        return None
    pledges = [head for own in sections.values() for head in own if head.rank == own[0].rank]
    held = {head.start for head in pledges}
    return Heads(tuple(pledges), (), tuple(h for h in heads if h.start not in held))


def _without_contents(text: str, heads: Sequence[Head]) -> Iterator[Head]:
    """The heads but those of a list of contents: it says nothing, and its names come again."""
    for level in _levels(heads):
        starts = [at for at, head in enumerate(level) if head.number == level[0].number]
        runs = [level[a:b] for a, b in pairwise([*starts, len(level)])]
        yield from chain(*(runs[1:] if _are_contents(text, runs) else runs))


def _are_contents(text: str, runs: Sequence[Sequence[Head]]) -> bool:
    """Whether the first of several counts only lists what the next one tells."""
    if len(runs) < 2 or len(runs[1]) < max(len(runs[0]), _FEWEST):
        return False
    first, following = runs[0], runs[1]
    listed = [text[one.end : other.start] for one, other in pairwise(first)]
    listed.append(text[first[-1].end :].partition("\n")[0])
    if any("。" in said or MEASURED.search(said) for said in listed):
        return False
    if len(first) == 1:
        return _FURTHER.search(listed[0]) is not None
    # Pledges of a first group may have no figures either, but no namesakes.
    pairs = zip(first, following, strict=False)
    again = sum(heading_of(text, one) in heading_of(text, other) for one, other in pairs)
    return 2 * again > len(first)


def _levels(heads: Sequence[Head]) -> list[list[Head]]:
    levels: dict[str, list[Head]] = {}
    for head in heads:
        levels.setdefault(head.rank, []).append(head)
    return list(levels.values())


def _in_sections(text: str, level: Sequence[Head], below: Sequence[Head]) -> list[Head]:
    """The heads that stand in the sections of pledges, where a level is but the sections.

    Those within an overview, or within what is still to be done, count no pledges.
    """
    if not _are_sections(text, level):
        return []
    named = [heading_of(text, head) for head in level]
    starts = [head.start for head in level]
    held: dict[int, list[Head]] = {}
    for head in below:
        at = bisect_right(starts, head.start) - 1
        if at < 0 or not _begins_line(text, head):
            continue
        if _ANNEX.search(text, level[at].start, head.start):
            # 三、下步要求 …⏎附件⏎1.就业创业 stands in no section.
            held.setdefault(len(level), []).append(head)
        elif not (_BESIDE.search(named[at]) or _is_afterword(named[at])):
            held.setdefault(at, []).append(head)
    ranks = Counter[str]()
    for heads in held.values():
        ranks[heads[0].rank] += len(heads)
    if not ranks:
        return []
    # (一)(二) of one section and 1. to 8. of another do not stand within one another.
    most = ranks.most_common(1)[0][0]
    lists = [heads for heads in held.values() if heads[0].rank == most]
    if len(lists) == 1:
        # 1. to 8. as promised, and (一) to (八) of the same names as done, are one level.
        lists += [
            [replace(head, rank=most) for head in heads]
            for heads in held.values()
            if heads[0].rank != most and are_namesakes(text, lists[0], heads)
        ]
    found = sorted((head for heads in lists for head in heads), key=lambda head: head.start)
    return found if len(found) > 1 else []


def _only_afterword(text: str, level: Sequence[Head], below: Sequence[Head]) -> bool:
    """Whether a level is but sections, and all heads below count problems or what comes next:
    一、总体情况 二、存在问题 (一)…(二)… 三、下步打算."""
    if not _are_sections(text, level):
        return False
    starts = [head.start for head in level]
    above = (bisect_right(starts, head.start) - 1 for head in below)
    return all(at >= 0 and _is_afterword(heading_of(text, level[at])) for at in above)


def _are_sections(text: str, level: Sequence[Head], share: float = _HALF) -> bool:
    """Whether a share of a level's heads only say which part of a circular begins.

    From 一、总体情况 to 五、存在问题 half of them do.
    """
    headings = [heading_of(text, head) for head in level]
    if _BESIDE.search(headings[0]) and _is_afterword(headings[-1]):
        share = _HALF
    named = list(filter(is_section, headings))
    # 任务:… said again by each is a caption.
    return len(named) == len(set(named)) >= 2 and len(named) >= share * len(level)


def _is_lone_section(text: str, levels: Sequence[Sequence[Head]]) -> bool:
    """Whether the only head of a text opens its overview, as where the rest was not saved."""
    return len(levels) == len(levels[0]) == 1 and bool(
        _BESIDE.match(heading_of(text, levels[0][0]))
    )


def _is_afterword(heading: str) -> bool:
    """Whether a heading is of what follows the pledges."""
    return _AFTERWORD.match(heading) is not None and _ARRANGED.fullmatch(heading) is None


def _are_captions(text: str, outer: Sequence[Head], level: Sequence[Head]) -> bool:
    """Whether most heads of a level say the same of each pledge: (一)年度目标 (二)进展情况, or one
    pledge alone has them."""
    named = Counter(heading_of(text, head) for head in level)
    alone = {*named.values()} == {1} and not any(is_section(heading_of(text, h)) for h in outer)
    said = sum(n for name, n in named.items() if (n > 1 or alone) and is_section(name))
    return 2 * said > len(level)


def _begins_line(text: str, head: Head) -> bool:
    return _opens_line(text, head.start)


def _holds_pledges(
    text: str, heads: Sequence[Head], outer: list[Head], inner: list[Head], captions: Captions
) -> tuple[bool, bool]:
    """Whether the pledges are of the outer level, and the inner one only reports on them.

    A heading that counts the items below it (已完成的4件), items with captions of their own, and
    headings without a figure speak for the inner level; figures of the outer level's own, and
    items of it without any inner number, for the outer. The second value tells whether both
    could be.
    """
    if inner[0].rank == "1.1" or _are_captions(text, outer, inner):
        # 1.1 is by its own number a part of 1, if that is more than a topic: 1 关于教育卫生.
        topics = sum(_WORK.search(heading_of(text, head)) is None for head in outer)
        own = any(MEASURED.search(text, head.end, end) for head, end in _spans(text, heads, outer))
        group = inner[0].rank == "1.1" and not own and 2 * topics > len(outer)
        return not group, False
    parents, leaves = _parents(text, heads, outer, inner[0].rank)
    if not parents:
        return True, False
    if len(parents) > 1 and [head.number for head in inner] == [*range(1, len(inner) + 1)]:
        # 一、教育 (一)…(二)… 二、医疗 (三)…: what is counted through all groups are the pledges.
        return False, False
    counting = sum(_counts_below(words, below) for words, below in parents)
    if 2 * counting >= len(parents):
        return False, False
    most = max(below for _, below in parents)
    said = announced(text[: heads[0].start + _HEAD])
    counted = inner[0].rank in _OF_POINTS and len(outer) in said
    if not (leaves or counted) and _answers_itself(text, heads, outer, inner):
        return False, False
    if (len(outer) in said) != bool(said & {most, len(inner)}):
        return len(outer) in said, False
    labelled = sum(
        any(c.kind in ("target", "progress") for c in captions.within(h.end, stop))
        for h, stop in _spans(text, heads, inner)
    )
    if 2 * labelled >= len(inner):
        # 3.(1)…;(2)… 进展:… beside 4.… 进展:…: only the outer level holds all with their progress.
        return (False, False) if not leaves else (labelled < len(inner), True)
    promising = sum(MEASURED.search(words) is not None for words, _ in parents)
    if not all(_begins_line(text, head) for head in inner):
        return 2 * (promising + leaves) >= len(parents), False
    if not promising and len(parents) == 1 and most >= _FEWEST and len(outer) not in said:
        # One heading has all the items below it.
        return most < 2 * leaves, 1 < leaves <= most / 2 <= leaves + 1
    if 2 * (promising + leaves) >= len(parents):
        return True, False
    # 一、就业工程 (1)…(2)… to 十、: pledges of several points, or topics of several pledges.
    works = sum(_WORK.search(heading_of(text, head)) is not None for head in outer)
    both = len(outer) >= _MANY and len(inner) <= _POINTS * len(parents) and 2 * works > len(outer)
    nearer = any(abs(n - len(outer)) < abs(n - len(inner)) for n in said)
    return both and nearer, both


def _parents(
    text: str, heads: Sequence[Head], outer: Sequence[Head], rank: str
) -> tuple[list[tuple[str, int]], int]:
    """The words of each outer head with inner ones below it, and how many; and how many of the
    others have a figure themselves."""
    places = {head.start: place for place, head in enumerate(heads)}
    parents: list[tuple[str, int]] = []
    leaves = 0
    for head in outer:
        below = 0
        stop = len(text)
        for place in range(places[head.start] + 1, len(heads)):
            stop = min(stop, heads[place].start)
            if heads[place].rank != rank:
                break
            below += 1
        words = text[head.end : stop]
        if below:
            parents.append((words, below))
        elif MEASURED.search(words) and not _AFTERWORD.match(words):
            leaves += 1
    return parents, leaves


def _answers_itself(
    text: str, heads: Sequence[Head], outer: Sequence[Head], inner: Sequence[Head]
) -> bool:
    """Whether it is the inner items that promise and report, below headings that do neither:
    (一)教育⏎1.新增学位1620个。已新增1080个。⏎2.…"""
    if any(MEASURED.search(text, head.end, stop) for head, stop in _spans(text, heads, outer)):
        return False
    answered = 0
    for head, stop in _spans(text, heads, inner):
        if not _begins_line(text, head):
            return False
        promise = _PROMISE_END.search(text, head.end, stop)
        end = promise.end() if promise else stop
        answered += bool(
            MEASURED.search(text, head.end, end)
            and not _DONE.search(text, head.end, end)
            and _TELLS.search(text, end, stop)
        )
    return answered >= _ANSWERED * len(inner)


def _counts_below(words: str, below: int) -> bool:
    """Whether a heading says how many items stand below it: 正在推进的(5件)."""
    found = _COUNT.search(words.split("\n")[0])
    return found is not None and int(numeral(found[1])) == below


def _spans(text: str, heads: Sequence[Head], level: Sequence[Head]) -> Iterator[tuple[Head, int]]:
    stops = {head.start: following.start for head, following in pairwise(heads)}
    for head in level:
        yield head, stops.get(head.start, len(text))
