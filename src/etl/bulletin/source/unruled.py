"""Tables without rules, or with a few, by where their words stand on the paper.

Columns are kept apart by strips that no word crosses from the first line to the last, rows by
gaps that are wider than those between the lines of a cell::

    序号  项目          年度目标  完成数
    1     新增停车泊位  4000个    3200个
          （含公共泊位）
    2     口袋公园      60处      54处
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from etl.bulletin.layout.cells import words as told
from etl.bulletin.source.blocks import RawCell, RawTable

_APART = 1.2
"""Of a character's size: a wider gap divides columns."""
_STRIP = 0.5
"""Of a character's size: a narrower strip is chance."""
_CROSSED = 0.2
"""Which part of the lines may cross a strip: cells over several columns."""
_WIDE = 0.6
"""Of the page's text: a line of one piece that is wider, and begins at the left, is prose."""
_WIDER = 1.2
"""How many times the usual gap between lines a gap between rows is."""
_SAME_LINE = 0.4
_FEWEST = 3


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


Box = tuple[float, float, float, float]


def tables(words: Sequence[Word], rules: Sequence[float]) -> Iterator[tuple[RawTable, Box]]:
    """The tables among a page's words, and the places that they take.

    Args:
        words: of the page, without those of ruled tables.
        rules: how far from the top there are horizontal rules.
    """
    lines = _lines(words)
    for group in _groups(lines):
        if found := _table(group, rules):
            yield found


def _lines(words: Sequence[Word]) -> list[list[Word]]:
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.top):
        if lines and word.top - lines[-1][0].top < _SAME_LINE * word.size:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda word: word.left) for line in lines]


def _is_apart(line: Sequence[Word]) -> bool:
    return any(b.left - a.right > _APART * a.size for a, b in pairwise(line))


def _groups(lines: Sequence[list[Word]]) -> Iterator[list[list[Word]]]:
    """Lines that follow one another without prose between, from the first that is apart."""
    left = min((line[0].left for line in lines), default=0.0)
    right = max((line[-1].right for line in lines), default=0.0)
    group: list[list[Word]] = []
    for line in lines:
        width = line[-1].right - line[0].left
        at_left = line[0].left < left + 3 * line[0].size
        prose = not _is_apart(line) and at_left and width > _WIDE * (right - left)
        if prose:
            yield group
            group = []
        elif group or _is_apart(line):
            group.append(line)
    yield group


def _table(group: list[list[Word]], rules: Sequence[float]) -> tuple[RawTable, Box] | None:
    apart = [line for line in group if _is_apart(line)]
    if len(apart) < _FEWEST:
        return None
    strips = _strips(apart)
    rows = _rows(group, rules)
    # What stands alone below the last row is no part of it.
    while rows and not any(_is_apart(line) for line in rows[-1]):
        rows.pop()
    cells: list[RawCell] = []
    for at, lines in enumerate(rows):
        cells.extend(_cells(lines, at, strips))
    full = sum(1 for at in range(len(rows)) if sum(c.row == at for c in cells) > 1)
    if not strips or full < _FEWEST or (len(strips) == 1 and full <= _FEWEST):
        return None
    used = [word for lines in rows for line in lines for word in line]
    box = (
        min(word.left for word in used),
        min(word.top for word in used),
        max(word.right for word in used),
        max(word.bottom for word in used),
    )
    return RawTable(tuple(cells)), box


def _strips(lines: Sequence[Sequence[Word]]) -> list[float]:
    """The middles of the strips between columns.

    A strip that few lines cross, by cells over several columns, is one as well, unless a word
    stands in it: then it is a column that is mostly empty.
    """
    strict = _clear(lines, 0)
    found = []
    for start, end in _clear(lines, int(_CROSSED * len(lines))):
        within = [strip for strip in strict if start <= strip[0] and strip[1] <= end]
        filled = any(start <= w.left and w.right <= end for line in lines for w in line)
        found.extend(within if within or filled else [(start, end)])
    return [(start + end) / 2 for start, end in found]


def _clear(lines: Sequence[Sequence[Word]], allowed: int) -> list[tuple[float, float]]:
    """The strips between words that at most so many lines cross."""
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


def _rows(group: Sequence[list[Word]], rules: Sequence[float]) -> list[list[list[Word]]]:
    """Lines put together to rows."""
    tops = [min(word.top for word in line) for line in group]
    pitches = [b - a for a, b in pairwise(tops)]
    usual = _usual(group, pitches)
    between = [any(above < rule < below + 1 for rule in rules) for above, below in pairwise(tops)]
    ruled = sum(between) * 3 >= len(group)
    gaps = {pitch > _WIDER * usual for pitch in pitches}
    first = min(word.left for line in group for word in line)
    beginning = [line[0].left < first + line[0].size for line in group]
    rows: list[list[list[Word]]] = []
    for n, line in enumerate(group):
        if n == 0:
            begins = True
        elif ruled:
            begins = between[n - 1]
        elif len(gaps) == 2:
            begins = pitches[n - 1] > _WIDER * usual
        else:
            begins = beginning[n] or sum(beginning) * 2 < len(group)
        if begins:
            rows.append([])
        rows[-1].append(line)
    return rows


def _usual(group: Sequence[list[Word]], pitches: Sequence[float]) -> float:
    """From line to line within a cell: the least that is no accident."""
    size = median(word.size for line in group for word in line)
    possible = Counter(round(pitch) for pitch in pitches if pitch > size)
    often = [pitch for pitch, count in possible.items() if count > 1]
    return float(min(often or possible, default=0))


def _cells(lines: Sequence[list[Word]], row: int, strips: Sequence[float]) -> Iterator[RawCell]:
    """The cells of a row; one that crosses a strip is as wide."""
    said: dict[tuple[int, int], list[str]] = {}
    for line in lines:
        for word in line:
            first = bisect_right(strips, word.left)
            last = bisect_right(strips, word.right)
            # A cell's later lines may be shorter than the one that reaches over.
            place = next((p for p in said if p[0] <= first and last <= p[1]), (first, last))
            said.setdefault(place, []).append(word.text)
    for (first, last), texts in sorted(said.items()):
        yield RawCell(told("".join(texts)), row, first, 1, last - first + 1)
