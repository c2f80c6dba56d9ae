"""Items found in a text: which stretches belong to which pledge, and who answers for them.

Layouts are told apart by structure alone: numbered lines at one or two levels, captions
(责任单位: 进展情况:), the rows of tables, or running prose. Which stretch promises and which
reports is said here only where a caption or a column says so; the rest is left open for
:mod:`etl.bulletin.promise_or_report.best_pattern`.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain, pairwise

from etl.bulletin.items.afterword import afterword, lines_of, subtotal
from etl.bulletin.items.cut_out_spans import LeftOut
from etl.bulletin.items.figure_pattern import MEASURED
from etl.bulletin.items.headings import heading_of, is_section
from etl.bulletin.items.heads_or_rows import are_sections, count_parts, count_points
from etl.bulletin.items.item_doubts import undecided
from etl.bulletin.items.later_years import in_doubt_of_later_years
from etl.bulletin.items.model import Item, Layout, Segment
from etl.bulletin.items.numbered_lines import WHOLE, Head, find_heads
from etl.bulletin.items.part_captions import Captions, heads_section
from etl.bulletin.items.pledge_heads import Heads, pledge_heads
from etl.bulletin.items.same_pledges.called_by_number import (
    CalledHeads,
    called_by_number,
    told_together,
)
from etl.bulletin.items.same_pledges.heads_named_as_rows import heads_named_as_rows, name_of
from etl.bulletin.items.same_pledges.rows_of_items import (
    are_another_report,
    are_of_items,
    with_rows,
)
from etl.bulletin.items.same_pledges.told_twice import are_told_twice, listed_once, told_once
from etl.bulletin.items.split_by_captions import one_item
from etl.bulletin.model import Numeral
from etl.bulletin.tables.flattened.doubts.reasons import SHIFTED
from etl.bulletin.tables.flattened.doubts.unsure_rows import unsure_spans
from etl.bulletin.tables.rows.read_grid import GridReading, read_grid
from etl.bulletin.tables.rows.torn_tables import mended
from etl.document.grid import Grid
from etl.document.page.furniture_lines import is_furniture, of_other_pages
from etl.document.raw_table import SHEET

_POINT = re.compile(
    r"(?:^|(?<=[\n|;。: ]))(?:(\d{1,2})[.、](?=[^\d.])|[(](\d{1,2})[)]|(?P<tight>\d{1,2})\.(?=\d))"
)
_PLAN_TITLE = re.compile(r"通知(?!单)|方案|意见(?!建议)|办法|公告|征集")
_TOLD = re.compile(r"已(?!有关)|累计|实际(?!情况|需)|截[至止]|完成率|同比|超额|正在")
_REPORT_TITLE = re.compile(
    r"进展|完成|推进|进度|落实|实施情况|通报|办结|办理|兑现|结果|复函|答复|反馈|汇报|自评|台账"
)
_COMPLETED_TITLE = re.compile(r"完成情况|办结|办理结果|兑现|全面完成|全部完成|圆满完成")
_SENTENCE = re.compile(r"[。;]|\d.{0,30},")

Line = tuple[int, int]


def lay_out(text: str, title: str, year: int | None, grids: Sequence[Grid] = ()) -> Layout:
    """Split a normalised text into its items.

    ``year`` dates the columns of its tables (``grids``). Text outside the items has number 0.
    """
    grids = mended(text, grids)
    headings = _headings(text, grids)
    reading = partial(
        read_grid, text, year=year, title=title, parts_are_pledges=count_parts(text, grids)
    )
    read = [(grid, _doubted(text, grid, reading(grid, heading=headings(grid)))) for grid in grids]
    tables = [(grid, reading) for grid, reading in read if reading.items]
    lines = list(_prose(text, [grid for grid, reading in read if reading.items or reading.outside]))
    body, ignored = _body(text, title, lines)
    ignored += [(grid.start, grid.end, r.outside) for grid, r in read if r.outside]
    captions = Captions(text, body)
    rows_of = [reading.items for _, reading in tables]
    counted = find_heads(text, body)
    heads = pledge_heads(text, counted, captions, rows_of)
    if are_sections(text, heads, [reading for _, reading in tables]):
        heads = Heads((), heads.pledges, heads.inner)
    if heads and count_points(text, body, heads):
        heads = Heads(())
    rows = list(chain.from_iterable(rows_of))
    named = heads_named_as_rows(text, body, rows)
    called = CalledHeads() if named else called_by_number(text, body, counted, year)
    if named or called.pledges:
        heads = Heads(tuple(named) or called.pledges, tuple(called.parts))
    if heads:
        items = list(_numbered(text, body, heads, captions))
        items = _told_once(text, items, heads, called, year)
    else:
        items = _unnumbered(text, body, captions) if body else []
    if heads or any(reading.counted for _, reading in tables):
        tables = [(grid, _of_no_pledge(r) if r.levels else r) for grid, r in tables]
    shut = [*ignored, *((grid.start, grid.end, "table") for grid, _ in tables)]
    items = _without(items, LeftOut((start, end) for start, end, _ in shut), tables)
    if named:
        items = _reported_on(items, rows)
    else:
        items = _with_tables(text, items, [reading for _, reading in tables])
    numerals = [
        Numeral(text[h.start : h.end].strip(), h.start, h.end, "item_number", "begins an item")
        for h in (*heads.pledges, *heads.outer, *heads.inner)
        if h.end > h.start
    ]
    taken = {n.start for n in numerals}
    numerals += [n for n in _points(text, items) if n.start not in taken]
    numerals += [n for _, reading in tables for n in reading.numerals]
    numerals = sorted({(n.start, n.end): n for n in numerals}.values(), key=lambda n: n.start)
    # Where rows of a sheet may be others, so may what stands between its tables.
    torn = SHEET if any(grid.doubt == SHEET for grid in grids) else ""
    if doubt := torn or undecided(text, body, heads, items):
        items = _in_doubt(items, doubt)
    items = in_doubt_of_later_years(text, items, year)
    return Layout(tuple(_joined(items)), tuple(numerals), tuple(ignored))


def _told_once(
    text: str, items: Sequence[Item], heads: Heads, called: CalledHeads, year: int | None
) -> list[Item]:
    """The items, those of one pledge that a text tells of in several places made one."""
    if called.pledges:
        return told_together(text, items, called)
    printed = {head.end: head.number for head in heads.pledges}
    return listed_once(text, items, printed, year)


def _headings(text: str, grids: Sequence[Grid]) -> Callable[[Grid], str]:
    """The numbered heading that each table stands below: 项目1:农村生活污水治理."""
    heads = find_heads(text, list(_prose(text, grids))) if grids else []
    starts = [head.start for head in heads]

    def heading(grid: Grid) -> str:
        at = bisect_right(starts, grid.start)
        said = heading_of(text, heads[at - 1]) if at else ""
        return "" if MEASURED.search(said) or is_section(said) else said

    return heading


def _in_doubt(items: Sequence[Item], doubt: str) -> list[Item]:
    """The items, every stretch in doubt: which of them are pledges could be otherwise."""
    return [
        item._replace(segments=tuple(s._replace(doubt=s.doubt or doubt) for s in item.segments))
        for item in items
    ]


def _doubted(text: str, grid: Grid, reading: GridReading) -> GridReading:
    """The reading of a table, in doubt where its cutting is: as a whole, or single rows."""
    unsure = [] if grid.doubt else unsure_spans(text, grid)
    if not (grid.doubt or unsure):
        return reading
    starts = [start for start, _ in unsure]

    def doubted(segment: Segment) -> Segment:
        doubt = grid.doubt
        at = bisect_right(starts, segment.start) - 1
        if at >= 0 and segment.start < unsure[at][1]:
            doubt = SHIFTED
        return segment._replace(doubt=segment.doubt or doubt)

    return replace(
        reading,
        items=tuple(
            item._replace(segments=tuple(map(doubted, item.segments))) for item in reading.items
        ),
    )


def _of_no_pledge(reading: GridReading) -> GridReading:
    """A table of levels beside pledges that have numbers: 普及率 | 2015年末 | 2016年6月末."""
    return replace(reading, items=tuple(item._replace(number=0) for item in reading.items))


def calls_itself_completed(title: str) -> bool:
    """Whether a title speaks of what was completed: 2031年民生实事完成情况."""
    return _COMPLETED_TITLE.search(title) is not None


def _prose(text: str, grids: Sequence[Grid]) -> Iterator[Line]:
    """The lines outside the tables."""
    at = 0
    for start, end in [*((grid.start, grid.end) for grid in grids), (len(text), len(text))]:
        yield from (
            (at + m.start(), at + m.end()) for m in re.finditer(r"\S[^\n]*", text[at:start])
        )
        at = max(at, end)


def _with_tables(text: str, items: Sequence[Item], tables: Sequence[GridReading]) -> list[Item]:
    """The items of the prose and of the tables, one numbering over all of them.

    A table that stands within a numbered item tells of that item, and one whose rows are of the
    same pledges as the items tells of each.
    """
    placed = list(items)
    for table in tables:
        numbered = [item for item in placed if item.number]
        rows = [item for item in table.items if item.number]
        first, second = sorted((numbered, rows), key=lambda items: items[0].start if items else 0)
        if are_told_twice(text, first, second):
            placed = [
                *(item for item in (*placed, *table.items) if not item.number),
                *told_once(first, second),
            ]
            continue
        starts = {item.number: item.start for item in numbered}
        if are_of_items(text, starts, rows) and not are_another_report(text, numbered, rows):
            placed = with_rows(placed, table.items)
            continue
        start = min(item.start for item in table.items)
        place = next(
            (
                at
                for at, item in enumerate(placed)
                if item.number and item.start <= start < item.end and item.segments
            ),
            None,
        )
        if place is None:
            placed.extend(table.items)
            continue
        holder = placed[place]
        segments = sorted(
            (*holder.segments, *(s for item in table.items for s in item.segments)),
            key=lambda segment: segment.start,
        )
        placed[place] = holder._replace(segments=tuple(segments))
    placed.sort(key=lambda item: item.start)
    numbered = [item for item in placed if item.number]
    running = iter(_running([item.number for item in numbered]))
    return [item._replace(number=next(running)) if item.number else item for item in placed]


def _reported_on(items: Sequence[Item], rows: Sequence[Item]) -> list[Item]:
    """The rows of tables, each with what the prose of its name reports."""
    topics = {row.number: name_of(row) for row in rows}
    reports = [
        item._replace(segments=tuple(s._replace(topic=topics[item.number]) for s in item.segments))
        for item in items
        if item.number
    ]
    outside = [item for item in (*items, *rows) if not item.number]
    promised = told_once([row for row in rows if row.number], reports)
    return sorted((*outside, *promised), key=lambda item: item.start)


def calls_itself_a_report(title: str, text: str) -> bool:
    """Whether a document says by its title that it reports, or tells of what was done."""
    if _REPORT_TITLE.search(title):
        return True
    return not _PLAN_TITLE.search(title) and _TOLD.search(text) is not None


def _body(
    text: str, title: str, lines: Sequence[Line]
) -> tuple[list[Line], list[tuple[int, int, str]]]:
    """The lines of the bulletin itself, and those of the page with the reason."""
    body: list[Line] = []
    ignored: list[tuple[int, int, str]] = []
    others = of_other_pages([text[start:end] for start, end in lines])
    for at, (start, end) in enumerate(lines):
        words = text[start:end].strip()
        if words == title and not body:
            ignored.append((start, end, "title"))
        elif at in others or is_furniture(words):
            ignored.append((start, end, "furniture"))
        else:
            body.append((start, end))
    return body, ignored


def _running(numbers: Sequence[int]) -> list[int]:
    """The printed numbers, or the running order where they restart."""
    restarts = len(set(numbers)) < len(numbers)
    return list(range(1, len(numbers) + 1)) if restarts else list(numbers)


def _joined(items: Sequence[Item]) -> Iterator[Item]:
    """All text outside the items as one, so that its figures can answer one another."""
    outside = [item for item in items if not item.number]
    if outside:
        segments = sorted((s for item in outside for s in item.segments), key=lambda s: s.start)
        yield Item(0, 0, outside[0].start, outside[-1].end, (), tuple(segments))
    yield from (item for item in items if item.number)


def _without(
    items: Sequence[Item], ignored: LeftOut, tables: Sequence[tuple[Grid, GridReading]]
) -> list[Item]:
    """The items less what is page furniture within them, and what tables have.

    A caption announces no more where a table has reported: 目标:… | 完成 | 12 | 开展培训31场.
    """
    reports = [grid.start for grid, reading in tables if _reports(reading)]

    def left(segment: Segment) -> Iterator[Segment]:
        for piece in ignored.around(segment):
            behind = bisect_right(reports, piece.start) > bisect_right(reports, segment.start)
            if behind and segment.part == "target":
                yield piece._replace(part="progress", open=True)
            else:
                yield piece

    return [
        item._replace(segments=tuple(s for piece in item.segments for s in left(piece)))
        for item in items
    ]


def _reports(reading: GridReading) -> bool:
    return any(s.part == "progress" for item in reading.items for s in item.segments)


def _points(text: str, items: Sequence[Item]) -> Iterator[Numeral]:
    """Numbers of points inside a stretch of text: 1.…;2.… in a table's cell."""
    for item in items:
        for segment in item.segments:
            expected = 1
            for found in _POINT.finditer(text, segment.start, segment.end):
                number = int(found[1] or found[2] or found["tight"])
                tight = found["tight"] is not None
                # 1.竣工4所。2.18所学校完工: behind the first one a count of whole things is whole.
                if tight and (expected == 1 or not WHOLE.match(text, found.end())):
                    continue
                if number == expected:
                    expected += 1
                    yield Numeral(found[0], *found.span(), "item_number", "numbers a point")


