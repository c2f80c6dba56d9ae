"""Columns that hold a promise and its result in one cell: 年度目标/实际完成 over 320/268."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from etl.bulletin.model import Numeral
from etl.bulletin.tables.columns.cell_values import held
from etl.bulletin.words import column_names as names
from etl.document.grid import Cell, Grid, trimmed

_BAR = re.compile(r"\s*[/|]\s*")
_LINE_END = re.compile(r"\s*\n\s*")
_BRACKETED = re.compile(r"[^()]+(\()[^()]+(\))")
_FIGURE = re.compile(r"\d|^[-—–无]+$")
_ROLES = frozenset({"target", "actual", "rate", "remaining"})
_HEADER_ROWS = 3
_MOST = 0.6

_LONGEST = 200
"""Characters that a cell of names has at most."""

Span = tuple[int, int]


def split(text: str, grid: Grid) -> Grid:
    """The grid with each such column as several."""
    for column in reversed(range(grid.columns)):
        for row in range(min(_HEADER_ROWS, grid.rows)):
            head = grid.at(row, column)
            if head is None or head.row != row or head.width > 1:
                continue
            spans = _named(text, head)
            if spans:
                grid = _split(text, grid, head, spans)
                break
    return grid


def dividers(text: str, grid: Grid) -> Iterator[Numeral]:
    """The bars between the pieces of split cells, which else would join figures: 12/12."""
    for one, other in pairwise(grid.cells):
        bar = text[one.end : other.start]
        if one.row == other.row and bar.strip() == "/":
            yield Numeral(bar, one.end, other.start, "divider", "parts a cell")


def _named(text: str, head: Cell) -> list[Span]:
    """The names that stand in one cell, of different roles; none where it is one name."""
    if head.end - head.start > _LONGEST:
        return []
    words = text[head.start : head.end]
    for pieces in (_pieces(words), _in_brackets(words)):
        roles = [names.likeliest("".join(words[a:b].split())) for a, b in pieces]
        if len(pieces) > 1 and len({*roles}) == len(roles) and _ROLES.issuperset(roles):
            return [(head.start + a, head.start + b) for a, b in pieces]
    return []


def _pieces(words: str) -> list[Span]:
    bars = [m.span() for m in _BAR.finditer(words)]
    bars = bars or [m.span() for m in _LINE_END.finditer(words)]
    return _between(words, bars)


def _in_brackets(words: str) -> list[Span]:
    """目标(完成), 3600(3318)."""
    found = _BRACKETED.fullmatch(words.strip())
    if found is None:
        return []
    return [(0, found.start(1)), (found.end(1), found.start(2))]


def _between(words: str, bars: Sequence[Span]) -> list[Span]:
    ends = [start for start, _ in bars] + [len(words)]
    starts = [0] + [end for _, end in bars]
    return [trimmed(words, start, end) for start, end in zip(starts, ends, strict=True)]


def _said(words: str, count: int) -> list[Span]:
    """The pieces of a cell: at bars that a figure or a dash follows; 元/人·月 is one unit."""
    for form in (_BAR, _LINE_END):
        bars = [
            m.span()
            for m in form.finditer(words)
            if m.end() == len(words) or _FIGURE.search(re.split(r"[/|\n]", words[m.end() :])[0])
        ]
        if len(bars) == count - 1:
            return _between(words, bars)
    pieces = _in_brackets(words)
    return pieces if len(pieces) == count else []


def _split(text: str, grid: Grid, head: Cell, spans: Sequence[Span]) -> Grid:
    column, count = head.column, len(spans)
    below = [c for c in grid.cells if c.column == column and c.row > head.row and c.end > c.start]
    pieces = {c: _said(text[c.start : c.end], count) for c in below if c.width == 1}
    if sum(map(bool, pieces.values())) < _MOST * len(below):
        return grid
    cells: list[Cell] = []
    for cell in grid.cells:
        if cell.column > column:
            cells.append(replace(cell, column=cell.column + count - 1))
        elif cell is head:
            cells.extend(_in_row(cell, spans))
        elif pieces.get(cell):
            cells.extend(_in_row(cell, [(cell.start + a, cell.start + b) for a, b in pieces[cell]]))
        elif cell.column == column and cell.row > head.row and cell.width == 1:
            cells.append(_whole(text, cell, count))
        elif cell.column + cell.width > column:
            cells.append(replace(cell, width=cell.width + count - 1))
        else:
            cells.append(cell)
    return replace(grid, columns=grid.columns + count - 1, cells=tuple(cells))


def _in_row(cell: Cell, spans: Sequence[Span]) -> Iterator[Cell]:
    for place, (start, end) in enumerate(spans):
        yield replace(cell, start=start, end=end, column=cell.column + place)


def _whole(text: str, cell: Cell, count: int) -> Cell:
    """A cell that says but one thing: the result where it is a sentence, else the promise."""
    reports = held(text[cell.start : cell.end]).kind in ("report", "state")
    return replace(cell, column=cell.column + (1 if reports and count > 1 else 0))
