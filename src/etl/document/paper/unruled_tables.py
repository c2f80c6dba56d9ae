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
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise, takewhile
from statistics import median

from etl.document.paper.split_tables_at_text import tables_between
from etl.document.paper.word_lines import PrintedLine, Word, clear_strips, is_apart, lines_of
from etl.document.raw_table import RawCell, RawTable
from etl.document.row_text import words as told

_CROSSED = 0.2
"""Which part of the lines may cross a strip: cells over several columns."""
_WIDE = 0.6
"""Of the page's text: a line of one piece that is wider, and begins at the left, is prose."""
_WIDER = 1.2
"""How many times the usual gap between lines a gap between rows is."""
_LEAST = 1.1
"""Of a character's size: lines that are nearer are not of one cell."""
_LOOSE, _TIGHT = 1.75, 1.3
"""Of a character's size: how far lines of a cell are apart at most, and usually."""
_MOST_CUT = 12
"""Lines of a cell that a page's end may cut off."""
_CLOSE = 0.5
"""Of a character's size: what stands nearer behind a piece is of the same words."""
_FEWEST = 3


Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Found:
    """A table, where it stands, and the strips between its columns."""

    table: RawTable
    box: Box
    strips: Sequence[float]
    pitch: float | None
    """From line to line within a cell, if rows are farther apart than that."""
    lines: Sequence[PrintedLine]
    """Those that show its columns."""


def tables(
    words: Sequence[Word],
    rules: Sequence[float],
    before: Found | None = None,
    behind: Found | None = None,
) -> Iterator[Found]:
    """The tables among a page's words.

    Args:
        words: of the page, without those of ruled tables.
        rules: how far from the top there are horizontal rules.
        before: the table that the page before ends with, if it does: its last rows may stand
            here, too few to be a table of their own. So may a form laid out like the one above it.
        behind: the table that the next page begins with, if it does: its first rows may stand
            here, too few as well.
    """
    lines = lines_of(words)
    groups = [one for one in _groups(lines) if one]
    for n, group in enumerate(groups):
        if n == 0 and before is not None:
            group = [*_rest_of_row(lines, group, before.strips), *group]
        alike = _alike(group, before.strips) if before is not None else []
        whole = len(alike) == len(group)
        # A row alone on its page does not show how far rows are apart; those before it do.
        pitch = before.pitch if before is not None and whole else None
        found = _table(group, rules, pitch)
        if before is not None and (whole or n == 0) and sum(map(is_apart, alike)) > (n > 0):
            # Nor do a few rows show every column.
            shows_less = n == 0 and whole and found and len(found.strips) <= len(before.strips)
            if found is None or shows_less:
                found = _laid_out(alike, rules, before.strips, before.pitch)
        if behind is not None and n == len(groups) - 1 and _ends(group, words):
            found = _with_following(group, rules, found, behind)
        if found is not None:
            yield found
            before = found


def begun_behind(
    pages: Sequence[tuple[Sequence[Word], Sequence[float]]],
) -> Sequence[Found | None]:
    """For each of some pages the table that the next one begins with; none for the last.

    ``pages`` are the words and the horizontal rules of each, as :func:`tables` takes them.
    """
    found: list[Found | None] = [None]
    for words, rules in reversed(pages[1:]):
        found.append(_at_top(words, rules, found[-1]))
    return found[::-1]


def _at_top(words: Sequence[Word], rules: Sequence[float], behind: Found | None) -> Found | None:
    """The table that a page begins with, perhaps within a row."""
    lines = lines_of(words)
    groups = [one for one in _groups(lines) if one]
    if not groups:
        return None
    found = _table(groups[0], rules, None)
    if behind is not None and len(groups) == 1 and _ends(groups[0], words):
        found = _with_following(groups[0], rules, found, behind)
    if found is None or groups[0][0] is lines[0]:
        return found
    return found if _rest_of_row(lines, groups[0], found.strips) else None


def _rest_of_row(
    lines: Sequence[PrintedLine], group: Sequence[PrintedLine], strips: Sequence[float]
) -> Sequence[PrintedLine]:
    """The lines above a page's first group that go on with a row of the page before, each within
    a column; none where there is a line that does not."""
    above = list(takewhile(lambda line: line is not group[0], lines))
    return above if len(above) <= _MOST_CUT and not any(_is_over(x, strips) for x in above) else []


