"""The lines of a header whose table has lines for rows: names broken over several of them.

``序⏎号 | 项目 | 完成⏎率% | 排名`` are two lines more than the header has rows. Its lines are joined
to one row of names or to several, so that they name as many columns as the rows below have.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from etl.bulletin.grammar.periods.period_in_name import is_period
from etl.bulletin.tables.columns.can_be_header import (
    WHOLE_NAMES,
    can_name,
    is_half,
    is_known,
    kinds_named,
    tight,
)
from etl.bulletin.tables.flattened.headers.deep_header import DeepHeader, deep_header

Span = tuple[int, int]

_NUMBERED = r"^[附表][件表一二三四五六七八九\d]"
NUMBERED_TITLE = re.compile(_NUMBERED)
"""What a table's title begins with that says which of several it is: 表二, 附件3."""
TITLE = re.compile(rf"(?:19|20)\d\d年.{{3}}|.{{8}}表(?:[(].*)?$|{_NUMBERED}")
"""Words of a table's title, which name no column."""
MOST_LINES = 18
"""Lines that a header may be broken into."""
_MOST_ROWS = 4
_MOST_DEEP = 6
"""Ways to join lines to several rows of which it is told what stands over what."""
_TORN = 6.0
_UNKNOWN = 1.5
_HALF = 4.0
_JOIN = 0.6
_ROW = 1.0
_TITLE = 2.0
_TOO_MANY = 3.5
_TOO_FEW = 3.0
_SHORT_TITLE = 4
_REPEATED = 3.0
_WHOLES = 1.5


@dataclass(frozen=True, slots=True)
class HeaderLines:
    """A header's rows of names, and how many lines are titles and how many the header."""

    rows: tuple[tuple[Span, ...], ...]
    titles: int
    end: int
    deep: DeepHeader | None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of names; ``open`` where its last name goes on in the next, None where unknown."""

    names: tuple[Span, ...]
    open: bool | None = None


def assemble(text: str, lines: Sequence[Line], columns: int) -> HeaderLines | None:
    """The most likely header in lines of names above rows of ``columns`` cells."""
    segments: dict[tuple[int, int], tuple[float, tuple[Span, ...]] | None] = {}

    def segment(first: int, end: int) -> tuple[float, tuple[Span, ...]] | None:
        if (first, end) not in segments:
            segments[first, end] = _joined(text, lines[first:end])
        return segments[first, end]

    flat: list[tuple[float, HeaderLines]] = []
    deep: list[tuple[float, HeaderLines]] = []
    for titles, end, left in _bounds(text, lines):
        for count in range(1, _MOST_ROWS + 1):
            for inner in combinations(range(titles + 1, end), count - 1):
                if any(lines[at - 1].open for at in inner):
                    continue
                edges = (titles, *inner, end)
                parts = [segment(a, b) for a, b in pairwise(edges)]
                whole = [part for part in parts if part is not None]
                if len(whole) < len(parts):
                    continue
                cost = left + sum(part[0] for part in whole) + _ROW * (count - 1)
                rows = tuple(part[1] for part in whole)
                found = HeaderLines(rows, titles, end, None)
                if count > 1:
                    if _can_stand(rows, columns):
                        deep.append((cost, found))
                elif len(rows[0]) >= columns - 1:
                    more = len(rows[0]) - columns
                    said = [tight(text[s:e]) for s, e in rows[0]]
                    cost += _REPEATED * (len(said) - len(set(said)))
                    flat.append(
                        (cost + (_TOO_MANY * more if more > 0 else -_TOO_FEW * more), found)
                    )
    ways = flat
    for cost, found in sorted(deep, key=lambda one: one[0])[:_MOST_DEEP]:
        if ways and cost > min(way[0] for way in ways):
            break
        over = deep_header(text, found.rows, columns)
        if over is not None:
            whole_cost = cost + 0.5 * over.cost
            ways.append((whole_cost, HeaderLines(found.rows, found.titles, found.end, over)))
    return min(ways, key=lambda one: one[0])[1] if ways else None


def _bounds(text: str, lines: Sequence[Line]) -> Iterator[tuple[int, int, float]]:
    """How many lines may be titles, where the header may end, and what that costs."""
    alone = next((at for at, line in enumerate(lines) if len(line.names) > 1), len(lines))
    sure = [at for at in range(alone) if TITLE.search(tight(text[slice(*lines[at].names[0])]))]
    least = min(sure[-1] + 1, len(lines) - 1) if sure else 0
    ends = [len(lines)]
    while ends[-1] > 1 and not any(is_known(text[s:e]) for s, e in lines[ends[-1] - 1].names):
        ends.append(ends[-1] - 1)
    for titles in range(least, min(alone, len(lines) - 1) + 1):
        short = sum(
            _TITLE
            for line in lines[:titles]
            if len(tight(text[slice(*line.names[0])])) <= _SHORT_TITLE
        )
        for end in ends:
            if end > titles:
                yield titles, end, short + (0.5 if end < len(lines) else 0.0)


def _joined(text: str, lines: Sequence[Line]) -> tuple[float, tuple[Span, ...]] | None:
    """Lines as one row, the last name of each going on with the first of the next."""
    if any(line.open is False for line in lines[:-1]):
        return None
    names = list(lines[0].names)
    for line in lines[1:]:
        names[-1] = (names[-1][0], line.names[0][1])
        names.extend(line.names[1:])
    cost = _JOIN * (len(lines) - 1) + sum(_name_cost(text[s:e]) for s, e in names)
    for before, after in pairwise(lines):
        ends = (before.names[-1], after.names[0])
        cost += _WHOLES * all(len(text[s:e]) > 2 and is_known(text[s:e]) for s, e in ends)
        cost += _TORN * any(tight(text[s:e]) in WHOLE_NAMES for s, e in ends)
        # A name that its unit closes, 加装电梯(部), does not go on with a name.
        cost += _TORN * (text[ends[0][1] - 1] == ")" and is_known(text[slice(*ends[1])]))
        cost += _HALF * all(is_period(tight(text[s:e])) for s, e in after.names[:2])
    return cost, tuple(names)


def _name_cost(words: str) -> float:
    said = tight(words)
    if not can_name(said):
        return _TORN
    cost = 0.0 if kinds_named(said) or is_period(said) else _UNKNOWN
    if said.count("(") != said.count(")") or said.startswith(("(", ")", "%")):
        cost += _TORN
    if is_half(said) or said[0] in "及和与":
        cost += _HALF
    return cost + _HALF * (len(said) == 1)


def _can_stand(rows: Sequence[Sequence[Span]], columns: int) -> bool:
    """Whether names of the lower rows can stand below some of those above."""
    if any(len(row) < 2 for row in rows) or len(rows[0]) >= columns:
        return False
    return len(rows[0]) < columns <= sum(map(len, rows)) - len(rows) + 1


def torn_names(text: str, names: Sequence[Span], below: Sequence[Span]) -> bool:
    """Whether cells of a line can name columns, the last one together with the next line's first.

    ``完成率 | 1-10`` over ``月累计 | 占比`` can: 1-10月累计 is a name.
    """
    if not names or not all(can_name(text[s:e]) for s, e in names[:-1]):
        return False
    last = text[slice(*names[-1])]
    return can_name(last) or (bool(below) and can_name(last + text[slice(*below[0])]))
