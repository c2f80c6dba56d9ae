"""Whether the items of a text may be others than those that were found.

Whole bulletins are misread where their items are not found, and each figure alone looks clear. What
gives it away: heads that count on and were not taken for heads, a table's header in running prose,
or nearly all figures in one of several items.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from etl.bulletin.grammar.numerals.numbers import numeral
from etl.bulletin.items.announced_count import announced
from etl.bulletin.items.figure_pattern import MEASURED
from etl.bulletin.items.headings import heading_of, is_section
from etl.bulletin.items.model import Item
from etl.bulletin.items.pledge_heads import Heads
from etl.bulletin.items.uncut_table_headers import header_in_prose
from etl.bulletin.tables.columns.cell_kinds import kind_of

Line = tuple[int, int]

ITEMS = "items"
UNCUT = "a table that is not cut"
WHOLE = frozenset([ITEMS, UNCUT])
"""Doubts of a whole bulletin, which no arithmetic of single figures dispels."""
_COUNTED = re.compile(
    r"(?!注|附)[^\d一二三四五六七八九十,。;%]{0,8}(\d{1,2}|[一二三四五六七八九十]{1,3})"
    r"(?=[号项件条]?(?:[^\w\s%]|\s))"
)
_INLINE = re.compile(r"(?<=[。;!?])")
_LABEL = re.compile(r"(?:项 ?目|实 ?事|任 ?务|工 ?程) ?名 ?称")
_FEWEST = 4
_BARS, _FEWEST_ROWS = 3, 3
"""Bars between words that make a line a row of a table, and rows that make one."""
_DIVIDES = re.compile(r"[|\t]")
_NO_CELL = re.compile(r"\s*(?:NaN\s*)?\Z|[^\d:,。;]{2,8}:")
"""What is none of a row's: nothing, a converter's name for it, or 责任单位:市教育局."""
_BARE = frozenset(["number", "figure", "percent", "count"])
_FEWEST_BARE = 8
_LONGEST_CELL = 60
_STOPS = ("。", ";", "!", ":")
_SIDE_BY_SIDE = re.compile(
    r"\d(?![万亿]?户\d[\d.]*万?人)[万亿]?"
    r"(?:[^\W\d年月日时分第至到为共是的多比和与及或]{1,2}|%) ?(?=\d[\d.]*[^\W\d年月日]{0,3}%?)"
    r"|% ?(?=[\u4e00-\u9fff]{2})"
    r"(?!以[上下内]|左右|的|提高|提升|增|降|下降|上升|和|及|或|至|到|目标|任务)"
)
"""Figures with nothing between them: 120座90座, 75%市住建局; not 7户9人, as prose says it."""
_ROW = re.compile(r"\d(?:(?<=[局委办部院会司心府处队站社室]\d)|(?<![^\n]\d))\d?(?=[^\W\d年月日])")
"""The number of a row, at the beginning of a line or behind the office that ends the row before."""
_FIGURE = re.compile(r"\d")
_GAP = re.compile(r"[^\s:。.、)\]] {3,}(?=[^\s])")
_FEWEST_IN_SHEET, _REGULAR = 10, 0.4
"""Lines with gaps of a sheet, and which part of them have as many where each is a row."""
_FEWEST_GAPS, _GAPS = 6, 4
"""Lines with gaps that are columns, and of how many lines one is such, at least."""
_CAPTIONED = re.compile(r"[^\d:,。;|\t]{2,8}:.")
"""A line that is no cell: 目前进度:…"""
_MOST = 0.6
"""Share of the figures in one of several items that makes them doubtful."""
_FEWEST_LINES = 5


def undecided(text: str, body: Sequence[Line], heads: Heads, items: Sequence[Item]) -> str:
    """Why the items of a text are in doubt; nothing where they are not.

    Args:
        text: the text.
        body: its lines outside tables.
        heads: the heads that were taken for those of pledges.
        items: the items, those of tables among them.
    """
    if heads.doubt:
        return ITEMS
    uncut = (
        header_in_prose, _rows_in_prose, _cells_in_prose, _rows_within_lines, _columns_in_prose
    )  # fmt: skip
    if any(told(text, body) for told in uncut):
        return UNCUT
    numbered = sum(item.number > 0 for item in items)
    if not heads and _heads_beside_a_table(text, body, heads, items):
        return ITEMS
    if not numbered:
        if _are_records(text, body):
            return ITEMS
        sections = frozenset(head.start for head in heads.outer)
        others = [line for line in body if line[0] not in sections]
        return ITEMS if _counts_on(text, others) else ""
    alone = numbered == len(heads.pledges)
    return ITEMS if alone and _is_crowded(text, body, heads) else ""


def _heads_beside_a_table(
    text: str, body: Sequence[Line], heads: Heads, items: Sequence[Item]
) -> bool:
    """Whether numbered headings that were taken for sections tell each of something by its own
    name, and the pledges are rows of a table above or below all of them."""
    starts = [head.start for head in heads.outer]
    rows = [item.start for item in items if item.number]
    if not rows or not starts or any(starts[0] < row < starts[-1] for row in rows):
        return False
    telling = {
        bisect_right(starts, start) - 1
        for start, end in body
        if start >= starts[0] and MEASURED.search(text, start, end)
    }
    named = (heads.outer[at] for at in telling)
    return sum(not is_section(heading_of(text, head)) for head in named) >= _FEWEST


def _counts_on(text: str, body: Sequence[Line]) -> bool:
    """Whether lines or sentences begin with 1, 2, 3… of whatever shape."""
    said = announced(text)
    fewest = min((max(3, n // 2) for n in said), default=_FEWEST)
    wanted = 1
    for start, end in body:
        for place in (start, *(m.start() for m in _INLINE.finditer(text, start, end))):
            found = _COUNTED.match(text, place, end)
            if found and int(numeral(found[1])) == wanted:
                wanted += 1
    return wanted > fewest


def _are_records(text: str, body: Sequence[Line]) -> bool:
    """Whether several lines begin with the label of a pledge's name: 项目名称 新建公厕20座."""
    return sum(_LABEL.match(text, start, end) is not None for start, end in body) > 1