# --- items --------------------------------------------------------------------------


def _numbered(text: str, body: Sequence[Line], heads: Heads, captions: Captions) -> Iterator[Item]:
    end = body[-1][1]
    above = sorted(head.start for head in heads.outer)
    own = sorted(head.start for head in heads.pledges)
    yield from _outside(text, body[0][0], min([*own[:1], *above[:1]]), captions)
    for head in heads.outer:
        below = min(_stop_behind(head, own, end), _stop_behind(head, above, end))
        yield from _outside(text, head.end, below, captions)
    numbers = _running([head.number for head in heads.pledges])
    points = sorted(head.start for head in heads.inner)
    stops = [
        min(_stop_behind(head, own, end), _stop_behind(head, above, end)) for head in heads.pledges
    ]
    last = [n >= then for n, then in pairwise(head.number for head in heads.pledges)] + [True]
    spans = list(zip(heads.pledges, stops, strict=True))
    longest = max(
        (
            lines_of(text, h.end, stop)
            for (h, stop), ends in zip(spans, last, strict=True)
            if not ends
        ),
        default=0,
    )
    for number, (head, behind), ends in zip(numbers, spans, last, strict=True):
        stop = subtotal(text, head.end, behind)
        if ends and longest:
            opens = heads.pledges[0].start
            stop = min(stop, afterword(text, head.end, behind, len(numbers), longest, opens))
        yield one_item(text, number, (head.end, stop), captions, points)
        if stop < behind:
            yield from _outside(text, stop, behind, captions)


