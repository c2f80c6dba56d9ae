"""Heads of any shape that count on from line to line: 【实事一】, 实事之一:, ★1, 第一件:, ①, 1.1.

No shape is known beforehand. A line's head is what stands before and behind a number near its
beginning; heads of one shape whose numbers count on from 1 are a series, and a series it is that
makes them heads: ``【实事一】改造棚户区…⏎【实事二】新增就业…⏎【实事三】…``.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from etl.bulletin.grammar.numerals.numbers import numeral

_HAN = "一二三四五六七八九十"
_ORDERED = ("甲乙丙丁戊己庚辛壬癸", "壹贰叁肆伍陆柒捌玖拾")
"""Characters that count like letters, from the first on."""
_MARKS = r"[)\]:、.,·|丨—\-》>」』”\"#\s]"
_HEAD = re.compile(
    r"(?P<front>[^\w\s,。;%]{0,3}\s?(?P<words>[A-Za-z\u4e00-\u9fff]{0,10}?)[^\w\s,。;%]?\s?)"
    rf"(?P<number>[{_HAN}]{{1,3}}|\d{{1,2}}[.\-]\d{{1,2}}(?![\d.])|\d{{1,2}}(?![\d.]*\d))(?!\s?[年月日])"
    rf"(?P<behind>[件项条类号批]?(?:大|重点|民生)?(?:实事|项目|工程|任务)?{_MARKS}{{1,3}}|(?=\n|$|\())"
)
_ENCLOSED = re.compile(
    r"(?P<front>[^\w\s,。;%]{0,2}(?P<words>[A-Za-z\u4e00-\u9fff]{0,8}?))"
    r"(?P<number>[①-⒛⓪-⓿❶-➓㈠-㈩㊀-㊉Ⅰ-Ⅻⅰ-ⅻ])(?P<behind>[)\]:、.]?)"
)
_LETTERED = re.compile(
    r"(?P<front>[(\[]?(?P<words>))"
    rf"(?P<number>[A-Za-z{''.join(_ORDERED)}])"
    r"(?P<behind>[)\]:、.]+)(?![A-Za-z])"
)
_NUMBER = re.compile(rf"[{_HAN}\dA-Za-z{''.join(_ORDERED)}①-⒛⓪-⓿❶-➓㈠-㈩㊀-㊉Ⅰ-Ⅻⅰ-ⅻ]")
_FRONT = 16
"""Characters that a head has before its number at most."""
_INLINE = re.compile(r"[。;!?]|\[")
_OPENINGS = "([{<《「『★☆*#"
_LISTED = frozenset(["其", "之", "注", "表", "附", "附件", "附表", "附注"])
"""Words before a number that count points of a speech or what is attached: 其一, 注1."""
_PICTURE = "图"
_TOLD = re.compile(r"\d[\d.,]*[万亿]?[^\d\s年月日号]")
_FEWEST = 3
_FEWEST_TOLD = 5


@dataclass(frozen=True, slots=True)
class SeriesHead:
    """A line's head: its span, its shape, and its number."""

    start: int
    end: int
    shape: str
    number: int
    bare: bool
    """Whether it has neither brackets nor words: within a line it could count anything."""


def find_series(text: str, lines: Sequence[tuple[int, int]]) -> list[SeriesHead]:
    """The heads of some lines that belong to a series of three and more, in order.

    A head with brackets or words of its own may stand behind a sentence of the same line; any
    may where all are run into one.
    """
    shapes: dict[str, list[SeriesHead]] = {}
    run_in: list[list[SeriesHead]] = []
    for start, end in lines:
        own = [
            head
            for place in dict.fromkeys((start, *_within(text, start, end)))
            if (head := _head(text, place, end)) is not None
        ]
        for head in own:
            if head.start == start or not head.bare:
                shapes.setdefault(head.shape, []).append(head)
        if own and own[0].start == start and own[0].bare:
            alike = list(_counting([head for head in own if head.shape == own[0].shape]))
            run_in += [alike] if alike else []
    counted = {
        s: heads if _are_called(heads) else [*_counting(heads)] for s, heads in shapes.items()
    }
    # Where something else is counted, pictures show it.
    others = any(heads for shape, heads in counted.items() if _PICTURE not in shape)
    found = {
        head.start: head
        for shape, heads in counted.items()
        if _PICTURE not in shape or (not others and _tell(text, shapes[shape]))
        for head in heads
    }
    if not found and len(run_in) == 1:
        found = {head.start: head for head in run_in[0]}
    return [found[start] for start in sorted(found)]


