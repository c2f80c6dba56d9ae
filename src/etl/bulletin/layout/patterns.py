"""Where an item without captions ends its promise and begins its report.

A sentence of its own may report (截至9月底,已建成18座。), or one sentence turns from the one to the
other at a comma (新建食堂4个,其中3个已建成). Words of reporting show it, and figures in the
units of what was promised.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from etl.bulletin.layout.numbering import Head

_REPORTED = re.compile(
    r"已(?!有关)|累计|实际(?!情况|需)|截[至止]|(?<!项)目前|完成率|同比|环比|超额|提前|正在|[占为][^,。;]{0,8}(?:计划|任务|目标)"
    r"|完成(?:全年|年度|计划|目标|任务|[省市]定)[^,。;]{0,14}%|较(?:上年|去年)|比(?:上年|去年)"
    r"|全部(?:完成|完工|建成|开工)"
)
_TELLS = re.compile(
    rf"{_REPORTED.pattern}|占比\d|下降到|降至|完成投资\d|形象进度\d|仅(?:完成|建设|建成)|滞后|(?:提高|增长|下降)\d[\d.]*%"
    r"|(?<=[。;\n])(?:上半年|前三季度|\d{1,2}-\d{1,2}月)"
)
# 计划硬化道路98公里,硬化98公里; 任务2300户,改造2415户
_PLAIN_RESULT = re.compile(
    r"(?:任务|目标|(?P<verb>[\u4e00-\u9fff]{2})[^,。;\d]{1,12})\d[\d.]*(?P<unit>[万亿]*[^\d,。;])[^,。;\d]{0,4},"
    r"(?P<result>(?(verb)(?P=verb)|[\u4e00-\u9fff]{2})\d[\d.]*(?P=unit))"
)
# What opens a promise that says it is one: the sentence behind it can only be the report.
_PLANNED = re.compile(
    r"(?:^|[。,;:.、)\s])(?:要求|年初(?:确定|计划)|任务(?:是|为)?|目标(?:是|为)?|计划|全年|年内|年度|今年)"
)
_REPORT_OPENS = re.compile(
    r"^(?:截[至止]|到\d{1,2}月[底末]|目前|已|累计|实际|今年以来|\d{1,2}(?:-\d{1,2})?月|[一二三四]季度|上半年|前三季度|全市已|进展)"
)
_COUNTED = re.compile(r"\d[万亿余多]*([^\d万亿余多,.])")
_SHARE_OF_PLAN = re.compile(
    r"(?:计划|任务|目标)[^,。;]{0,8}\d[\d.]*%|完成率|全部(?:完成|建成|完工|开工)"
)
_SENTENCE_END = re.compile(r"[。;!?\n]+")
# Where, behind a comma, one sentence turns from what was promised to what was done.
_TURN = re.compile(
    r",(?=(?:截[至止][^,。;]{1,16}[,、]?|目前|现已?|前[一二三]季度|上半年|\d{1,2}-\d{1,2}月|其中\d[^,。;]{0,8}"
    r"|[^,。;\d]{0,12})?(?:已(?!婚|故|有)|实际|累计|仅(?:建设|建成|完成)|分别(?:建成|完成|新增|改造|开工)))"
)
_ALL_DONE = re.compile(
    r"(?:目前|现)?已经?(?:全部|全面|均|如期)+(?:建成|完成|完工|竣工|投用|开工)[^\d]*?[,。;]"
)
_LEVEL_REACHED = re.compile(r"(?:目前|现)?已经?(?:达到?|提高到|提升到|升至|降至|降到)")
_ADDS_UP = re.compile(r"[^,。;\d]{0,12}累计")
_AMOUNT = re.compile(r"(\d+(?:\.\d+)?)([万亿]?)[余多]?([^\d万亿余多,.。;%])")
_MOST_DONE = 2
"""Times what was promised, where a running total is taken for its result."""
_UNDER_WAY = re.compile(
    r"本月|当月|分别新增|分别改造|仅建设|开工|动工|完工|竣工|建成|完成|在建|投用|已|累计|实际|[占为][^,。;]{0,8}(?:计划|任务|目标)"
)
_RESULT = re.compile(
    r"(?<!计划)(?:竣工|完工|投用)(?=[^,。;]{0,6}\d)|占[^,。;]{1,16}\d[\d.]*%|,(?:完成(?:投资)?|形象进度)\d"
)
_FIGURE = re.compile(r"\d")


def reported(text: str) -> bool:
    """Whether something is said to have been done."""
    return _REPORTED.search(text) is not None


def tells(text: str, start: int, end: int) -> bool:
    """Whether a stretch says anything of what was done, or of where things stand."""
    return _TELLS.search(text, start, end) is not None


def first_report(text: str, start: int, end: int, inner: Sequence[Head], *, reports: bool) -> int:
    """Where promise ends and report begins in an item without labels; ``end`` if nowhere."""
    inside = [h.start for h in inner if start <= h.start < end]
    if inside:
        return inside[0] if not _REPORTED.search(text, start, inside[0]) else start
    if not reports:
        return end
    paragraph = text.find("\n", start + 1, end)
    if (
        paragraph > 0
        and text[paragraph:end].strip()
        and _FIGURE.search(text, start, paragraph)
        and not _REPORTED.search(text, start, paragraph)
    ):
        return paragraph
    at = start
    planned, promised = False, set[str]()
    figures = False
    for stop in _SENTENCE_END.finditer(text, start, end):
        sentence = text[at : stop.end()].lstrip()
        says_done = _REPORT_OPENS.match(sentence) or _REPORTED.search(sentence)
        if not figures and (turn := _turn(text, at, stop.end())):
            return turn
        if says_done and not figures:
            return start
        plans, counts = _PLANNED.search(sentence) is not None, _counts(sentence)
        # The results of a plan called so need no word of reporting.
        if says_done or (planned and not plans and promised & counts):
            return at if _answers(sentence, text[start:at]) else start
        planned, promised = planned or plans, promised | counts
        figures = figures or _FIGURE.search(sentence) is not None
        at = stop.end()
    return start


def turns(text: str, spans: Sequence[tuple[int, int]]) -> list[int]:
    """Where in each stretch that may hold both, as the cells of one column, the report begins.

    The end of the stretch where it only promises, its start where it only reports.
    """
    return [first_report(text, start, end, (), reports=True) for start, end in spans]


def _turn(text: str, start: int, end: int) -> int | None:
    """Where a sentence goes over from the promise to its report: 新建食堂4个,其中3个已建成."""
    if (bare := _PLAIN_RESULT.search(text, start, end)) and _PLANNED.search(
        text, max(start - 1, 0), bare.end()
    ):
        return bare.start("result")
    for comma in _TURN.finditer(text, start, end):
        promise, report = text[start : comma.start()], text[comma.end() : end]
        if _UNDER_WAY.search(promise):
            return None
        if _ADDS_UP.match(report) and not _in_reach(promise, report):
            return None
        levels = "%" in promise and _LEVEL_REACHED.match(report)
        if levels or _ALL_DONE.match(report) or _counts(promise) & _counts(report):
            return comma.end()
    return None


def _in_reach(promise: str, total: str) -> bool:
    """Whether a running total may be the result of a promise: not 3874人,累计2.5万人."""
    promised, done = _AMOUNT.findall(promise), _AMOUNT.search(total)
    if not promised or done is None:
        return False
    most = max((_amount(*found) for found in promised if found[2] == done[3]), default=Decimal())
    return _amount(done[1], done[2]) <= _MOST_DONE * most


def _amount(digits: str, scale: str, _unit: str = "") -> Decimal:
    return Decimal(digits) * {"万": 10_000, "亿": 100_000_000}.get(scale, 1)


def _answers(report: str, promise: str) -> bool:
    """Whether a sentence reports on what another promises: in its units, or as a share of it."""
    if _RESULT.search(promise) or (_ADDS_UP.match(report) and not _in_reach(promise, report)):
        return False
    counts = _counts(report)
    # 完成全年任务的115% answers it where nothing else in the sentence is what was completed.
    return bool(_counts(promise) & counts) or (
        not counts and _SHARE_OF_PLAN.search(report) is not None
    )


def _counts(words: str) -> set[str]:
    """First characters of the units in some words, percentages apart."""
    return set(_COUNTED.findall(words)) - {"%"}
