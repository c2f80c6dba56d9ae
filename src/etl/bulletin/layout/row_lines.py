"""Tables a row of which is a line, its cells divided by bars, tabs or blanks."""

import re
from collections.abc import Sequence
from dataclasses import replace

from etl.bulletin.layout.alignment import Alignment, align
from etl.bulletin.layout.cell_lines import AFTERWORD, headed
from etl.bulletin.layout.column_model import Piece
from etl.bulletin.layout.cutting import (
    Cut,
    best_cut,
    counted,
    grid_of,
    is_regular,
    piece,
    without_repeats,
)
from etl.bulletin.layout.deep_headers import deep_header
from etl.bulletin.layout.grid import Grid
from etl.bulletin.layout.headers import can_name, is_header, is_known, is_numbers_row
from etl.bulletin.layout.lines import FURNITURE, Lines, Span, row_pieces, split

_WIDE = re.compile(r"\t+| {2,}")
_BLANK = re.compile(r"[ \t]+")
_MOST_NAMES = 20
_DECIMAL = re.compile(r"\d{1,3}\.\d+")


def wide_rows(lines: Lines, first: int) -> tuple[Grid, int] | None:
    """A table whose rows are lines, their cells divided by tabs or wide blanks."""
    count = len(split(lines.text, lines.spans[first], _WIDE))
    if count < 3 or not is_header(
        [lines.text[s:e] for s, e in split(lines.text, lines.spans[first], _WIDE)]
    ):
        return None
    rows = []
    last = first
    for at in range(first, len(lines)):
        cells = split(lines.text, lines.spans[at], _WIDE)
        if len(cells) < 2 and (at > last + 1 or FURNITURE.match(lines.said(at))):
            break
        if FURNITURE.match(lines.said(at)):
            break
        if len(cells) >= 2:
            last = at
        rows.append((at, cells))
    rows = [(at, cells) for at, cells in rows if at <= last]
    if len(rows) < 2:
        return None
    found = rows_cut(lines, rows)
    return (found, last + 1) if found else None


def rows_cut(lines: Lines, rows: Sequence[tuple[int, list[Span]]]) -> Grid | None:
    """A table a line of which is a row; a line that does not end its row goes on in the next."""
    text = lines.text
    titles: list[Span] = []
    at = 0
    while at < len(rows) and sum(1 for s, e in rows[at][1] if e > s) == 1 and at < 6:
        titles.extend(span for span in rows[at][1] if span[1] > span[0])
        at += 1
    header: list[list[Span]] = []
    while at < len(rows) and len(header) < 5:
        own = [span for span in rows[at][1] if span[1] > span[0]]
        names = [text[s:e] for s, e in own]
        if is_numbers_row(names) and header:
            at += 1
            break
        if len(own) < 2 or not all(map(can_name, names)):
            break
        if header and not any(is_known(name) for name in names):
            break
        header.append(own if len(header) else rows[at][1])
        at += 1
        if len(header) == 1 and not any(map(is_known, names)) and len(rows) < 3:
            return None
    trailing_bars = sum(1 for n, _ in rows if lines.said(n).endswith("|")) * 2 > len(rows)
    body: list[Piece] = []
    loose = False
    for n, cells in rows[at:]:
        said = [span for span in cells if span[1] > span[0]]
        if said and not loose and FURNITURE.match(text[slice(*said[0])]):
            break
        body.extend(row_pieces(text, cells, loose=loose))
        loose = trailing_bars and "|" in lines.said(n) and not lines.said(n).endswith("|")
        loose = loose or (trailing_bars and "|" not in lines.said(n))
    cut = _below(text, header, body)
    return replace(cut.grid, lines=tuple(titles)) if cut and is_regular(cut) else None


def _below(text: str, header: Sequence[Sequence[Span]], body: Sequence[Piece]) -> Cut | None:
    if not body:
        return None
    names = [span for span in (header[0] if header else []) if True]
    while names and names[-1][0] == names[-1][1]:
        names.pop()
    widths = _widths(body)
    if len(header) > 1:
        rows = [[span for span in row if span[1] > span[0]] for row in header]
        pieces = counted(text, body)
        found = align(pieces, [()] * max(widths))
        if cells := deep_header(text, rows, max(widths), _shares(text, pieces, found)):
            grid = grid_of(text, cells, len(rows), max(widths), pieces, found)
            return Cut(grid, found.cost / len(pieces), found.cost, found.rows, found.places)
        body = [
            *(p for row in rows[1:] for p in row_pieces(text, row)),
            *body,
        ]
    if not names:
        # No line names the columns: all lines are rows.
        pieces = counted(text, body)
        found = align(pieces, [()] * max(widths))
        grid = grid_of(text, [], 0, max(widths), pieces, found)
        return Cut(grid, found.cost / len(pieces), found.cost, found.rows, found.places)
    return best_cut(text, names, without_repeats(text, names, body), joined_header=False)


