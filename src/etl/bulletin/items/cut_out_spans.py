"""Stretches of a text that are cut out of what is read: furniture, tables, units responsible."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate

from etl.bulletin.items.model import Segment


class LeftOut:
    """Spans in order; those near a place are found without looking at all of them."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._spans = sorted(spans)
        self._starts = [start for start, _ in self._spans]
        # Of spans within one another the outer one reaches furthest.
        self._reach = list(accumulate((end for _, end in self._spans), max))

    def holds(self, place: int) -> bool:
        """Whether a place is within one of the spans."""
        at = bisect_right(self._starts, place)
        return at > 0 and self._reach[at - 1] > place

    def around(self, segment: Segment) -> Iterator[Segment]:
        """What is left of a stretch, in pieces."""
        at = segment.start
        first = bisect_right(self._reach, at)
        for start, end in self._spans[first : bisect_left(self._starts, segment.end)]:
            if end > at:
                if at < start:
                    yield segment._replace(start=at, end=start)
                at = end
        if at < segment.end:
            yield segment._replace(start=at) if at > segment.start else segment
