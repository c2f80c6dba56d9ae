"""Words on paper as lines, and the strips between columns that no word stands in."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

_APART = 1.2
"""Of a character's size: a wider gap divides columns."""
_STRIP = 0.5
"""Of a character's size: a narrower strip is chance."""
_SAME_LINE = 0.4


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of text without gaps, in points from the left and from the top."""

    text: str
    left: float
    right: float
    top: float
    bottom: float

    @property
    def size(self) -> float:
        """Of its characters."""
        return self.bottom - self.top


PrintedLine = list[Word]


def lines_of(words: Sequence[Word]) -> list[PrintedLine]:
    """Words put together to lines, from the top and from the left."""
    lines: list[PrintedLine] = []
    for word in sorted(words, key=lambda word: word.top):
        if lines and word.top - lines[-1][0].top < _SAME_LINE * word.size:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda word: word.left) for line in lines]


def is_apart(line: Sequence[Word]) -> bool:
    """Whether a line has a gap as wide as between columns."""
    return any(b.left - a.right > _APART * a.size for a, b in pairwise(line))


def clear_strips(lines: Sequence[Sequence[Word]], allowed: int) -> list[tuple[float, float]]:
    """The strips between words that at most so many lines cross, each from its left to its right.

    Args:
        lines: at least one.
        allowed: how many lines.
    """
    words = [word for line in lines for word in line]
    least = _STRIP * median(word.size for word in words)
    changes = sorted([(w.left, 1) for w in words] + [(w.right, -1) for w in words])
    found: list[tuple[float, float]] = []
    crossing, since = 0, None
    for place, change in changes:
        before, crossing = crossing, crossing + change
        if before <= allowed < crossing and since is not None and place - since > least:
            found.append((since, place))
        if crossing <= allowed < before:
            since = place
    return found