def _alike(group: Sequence[list[Word]], strips: Sequence[float]) -> Sequence[list[Word]]:
    """The lines down to the first with a word over a strip, unless all stand on one side of it."""
    own = group[: next((n for n, line in enumerate(group) if _is_over(line, strips)), len(group))]
    sides = {bisect_right(strips, word.left) for line in own for word in line}
    return own if len(sides) > 1 else []


def _ends(group: Sequence[list[Word]], words: Sequence[Word]) -> bool:
    """Whether lines that begin as a table does are the last ones of a page."""
    last = max(word.top for word in words)
    return is_apart(group[0]) and max(word.top for word in group[-1]) >= last


def _with_following(
    group: Sequence[list[Word]], rules: Sequence[float], own: Found | None, behind: Found
) -> Found | None:
    """The table of a page's last lines, of whose columns the next page shows more."""
    shown = [*(line for line in group if is_apart(line)), *behind.lines]
    strips = _strips(shown)
    if len(strips) < max(len(behind.strips), len(own.strips) if own is not None else 0):
        return own
    pitch = behind.pitch or (own.pitch if own is not None else None)
    return replace(_laid_out(group, rules, strips, pitch), lines=shown)


def _is_over(line: Sequence[Word], strips: Sequence[float]) -> bool:
    return any(word.left < strip < word.right for word in line for strip in strips)


def _groups(lines: Sequence[list[Word]]) -> Iterator[list[list[Word]]]:
    """Lines that follow one another without prose between, from the first that is apart."""
    left = min((line[0].left for line in lines), default=0.0)
    right = max((line[-1].right for line in lines), default=0.0)
    group: list[list[Word]] = []
    for line in lines:
        width = line[-1].right - line[0].left
        at_left = line[0].left < left + 3 * line[0].size
        prose = not is_apart(line) and at_left and width > _WIDE * (right - left)
        if prose:
            yield from tables_between(group)
            group = []
        elif group or is_apart(line):
            group.append(line)
    yield from tables_between(group)


def _table(
    group: Sequence[list[Word]], rules: Sequence[float], pitch: float | None
) -> Found | None:
    apart = [line for line in group if is_apart(line)]
    if len(apart) < _FEWEST:
        return None
    strips = _strips(apart)
    found = _laid_out(group, rules, strips, pitch)
    cells = found.table.cells
    full = sum(1 for n in range(found.table.rows) if sum(cell.row == n for cell in cells) > 1)
    if not strips or full < _FEWEST or (len(strips) == 1 and found.table.rows <= _FEWEST):
        return None
    return found


def _laid_out(
    group: Sequence[list[Word]],
    rules: Sequence[float],
    strips: Sequence[float],
    pitch: float | None,
) -> Found:
    usual = pitch or _usual(group)
    rows, by_gaps = _rows(group, rules, usual, gaps=pitch is not None)
    # What stands alone below the last row is no part of it.
    while rows and not any(is_apart(line) for line in rows[-1]):
        rows.pop()
    cells: list[RawCell] = []
    height = 0
    for lines in rows:
        own, count = _cells(lines, height, strips, usual)
        cells.extend(own)
        height += count
    used = [word for lines in rows for line in lines for word in line]
    box = (
        min(word.left for word in used),
        min(word.top for word in used),
        max(word.right for word in used),
        max(word.bottom for word in used),
    )
    shown = [line for line in group if is_apart(line)]
    return Found(RawTable(tuple(cells)), box, strips, usual if by_gaps else None, shown)


def _strips(lines: Sequence[Sequence[Word]]) -> list[float]:
    """The middles of the strips between columns.

    A strip that few lines cross, by cells over several columns, is one as well, unless a word
    stands in it: then it is a column that is mostly empty. So is what few lines fill at an edge.
    """
    strict = clear_strips(lines, 0)
    wide = clear_strips(lines, int(_CROSSED * len(lines)))
    found = [(s, e) for s, e in strict if wide and (e <= wide[0][0] or wide[-1][1] <= s)]
    for start, end in wide:
        within = [strip for strip in strict if start <= strip[0] and strip[1] <= end]
        filled = any(start <= w.left and w.right <= end for line in lines for w in _loose(line))
        found.extend(within if within or filled else [(start, end)])
    return [(start + end) / 2 for start, end in sorted(found)]


def _loose(line: Sequence[Word]) -> Iterator[Word]:
    """The pieces of a line that none stands close before, as 合 does before 计."""
    yield from line[:1]
    yield from (w for before, w in pairwise(line) if w.left - before.right > _CLOSE * w.size)


