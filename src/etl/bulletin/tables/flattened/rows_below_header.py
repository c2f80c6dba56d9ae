"""Where the rows of a table begin whose rows are lines, and how they are cut below its header."""

import re
from collections import Counter
from collections.abc import Collection, Sequence

from etl.bulletin.tables.columns.can_be_header import (
    is_header,
    is_known,
    is_numbers_row,
    kinds_named,
    tight,
)
from etl.bulletin.tables.columns.cell_kinds import kind_of
from etl.bulletin.tables.flattened.alignment.align_pieces import align
from etl.bulletin.tables.flattened.alignment.assigned_grid import grid_of
from etl.bulletin.tables.flattened.alignment.column_model import Piece
from etl.bulletin.tables.flattened.best_cut import Cut, below_deep, best_cut
from etl.bulletin.tables.flattened.headers.header_lines import MOST_LINES, torn_names
from etl.bulletin.tables.flattened.lines import Lines, Span, split
from etl.bulletin.tables.flattened.pieces import counted, without_repeats

# A blank comes first, so that only blanks are looked at.
WIDE = re.compile(r"[\t ](?:(?<=\t)\t*|(?<= ) +)")
BLANK = re.compile(r"[ \t]+")
FEWEST = 3
"""Columns of a table whose rows are divided by blanks."""
_SAMPLE_ROWS = 60
_MOST_COLUMNS = 120
"""Of a table that somebody wrote; pieces are placed in time that grows with the columns."""
_FIGURES = frozenset(["number", "figure", "percent", "count", "dash"])


def body_line(lines: Lines, first: int) -> int | None:
    """The first line of the rows below a header that begins at a line; the line itself where
    rows begin without a header."""
    text = lines.text
    known = 0
    for at in range(first, min(first + MOST_LINES, len(lines))):
        if "|" in lines.said(at):
            return None
        names = _names_known(lines, at)
        if names is None:
            if at == first:
                return at if _begins_rows(lines, at) else None
            own = _own_cells(lines, at)
            below = _own_cells(lines, at + 1) if at + 1 < len(lines) else []
            above = [text[s:e] for s, e in _own_cells(lines, at - 1)]
            if max(len(own), len(below)) < FEWEST and not (
                len(above) >= FEWEST and is_header(above)
            ):
                return None
            return at if known or _is_matrix(text, own, below) else None
        known += names
    return None


def _names_known(lines: Lines, at: int) -> int | None:
    """How many known names of columns a line has; None where its cells can be no names."""
    if at not in lines.named:
        text, own = lines.text, _own_cells(lines, at)
        below = _own_cells(lines, at + 1) if at + 1 < len(lines) else []
        cells = [text[slice(*span)] for span in own]
        can = torn_names(text, own, below) and not is_numbers_row(cells)
        lines.named[at] = sum(map(is_known, cells)) if can else None
    return lines.named[at]


def _own_cells(lines: Lines, at: int) -> list[Span]:
    """The cells of a line that are not empty, divided by the widest blanks that it has."""
    if at not in lines.cells:
        said = lines.said(at)
        divider = WIDE if WIDE.search(said) else BLANK
        cells = split(lines.text, lines.spans[at], divider)
        lines.cells[at] = [span for span in cells if span[1] > span[0]]
    return lines.cells[at]


def _is_matrix(text: str, row: Sequence[Span], below: Sequence[Span]) -> bool:
    """Whether two lines are labels with as many figures each."""
    if len(below) not in range(len(row) - 1, len(row) + 2) or len(row) < FEWEST:
        return False
    return all(
        sum(kind_of(text[s:e]) in _FIGURES for s, e in line) >= len(line) - 2
        and kind_of(text[slice(*line[0])]) not in _FIGURES
        for line in (row, below)
    )


def _begins_rows(lines: Lines, at: int) -> bool:
    """Whether a line and the two below it are rows 1, 2 and 3 of a table without a header."""
    text = lines.text
    if at + 2 >= len(lines):
        return False
    counts = set()
    for number, line in enumerate(range(at, at + 3), 1):
        cells = split(text, lines.spans[line], WIDE)
        if text[slice(*cells[0])] != str(number):
            return False
        counts.add(len(cells))
    return len(counts) == 1 and min(counts) >= FEWEST


def is_other_header(text: str, cells: Sequence[Span], header: Collection[str]) -> bool:
    """Whether a line among the rows names the columns of another table below it."""
    names = [text[s:e] for s, e in cells if e > s]
    if not is_header(names):
        return False
    said = [bare(name) for name in names]
    same = sum(1 for name in said if name in header)
    return said[0] in ("序号", "编号", "项次") or 0 < same < len(names) <= 2 * same


def is_matrix_header(lines: Lines, at: int) -> bool:
    """Whether a line among the rows names the columns of a matrix that begins below it:
    as many names as the rows below have labels and figures."""
    if at + 2 >= len(lines):
        return False
    names, row, below = (_own_cells(lines, line) for line in range(at, at + 3))
    said = [lines.text[s:e] for s, e in names]
    return len(names) == len(row) and is_header(said) and _is_matrix(lines.text, row, below)


def bare(name: str) -> str:
    """A name without blanks and its note: 投资(万元) is 投资."""
    return tight(name).split("(")[0]


def columns_of(body: Sequence[Sequence[Span]]) -> int:
    """How many cells complete rows have."""
    counts: Counter[int] = Counter()
    for cells in body[:_SAMPLE_ROWS]:
        count = len(cells)
        while count > 1 and cells[count - 1][0] == cells[count - 1][1]:
            count -= 1
        counts[count] += 1
    if not counts:
        return 0
    often = [n for n, seen in counts.items() if seen > 1]
    return max(often, default=max(counts))


def below_header(
    text: str, header: Sequence[Sequence[Span]], body: Sequence[Piece], columns: int
) -> Cut | None:
    """The most regular cut of pieces below a header of no row, one or several."""
    if not body or columns > _MOST_COLUMNS:
        return None
    if len(header) > 1:
        return below_deep(text, header, counted(text, body), columns)
    if not header:
        # No line names the columns: all lines are rows.
        pieces = counted(text, body)
        found = align(pieces, [()] * columns)
        grid = grid_of(text, [], 0, columns, pieces, found)
        return Cut(grid, found.cost / len(pieces), found.cost, found.rows, found.places)
    names = list(header[0])
    if len(names) == columns - 1 and not kinds_named(text[slice(*names[0])]):
        figures: Counter[int] = Counter()
        place = 0
        for p in body:
            place = 0 if p.begins_row else place + 1
            figures[place] += 1 if p.kind in _FIGURES else -1
        if figures[0] < 0 and all(figures[at] > 0 for at in range(1, columns)):
            # The corner above the labels is empty, and its cell is lost.
            names.insert(0, (names[0][0], names[0][0]))
    return best_cut(text, names, without_repeats(text, header[0], body), joined_header=False)