def _rows_in_prose(text: str, body: Sequence[Line]) -> bool:
    """Whether lines outside all tables are rows of one, |3|农村危房改造|4800户|, with bars or tabs;
    or one line is all of them."""
    rows = 0
    for start, end in body:
        if not _FIGURE.search(text, start, end):
            continue
        row = [cell for cell in _DIVIDES.split(text[start:end]) if not _NO_CELL.match(cell)]
        # No prose has tabs.
        rows += len(row) > _BARS - ("\t" in text[start:end])
        if sum(_FIGURE.search(cell) is not None for cell in row) > _BARS * _FEWEST_ROWS:
            return True
    return rows >= _FEWEST_ROWS


def _cells_in_prose(text: str, body: Sequence[Line]) -> bool:
    """Whether lines outside all tables are its cells, or one line is all of them.

    ``120座⏎90座⏎75%``, or ``新建充电车棚120座90座75%市住建局2更换…``.
    """
    run = bare = numbers = 0
    for start, end in body:
        said = text[start:end]
        if len(said) >= _LONGEST_CELL and len(_SIDE_BY_SIDE.findall(said)) >= _FEWEST:
            return True
        if _CAPTIONED.match(said):
            run = bare = numbers = 0
        elif len(said) < _LONGEST_CELL and not said.endswith(_STOPS):
            run += 1
            kind = kind_of(said)
            bare += kind in _BARE
            numbers += kind == "number"
            # The numbers of records that were cut stand alone among nothing else.
            if bare >= _FEWEST_BARE and 4 * bare >= run and numbers < bare:
                return True
        else:
            run = bare = numbers = 0
    return False


def _columns_in_prose(text: str, body: Sequence[Line]) -> bool:
    """Whether many lines outside all tables have gaps within, as columns of paper leave them; or
    lines anywhere that are no rows of one table: cells that go on below stand among them."""
    gaps = sum(_GAP.search(text, start, end) is not None for start, end in body)
    if gaps >= _FEWEST_GAPS and _GAPS * gaps >= len(body):
        return True
    pieces = Counter(
        1 + len(_GAP.findall(line)) for line in text.split("\n") if _GAP.search(line) is not None
    )
    most = max(pieces.values(), default=0)
    return pieces.total() >= _FEWEST_IN_SHEET and most < _REGULAR * pieces.total()


def _rows_within_lines(text: str, body: Sequence[Line]) -> bool:
    """Whether rows that begin with 1, 2, 3… stand within lines: 1饮水安全…县水务局2义务教育…"""
    wanted, within = 1, 0
    for start, end in body:
        for found in _ROW.finditer(text, start, end):
            if found[0] == str(wanted):
                wanted += 1
                within += found.start() > start
    return within >= _FEWEST_ROWS and wanted > _FEWEST


def _is_crowded(text: str, body: Sequence[Line], heads: Heads) -> bool:
    """Whether one of several items, or none of them, has nearly all the figures."""
    starts = sorted(h.start for h in (*heads.pledges, *heads.outer))
    counts: dict[int, list[int]] = {}
    owner = -1
    pledges = {h.start for h in heads.pledges}
    at = 0
    for start, end in body:
        while at < len(starts) and starts[at] <= start:
            owner = starts[at] if starts[at] in pledges else -1
            at += 1
        figures = sum(1 for _ in MEASURED.finditer(text, start, end))
        if figures:
            counts.setdefault(owner, []).append(figures)
    total = sum(map(sum, counts.values()))
    most = max(counts.values(), key=sum, default=[])
    return len(heads.pledges) > 1 and len(most) >= _FEWEST_LINES and sum(most) > _MOST * total
