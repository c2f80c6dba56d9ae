"""What a bulletin prints before its parts: 责任单位: 目标任务: 【进展】 现状—— ■.

What a caption announces follows from its words, whatever their order (任务完成情况, 目前进展),
or, where they are unknown, from what stands behind it throughout the document: such captions
are ``open``, and the pattern of the document decides
(:mod:`etl.bulletin.promise_or_report.best_pattern`).
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from itertools import pairwise
from typing import Literal, NamedTuple

Kind = Literal["target", "progress", "agency", "note", "next", "open"]

_SECTION = re.compile(r"[一二三四五六七八九十]{1,2}、")
_TOLD_BY = (
    r"(?:项目|工作|目前|当前|最新|实施|任务)?"
    r"(?:(?:进展|完成|落实|推进|办理)(?:情况|进度|进展)|进展)"
)
# Two sets of characters come first, so that most places need not be looked at any further.
_LABEL = re.compile(
    r"(?:(?<![^\n。;|)\]\s.])|(?<=[。;\n]\d、))(?:"
    r"(?<!\.)(?:(?P<bullet>(?:^|(?<=\n))[■□●○◆◇▲△★☆➤▪◎▶►✓√※])|"
    r"\[(?P<boxed>[^\]\[\n\d]{2,14})\]\s*:?"
    r"|\(?(?P<name>[^,。;:\n()\[\]|、“”\s][^,。;:\n()\[\]|、“”]{1,14}?)(?:\([^()\n]{1,20}\))?\s*"
    r"(?:\)?:|——|--|(?P<line>(?=\n)))"
    r")"
    r"|(?<=\n)(?P<bare>(?:推进|进展|完成|落实|办理|实施)情况)(?=[^,。;:\n]{2})"
    r"|(?P<arrow>(?<=\n)[▼▽⬇↓→➡]{1,3}(?=\n))"
    r"|(?:(?<=\([一二三四五六七八九十]\))|(?<=\n[1-9]\.))(?P<numbered>[^,。;:\n()\[\]|、“”\s]{2,14})。"
    r"|(?<=\n)" + _SECTION.pattern + r"(?P<section>[^,。;:\n()\[\]|、“”\s]{2,14})(?=\n)"
    r")"
    r"|(?=[项工目当最实任进完落推办])"
    rf"(?P<inner>{_TOLD_BY}):"
)
_INLINE = re.compile(r"(?<=[\u4e00-\u9fff\d%])\[(?P<boxed>[^\]\[\n\d:]{2,14})\]:?")
"""In a line that goes on: 老旧小区【牵头单位】县住建局【年度目标】改造20个."""
_NUMBERED = re.compile(r"(?:(?P<line>\n)|[。;])\d、$")
_TOLD = re.compile(_TOLD_BY)
_BEHIND_COMMA = re.compile(r"(?<=,)(?P<name>[\u4e00-\u9fff]{2,10}):")
_BEHIND = re.compile(r"\((?<=[^()\n]\()(?P<behind>[^()\n\d]{2,10})\)[。;]?(?=\n|$)")
PROMISE_CAPTION = r"(?:目标|任务|计划|内容)[^:\n。]{0,4}[:\]]"
"""What announces the words of a promise, as a pattern: 目标任务:, [工作计划]."""
_AGENCY_WORD = (
    r"(?:责任|牵头|主办|承办|承担|配合|协办|实施|主管|负责|主责|督办|协同|参与|分管|包抓|落实)"
    r"(?:责任)?(?:单位|部门|主体|领导|人|科室)"
)
_AGENCY = re.compile(rf"{_AGENCY_WORD}|^(?:单位|部门|联系人|分管领导|负责人)$")
_NEXT_QUARTER = r"第?[二三四]季度(?:工作)?(?:计划|安排|打算)"
_NEXT = re.compile(rf"(?:问题|困难|不足|原因|建议|打算)$|^存在|下一?步|下阶段|^{_NEXT_QUARTER}$")
_NOTE = re.compile(
    r"附件|联系|时限|时间|^(?!.*(?:建成|新增|新建|改造|完工)).*地点|^注$|评价|投诉|热线|(?<!资金)来源|电话|日期|次数|浏览|作者|编辑"
)
"""What announces no figures; 建成地点:体育场412个 does."""
_PROGRESS = re.compile(
    r"进展|落实|推进|进度|实际|实绩|现状|成效|办理|结果|效果|执行|动态|兑现|完成|实施情况|工作情况|做法"
)
_TARGET = re.compile(r"目标|任务|计划|承诺|内容|指标|要求|标准|安排")
_NO_LABEL = re.compile(r"^(?:其中|包括|如下|分别|即|例如|比如|主要|方面|.*方面|.*如下|.*包括)$")
_KNOWN_LINE = re.compile(
    r"(?:截[至止][^,。]{1,10}|\d{1,2}(?:[-—–]\d{1,2})?月份?)?"
    r"(?:目前|当前|最新|实际|总体|工作|项目|具体|年度|本月|累计|任务|目标|计划|建设|主要|全年|实事|绩效"
    r"|原定|既定|年初|[省市县区]?(?:下达|确定)|[省市县区]定)*"
    r"(?:进展|完成|落实|推进|实施|办理|执行|进度|成效|目标|任务|内容|承诺|计划|现状|实际)"
    r"(?:情况|比例|进度|进展|成效|任务|目标|内容|事项)*(?:为|是)?"
    r"|(?:目前|当前)?存在(?:的)?(?:主要|突出)?(?:问题|困难)(?:[和及与、][^,。]{2,8})?|下一?步[^,。]{0,8}|下阶段[^,。]{0,8}"
    rf"|(?:形象|工程|投资)进度|{_NEXT_QUARTER}"
)
_PARENTHESISED_AGENCY = re.compile(
    rf"\(\s*{_AGENCY_WORD}(?:及[^:()\n]{{1,6}})?:(?P<names>(?:[^()\n]|\([^()\n]*\))+)\)?"
)
_PART_CAPTION = re.compile(
    r"[\[(]?(?:目前|年度|全年|年初|工作|项目|建设|任务|主要|原定|既定|[省市县区]?下达|[省市县区]定)*"
    r"(?:进展|完成|落实|推进|办理|目标|任务|内容|承诺)"
    r"(?:情况|进度|任务|目标|内容|事项)*(?:\](?=\n)|[\])]?\s*:)"
)
_AGENCIES_CAPTION = re.compile(rf"[ \n]*[\[(]?{_AGENCY_WORD}[^:,。;\n]{{0,8}}[\])]?\s*:")
_AGENCY_SPLIT = re.compile(r"[、,;\s](?![^()]{0,20}\))|和(?=市|省|区|县|各)")
_AGENCY_NOTE = re.compile(rf"(?:{_AGENCY_WORD}|配合|牵头|责任|负责)[^:]{{0,4}}:|等$")
NEXT_STEP = re.compile(
    r"(?<=[。;\n])(?:(?:下一?步|下阶段|接下来|下一阶段|今后)[^。\n]{0,4}[,:将]"
    r"|[一二三四五六七八九十]{1,2}、(?:下一?步|下阶段)[^,。;:\n]{0,8}(?:打算|安排|计划|措施|思路|建议|重点))"
)
_COUNT = r"\d[\d.,]*[万亿]?(?![\d.,%‰至~—-]|个?[月日年天时]|个百分|倍)[^,。;:、|\n\d]{1,3}"
_NOT_YET = (
    r"(?:(?:尚未|还未|未|没有)(?:完成|完工|开工|竣工|动工|建成|进场|达标|整改|销号|拆除|搬迁|签约|启动|到位"
    r"|落实|拨付)|(?:尚未能|未能|没能)[\u4e00-\u9fff]{2})"
)
_LEFT = re.compile(
    rf"(?:剩余|剩下|余下|其余|{_NOT_YET})的?(?!劳动力|产能)[^每,。;:、|\n\d()]{{0,6}}"
    rf"(?P<left>{_COUNT})(?!扣|的?单位)[^,。;:、|\n\d]{{0,10}}"
    rf"|(?:尚有|还有|仍有)?(?<![\d.月年第的])(?P<undone>{_COUNT})[^,。;:、|\n\d的]{{0,14}}?{_NOT_YET}"
    r"|(?:(?<=[,。;:])|^)(?!力争|[^,。;:]*(?:全[省国]|平均))[\u4e00-\u9fff]{2,20}(?:完成|开工|竣工|到位|拨付|支付|支出|兑付|入住|使用|签约)率"
    r"(?:只有|仅为?|才)(?P<level>\d[\d.]*%)(?=[,。;\n]|$)"
)
_TOLD_WITHIN = 600
"""Characters before a stretch in which its figure may have been told."""
SHORT_LINE = re.compile(r"(?m)^[ ]*([^\W\d_]{2,8})[ ]*$")
"""A line that may open what stands below it, if it returns: 眼下做到."""
_DIGIT = re.compile(r"\d")
_FEWEST_TURNS = 3
_PAIR = 2
_MOST_AGENCY = 60
"""Characters that a list of units responsible has at most."""


class Caption(NamedTuple):
    """A caption: its span with the mark behind it, and what it announces."""

    start: int
    end: int
    kind: Kind
    name: str

    @property
    def is_behind(self) -> bool:
        """Whether it stands at the end of what it announces, and so has no span before it."""
        return self.start == self.end


class Captions:
    """The captions of a document, in order."""

    def __init__(self, text: str, lines: Sequence[tuple[int, int]]) -> None:
        """Find every caption in some lines whose words, or whose being repeated, make it one."""
        found = [
            caption
            for caption in sorted(
                dict.fromkeys(
                    (
                        *_found(text),
                        *_inline(text),
                        *_behind_commas(text),
                        *_at_line_ends(text),
                        *_alternating(text),
                    )
                ),
                key=lambda c: c[:2],
            )
            if (at := bisect_right(lines, caption[0], key=lambda line: line[0]))
            and caption[0] < lines[at - 1][1]
        ]
        often = Counter(name for _, _, name, _ in found)
        sure = {
            start
            for start, _, name, kind in found
            if often[name] > 1 or (kind is not None and _sure(name, kind))
        }
        sure |= _between(text, [start for start, *_ in found], sure)
        self._all: list[Caption] = [
            Caption(start, end, kind or "open", name)
            for start, end, name, kind in found
            if start in sure
        ]
        self._starts = [caption.start for caption in self._all]

    def within(self, start: int, end: int) -> Sequence[Caption]:
        """The captions of a stretch."""
        return self._all[bisect_left(self._starts, start) : bisect_left(self._starts, end)]


def _found(text: str) -> Iterator[tuple[int, int, str, Kind | None]]:
    for match in _LABEL.finditer(text):
        if bullet := match["bullet"]:
            yield match.start(), match.end(), bullet, None
            continue
        if arrow := match["arrow"]:
            # 计划:建学校6所⏎▼⏎建成学校6所
            yield match.start(), match.end(), arrow, "progress"
            continue
        words = match["boxed"] or match["name"] or match["inner"] or match["bare"]
        name = (words or match["numbered"] or match["section"]).replace(" ", "")
        kind = _kind(name)
        alone = match["line"] is not None or not words
        if alone and not _KNOWN_LINE.fullmatch(name):
            continue
        if match["section"] and kind not in ("target", "progress"):
            # 三、存在问题 tells of figures, too.
            continue
        if _NO_LABEL.match(name) or (kind is None and (match["boxed"] or match["bare"])):
            continue
        start = match.start()
        numbered = _NUMBERED.search(text, max(0, start - 3), start)
        if numbered and numbered["line"] and kind != "next" and not _TOLD.fullmatch(name):
            # Points on lines of their own may be the items: 1、目标任务:.
            continue
        if numbered and not numbered["line"]:
            # 农村公路。1、目前进展:…。2、下一步打算:
            start -= 2
        yield start, match.end(), name, kind


def _inline(text: str) -> Sequence[tuple[int, int, str, Kind | None]]:
    """Known captions in brackets that nothing divides from what stands before them, if there are
    some of either kind."""
    found = [
        (*match.span(), match["boxed"], kind)
        for match in _INLINE.finditer(text)
        if (kind := _kind(match["boxed"])) == "agency" or _KNOWN_LINE.fullmatch(match["boxed"])
    ]
    return found if {"target", "progress"} <= {kind for *_, kind in found} else ()


def _behind_commas(text: str) -> Iterator[tuple[int, int, str, Kind | None]]:
    """Captions behind commas, in lines that have both kinds: 医疗,目标:…64个,进度:建成57个."""
    by_line: dict[int, list[tuple[int, int, str, Kind | None]]] = {}
    for match in _BEHIND_COMMA.finditer(text):
        if _KNOWN_LINE.fullmatch(match["name"]):
            caption = (*match.span(), match["name"], _kind(match["name"]))
            by_line.setdefault(text.rfind("\n", 0, match.start()), []).append(caption)
    for found in by_line.values():
        if [kind for *_, kind in found] == ["target", "progress"]:
            yield from found


def _at_line_ends(text: str) -> Sequence[tuple[int, int, str, Kind | None]]:
    """Captions in brackets at the end of what they announce, if they are of both kinds:
    加装电梯25台。(年初承诺)⏎完工22台。(完成情况). They begin where their lines do."""
    found = [
        (start, start, match["behind"], _kind(match["behind"]))
        for match in _BEHIND.finditer(text)
        if _KNOWN_LINE.fullmatch(match["behind"])
        for start in (text.rfind("\n", 0, match.start()) + 1,)
    ]
    return found if {"target", "progress"} <= {kind for *_, kind in found} else ()


def _alternating(text: str) -> Iterator[tuple[int, int, str, Kind | None]]:
    """Lines of unknown words that return in turn with others, figures between them:
    年初目标⏎…⏎今天交卷⏎…⏎年初目标⏎…. What they announce follows from those."""
    places: dict[str, list[int]] = {}
    for match in SHORT_LINE.finditer(text):
        places.setdefault(match[1], []).append(match.start(1))
    again = {
        words: starts
        for words, starts in places.items()
        if len(starts) >= _FEWEST_TURNS and _kind(words) not in ("agency", "note", "next")
    }
    known = [words for words in again if _KNOWN_LINE.fullmatch(words)]
    telling = [words for words in known if _kind(words) in ("target", "progress")]
    partners = [*again] if len(again) == _PAIR else telling[:_PAIR]
    for words in again.keys() - set(known):
        if any(o != words and _take_turns(text, again[words], again[o]) for o in partners):
            yield from ((at, at + len(words), words, None) for at in again[words])


def _take_turns(text: str, starts: Sequence[int], others: Sequence[int]) -> bool:
    """Whether two lines stand in turn, as often, with figures between one and the next."""
    first, second = sorted((starts, others), key=min)
    turns = [at for pair in zip(first, second, strict=False) for at in pair]
    return (
        len(first) == len(second)
        and turns == sorted(turns)
        and all(_DIGIT.search(text, at, to) for at, to in pairwise(turns))
    )


def _between(text: str, starts: Sequence[int], sure: Set[int]) -> set[int]:
    """The captions that open lines between lines that open with sure ones.

    目标任务:…⏎工作措施:…⏎完成情况:… : 工作措施, said once, is one as well.
    """
    found: set[int] = set()
    waiting: list[int] = []
    opened, following = False, -1
    for start in starts:
        if start and text[start - 1] != "\n":
            continue
        if start != following:
            opened, waiting = False, []
        if start in sure:
            found.update(waiting)
            opened, waiting = True, []
        elif opened:
            waiting.append(start)
        following = text.find("\n", start) + 1
    return found


def _sure(name: str, kind: Kind) -> bool:
    """Whether words that stand once are a caption: 进展情况 is, 其中超额完成的有6项 is none."""
    return kind in ("agency", "note") or _KNOWN_LINE.fullmatch(name) is not None


def _kind(name: str) -> Kind | None:
    if _AGENCY.search(name):
        return "agency"
    if _NOTE.search(name):
        return "note"
    if _NEXT.search(name):
        return "next"
    if _PROGRESS.search(name) and len(name) <= 12:
        return "progress"
    if _TARGET.search(name) and len(name) <= 10:
        return "target"
    return None


def heads_section(text: str, caption: Caption) -> bool:
    """Whether a caption is the heading of a section: 一、目标任务."""
    return _SECTION.match(text, caption.start) is not None


def announces_agencies(text: str, at: int) -> bool:
    """Whether a caption of units responsible stands at a place: 责任单位:市教育局."""
    return _AGENCIES_CAPTION.match(text, at) is not None


def announces_part(text: str, at: int) -> bool:
    """Whether a caption of a promise or a report stands at a place: 年度目标:, 完成情况:."""
    return _PART_CAPTION.match(text, at) is not None


def bracketed_agencies(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Units responsible in brackets: start, end, and their names as printed."""
    for match in _PARENTHESISED_AGENCY.finditer(text, start, end):
        yield match.start(), match.end(), match["names"]