def _rows(
    group: Sequence[list[Word]], rules: Sequence[float], usual: float, *, gaps: bool
) -> tuple[list[list[list[Word]]], bool]:
    """Lines put together to rows, and whether by gaps; cells over several rows leave those in one.

    Args:
        group: the lines.
        rules: how far from the top there are horizontal rules.
        usual: from line to line within a cell.
        gaps: whether rows are known to be farther apart than that.
    """
    size = _size(group)
    tops = [min(word.top for word in line) for line in group]
    between = [any(a < rule < b + 1 for rule in rules) for a, b in pairwise(tops)]
    ruled = sum(between) * 3 >= len(group)
    reach = list(accumulate((max(word.bottom for word in line) for line in group), max))
    wide = [top - end + size > _WIDER * usual for end, top in zip(reach, tops[1:], strict=False)]
    gaps = not ruled and (gaps or any(wide))
    first = min(word.left for line in group for word in line)
    beginning = [line[0].left < first + line[0].size for line in group]
    rows: list[list[list[Word]]] = []
    for n, line in enumerate(group):
        if n == 0:
            begins = True
        elif ruled:
            begins = between[n - 1]
        elif gaps:
            begins = wide[n - 1]
        else:
            begins = beginning[n] or sum(beginning) * 2 < len(group)
        if begins:
            rows.append([])
        rows[-1].append(line)
    return rows, gaps


def _size(group: Sequence[list[Word]]) -> float:
    return median(word.size for line in group for word in line)


def _usual(group: Sequence[list[Word]]) -> float:
    """From line to line within a cell: the least that is no accident."""
    size = _size(group)
    tops = [min(word.top for word in line) for line in group]
    possible = Counter(round(b - a) for a, b in pairwise(tops) if b - a > _LEAST * size)
    often = [pitch for pitch, count in possible.items() if count > 1]
    least = float(min(often or possible, default=0))
    # Where no cell has a second line the least is from row to row.
    return least if least <= _LOOSE * size else _TIGHT * size


@dataclass(slots=True)
class _Drawn:
    """A cell's words, and from where to where they stand."""

    first: int
    last: int
    words: list[Word]

    @property
    def top(self) -> float:
        return self.words[0].top

    @property
    def end(self) -> float:
        return self.words[-1].top


def _cells(
    lines: Sequence[list[Word]], row: int, strips: Sequence[float], usual: float
) -> tuple[list[RawCell], int]:
    """The cells of a row, or of several that a higher cell holds together, and how many."""
    drawn: list[_Drawn] = []
    for word in (word for line in lines for word in line):
        first, last = bisect_right(strips, word.left), bisect_right(strips, word.right)
        # A cell's later lines may be shorter than the one that reaches over.
        open_ones = [one for one in drawn if one.first <= first and last <= one.last]
        if open_ones and word.top - open_ones[-1].end <= _WIDER * usual + 1:
            open_ones[-1].words.append(word)
        else:
            drawn.append(_Drawn(first, last, [word]))
    of_column = Counter(one.first for one in drawn)
    key, most = of_column.most_common(1)[0]
    starts = sorted(one.top for one in drawn if one.first == key) if most > 1 else [lines[0][0].top]
    cells = []
    for one in drawn:
        at = max(bisect_right(starts, one.top + one.words[0].size / 2) - 1, 0)
        end = max(bisect_right(starts, one.end + one.words[0].size / 2) - 1, at)
        said = told("".join(word.text for word in one.words))
        cells.append(RawCell(said, row + at, one.first, end - at + 1, one.last - one.first + 1))
    return _apart(cells), len(starts)


def _apart(cells: Sequence[RawCell]) -> list[RawCell]:
    """The cells without those that would stand in another's place, whose words they go on."""
    found: dict[tuple[int, int], RawCell] = {}
    for cell in sorted(cells, key=lambda cell: (cell.row, cell.column)):
        places = [
            (r, c)
            for r in range(cell.row, cell.row + cell.height)
            for c in range(cell.column, cell.column + cell.width)
        ]
        taken = next((found[place] for place in places if place in found), None)
        if taken is None:
            found.update(dict.fromkeys(places, cell))
            continue
        longer = replace(taken, words=taken.words + cell.words)
        found = {place: longer if own is taken else own for place, own in found.items()}
    return list(dict.fromkeys(found.values()))
