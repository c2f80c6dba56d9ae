"""Text to items: which lines promise, which report, and who answers for what.

Layouts are told apart by structure alone: numbered lines at one or two levels, labels
(责任单位: 进展情况:), a table's columns, or running prose. The result is a list of
:class:`Segment`, stretches of text that say one thing (a promise, or what was done about
it), each belonging to one :class:`Item`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from etl.bulletin.layout import tables
from etl.bulletin.layout.captions import AGENCY, CAPTION, NEXT_STEP, agencies
from etl.bulletin.layout.model import Item, Layout, Segment
from etl.bulletin.layout.numbering import Head, find_heads, item_end, pledge_heads
from etl.bulletin.model import Numeral, Part

_POINT = re.compile(r"(?:^|(?<=[\n|;。: ]))(?:(\d{1,2})[.、](?=[^\d.])|[(](\d{1,2})[)])")
_CHROME = re.compile(
    r"^(?:.{0,40}(?:字体大小|字号:|打印|扫一扫|责任编辑|上一篇|下一篇|浏览次数|点击量|关闭窗口"
    r"|分享到|保护视力|索引号|发文机关|成文日期|来源:|发布(?:日期|时间):|信息来源:|附件:).*|视力保护色.*)$"
)
_PLAN_TITLE = re.compile(r"通知|方案|意见|办法|公告|征集")
_TOLD = re.compile(r"已(?!有关)|累计|实际(?!情况|需)|截[至止]|完成率|同比|超额|正在")
_REPORT_TITLE = re.compile(r"进展|完成|推进|进度|落实|实施情况|通报")


def lay_out(text: str, title: str, year: int) -> Layout:
    """Split a normalised text into its items.

    ``year`` dates a table's columns. A text without items is one item with number 0.
    """
    lines = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text)]
    chrome = [(s, e, "chrome") for s, e in lines if _CHROME.match(text, s, e)]
    table_items = tables.read_tables(text, year)
    if table_items:
        return _table_layout(text, table_items, chrome)
    hidden = {s for s, _, _ in chrome}
    body = [(s, e) for s, e in lines if s not in hidden]
    if body and text[slice(*body[0])].strip() == title:
        body = body[1:]
    heads = pledge_heads(text, find_heads(text, body))
    if not heads or not body:
        return _unnumbered(text, body, chrome)
    end = body[-1][1]
    all_heads = heads.pledges
    spans = [
        (h, item_end(h, following, heads.outer, end))
        for h, following in pairwise([*all_heads, None])
        if h
    ]
    numbers = _running([h.number for h in all_heads])
    items = tuple(
        _item(text, number, head.number, head.end, stop, heads.inner)
        for number, (head, stop) in zip(numbers, spans, strict=True)
    )
    numerals = [
        Numeral(text[h.start : h.end].strip(), h.start, h.end, "item_number", "begins an item")
        for h in (*all_heads, *heads.outer, *heads.inner)
    ]
    taken = {n.start for n in numerals}
    numerals += [n for n in _points(text, items) if n.start not in taken]
    numerals.sort(key=lambda n: n.start)
    introduction = (0, items[0].start, "introduction")
    return Layout(items, tuple(numerals), (*chrome, introduction))


def _has_progress_caption(text: str, start: int, end: int) -> bool:
    return any(caption["progress"] for caption in CAPTION.finditer(text, start, end))


def _points(text: str, items: Sequence[Item]) -> Iterator[Numeral]:
    """Numbers of points inside a stretch of text: 1.…;2.… in a table's cell."""
    for item in items:
        for segment in item.segments:
            expected = 1
            for found in _POINT.finditer(text, segment.start, segment.end):
                number = int(found[1] or found[2])
                if number == expected:
                    expected += 1
                    yield Numeral(found[0], *found.span(), "item_number", "numbers a point")


def calls_itself_a_report(title: str, text: str) -> bool:
    """Whether a document says by its title that it reports, or tells of what was done."""
    if _REPORT_TITLE.search(title):
        return True
    return not _PLAN_TITLE.search(title) and _TOLD.search(text) is not None


def _running(numbers: Sequence[int]) -> list[int]:
    """The printed numbers, or the running order where they restart."""
    restarts = any(later <= earlier for earlier, later in pairwise(numbers))
    return list(range(1, len(numbers) + 1)) if restarts else list(numbers)


# --- one item ------------------------------------------------------------------------


def _item(
    text: str,
    number: int,
    printed: int,
    start: int,
    end: int,
    inner: Sequence[Head],
) -> Item:
    names: list[str] = []
    cuts: list[tuple[int, int, Part | None]] = []
    for match in AGENCY.finditer(text, start, end):
        names.extend(agencies(match["names"]))
        cuts.append((match.start(), match.end(), None))
    labels = list(CAPTION.finditer(text, start, end))
    segments: list[Segment] = []
    if any(m["progress"] or m["target"] for m in labels):
        part: Part | None = "target" if any(m["progress"] for m in labels) else "progress"
        at = start
        for match in labels:
            segments.extend(_pieces(at, match.start(), part, cuts))
            part = "target" if match["target"] else "progress" if match["progress"] else None
            at = match.end()
        points = [head.start for head in inner if at <= head.start < end]
        if part == "target" and points:
            # 年度任务:… above 1. 2. 3., which report on it.
            segments.extend(_pieces(at, points[0], part, cuts))
            at, part = points[0], "progress"
        segments.extend(_pieces(at, end, part, cuts))
    else:
        end = _outlook(text, start, end)
        segments.extend(
            replace(piece, open=True) for piece in _pieces(start, end, "progress", cuts)
        )
    segments = [s for s in segments if text[s.start : s.end].strip(" \n,。;:")]
    segments = list(_without_next_steps(text, segments))
    return Item(number, printed, start, end, tuple(dict.fromkeys(names)), tuple(segments))


