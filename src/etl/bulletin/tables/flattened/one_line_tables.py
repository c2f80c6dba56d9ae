"""Tables of figures that a copy has run into the text of one line.

``东江 南浦 合计 年度目标 2 3 5 实际完成 2 1 3``: labels, each followed by as many figures, and
before the first of them as many names of columns.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from etl.document.grid import Cell, Grid

Span = tuple[int, int]

_WORD = re.compile(r"\S+")
_FIGURE = re.compile(r"[-+−]?\d[\d,.]*(?:[%‰万亿]|万元)?|[-—–/]{1,2}")
_ITEM = re.compile(r"(?:\d{1,3}[.、]|[(]?[一二三四五六七八九十]{1,3}[)、.])\S")
_STOPS = re.compile(r"[。;,:!?]")
_CORNER = re.compile(r"^(?:区域|地区|县区|区县|区市|项目|指标|单位|名称|类别|分类|内容|任务)$")
_LONGEST_LABEL = 24
_MOST_WORDS = 3


def flowing_grids(text: str, start: int, end: int) -> list[Grid]:
    """The tables in a line; none where figures do not stand in runs of one length."""
    if end - start < 20:
        return []
    words = [m.span() for m in _WORD.finditer(text, start, end)]
    if len(words) < 8:
        return []
    runs = _runs(text, words)
    grids: list[Grid] = []
    at = 0
    while at < len(runs):
        stop = at + 1
        while stop < len(runs) and _follows(text, words, runs[stop - 1], runs[stop]):
            stop += 1
        if stop - at >= 2 and (grid := _grid(text, words, runs[at:stop])) is not None:
            grids.append(grid)
        at = stop
    return grids


def _runs(text: str, words: Sequence[Span]) -> list[tuple[int, int]]:
    """Stretches of two figures and more, as indices of words."""
    figures = [_FIGURE.fullmatch(text, s, e) is not None for s, e in words]
    runs: list[tuple[int, int]] = []
    at = 0
    while at < len(words):
        if not figures[at]:
            at += 1
            continue
        stop = at
        while stop < len(words) and figures[stop]:
            stop += 1
        if stop - at >= 2:
            runs.append((at, stop))
        at = stop
    return runs


def _follows(
    text: str, words: Sequence[Span], before: tuple[int, int], after: tuple[int, int]
) -> bool:
    """Whether a run is the next row: as many figures, after a label of a few words."""
    label = words[before[1] : after[0]]
    return (
        after[1] - after[0] == before[1] - before[0]
        and 1 <= len(label) <= _MOST_WORDS
        and all(_is_label(text[s:e]) for s, e in label)
    )


def _is_label(words: str) -> bool:
    return len(words) <= _LONGEST_LABEL and not _STOPS.search(words) and not _ITEM.match(words)


def _grid(text: str, words: Sequence[Span], runs: Sequence[tuple[int, int]]) -> Grid | None:
    count = runs[0][1] - runs[0][0]
    labels = [words[before[1] : after[0]] for before, after in pairwise(runs)]
    depth = max(len(label) for label in labels)
    ahead: list[Span] = []
    at = runs[0][0] - 1
    while at >= 0 and len(ahead) < count + depth + 1 and _is_label(text[slice(*words[at])]):
        ahead.insert(0, words[at])
        at -= 1
    if len(ahead) < count + 1:
        return None
    own = min(depth, len(ahead) - count)
    label, names = ahead[len(ahead) - own :], ahead[: len(ahead) - own]
    corner = names[-count - 1] if len(names) > count else None
    names = names[len(names) - count :]
    if corner is not None and not _CORNER.match(text[slice(*corner)]):
        corner = None
    cells = [Cell(s, e, 0, depth + n) for n, (s, e) in enumerate(names)]
    if corner is not None:
        cells.insert(0, Cell(*corner, 0, 0, 1, depth))
    group: int | None = None
    for row, (run, said) in enumerate(zip(runs, [label, *labels], strict=True), 1):
        if len(said) == depth and depth > 1:
            group = len(cells)
        elif group is not None and len(said) < depth:
            upper = cells[group]
            cells[group] = Cell(
                upper.start, upper.end, upper.row, 0, row - upper.row + 1, upper.width
            )
        first = depth - len(said)
        cells.extend(Cell(s, e, row, first + n) for n, (s, e) in enumerate(said))
        cells.extend(Cell(s, e, row, depth + n) for n, (s, e) in enumerate(words[run[0] : run[1]]))
    return Grid(len(runs) + 1, depth + count, tuple(cells), cut=True)