def _tell(text: str, heads: Sequence[SeriesHead]) -> bool:
    """Whether pictures are numbered that each tell of something: ▲图① 新建学校3所."""
    lines = [text[head.end : text.find("\n", head.end)] for head in heads]
    told = sum(_TOLD.search(line) is not None for line in lines)
    return told >= max(_FEWEST_TOLD, len(lines) - 2)


def line_heads(text: str) -> list[SeriesHead]:
    """The heads of series in a text that is not yet divided into what is read and what not."""
    return find_series(text, [match.span() for match in re.finditer(r"[^\n]+", text)])


def _within(text: str, start: int, end: int) -> Iterator[int]:
    for match in _INLINE.finditer(text, start, end):
        if match[0] != "[":
            yield match.end()
        elif not text[match.start() - 1].isalnum():
            # 万元[注1] refers to a note.
            yield match.start()


def _head(text: str, start: int, end: int) -> SeriesHead | None:
    if _NUMBER.search(text, start, min(end, start + _FRONT + 1)) is None:
        return None
    for pattern in (_ENCLOSED, _LETTERED, _HEAD):
        match = pattern.match(text, start, end)
        if match is None:
            continue
        kind, number = _value(match["number"])
        words, behind = match["words"], match["behind"].strip()
        front = match["front"].replace(" ", "")
        opening = front[: len(front) - len(front.lstrip(_OPENINGS))]
        if not words and text.startswith("(", match.end()):
            # 问题1(陆委员): is a head, 3(座) a cell.
            return None
        if words in _LISTED or (words == "第" and behind[:1] in ("", ",")):
            return None
        shape = f"{opening}{words[-2:]}{kind}{behind}"
        return SeriesHead(start, match.end(), shape, number, not (opening or words))
    return None


def _value(written: str) -> tuple[str, int]:
    """What kind of number it is, and which: ③ is 3, 2.4 the fourth part of a second."""
    if written.isascii() and written.isalpha():
        return ("A" if written.isupper() else "a"), ord(written.upper()) - ord("A") + 1
    for letters in _ORDERED:
        if written in letters:
            return letters[0], letters.index(written) + 1
    if written[0] in _HAN:
        return "一", int(numeral(written))
    if len(parts := re.split(r"[.\-]", written)) > 1:
        return "1.1", int(parts[1])
    if written.isascii():
        return "1", int(written)
    return f"enclosed {unicodedata.name(written).split()[0]}", int(unicodedata.numeric(written))


def _are_called(heads: Sequence[SeriesHead]) -> bool:
    """Whether heads name pledges, in whatever order a page shows them: ▲实事3 …⏎▲实事1 …"""
    numbers = {head.number for head in heads}
    return len(heads) == len(numbers) >= _FEWEST_TOLD and all("实事" in h.shape for h in heads)


def _counting(heads: Sequence[SeriesHead]) -> Iterator[SeriesHead]:
    """Heads of one shape in runs that count from 1, none or one number missing at a time.

    Where one run is long enough, shorter ones are of the same kind: ①②③ below (一), ①② below (二).
    """
    runs: list[list[SeriesHead]] = []
    for head in heads:
        if head.number == 1:
            runs.append([head])
        elif runs and 1 <= head.number - runs[-1][-1].number <= 2:
            runs[-1].append(head)
    if max(map(len, runs), default=0) >= _FEWEST:
        yield from (head for run in runs if len(run) > 1 for head in run)
