"""Stretches of an item that nothing but a note divides are composed as one.

``新建幼儿园24所。(牵头单位:市教育局)⏎已建成19所`` is one text with a hole, and so is one with a
line of the units responsible: what stands behind the hole answers what stands before it.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from etl.bulletin.items.model import Layout, Segment
from etl.bulletin.items.part_captions import announces_agencies

_LONGEST = 100
"""Characters of a hole."""

Hole = tuple[int, int]


def filled(text: str, layout: Layout, figures: Sequence[int]) -> tuple[Layout, list[Hole]]:
    """The layout with open stretches joined over holes, and the holes.

    ``figures`` are the places of the figures, in order: no hole has any.
    """
    holes: list[Hole] = []
    items = []
    joined = 0
    for item in layout.items:
        segments: list[Segment] = []
        for segment in item.segments:
            before = segments[-1] if segments else None
            if before is not None and _goes_on(text, before, segment, figures):
                holes.append((before.end, segment.start))
                segments[-1] = replace(before, end=segment.end)
            else:
                segments.append(segment)
        joined += len(segments) < len(item.segments)
        items.append(replace(item, segments=tuple(segments)))
    if 2 * joined < len(items):
        # Where items end with their agencies, what follows the last of them is an afterword.
        return layout, []
    return replace(layout, items=tuple(items)), sorted(holes)


def _goes_on(text: str, before: Segment, segment: Segment, figures: Sequence[int]) -> bool:
    return (
        segment.open
        and not segment.caption
        and replace(before, start=segment.start, end=segment.end) == segment
        and before.end < segment.start <= before.end + _LONGEST
        and (
            text.startswith("(", before.end)
            or text.startswith("\n", before.end - 1)
            or announces_agencies(text, before.end)
        )
        and bisect_left(figures, before.end) == bisect_left(figures, segment.start)
    )


def cut(layout: Layout, holes: Sequence[Hole]) -> Layout:
    """The layout with the holes out of its stretches again."""
    if not holes:
        return layout
    return replace(
        layout,
        items=tuple(
            replace(item, segments=tuple(s for one in item.segments for s in _around(one, holes)))
            for item in layout.items
        ),
    )


def _around(segment: Segment, holes: Sequence[Hole]) -> Iterator[Segment]:
    at = segment.start
    first = bisect_left(holes, segment.start, key=lambda hole: hole[1])
    for start, end in holes[first:]:
        if start >= segment.end:
            break
        if at < start:
            yield replace(segment, start=at, end=start)
        at = max(at, end)
    if at < segment.end:
        yield replace(segment, start=at)
