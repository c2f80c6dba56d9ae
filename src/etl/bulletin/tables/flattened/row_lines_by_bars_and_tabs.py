"""Tables a row of which is a line, its cells divided by bars, tabs or wide blanks."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import accumulate

from etl.bulletin.tables.columns.can_be_header import (
    can_name,
    is_header,
    is_known,
    is_numbers_row,
    opens_group,
    tight,
)
from etl.bulletin.tables.columns.cell_kinds import kind_of
from etl.bulletin.tables.columns.measure_rows import with_heights
from etl.bulletin.tables.flattened.alignment.column_model import Gap, Piece
from etl.bulletin.tables.flattened.best_cut import Cut, below_names, is_regular
from etl.bulletin.tables.flattened.doubts.reasons import OTHER_NAMES
from etl.bulletin.tables.flattened.headers.header_lines import (
    MOST_LINES,
    NUMBERED_TITLE,
    TITLE,
    Line,
    assemble,
    torn_names,
)
from etl.bulletin.tables.flattened.headers.item_over_two_columns import parted_item
from etl.bulletin.tables.flattened.headers.spans_by_empty_cells import padded_header, placed_header
from etl.bulletin.tables.flattened.lines import (
    FURNITURE,
    NOTE,
    PAGE,
    Lines,
    Span,
    row_pieces,
    split,
)
from etl.bulletin.tables.flattened.pieces import counted
from etl.bulletin.tables.flattened.rows_below_header import (
    FEWEST,
    WIDE,
    bare,
    below_header,
    body_line,
    columns_of,
    is_matrix_header,
    is_other_header,
)
from etl.bulletin.tables.repair.blank_header_cells import below_wide_names, widened
from etl.document.grid import Cell, Grid
from etl.document.page.furniture_lines import is_furniture

_TAB = re.compile(r"\t")
_MOST_TITLES = 8
_SENTENCE = 20
"""Characters of a sentence over all columns, at least: a promise may stand alone in its row."""
_MENU = re.compile(r"\W*(?:网站)?首 ?页")
"""What begins a page's menu, or its path."""
_SAMPLE_ROWS = 60
_FEW_ROWS = 4
_PAIR = 2
_FEW_PAIRS = 3
"""Rows up to which two cells a line may be so by chance."""
_LONGEST_TITLE = 40


def wide_rows(lines: Lines, first: int) -> tuple[Grid, int] | None:
    """A table whose rows are lines, their cells divided by tabs or wide blanks."""
    body = body_line(lines, first)
    if body is None:
        return _pairs(lines, first)
    divider = _divider(lines, body)
    if divider is None:
        return None
    if wrapped := _wrapped_rows(lines, first):
        rows, stop = wrapped
        # As many tabs in each row leave nothing to cut otherwise.
        found = rows_cut(lines, rows, whole=True)
        return (replace(found, cut=False, doubt=""), stop) if found else None
    sample = [
        split(lines.text, lines.whole(at), divider) for at in (body, body + 1)[: len(lines) - body]
    ]
    columns = max(map(len, sample))
    if columns < FEWEST:
        return None
    rows = []
    last = first
    header: set[str] = set()
    heads: list[set[str]] = []
    for at in range(first, len(lines)):
        cells = split(lines.text, lines.whole(at), divider)
        names = {bare(lines.text[s:e]) for s, e in cells if e > s}
        if at < body:
            header |= names
            heads.append(names)
        elif len(heads) > 1 and (names in heads or _ends_page(lines.said(at))):
            # The page's number, and the rows of the header that the next page repeats.
            last += at == last + 1
            continue
        elif (
            FURNITURE.match(said := lines.said(at))
            or (":" in said and is_furniture(said))
            or NUMBERED_TITLE.match(said)
            or is_matrix_header(lines, at)
        ):
            break
        elif len(cells) < 2:
            if at > last + 1 or (at > body and _is_afterword(lines, at, rows[-1][1], columns)):
                break
        elif names != header and is_other_header(lines.text, cells, header):
            break
        if len(cells) >= 2:
            last = at
        rows.append((at, cells))
    rows = [(at, cells) for at, cells in rows if at <= last]
    if len(rows) < 2:
        return None
    found = rows_cut(lines, rows)
    return (found, last + 1) if found else None


def _ends_page(said: str) -> bool:
    return PAGE.fullmatch(said) is not None and not said.isdigit()


def _wrapped_rows(lines: Lines, first: int) -> tuple[list[tuple[int, list[Span]]], int] | None:
    """Rows whose cells go on in lines below: each counts on, and has as many tabs as the names.

    Returns:
        The rows, the names first, and the line behind them; None where no row is such.
    """
    names = split(lines.text, lines.whole(first), _TAB)
    if len(names) <= FEWEST or not is_header([lines.text[s:e] for s, e in names]):
        return None
    rows = [(first, names)]
    at = first + 1
    while at < len(lines):
        start, cells = at, split(lines.text, lines.whole(at), _TAB)
        if lines.text[slice(*cells[0])].strip() != str(len(rows)):
            break
        at += 1
        while at < len(lines) and (
            len(cells) < len(names)
            or (
                "\t" not in lines.said(at)
                and not FURNITURE.match(lines.said(at))
                and not is_furniture(lines.said(at))
                and not _is_afterword(lines, at, cells, len(names))
            )
        ):
            going_on, *further = split(lines.text, lines.whole(at), _TAB)
            cells = [*cells[:-1], (cells[-1][0], going_on[1]), *further]
            at += 1
        if len(cells) != len(names):
            return None
        rows.append((start, cells))
    return (rows, at) if len(rows) > FEWEST and at - first > len(rows) else None