def _outside(text: str, start: int, end: int, captions: Captions) -> Iterator[Item]:
    """Text above the first item, or between a heading and its first item, if it says much."""
    if _SENTENCE.search(text, start, end):
        yield one_item(text, 0, (start, end), captions, ())


def _unnumbered(text: str, body: Sequence[Line], captions: Captions) -> list[Item]:
    """Forms of captions, each a pledge; or prose."""
    start, end = body[0][0], body[-1][1]
    starts = [
        text.rfind("\n", 0, caption.start + 1) + 1
        for caption in captions.within(start, end)
        if caption.kind == "target" and not (caption.is_behind or heads_section(text, caption))
    ]
    starts = [_with_heading(text, at, start) for at in dict.fromkeys(starts)]
    reporting = any(caption.kind == "progress" for caption in captions.within(start, end))
    alone = len(starts) == 1 and not (reporting and MEASURED.search(text, start, starts[0]) is None)
    if not starts or alone:
        return [one_item(text, 0, (start, end), captions, ())]
    spans = list(pairwise([*starts, end]))
    if len(spans) > 1:
        longest = max(lines_of(text, at, stop) for at, stop in spans[:-1])
        spans[-1] = (starts[-1], afterword(text, starts[-1], end, len(spans), longest, starts[0]))
    items = [one_item(text, number, span, captions, ()) for number, span in enumerate(spans, 1)]
    return [
        *_outside(text, start, starts[0], captions),
        *items,
        *_outside(text, spans[-1][1], end, captions),
    ]


def _with_heading(text: str, at: int, floor: int) -> int:
    """Include a short line of its own above a label: the item's heading."""
    above = text.rfind("\n", 0, max(at - 1, 0)) + 1
    line = text[above : at - 1]
    return above if above >= floor and 0 < len(line) <= 30 and not line.endswith("。") else at


def _stop_behind(head: Head, starts: Sequence[int], end: int) -> int:
    """The first of some places behind a head; ``end`` where there is none."""
    at = bisect_right(starts, head.start)
    return starts[at] if at < len(starts) else end
