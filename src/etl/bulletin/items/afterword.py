"""Where the last item ends and the bulletin speaks of all its pledges again."""

import re
from itertools import islice

from etl.bulletin.grammar.numerals.numbers import numeral
from etl.bulletin.items.part_captions import announces_agencies, announces_part

_A_LINE = re.compile(r"[^\n]*\S[^\n]*\n*")
_BOXED = re.compile(
    r"\n(?:\[[^\]\[\n\d]{2,14}\]|(?P<rule>[—=~*#◆■●★☆▲※_-])(?P=rule)*(?=[^\n]*\w)[^\n]{2,24}(?P=rule))"
    r"[ ]*(?=\n|$)"
)
"""A heading in a box, or between rules: ——调整说明——."""
_RULED_OFF = re.compile(r"\n(?P<rule>[—=~*_-])(?P=rule){3,}[ ]*(?=\n)")
"""A line that divides what follows from the last item, as it does all others, or none."""
_ALL = (
    r"(?P<count>\d{1,2}|[一二三四五六七八九十]{1,3})?(?:大?[件项]|大类)?(?:重点)?"
    r"(?:为民)?(?:(?:办)?实事|民[生心](?:工程|项目)|惠民(?:工程|项目|实事))"
)
_LINE = re.compile(
    rf"\n(?:(?P<sums>总的来?[说看]|总体上?[说看]?|综上|据统计)[^。\n]{{0,40}}|[^。;\n:]{{0,24}}?{_ALL}(?!类|项目[一二三四五六七八九十\d]))"
)
"""A paragraph that sums up, or whose first words are of the pledges as such."""
_AS_MANY = re.compile(
    r"\n[^。;\n:,]{0,12}?(?P<count>\d{1,2}|[一二三四五六七八九十]{1,3})[个项件](?:重点)?(?:项目|任务|事项|工程)"
)
"""A paragraph whose first words count as much as there are pledges: 上半年10个项目综合完成率…."""


_FEWEST = 3
_SUBTOTAL = re.compile(r"\n[^,。;:\d\n]{2,10}(?:小计|合计)[:,][^\n]*\d")
_GOES_ON = re.compile(r"(?P<name>[^,。;:\n\d]{2,10}):[^\n]*\d|(?:截[至止]|目前|现|已|累计)[^\n]*\d")
_SAID = re.compile(r"[。;\d]")
_BROKEN = re.compile(r"(?:[,、已]\n+|[^。;:!?)\s]\n+(?=\d))")
"""The end of a line in the midst of a sentence: …任务6座,已⏎建成5座."""
_TOLD = re.compile(r"已|累计|目前|截[至止]")


def lines_of(text: str, start: int, end: int) -> int:
    """How many lines with words a stretch has, a heading at its end left out: it is of the next."""
    said = [_SAID.search(line[0]) is not None for line in _A_LINE.finditer(text, start, end)]
    return max((at for at, told in enumerate(said, start=1) if told), default=len(said))


def afterword(text: str, start: int, end: int, pledges: int, lines: int, first: int) -> int:
    """Where a closing paragraph begins in what follows the head of the last item.

    Args:
        text: the normalised text.
        start: behind the head of the last item.
        end: where the text, or its part with the items, ends.
        pledges: how many items there are; a paragraph that counts fewer speaks of some of them.
        lines: how many lines the longest of the other items has: the last one has no more.
        first: where the first of them begins.

    Returns:
        The place; ``end`` where all is of the last item.
    """
    ends = (line.end() for line in _A_LINE.finditer(text, start, end))
    stop = next(islice(ends, max(lines, 1) - 1, None), end)
    while (line := _A_LINE.match(text, stop, end)) and _goes_on(text, start, stop):
        stop = line.end()
    for ruled in _RULED_OFF.finditer(text, text.find("\n", start, stop) + 1, stop):
        before = text.count(ruled[0], first, start)
        if not before or before >= pledges - 1:
            stop = ruled.start() + 1
            break
    boxed = (found.start() + 1 for found in _BOXED.finditer(text, start, stop))
    stop = next((place for place in boxed if not announces_part(text, place)), stop)
    for line in _LINE.finditer(text, start, stop):
        if line["sums"] or line["count"] is None or int(numeral(line["count"])) >= pledges:
            return line.start() + 1
    for line in _AS_MANY.finditer(text, start, stop):
        if int(numeral(line["count"])) == pledges >= _FEWEST:
            return line.start() + 1
    return stop


def subtotal(text: str, start: int, end: int) -> int:
    """Where a line begins that sums up a group behind its last item: 保障类小计:…; else ``end``."""
    found = _SUBTOTAL.search(text, start, end)
    return found.start() + 1 if found else end


def _goes_on(text: str, start: int, stop: int) -> bool:
    """Whether a line behind the last item tells of what it names, or what it did not tell yet.

    So does who is responsible for it, what a caption announces, and what stands below a mere head.
    """
    end = len(text[start:stop].rstrip()) + start
    if (broken := _BROKEN.match(text, end - 1)) and broken.end() == stop:
        return True
    if announces_agencies(text, stop):
        return not _TOLD.search(text, start, stop)
    if announces_part(text, stop) or not _SAID.search(text, start, stop):
        return True
    line = _GOES_ON.match(text, stop)
    if line is None:
        return False
    return (
        text.find(line["name"], start, stop) >= 0
        if line["name"]
        else not _TOLD.search(text, start, stop)
    )