def _pairs(lines: Lines, first: int) -> tuple[Grid, int] | None:
    """A table of two columns: their names on a line, and no line below without both cells."""
    rows: list[tuple[int, list[Span]]] = []
    for at in range(first, len(lines)):
        cells = split(lines.text, lines.spans[at], WIDE)
        if len(cells) != _PAIR or FURNITURE.match(lines.said(at)):
            break
        rows.append((at, cells))
    if len(rows) <= _FEW_PAIRS or not is_header([lines.text[s:e] for s, e in rows[0][1]]):
        return None
    found = rows_cut(lines, rows)
    return (found, rows[-1][0] + 1) if found else None


def _divider(lines: Lines, body: int) -> re.Pattern[str] | None:
    """What divides the cells of a table's rows: one tab, several, or wide blanks."""
    rows = range(body, min(body + _SAMPLE_ROWS, len(lines)))
    if not any("\t" in lines.said(at) for at in rows[:2]):
        wide = [len(split(lines.text, lines.spans[at], WIDE)) for at in rows[:_FEW_ROWS]]
        return WIDE if sum(n >= FEWEST for n in wide) * 2 > len(wide) else None
    counts = Counter(
        lines.text.count("\t", *lines.whole(at)) for at in rows if "\t" in lines.said(at)
    )
    usual, seen = counts.most_common(1)[0]
    regular = seen * 5 >= 3 * counts.total() and usual == max(counts)
    return _TAB if regular else WIDE


def _is_afterword(lines: Lines, at: int, before: Sequence[Span], columns: int) -> bool:
    """Whether a line without cells goes on behind the table: no group's title, no torn cell."""
    said = lines.said(at)
    sentence = said.endswith(("。", ":")) or len(said) > _LONGEST_TITLE
    return sentence and len(before) >= columns - 1


def rows_cut(
    lines: Lines,
    rows: Sequence[tuple[int, list[Span]]],
    *,
    framed: bool = False,
    ruled: bool = False,
    closed: Collection[int] = (),
    whole: bool = False,
) -> Grid | None:
    """A table a line of which is a row; a line that does not end its row goes on in the next.

    ``framed`` rows end with a bar; a line that does not is open. Among ``ruled`` ones none is, nor
    are the lines that are ``closed`` by a rule; and ``whole`` ones are each a row for certain.
    """
    laid_out = widened(_as_laid(rows))
    measured = with_heights(lines.text, laid_out)
    if measured is not laid_out:
        found = below_wide_names(lines.text, measured)
        lower = [cell for cell in measured.cells if cell.row == 1 and cell.end > cell.start]
        lost = (
            found is measured
            and len(lower) < measured.columns
            and all(can_name(lines.text[cell.start : cell.end]) for cell in lower)
        )
        return replace(found, doubt=OTHER_NAMES) if lost else found
    return _cut(lines, rows, framed=framed, ruled=ruled, closed=closed, whole=whole)


def _cut(
    lines: Lines,
    rows: Sequence[tuple[int, list[Span]]],
    *,
    framed: bool,
    ruled: bool,
    closed: Collection[int],
    whole: bool,
) -> Grid | None:
    text = lines.text
    at = _title_rows(text, rows)
    titles = [span for _, cells in rows[:at] for span in _said(cells)]
    block = _name_lines(lines, rows[at:], framed=framed, ruled=ruled, closed=closed)
    columns = columns_of([cells for _, cells in rows[at + len(block) :]])
    header: Sequence[Sequence[Span]] = ()
    # A bar at a line's end has no cell behind it.
    laid = [
        cells[:-1] if framed and lines.said(n).endswith("|") else cells
        for n, cells in rows[at : at + len(block)]
    ]
    padded = placed_header(text, laid, columns) or padded_header(text, laid, columns)
    depth = len(block)
    parted = parted_item(text, block, [cells for _, cells in rows[at + depth :]])
    if padded is None and parted is not None:
        padded, above, end = parted
        titles.extend(span for line in block[:above] for span in line.names)
        depth = max(len(path) for path in padded.paths)
        at += end
    elif padded is not None:
        at += depth
    elif block and columns >= 2 and (found := assemble(text, block, columns)):
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
    numbers = at < len(rows) and is_numbers_row([text[s:e] for s, e in rows[at][1]])
    if numbers and (header or padded):
        at += 1
    body, notes = _below(lines, rows[at:], columns, framed=framed, whole=whole)
    if padded is not None and body:
        cut: Cut | None = below_names(text, padded, depth, counted(text, body))
    else:
        cut = below_header(text, header, body, columns)
    if cut is None or not is_regular(cut):
        return None
    return replace(_with_notes(cut.grid, notes), lines=tuple(titles))


