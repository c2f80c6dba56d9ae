"""The stretches of one item: where it promises and where it reports, as its captions say."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from etl.bulletin.items.cut_out_spans import LeftOut
from etl.bulletin.items.model import Item, Segment
from etl.bulletin.items.part_captions import (
    NEXT_STEP,
    Caption,
    Captions,
    agencies,
    agency_end,
    bracketed_agencies,
    what_is_left,
)

_WORDS = " \n,。;:"
_LINE_END = re.compile(r"\n\s*")
_FEWEST_LINES = 2
"""Lines with a caption of a report within them, from which on each line is a part by itself."""
_DIGIT = re.compile(r"\d")
_RUN_IN = re.compile(
    r"(?:^|\n)[^\w\n(\[]{0,2}(?P<heading>[^\W\d][^,。;:\d\n]{1,20}(?:。|\n))(?=[^\n]{0,400}\d)"
)
_FEWEST_HEADED = 3


def one_item(
    text: str, number: int, span: tuple[int, int], captions: Captions, inner: Sequence[int]
) -> Item:
    """An item with its stretches and the units responsible.

    Args:
        text: the normalised text.
        number: of the pledge; 0 for text outside the items.
        span: where its words begin and end.
        captions: those of the whole document.
        inner: where the numbered points of all items begin.
    """
    start, end = span
    inner = inner[bisect_left(inner, start) : bisect_left(inner, end)]
    names: list[str] = []
    cuts: list[tuple[int, int]] = []
    for cut_start, cut_end, written in bracketed_agencies(text, start, end):
        names.extend(agencies(written))
        cuts.append((cut_start, cut_end))
    bracketed = LeftOut(cuts)
    own = [c for c in captions.within(start, end) if not bracketed.holds(c.start)]
    segments: list[Segment] = []
    at = start
    piece: Segment | None = _opening(own, numbered=number > 0)
    told = _told_apart(text, span, own, inner)
    reports = any(caption.kind == "progress" for caption in own)
    alone = not any(caption.kind in ("progress", "open") for caption in own)
    for place, caption in enumerate(own):
        answered = caption.kind == "progress"
        following = own[place + 1].start if place + 1 < len(own) else end
        if caption.kind in ("agency", "note"):
            stop = min(agency_end(text, caption.end, end), following)
            if caption.kind == "agency":
                names.extend(agencies(text[caption.end : stop].strip(_WORDS + ")")))
            cuts.append((caption.start, stop))
            continue
        if piece is not None:
            stretch = piece._replace(start=at, end=caption.start)
            if reports:
                segments += _before_point(stretch, told, answered)
            else:
                segments += _above_points(stretch, inner if place else ())
        at, piece = caption.end, _announced(caption, alone=alone)
        if caption.kind == "next":
            segments += _left_over(text, at, following, start)
        if piece is not None and piece.caption and not text[start : caption.start].strip():
            # (1)管网改造:… of every quarter: what opens an item names it, however often it is said.
            piece = piece._replace(topic=piece.caption)
        below = text.find("\n", at, following)
        if number == 0 and caption.kind == "next" and _ends_report(text, caption.start, below):
            at, piece = below, Segment("progress", 0, 0, open=True)
    if piece is not None:
        stretch = piece._replace(start=at, end=end)
        if reports:
            segments += _before_point(stretch, told, answered=False)
        else:
            segments += _above_points(stretch, inner if own else ())
    if number == 0:
        captioned = {caption.start for caption in own}
        headed = [at for at in _headed(text, start, end) if at not in captioned]
        segments = [part for segment in segments for part in _below_headings(segment, headed)]
    out = LeftOut(cuts)
    segments = [
        cut
        for segment in segments
        for told in _without_next_steps(text, segment, numbered=number > 0)
        for cut in out.around(told)
        if text[cut.start : cut.end].strip(_WORDS)
    ]
    return Item(
        number=number,
        printed=number,
        start=start,
        end=end,
        agencies=tuple(dict.fromkeys(names)),
        segments=tuple(segments),
        points=tuple(inner),
    )


def _told_apart(
    text: str, span: tuple[int, int], own: Sequence[Caption], points: Sequence[int]
) -> Sequence[int]:
    """Where the parts of an item begin of which several have a report of their own.

    They are its points, or its lines: 新开工120套。进展情况:…⏎改造小区8个。进展情况:….
    """
    reports = [caption.start for caption in own if caption.kind == "progress"]
    if len({bisect_right(points, start) for start in reports} - {0}) > 1:
        return points
    opened = [text.rfind("\n", 0, start) + 1 for start in reports]
    within = [at for at, start in zip(opened, reports, strict=True) if text[at:start].strip(_WORDS)]
    if len(set(within)) < _FEWEST_LINES:
        return ()
    return [m.end() for m in _LINE_END.finditer(text, *span)]


def _above_points(segment: Segment, points: Sequence[int]) -> Iterator[Segment]:
    """A promise that a caption announces ends where points begin, which report on it:
    年度任务:… above 1. 2. 3."""
    at = bisect_left(points, segment.start)
    if segment.part == "target" and at < len(points) and points[at] < segment.end:
        yield segment._replace(end=points[at], open=False)
        yield segment._replace(part="progress", start=points[at], open=False)
    else:
        yield segment


def _before_point(segment: Segment, points: Sequence[int], answered: bool) -> Iterator[Segment]:
    """A report ends where the next point begins, which promises if a report answers it."""
    at = bisect_right(points, segment.start)
    if segment.part == "progress" and at and at < len(points) and points[at] < segment.end:
        yield segment._replace(end=points[at])
        yield Segment(
            "target" if answered else "progress", points[at], segment.end, open=not answered
        )
    else:
        yield segment


def _opening(own: Sequence[Caption], *, numbered: bool) -> Segment:
    """What stands before the first caption of an item: its promise, if another reports.

    Above a table, or between headings, it may be either.
    """
    kinds = {caption.kind for caption in own}
    if "progress" in kinds and not numbered:
        return Segment("progress", 0, 0, open=True)
    if "progress" in kinds:
        return Segment("target", 0, 0)
    if "target" in kinds:
        return Segment("progress", 0, 0)
    return Segment("progress", 0, 0, open=True)


def _announced(caption: Caption, *, alone: bool) -> Segment | None:
    """The stretch that a caption announces; None where it is neither promise nor report.

    Where nothing announces a report (``alone``), a promise may go over into one.
    """
    match caption.kind:
        case "target":
            return Segment("target", 0, 0, open=alone)
        case "progress":
            return Segment("progress", 0, 0)
        case "open":
            return Segment("progress", 0, 0, open=True, caption=caption.name)
        case _:
            return None


def _headed(text: str, start: int, end: int) -> Sequence[int]:
    """Where paragraphs begin that a heading is run into, if there are several:
    农村公厕改造。全年120座,已开工98座。"""
    found = [m.start("heading") for m in _RUN_IN.finditer(text, start, end)]
    return found if len(found) >= _FEWEST_HEADED else ()


def _below_headings(segment: Segment, headed: Sequence[int]) -> Iterator[Segment]:
    """A stretch of text without numbers, paragraph by paragraph: each is of a matter of its own,
    and what a caption announces ends with it."""
    first, behind = bisect_right(headed, segment.start), bisect_left(headed, segment.end)
    places = [segment.start, *headed[first:behind], segment.end]
    for matter, (at, stop) in enumerate(pairwise(places), first):
        if at > segment.start:
            segment = Segment("progress", at, segment.end, open=True)
        yield segment._replace(start=at, end=stop, matter=matter)


def _without_next_steps(text: str, segment: Segment, *, numbered: bool) -> Iterator[Segment]:
    """What a stretch tells of what was done: without what is to be done next, which ends the item,
    and without numbers its paragraph."""
    at = segment.start
    while ahead := NEXT_STEP.search(text, at, segment.end):
        yield segment._replace(start=at, end=ahead.start())
        line = text.find("\n", ahead.end(), segment.end)
        stop = segment.end if numbered else max(line, ahead.end())
        yield from _left_over(text, ahead.end(), stop, segment.start)
        if numbered or not _ends_report(text, ahead.start(), line):
            return
        at = line
    yield segment._replace(start=at)


def _left_over(text: str, start: int, end: int, since: int) -> Iterator[Segment]:
    """What is left to do, of what is told of problems and next steps."""
    return (Segment("progress", *span) for span in what_is_left(text, start, end, since))


def _ends_report(text: str, start: int, end: int) -> bool:
    """Whether what is to be done, up to the end of its line, is the last of what the paragraph of
    one matter tells: without numbers, the next paragraph tells of another."""
    opened = text.rfind("\n", 0, start) + 1
    return end >= 0 and text[end - 1] != ":" and _DIGIT.search(text, opened, start) is not None
