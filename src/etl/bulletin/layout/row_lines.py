"""Tables a row of which is a line, its cells divided by bars, tabs or blanks."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from etl.bulletin.layout.alignment import align
from etl.bulletin.layout.cell_lines import AFTERWORD, headed
from etl.bulletin.layout.column_model import Piece
from etl.bulletin.layout.contents import kind_of
from etl.bulletin.layout.cutting import (
    Cut,
    below_deep,
    best_cut,
    counted,
    grid_of,
    is_regular,
    piece,
    without_repeats,
)
from etl.bulletin.layout.grid import Grid
from etl.bulletin.layout.header_lines import MOST_LINES, HeaderLines, Line, assemble, torn_names
from etl.bulletin.layout.headers import (
    can_name,
    is_header,
    is_known,
    is_numbers_row,
    kinds_named,
    tight,
)
from etl.bulletin.layout.lines import FURNITURE, Lines, Span, row_pieces, split

_WIDE = re.compile(r"\t+| {2,}")
_BLANK = re.compile(r"[ \t]+")
_TAB = re.compile(r"\t")
_MOST_NAMES = 20
_MOST_TITLES = 6
_FEWEST = 3
"""Columns of a table whose rows are divided by blanks."""
_SAMPLE_ROWS = 60
_FEW_ROWS = 4
_FIGURES = frozenset(["number", "figure", "percent", "count", "dash"])
_LONGEST_TITLE = 40


def wide_rows(lines: Lines, first: int) -> tuple[Grid, int] | None:
    """A table whose rows are lines, their cells divided by tabs or wide blanks."""
    body = _body_line(lines, first)
    if body is None:
        return None
    divider = _divider(lines, body)
    if divider is None:
        return None
    sample = [
        split(lines.text, lines.whole(at), divider) for at in (body, body + 1)[: len(lines) - body]
    ]
    columns = max(map(len, sample))
    if columns < _FEWEST:
        return None
    rows: list[tuple[int, list[Span]]] = []
    last = first
    header: set[str] = set()
    for at in range(first, len(lines)):
        cells = split(lines.text, lines.whole(at), divider)
        names = {_bare(lines.text[s:e]) for s, e in cells if e > s}
        if at < body:
            header |= names
        elif FURNITURE.match(lines.said(at)):
            break
        elif len(cells) < 2:
            if at > last + 1 or (at > body and _is_afterword(lines, at, rows[-1][1], columns)):
                break
        elif names != header and _is_other_header(lines.text, cells, header):
            break
        if len(cells) >= 2:
            last = at
        rows.append((at, cells))
    rows = [(at, cells) for at, cells in rows if at <= last]
    if len(rows) < 2:
        return None
    found = rows_cut(lines, rows)
    return (found, last + 1) if found else None


def _body_line(lines: Lines, first: int) -> int | None:
    """The first line of the rows below a header that begins at a line; the line itself where
    rows begin without a header."""
    text = lines.text
    known = 0
    own = _own_cells(lines, first)
    for at in range(first, min(first + MOST_LINES, len(lines))):
        below = _own_cells(lines, at + 1) if at + 1 < len(lines) else []
        if "|" in lines.said(at):
            return None
        cells = [text[slice(*span)] for span in own]
        if is_numbers_row(cells) or not torn_names(text, own, below):
            if at == first:
                return at if _begins_rows(lines, at) else None
            above = [text[s:e] for s, e in _own_cells(lines, at - 1)]
            if max(len(own), len(below)) < _FEWEST and not (
                len(above) >= _FEWEST and is_header(above)
            ):
                return None
            return at if known or _is_matrix(text, own, below) else None
        known += sum(map(is_known, cells))
        own = below
    return None


def _own_cells(lines: Lines, at: int) -> list[Span]:
    """The cells of a line that are not empty, divided by the widest blanks that it has."""
    said = lines.said(at)
    divider = _WIDE if _WIDE.search(said) else _BLANK
    return [span for span in split(lines.text, lines.spans[at], divider) if span[1] > span[0]]


def _is_matrix(text: str, row: Sequence[Span], below: Sequence[Span]) -> bool:
    """Whether two lines are labels with as many figures each."""
    if len(below) not in range(len(row) - 1, len(row) + 2) or len(row) < _FEWEST:
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
        cells = split(text, lines.spans[line], _WIDE)
        if text[slice(*cells[0])] != str(number):
            return False
        counts.add(len(cells))
    return len(counts) == 1 and min(counts) >= _FEWEST


def _divider(lines: Lines, body: int) -> re.Pattern[str] | None:
    """What divides the cells of a table's rows: one tab, several, or wide blanks."""
    rows = range(body, min(body + _SAMPLE_ROWS, len(lines)))
    if not any("\t" in lines.said(at) for at in rows[:2]):
        wide = [len(split(lines.text, lines.spans[at], _WIDE)) for at in rows[:_FEW_ROWS]]
        return _WIDE if sum(n >= _FEWEST for n in wide) * 2 > len(wide) else None
    counts = Counter(
        lines.text.count("\t", *lines.whole(at)) for at in rows if "\t" in lines.said(at)
    )
    usual, seen = counts.most_common(1)[0]
    regular = seen * 5 >= 3 * counts.total() and usual == max(counts)
    return _TAB if regular else _WIDE