def _title_rows(text: str, rows: Sequence[tuple[int, list[Span]]]) -> int:
    """How many rows stand above the names of the columns: titles, a page's menu."""
    for at, (_, cells) in enumerate(rows[:_MOST_TITLES]):
        said = [text[s:e] for s, e in _said(cells)]
        if not said:
            continue
        heads = len(said) != 1 or len(cells) == 1 or not TITLE.search(tight(said[0]))
        names = heads and all(map(can_name, said)) and not any(map(_MENU.match, said))
        if names or (len(said) > 1 and not _is_above(text, rows, at)):
            return at
    return min(len(rows), _MOST_TITLES)


def _name_lines(
    lines: Lines,
    rows: Sequence[tuple[int, list[Span]]],
    *,
    framed: bool,
    ruled: bool,
    closed: Collection[int],
) -> list[Line]:
    """The first lines that may name the columns."""
    text = lines.text
    block: list[Line] = []
    for place, (n, cells) in enumerate(rows[:MOST_LINES]):
        own = tuple(_said(cells))
        names = [text[s:e] for s, e in own]
        below = _said(rows[place + 1][1]) if place + 1 < len(rows) else []
        if is_numbers_row(names) or not torn_names(text, own, below):
            break
        if block and opens_group(names):
            break
        shut = ruled or n in closed
        torn = not lines.said(n).endswith("|") if framed else False if shut else None
        block.append(Line(own, torn))
    return block


def _below(
    lines: Lines,
    rows: Sequence[tuple[int, list[Span]]],
    columns: int,
    *,
    framed: bool,
    whole: bool,
) -> tuple[list[Piece], list[Span]]:
    """The pieces of the rows below the names, and the notes between them."""
    text = lines.text
    body: list[Piece] = []
    notes: list[Span] = []
    loose = headed = False
    last = max((at for at, (_, cells) in enumerate(rows) if len(_said(cells)) > 1), default=0)
    for place, (n, cells) in enumerate(rows):
        said = _said(cells)
        if place < last and _is_note(text, cells, columns):
            notes += said
            continue
        if said and not loose and FURNITURE.match(text[slice(*said[0])]):
            break
        # The head of a class stands alone: 一、教育提升.
        heads = not framed and len(said) == 1 and kind_of(text[slice(*said[0])]) == "category"
        sure: Gap = "end" if whole or heads or headed else "row"
        body.extend(row_pieces(text, cells, "loose" if loose else sure))
        headed = heads
        loose = framed and "|" in lines.said(n) and not lines.said(n).endswith("|")
        loose = loose or (framed and "|" not in lines.said(n))
    return body, notes


def _said(cells: Sequence[Span]) -> list[Span]:
    return [(start, end) for start, end in cells if end > start]


def _is_note(text: str, cells: Sequence[Span], columns: int) -> bool:
    """Whether a row between others is a sentence over all columns: 说明:其余13公里12月完工。"""
    said = _said(cells)
    if len(said) != 1 or said[0] != cells[0]:
        return False
    words = text[slice(*said[0])].strip()
    over_all = len(cells) >= columns > FEWEST and len(words) >= _SENTENCE
    return NOTE.match(words) is not None or (over_all and words.endswith("。"))


def _with_notes(grid: Grid, notes: Sequence[Span]) -> Grid:
    """The grid with notes as rows of one cell, each below the row before it."""
    if not notes:
        return grid
    begun = sorted((cell.start, cell.row) for cell in grid.cells)
    last = list(accumulate((row for _, row in begun), max))
    # Each note's row, were it the only one.
    above = [1 + last[at - 1] if (at := bisect_left(begun, (start,))) else 0 for start, _ in notes]

    def moved(cell: Cell) -> Cell:
        more, below = (bisect_right(above, row) for row in (cell.row, cell.row + cell.height - 1))
        return replace(cell, row=cell.row + more, height=cell.height + below - more)

    cells = [*map(moved, grid.cells)]
    cells += [
        Cell(*note, row + place, 0, 1, grid.columns)
        for place, (note, row) in enumerate(zip(notes, above, strict=True))
    ]
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return replace(grid, rows=grid.rows + len(notes), cells=tuple(cells))


def _as_laid(rows: Sequence[tuple[int, list[Span]]]) -> Grid:
    """The cells of lines as they stand, each line a row."""
    cells = [Cell(*span, r, c) for r, (_, own) in enumerate(rows) for c, span in enumerate(own)]
    columns = max((cell.column + 1 for cell in cells if cell.end > cell.start), default=0)
    kept = (cell for cell in cells if cell.column < columns)
    return Grid(len(rows), columns, tuple(kept), cut=True)


def _is_above(text: str, rows: Sequence[tuple[int, list[Span]]], at: int) -> bool:
    """Whether a line with cells stands above a header: what tells of the page."""
    for _, cells in rows[at + 1 : at + 1 + _MOST_TITLES]:
        names = [text[s:e] for s, e in cells if e > s]
        if len(names) > 2 and is_header(names):
            return True
    return False