def _outlook(text: str, start: int, end: int) -> int:
    """Where an item turns to what is still to be done: 存在的主要问题:, 下一步:."""
    captions = CAPTION.finditer(text, start, end)
    return next((m.start() for m in captions if m["next"] and m.start() > start), end)


def _pieces(
    start: int, end: int, part: Part | None, cuts: Sequence[tuple[int, int, Part | None]]
) -> Iterator[Segment]:
    """The stretch without what is cut out of it (units responsible)."""
    if part is None:
        return
    at = start
    for cut_start, cut_end, _ in cuts:
        if start <= cut_start < end:
            yield Segment(part, at, cut_start)
            at = cut_end
    if at < end:
        yield Segment(part, at, end)


def _without_next_steps(text: str, segments: Sequence[Segment]) -> Iterator[Segment]:
    for segment in segments:
        ahead = NEXT_STEP.search(text, segment.start, segment.end)
        end = ahead.start() if ahead else segment.end
        yield replace(segment, end=end)


# --- texts without numbers, and tables -------------------------------------------------


def _unnumbered(
    text: str,
    body: Sequence[tuple[int, int]],
    chrome: list[tuple[int, int, str]],
) -> Layout:
    if not body:
        return Layout((), (), tuple(chrome))
    start, end = body[0][0], body[-1][1]
    starts = [
        text.rfind("\n", 0, m.start() + 1) + 1
        for m in CAPTION.finditer(text, start, end)
        if m["target"]
    ]
    starts = [_with_heading(text, at, start) for at in dict.fromkeys(starts)]
    if len(starts) > 1 or (starts and _has_progress_caption(text, starts[0], end)):
        items = tuple(
            _item(text, n, n, at, stop, ())
            for n, (at, stop) in enumerate(pairwise([*starts, end]), 1)
        )
        return Layout(items, (), (*chrome, (0, starts[0], "introduction")))
    end = _outlook(text, start, end)
    hidden = sorted((s, e) for s, e, _ in chrome if e <= end)
    edges = [start, *(edge for s, e in hidden if start < s < end for edge in (s, e)), end]
    segments = tuple(
        Segment("progress", s, e, open=True)
        for s, e in zip(edges[::2], edges[1::2], strict=True)
        if s < e
    )
    segments = tuple(_without_next_steps(text, segments))
    return Layout(
        (Item(0, 0, start, end, (), segments),), (), (*chrome, (0, start, "introduction"))
    )


def _with_heading(text: str, at: int, floor: int) -> int:
    """Include a short line of its own above a label: the item's heading."""
    above = text.rfind("\n", 0, max(at - 1, 0)) + 1
    line = text[above : at - 1]
    return above if above >= floor and 0 < len(line) <= 30 and not line.endswith("。") else at


def _table_layout(
    text: str, rows: Sequence[tables.Row], chrome: list[tuple[int, int, str]]
) -> Layout:
    items: list[Item] = []
    numbers = _running_rows(rows)
    for number, row in zip(numbers, rows, strict=True):
        segments = tuple(
            Segment(
                cell.part,
                cell.start,
                cell.end,
                cell.topic,
                cell.measure,
                cell.unit,
                row.index,
                cell.period_end,
                cell.breakdown,
            )
            for cell in row.cells
        )
        responsible = tuple(
            dict.fromkeys(name for words in row.agencies for name in agencies(words))
        )
        if items and items[-1].number == number:
            last = items[-1]
            items[-1] = Item(
                number,
                last.printed,
                last.start,
                row.end,
                tuple(dict.fromkeys((*last.agencies, *responsible))),
                (*last.segments, *segments),
            )
        else:
            items.append(Item(number, number, row.start, row.end, responsible, segments))
    numerals = [
        Numeral(text[s:e], s, e, "item_number", "in the column of numbers")
        for row in rows
        for s, e in row.number_spans
    ]
    numerals = sorted([*numerals, *_points(text, items)], key=lambda n: n.start)
    return Layout(tuple(items), tuple(numerals), (*chrome, (0, len(text), "outside the columns")))


def _running_rows(rows: Sequence[tables.Row]) -> list[int]:
    """The number that each row prints; a row without one continues the row above."""
    printed = [row.number for row in rows]
    shown = [n for n in printed if n is not None]
    if not shown and any(cell.breakdown for row in rows for cell in row.cells):
        # Rows of regions are no pledges.
        return [0] * len(rows)
    running = _running(shown) if shown else list(range(1, len(rows) + 1))
    numbers: list[int] = []
    at = iter(running)
    for number in printed:
        if number is not None or not shown:
            numbers.append(next(at))
        else:
            numbers.append(numbers[-1] if numbers else 1)
    return numbers