def agency_end(text: str, start: int, end: int) -> int:
    """Where the units responsible behind a caption end: at a stop, a line's end."""
    stop = re.compile(r"[。;\n]").search(text, start, min(end, start + _MOST_AGENCY))
    return stop.end() if stop else min(end, start + _MOST_AGENCY)


def agencies(written: str) -> Iterator[str]:
    """The units in a list of them: 市教育局、市民政局(配合) → 市教育局, 市民政局."""
    for piece in _AGENCY_SPLIT.split(_AGENCY_NOTE.sub("", written)):
        if name := piece.strip(" :。"):
            yield name


def what_is_left(text: str, start: int, end: int, since: int) -> Iterator[tuple[int, int]]:
    """The words about problems or next steps that tell how much is left, or a rate that is only
    so high: 剩余5处工程建设, 资金到位率仅62%.

    All else there is no figure of the progress: 力争年内新建8处.

    Args:
        text: the normalised text.
        start: where the stretch begins.
        end: where it ends.
        since: where begins what was told before it, which need not be said again.
    """
    for m in _LEFT.finditer(text, start, end):
        figure = re.escape(m["left"] or m["undone"] or m["level"])
        if not re.search(rf"(?<![\d.]){figure}", text[max(since, start - _TOLD_WITHIN) : start]):
            yield m.span()