def _is_afterword(lines: Lines, at: int, before: Sequence[Span], columns: int) -> bool:
    """Whether a line without cells goes on behind the table: no group's title, no torn cell."""
    said = lines.said(at)
    sentence = said.endswith(("。", ":")) or len(said) > _LONGEST_TITLE
    return sentence and len(before) >= columns - 1


def _is_other_header(text: str, cells: Sequence[Span], header: Collection[str]) -> bool:
    """Whether a line among the rows names the columns of another table below it."""
    names = [text[s:e] for s, e in cells if e > s]
    if not is_header(names):
        return False
    bare = [_bare(name) for name in names]
    same = sum(1 for name in bare if name in header)
    return bare[0] in ("序号", "编号", "项次") or 0 < same < len(names) <= 2 * same


def _bare(name: str) -> str:
    return tight(name).split("(")[0]


def rows_cut(
    lines: Lines, rows: Sequence[tuple[int, list[Span]]], *, framed: bool = False
) -> Grid | None:
    """A table a line of which is a row; a line that does not end its row goes on in the next.

    ``framed`` rows end with a bar; a line that does not is open.
    """
    text = lines.text
    titles: list[Span] = []
    at = 0
    while at < len(rows) and at < _MOST_TITLES:
        said = [text[s:e] for s, e in rows[at][1] if e > s]
        if all(map(can_name, said)) or (len(said) > 1 and not _is_above(text, rows, at)):
            break
        titles.extend(span for span in rows[at][1] if span[1] > span[0])
        at += 1
    block: list[Line] = []
    while at + len(block) < len(rows) and len(block) < MOST_LINES:
        n, cells = rows[at + len(block)]
        own = tuple(span for span in cells if span[1] > span[0])
        names = [text[s:e] for s, e in own]
        following = rows[at + len(block) + 1][1] if at + len(block) + 1 < len(rows) else []
        below = [span for span in following if span[1] > span[0]]
        if is_numbers_row(names) or not torn_names(text, own, below):
            break
        block.append(Line(own, (not lines.said(n).endswith("|")) if framed else None))
    columns = _columns([cells for _, cells in rows[at + len(block) :]])
    header: Sequence[Sequence[Span]] = ()
    if block and columns >= 2 and (found := assemble(text, block, columns)):
        titles.extend(span for line in block[: found.titles] for span in line.names)
        header = found.rows
        at += found.end
        if (
            len(header) == 1
            and len(rows) < 3
            and not any(is_known(text[s:e]) for s, e in header[0])
        ):
            return None
    elif block:
        return None
    if at < len(rows) and is_numbers_row([text[s:e] for s, e in rows[at][1]]) and header:
        at += 1
    trailing_bars = sum(1 for n, _ in rows if lines.said(n).endswith("|")) * 2 > len(rows)
    body: list[Piece] = []
    loose = False
    for n, cells in rows[at:]:
        said_spans = [span for span in cells if span[1] > span[0]]
        if said_spans and not loose and FURNITURE.match(text[slice(*said_spans[0])]):
            break
        body.extend(row_pieces(text, cells, loose=loose))
        loose = trailing_bars and "|" in lines.said(n) and not lines.said(n).endswith("|")
        loose = loose or (trailing_bars and "|" not in lines.said(n))
    cut = _below(text, header, body, columns)
    return replace(cut.grid, lines=tuple(titles)) if cut and is_regular(cut) else None


