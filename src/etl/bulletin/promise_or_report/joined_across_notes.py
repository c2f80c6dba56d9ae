"""Stretches of an item that nothing but a note divides are composed as one.

``新建幼儿园24所。(牵头单位:市教育局)⏎已建成19所`` is one text with a hole, and so is one with a
line of the units responsible: what stands behind the hole answers what stands before it.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from etl.bulletin.items.model import Item, Layout, Segment
from etl.bulletin.items.part_captions import announces_agencies

_LONGEST = 100
"""Characters of a hole."""

Hole = tuple[int, int]


def filled(text: str, layout: Layout, figures: Sequence[int]) -> tuple[Layout, list[Hole]]:
    """The layout with open stretches joined over holes, and the holes.

    ``figures`` are the places of the figures, in order: no hole has any.
    """
    joined = [_joined(text, item, figures) for item in layout.items]
    if not joined:
        return layout, []
    *others, last = joined
    named = sum(bool(item.agencies) for item in layout.items[:-1])
    if last[1] and 2 * sum(bool(holes) for _, holes in others) < named:
        # Where items end with their agencies, what follows the last of them is an afterword.
        joined[-1] = (layout.items[-1], [])
    items = tuple(item for item, _ in joined)
    return replace(layout, items=items), sorted(hole for _, holes in joined for hole in holes)


def _joined(text: str, item: Item, figures: Sequence[int]) -> tuple[Item, list[Hole]]:
    """An item with its open stretches joined over holes, and these."""
    holes: list[Hole] = []
    segments: list[Segment] = []
    for segment in item.segments:
        before = segments[-1] if segments else None
        if before is not None and _goes_on(text, before, segment, figures):
            holes.append((before.end, segment.start))
            segments[-1] = before._replace(end=segment.end)
        else:
            segments.append(segment)
    return item._replace(segments=tuple(segments)), holes


def _goes_on(text: str, before: Segment, segment: Segment, figures: Sequence[int]) -> bool:
    return (
        segment.open
        and not segment.caption
        and before._replace(start=segment.start, end=segment.end) == segment
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
            item._replace(segments=tuple(s for one in item.segments for s in _around(one, holes)))
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
            yield segment._replace(start=at, end=start)
        at = max(at, end)
    if at < segment.end:
        yield segment._replace(start=at)
