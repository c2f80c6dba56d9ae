"""Tables a row of which is a line, its cells divided by single blanks; or that are all one line."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import takewhile

from etl.bulletin.tables.columns.can_be_header import (
    can_name,
    is_header,
    is_numbers_row,
)
from etl.bulletin.tables.columns.total_words import SUMS
from etl.bulletin.tables.flattened.alignment.column_model import Gap, Piece
from etl.bulletin.tables.flattened.best_cut import Cut, best_cut, is_regular
from etl.bulletin.tables.flattened.cell_lines import AFTERWORD, opens_header
from etl.bulletin.tables.flattened.header_end import headed
from etl.bulletin.tables.flattened.headers.header_lines import HeaderLines, Line, assemble
from etl.bulletin.tables.flattened.lines import FURNITURE, Lines, Span, split
from etl.bulletin.tables.flattened.pieces import piece, without_repeats
from etl.bulletin.tables.flattened.rows_below_header import (
    BLANK,
    FEWEST,
    bare,
    below_header,
    body_line,
    columns_of,
    is_other_header,
)
from etl.document.grid import Grid
from etl.document.page.furniture_lines import is_furniture

_MOST_NAMES = 20
_ROWS = 3
_TOTAL = re.compile(SUMS)


def spaced_rows(lines: Lines, first: int) -> tuple[Grid, int] | None:
    """A table whose rows are lines, their cells divided by single blanks; or all on one line."""
    text = lines.text
    tokens = split(text, lines.spans[first], BLANK)
    end = 0
    while end < len(tokens) and can_name(text[slice(*tokens[end])]):
        end += 1
    if FURNITURE.match(lines.said(first)):
        return None
    if end < len(tokens):
        grid = _run_in(text, tokens)
        return (grid, first + 1) if grid else None
    at = body_line(lines, first)
    if at is None:
        return None
    block = [Line(tuple(split(text, lines.spans[n], BLANK))) for n in range(first, at)]
    if is_numbers_row([text[s:e] for s, e in split(text, lines.spans[at], BLANK)]):
        at += 1
    whole = _cut(lines, block, at, frozenset())
    broken = _broken(lines, at)
    torn = _cut(lines, block, at, broken) if broken else None
    cuts = [found for found in (whole, torn) if found is not None]
    if not cuts:
        return None
    best, end = min(cuts, key=lambda found: found[0].cost)
    return best.grid, end


def _cut(
    lines: Lines, block: Sequence[Line], at: int, broken: Collection[int]
) -> tuple[Cut, int] | None:
    """The cut of the rows from a line on, and the line behind; ``broken`` lines begin no row."""
    text = lines.text
    said = {bare(text[s:e]) for line in block for s, e in line.names}
    body, last = _spaced_body(lines, at, said, broken)
    if not body:
        return None
    rows = (
        _rows(body) if broken else [split(text, lines.spans[n], BLANK) for n in range(at, last + 1)]
    )
    if sum(len(cells) > 1 for cells in rows) * 3 <= 2 * len(rows):
        return None
    columns = columns_of([cells for cells in rows if len(cells) > 1])
    found = assemble(text, block, columns) if len(block) > 1 else None
    if found is not None and (found.end < len(block) or _names_few(text, found)):
        found = None
    titles = [span for line in block[: found.titles] for span in line.names] if found else []
    if found is not None and len(block) - found.titles > 1:
        cut = below_header(text, found.rows, body, columns)
    else:
        names = [span for line in block[len(titles) :] for span in line.names]
        if len(names) < FEWEST or not is_header([text[s:e] for s, e in names]):
            return None
        cut = best_cut(text, names, without_repeats(text, names, body), joined_header=True)
    if cut is None or not is_regular(cut):
        return None
    return replace(cut, grid=replace(cut.grid, lines=tuple(titles))), last + 1


def _is_furniture(said: str) -> bool:
    return FURNITURE.match(said) is not None or (":" in said and is_furniture(said))


def _broken(lines: Lines, first: int) -> frozenset[int]:
    """Lines that go on with a cell of the line above: those between the numbers of the rows.

    ``1 河道整治 清淤9.5公里 已清淤8公里,⏎完成84%。⏎2 …⏎3 …`` has lines broken within cells.
    """
    text = lines.text
    numbered: list[int] = []
    totals: list[int] = []
    for at in range(first, len(lines)):
        if _is_furniture(lines.said(at)):
            break
        if _TOTAL.match(lines.said(at)):
            totals.append(at)
        own = split(text, lines.spans[at], BLANK)
        if text[slice(*own[0])].rstrip(".、") == str(len(numbered) + 1) and len(own) > 1:
            numbered.append(at)
    if len(numbered) < FEWEST or numbered[0] != first:
        return frozenset()
    return frozenset(range(first, len(lines))) - frozenset(numbered) - frozenset(totals)


def _rows(body: Sequence[Piece]) -> list[list[Span]]:
    """The cells of the rows whose lines are broken, as far as the pieces show them."""
    rows: list[list[Span]] = []
    for p in body:
        if p.gap == "row":
            rows.append([])
        if p.gap == "loose":
            rows[-1][-1] = (rows[-1][-1][0], p.end)
        else:
            rows[-1].append((p.start, p.end))
    return rows


def _names_few(text: str, found: HeaderLines) -> bool:
    return not is_header([text[s:e] for row in found.rows for s, e in row])


def _run_in(text: str, tokens: Sequence[Span]) -> Grid | None:
    """A table that is all on one line, or in one: names of columns, then 1 and the first row."""
    one = next((at for at, span in enumerate(tokens) if text[slice(*span)] == "1"), 0)
    start = one
    while start and one - start < _MOST_NAMES and can_name(text[slice(*tokens[start - 1])]):
        start -= 1
    while start < one and not opens_header(text[slice(*tokens[start])]):
        start += 1
    if one - start < FEWEST:
        run = _names_at(text, tokens)
        if run is None:
            return None
        start = run
    pieces: list[Piece] = []
    rows = _last_number(text, tokens)
    for at, (s, e) in enumerate(tokens[start:], start):
        after = FURNITURE.match(text, s, e) or AFTERWORD.match(text, s, e)
        if after and at > rows and len(pieces) > FEWEST and not can_name(text[s:e]):
            break
        pieces.append(piece(text, s, e, "blank"))
    cut = headed(text, pieces, cells_end_rows=False, blanks_end_rows=True, fewest=3)
    return cut.grid if cut and cut.rows > 1 and is_regular(cut) else None


def _last_number(text: str, tokens: Sequence[Span]) -> int:
    """The place of the last of the numbers 1, 2, 3… that stand between the blanks of a line."""
    wanted, last = 1, 0
    for at, (s, e) in enumerate(tokens):
        if text[s:e] == str(wanted):
            wanted, last = wanted + 1, at
    return last


def _names_at(text: str, tokens: Sequence[Span]) -> int | None:
    """Where in a line the names of columns begin that rows without a 1 right behind them follow."""
    at = 0
    while at < len(tokens):
        own = list(takewhile(lambda t: can_name(text[slice(*t)]), tokens[at:]))
        skipped = list(takewhile(lambda t: not opens_header(text[slice(*t)]), own))
        names = [text[s:e] for s, e in own[len(skipped) :]]
        rest = len(tokens) - at - len(own)
        if len(names) > FEWEST and is_header(names) and rest > _ROWS * len(names) // 2:
            return at + len(skipped)
        at += len(own) + 1
    return None


def _spaced_body(
    lines: Lines, at: int, header: Collection[str], broken: Collection[int]
) -> tuple[list[Piece], int]:
    """The words of the rows, and the last line that has several."""
    text = lines.text
    body: list[Piece] = []
    last = at - 1
    for line in range(at, len(lines)):
        said = lines.said(line)
        own = split(text, lines.spans[line], BLANK)
        if _is_furniture(said) or (len(own) < 2 and (line > last + 2 or len(said) > 60)):
            break
        if (
            line > at
            and is_other_header(text, own, header)
            and not all(bare(text[s:e]) in header and "(" not in text[s:e] for s, e in own)
        ):
            break
        last = line if len(own) > 1 else last
        for n, (start, stop) in enumerate(own):
            wide = n > 0 and start - own[n - 1][1] > 1
            opening: Gap = "loose" if line in broken else "row"
            body.append(
                piece(text, start, stop, opening if n == 0 else "wide" if wide else "blank")
            )
    return [p for p in body if last >= at and p.end <= lines.spans[last][1]], last