def _is_above(text: str, rows: Sequence[tuple[int, list[Span]]], at: int) -> bool:
    """Whether a line with cells stands above a header: what tells of the page."""
    for _, cells in rows[at + 1 : at + 1 + _MOST_TITLES]:
        names = [text[s:e] for s, e in cells if e > s]
        if len(names) > 2 and is_header(names):
            return True
    return False


def _columns(body: Sequence[Sequence[Span]]) -> int:
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


def _below(
    text: str, header: Sequence[Sequence[Span]], body: Sequence[Piece], columns: int
) -> Cut | None:
    if not body:
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
            place = 0 if p.gap == "row" else place + 1
            figures[place] += 1 if p.kind in _FIGURES else -1
        if figures[0] < 0 and all(figures[at] > 0 for at in range(1, columns)):
            # The corner above the labels is empty, and its cell is lost.
            names.insert(0, (names[0][0], names[0][0]))
    return best_cut(text, names, without_repeats(text, header[0], body), joined_header=False)


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
    at = _body_line(lines, first)
    if at is None:
        return None
    block = [Line(tuple(split(text, lines.spans[n], _BLANK))) for n in range(first, at)]
    if is_numbers_row([text[s:e] for s, e in split(text, lines.spans[at], _BLANK)]):
        at += 1
    bare = {_bare(text[s:e]) for line in block for s, e in line.names}
    body, last = _spaced_body(lines, at, bare)
    if not body:
        return None
    rows = [split(text, lines.spans[n], _BLANK) for n in range(at, last + 1)]
    if sum(len(cells) > 1 for cells in rows) * 3 <= 2 * len(rows):
        return None
    columns = _columns([cells for cells in rows if len(cells) > 1])
    found = assemble(text, block, columns) if len(block) > 1 else None
    if found is not None and (found.end < len(block) or _names_few(text, found)):
        found = None
    titles = [span for line in block[: found.titles] for span in line.names] if found else []
    if found is not None and len(block) - found.titles > 1:
        cut = _below(text, found.rows, body, columns)
    else:
        names = [span for line in block[len(titles) :] for span in line.names]
        if len(names) < _FEWEST or not is_header([text[s:e] for s, e in names]):
            return None
        cut = best_cut(text, names, without_repeats(text, names, body), joined_header=True)
    if cut is None or not is_regular(cut):
        return None
    return replace(cut.grid, lines=tuple(titles)), last + 1


def _names_few(text: str, found: HeaderLines) -> bool:
    return not is_header([text[s:e] for row in found.rows for s, e in row])


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


def _spaced_body(lines: Lines, at: int, header: Collection[str]) -> tuple[list[Piece], int]:
    """The words of the rows, and the last line that has several."""
    text = lines.text
    body: list[Piece] = []
    last = at - 1
    for line in range(at, len(lines)):
        said = lines.said(line)
        own = split(text, lines.spans[line], _BLANK)
        if FURNITURE.match(said) or (len(own) < 2 and (line > last + 2 or len(said) > 60)):
            break
        if (
            line > at
            and _is_other_header(text, own, header)
            and not all(_bare(text[s:e]) in header and "(" not in text[s:e] for s, e in own)
        ):
            break
        last = line if len(own) > 1 else last
        for n, (start, stop) in enumerate(own):
            wide = n > 0 and start - own[n - 1][1] > 1
            body.append(piece(text, start, stop, "row" if n == 0 else "wide" if wide else "blank"))
    return [p for p in body if last >= at and p.end <= lines.spans[last][1]], last