def _shares(text: str, pieces: Sequence[Piece], found: Alignment) -> set[int]:
    """The columns whose cells look like percentages: with a sign, or with decimals up to 100."""
    seen: dict[int, list[bool]] = {}
    for p, (_, column) in zip(pieces, found.places, strict=True):
        words = text[p.start : p.end]
        decimal = _DECIMAL.fullmatch(words) is not None and float(words) <= 200
        seen.setdefault(column, []).append(p.kind == "percent" or decimal)
    return {column for column, yes in seen.items() if sum(yes) * 2 > len(yes)}


def _widths(body: Sequence[Piece]) -> list[int]:
    widths: list[int] = []
    for p in body:
        if p.gap == "row" or not widths:
            widths.append(0)
        widths[-1] += 1
    return widths


def spaced_rows(lines: Lines, first: int) -> tuple[Grid, int] | None:
    """A table whose rows are lines, their cells divided by single blanks; or all on one line."""
    text = lines.text
    tokens = split(text, lines.spans[first], _BLANK)
    end = 0
    while end < len(tokens) and can_name(text[slice(*tokens[end])]):
        end += 1
    names = tokens[:end]
    if FURNITURE.match(lines.said(first)):
        return None
    if end < len(tokens):
        grid = _run_in(text, tokens)
        return (grid, first + 1) if grid else None
    if end < 3 or not is_header([text[s:e] for s, e in names]):
        return None
    header, at = _header_rows(lines, first + 1)
    body, last = _spaced_body(lines, at)
    if not body:
        return None
    if header:
        cut = _below(text, [names, *header], body)
    else:
        cut = best_cut(text, names, without_repeats(text, names, body), joined_header=True)
    return (cut.grid, last + 1) if cut and is_regular(cut) else None


def _run_in(text: str, tokens: Sequence[Span]) -> Grid | None:
    """A table that is all on one line, or in one: names of columns, then 1 and the first row."""
    one = next((at for at, span in enumerate(tokens) if text[slice(*span)] == "1"), 0)
    start = one
    while start and one - start < _MOST_NAMES and can_name(text[slice(*tokens[start - 1])]):
        start -= 1
    while start < one and not is_known(text[slice(*tokens[start])]):
        start += 1
    if one - start < 3:
        return None
    pieces: list[Piece] = []
    for s, e in tokens[start:]:
        if pieces and (FURNITURE.match(text, s, e) or AFTERWORD.match(text, s, e)):
            break
        pieces.append(piece(text, s, e, "blank"))
    cut = headed(text, pieces, cells_end_rows=False, blanks_end_rows=True, fewest=3)
    return cut.grid if cut and cut.rows > 1 and is_regular(cut) else None


def _header_rows(lines: Lines, at: int) -> tuple[list[list[Span]], int]:
    """Further lines of names below the first, and where the rows begin; numbers of columns go."""
    header: list[list[Span]] = []
    while at < len(lines):
        own = split(lines.text, lines.spans[at], _BLANK)
        names = [lines.text[s:e] for s, e in own]
        if is_numbers_row(names):
            return header, at + 1
        repeated = len(set(names)) < len(names)
        if len(own) < 2 or not all(map(can_name, names)):
            break
        if not repeated and not all(map(is_known, names)):
            break
        header.append(own)
        at += 1
    return header, at


def _spaced_body(lines: Lines, at: int) -> tuple[list[Piece], int]:
    """The words of the rows, and the last line that has several."""
    text = lines.text
    body: list[Piece] = []
    last = at - 1
    for line in range(at, len(lines)):
        said = lines.said(line)
        own = split(text, lines.spans[line], _BLANK)
        if FURNITURE.match(said) or (len(own) < 2 and (line > last + 2 or len(said) > 60)):
            break
        last = line if len(own) > 1 else last
        for n, (start, stop) in enumerate(own):
            wide = n > 0 and start - own[n - 1][1] > 1
            body.append(piece(text, start, stop, "row" if n == 0 else "wide" if wide else "blank"))
    return [p for p in body if last >= at and p.end <= lines.spans[last][1]], last
