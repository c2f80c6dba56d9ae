"""Tables a cell of which is a line, with or without a bar at its end."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from etl.bulletin.grammar.numerals.numbers import numeral
from etl.bulletin.tables.columns.can_be_header import can_name, is_known, tight
from etl.bulletin.tables.flattened.alignment.column_model import Piece
from etl.bulletin.tables.flattened.best_cut import Cut, is_regular
from etl.bulletin.tables.flattened.blank_lines import with_blanks
from etl.bulletin.tables.flattened.header_end import headed, header_ends
from etl.bulletin.tables.flattened.headers.header_lines import TITLE
from etl.bulletin.tables.flattened.lines import FURNITURE, PAGE, Lines, Span
from etl.bulletin.tables.flattened.pieces import piece
from etl.document.grid import Grid

AFTERWORD = re.compile(
    r"下一?步|据统计|据了解|附件?\d{0,2}[:.]|特此|以上|截至目前|今年以来|总体来看"
)
_AFTER = re.compile(f"{FURNITURE.pattern}|{AFTERWORD.pattern}")
_HEAD = re.compile(
    r"(?P<mark>[(]?)(?P<number>[一二三四五六七八九十]{1,3}|\d{1,2})(?P<stop>[)、.])(?=\D)"
)
_MOST_CELLS = 3000
_MOST_NAMES = 40
_PROSE = 50
"""Characters of a sentence that is no cell where no other cell has half as many."""
_CLOSING = 6
"""Lines at the end of a page among which what follows a table begins."""
_FEW_LINES = 2
_MOST_TITLES = 3
_LONGEST_HALF = 3


def barred_cells(lines: Lines, rows: Sequence[tuple[int, list[Span]]]) -> Grid | None:
    """One cell a line, each ending with a bar; a line without one goes on with the next."""
    text = lines.text
    pieces: list[Piece] = []
    closed = True
    for at, cells in rows:
        own = [span for span in cells if span[1] > span[0]] or [cells[0]]
        for start, end in own:
            pieces.append(piece(text, start, end, "cell" if closed else "loose"))
            closed = True
        closed = lines.said(at).endswith("|")
    titles: list[Span] = []
    while pieces and not opens_header(text[pieces[0].start : pieces[0].end]):
        titles.append((pieces[0].start, pieces[0].end))
        pieces.pop(0)
        if len(titles) > _MOST_TITLES:
            return None
    cut = headed(text, pieces, cells_end_rows=True)
    return replace(cut.grid, lines=tuple(titles)) if cut and is_regular(cut) else None


def stacked(lines: Lines, first: int) -> tuple[Grid, int] | None:
    """A table whose cells are lines: the names of its columns, then its cells in their order."""
    text = lines.text
    last = first
    named = True
    above = {_head(lines.said(at)) for at in range(first)}
    inside: set[tuple[str, int]] = set()
    while last + 1 < len(lines) and last - first < _MOST_CELLS:
        said = lines.said(last + 1)
        # Among the names 下一步工作 is one of them; behind the cells it goes on with the page.
        named = named and last - first < _MOST_NAMES and can_name(said)
        if (
            "|" in said
            or said.count("\t") > 1
            or (_AFTER.match(said) and not named and not _numbers(lines, last + 2))
        ):
            break
        shape, number = _head(said)
        if number > 1 and (shape, number - 1) in above - inside:
            # It counts on from an item above the table.
            break
        inside.add((shape, number))
        last += 1
    pieces: Sequence[Piece] = list(with_blanks(lines, first, last))
    pieces = [p for p in pieces if not PAGE.fullmatch(text[p.start : p.end]) or p.kind == "number"]
    pieces = _without_paragraphs(text, pieces)
    ends = header_ends(text, pieces)
    if not ends or max(ends) < 3:
        return None
    cut = headed(text, pieces, cells_end_rows=False, fewest=3)
    if cut is not None and (kept := len(pieces) - _overhang(cut)) < len(pieces):
        # What follows the table has been taken for paragraphs of its last cell.
        less = headed(text, pieces[:kept], cells_end_rows=False, fewest=3)
        cut = less if less is not None and less.grid.columns == cut.grid.columns else cut
    if cut is None or not is_regular(cut) or cut.rows < 1:
        return None
    if cut.rows == 1 and len(set(cut.places)) < cut.grid.columns:
        # The head of a page above its first paragraph.
        return None
    grid = _without_prose(text, cut.grid)
    end = grid.end
    return grid, next(at for at in range(last, first, -1) if lines.spans[at][0] < end) + 1


def _head(said: str) -> tuple[str, int]:
    """What a line's number looks like, and the number; of a line without one 0."""
    found = _HEAD.match(said)
    if found is None:
        return "", 0
    han = "" if found["number"].isdigit() else "一"
    return f"{found['mark']}{han}{found['stop']}", int(numeral(found["number"]))


def _without_paragraphs(text: str, pieces: Sequence[Piece]) -> Sequence[Piece]:
    """The pieces before a closing sentence that is far longer than nearly all of them."""
    lengths = sorted(p.end - p.start for p in pieces)
    usual = lengths[len(lengths) * 9 // 10] if lengths else 0
    for at in range(max(0, len(pieces) - _CLOSING), len(pieces)):
        start, end = pieces[at].start, pieces[at].end
        if end - start > max(_PROSE, 2 * usual) and text[start:end].endswith("。"):
            return pieces[:at]
    return pieces


def _numbers(lines: Lines, at: int) -> bool:
    """Whether the lines from one on begin a row: one of them is its number."""
    return any(lines.said(n).isdigit() for n in range(at, min(at + 2, len(lines))))


def _without_prose(text: str, grid: Grid) -> Grid:
    """The table without paragraphs at its end that are too long to belong to one of its cells."""
    *cells, final = grid.cells
    usual = max((cell.end - cell.start for cell in cells), default=0)
    start = final.start
    for line in text[final.start : final.end].splitlines(keepends=True):
        if line.rstrip().endswith("。") and len(line) > max(_PROSE, 2 * usual):
            end = final.start + len(text[final.start : start].rstrip())
            kept = [replace(final, end=end)] if end > final.start else []
            return replace(grid, cells=(*cells, *kept))
        start += len(line)
    return grid


def _overhang(cut: Cut) -> int:
    """Lines at the end that are beyond a row, or beyond those that any other cell has."""
    rows = Counter(row for row, _ in cut.places)
    *others, last = (rows[row] for row in sorted(rows))
    if len(others) >= _FEW_LINES and set(others) == {cut.grid.columns}:
        # All rows above have a line for each column.
        return max(0, last - cut.grid.columns)
    lines = Counter(cut.places)
    final = cut.places[-1]
    usual = max((count for place, count in lines.items() if place != final), default=1)
    return max(0, lines[final] - max(usual, _FEW_LINES))


def begins_header(lines: Lines, at: int) -> bool:
    """Whether a line can be the first name of a header, or its first half."""
    said = lines.said(at)
    if opens_header(said):
        return True
    halves = len(said) <= _LONGEST_HALF and at + 1 < len(lines) and can_name(said)
    return halves and opens_header(said + lines.said(at + 1))


def opens_header(words: str) -> bool:
    """Whether a piece can be the first name of a header, rather than a title above it."""
    return is_known(words) and not words.startswith("(") and not TITLE.search(tight(words))
