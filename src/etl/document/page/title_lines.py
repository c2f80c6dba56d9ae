"""Lines that may be the title of a document or of a bulletin."""

import re
from collections.abc import Iterator
from itertools import islice

from etl.document.page.furniture_lines import is_furniture

_NAMES_A_BULLETIN = re.compile(
    r"情[况況]|[进進][展度]|通[报報]|公示|公告|[报報]告|[览计照进推实]表|排名|[办辦][结結]|兑现"
    r"|[实實]事|民[生心]|惠民"
)
_NO_HEADLINE = re.compile(r"[>|\t:：。;；]|现将|截[至止]|^附件|^首页|(?:专栏|专题|专区|频道)$")
_AS_OF = re.compile(r"[(（]截[至止][^()（）]{1,12}[)）]$")
"""The note of a day behind a title: (截至10月底)."""
_ENDS_A_TITLE = re.compile(r"情[况況]|通[报報]|公示|[报報]告|表$")
_APPEAL = re.compile(r"[!?！？]")
_DATED = re.compile(r"\d{4}|[〇零○年月季]")
_PART_OF_YEAR = re.compile(r"[月季旬]|半年|年底|年末|全年")
_QUARTER = r"第?[一二三四]季度"
_PERIOD = (
    r"(?:前[一二三四]季度|第?[一二三四]季度|上半年|下半年|全年|前?\d{1,2}(?:[-—至]\d{1,2})?月份?"
    r"|截[至止]\d{1,2}月(?:\d{1,2}日|底))"
)
_TOLD = r"(?:工作|任务)?(?:进展|进度|完成|推进|落实)(?:情况)?(?:[(（][^()（）\n]{1,12}[)）])?"
_HEADS_PERIOD = re.compile(
    rf"{_QUARTER}|{_PERIOD}{_TOLD}[:：]?"
    rf"|[\[【]{_PERIOD}(?:{_TOLD})?(?:[:：][^\]】\n]{{1,12}})?[\]】]"
)
_HEADLINES = 6
_HEAD = 2000
_LONGEST_TITLE = 80


def headline(text: str) -> str:
    """The line that names a plain text, which may stand below the site's name and a dateline.

    ``时刻在线⏎2022年1-9月民生实事进展情况⏎1.…`` is headed by its second line.
    """
    lines = [line.strip() for line in islice(_lines(text), _HEADLINES)]
    for line in lines:
        if _ITEM.match(line):
            break
        if names_bulletin(line) and (line is lines[0] or is_dated(line)):
            return line
    first = lines[0] if lines else ""
    return first if len(first) <= _LONGEST_TITLE and not is_furniture(first) else ""


def _lines(text: str) -> Iterator[str]:
    return (
        line for line in re.split(r"[\n\r\x0b\x0c\x85\u2028\u2029]", text[:_HEAD]) if line.strip()
    )


def names_bulletin(line: str) -> bool:
    """Whether a line may be the title of a progress bulletin."""
    line = _AS_OF.sub("", line)
    return (
        8 <= len(line) <= _LONGEST_TITLE
        and _APPEAL.search(line, 0, 30) is None
        and _NO_HEADLINE.search(line) is None
        and _NAMES_A_BULLETIN.search(line) is not None
        and is_title(line)
        and (not is_furniture(line) or _ENDS_A_TITLE.search(line) is not None)
    )


_ITEM = re.compile(r"[(]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[)、.](?!\d)")
_TELLS = re.compile(
    r"\d[\d.,]*[万亿余多]*[^\d年月日\-—号届期件项].*[,;]|[,;].*\d[\d.,]*[万亿余多]*[^\d年月日\-—号届期件项]"
)


def is_dated(line: str) -> bool:
    """Whether a line names a year, a month or a quarter."""
    return _DATED.search(line) is not None


def is_of_a_period(line: str) -> bool:
    """Whether a line names more of a date than its year."""
    return _PART_OF_YEAR.search(line) is not None


def heads_period(line: str) -> bool:
    """Whether all of a line opens what is told of a period: 上半年进展情况(1—6月)."""
    return _HEADS_PERIOD.fullmatch(line) is not None


def is_title(line: str) -> bool:
    """Whether a first line names its document: not 1.更换候车亭30处,已完成12处 nor a sentence."""
    words = line.strip()
    return not (words.endswith(("。", ";")) or _ITEM.match(words) or _TELLS.search(words))
