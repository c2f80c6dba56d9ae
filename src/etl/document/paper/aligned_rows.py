"""Rows of a sheet of blanks: where each begins and ends, its parts, and their cells."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from etl.document.paper.aligned_columns import TOTAL, Line
from etl.document.raw_table import RawCell

_FIGURE = re.compile(r"[-—+]?[\d,，.．]+[%％]?|[—-]+")
_HAN, _MOST_HAN = ("", *"一二三四五六七八九"), 100
_CLOSING = ",.;:)，。、；：）”％%"
"""What no cell begins with."""
_FEWEST = 3
"""Rows of several figures each, without a number."""
_UPPER_AND_LOWER = 2
NUMBERS = 2
"""Columns at the left one of which may have the numbers of rows."""
_BROKEN, _LATE, _BLANK = 2.0, 1.0, -4.0
"""What it costs to end a row where a cell goes on, or to begin one before its number; and where a
blank line stands."""


def numbered(lines: Sequence[Line], column: int) -> list[int]:
    """The lines with the numbers of rows in a column, which count on from 1."""
    found: list[int] = []
    for at, line in enumerate(lines):
        piece = line.at(column)
        if piece is not None and _counts(piece.words, len(found) + 1):
            found.append(at)
    return found


def _counts(words: str, number: int) -> bool:
    """Whether words are a number, or begin with it: 3, 三、免费筛查, 3.免费筛查."""
    ways = [str(number)]
    if number < _MOST_HAN:
        ten, one = divmod(number, 10)
        ways.append((_HAN[ten] if ten > 1 else "") + "十" * (ten > 0) + _HAN[one])
    return any(words == own or re.match(rf"{own}(?:、|\.(?!\d))", words) for own in ways)


def named(lines: Sequence[Line]) -> list[int]:
    """The lines below the first with words in the first column, where rows have no numbers.

    None where those words go on in a second line themselves: it could be a row as well. Where
    each row has several figures, all lines above the first such row name the columns.
    """
    first = [line.at(0) for line in lines]
    figured = [at for at, line in enumerate(lines) if is_totals(line)]
    if len(figured) >= _FEWEST and figured == [*range(figured[0], len(lines))]:
        return figured if all(first[at] for at in figured) else []
    if any(one and two and one.full for one, two in pairwise(first[1:])):
        return []
    return [at for at, piece in enumerate(first) if at and piece]


def starts(lines: Sequence[Line], heads: Sequence[int]) -> Sequence[int]:
    """The first line of each row: its number's, or where fewest cells are broken before it."""
    found = [*_least_broken(lines, heads)]
    centred = _centred(lines, heads)
    broken = [sum(_broken(lines, at) for at in begun) for begun in (centred, found)]
    return centred if centred and broken[0] <= broken[1] else found


def are_firm(lines: Sequence[Line], heads: Sequence[int], begun: Sequence[int]) -> bool:
    """Whether it is plain where rows begin: behind blank lines or on a new page, around their
    numbers, or each in one line."""
    if list(begun) == _centred(lines, heads) or len(heads) == len(lines) - heads[0]:
        return True
    return all(lines[at].behind_blank or lines[at].opens_page for at in begun[1:])


def _centred(lines: Sequence[Line], heads: Sequence[int]) -> list[int]:
    """The first line of each row where all rows reach as far below their numbers as above them;
    none where they do not.

    The cells of a row are set around its middle: what ends a page, or totals, ends its last row.
    """
    pages = [at for at, line in enumerate(lines) if line.opens_page and at > heads[0]]
    found: list[int] = []
    for first, end in pairwise([0, *pages, len(lines)]):
        own = [head for head in heads if first <= head < end]
        below = range(own[-1] + 1, end) if own else ()
        end = next((at for at in below if _is_total(lines[at])), end)
        begun: list[int] = []
        for head in reversed(own):
            begun.append(2 * head - end + 1)
            if not first <= begun[-1] <= head < end:
                return []
            end = begun[-1]
        if first and begun[-1:] != [first]:
            return []
        found += reversed(begun)
    return found if found[0] else []


def _least_broken(lines: Sequence[Line], heads: Sequence[int]) -> Iterator[int]:
    for before, head in pairwise([-1, *heads]):
        parted = [at for at in range(1, head) if lines[at].behind_blank]
        least = before + 1 if before >= 0 else (parted or [head])[-1]
        costs = [(_cost(lines, at, head), -at) for at in range(least, head + 1)]
        yield -min(costs)[1]


def _cost(lines: Sequence[Line], at: int, head: int) -> float:
    """What it costs that a row begins at a line."""
    late = _LATE * (at != head)
    return _BROKEN * _broken(lines, at) + late + _BLANK * lines[at].behind_blank


def _broken(lines: Sequence[Line], at: int) -> int:
    """How many cells go on at a line from the one before it."""
    above = {p.column: p for p in lines[at - 1].pieces} if at else {}
    return sum(
        (p.column in above and above[p.column].full) + 2 * (p.words[0] in _CLOSING)
        for p in lines[at].pieces
    )


def is_totals(line: Line) -> bool:
    """Whether a line above the first number is a row of totals, and not of names."""
    return sum(_FIGURE.fullmatch(piece.words) is not None for piece in line.pieces) > 1


def rows_of(lines: Sequence[Line]) -> Iterator[list[list[Line]]]:
    """A numbered row by its parts, and the rows of totals below it."""
    row: list[list[Line]] = []
    for part in _parts(lines):
        if row and _is_total(part[0]):
            yield row
            row = []
        row.append(part)
    yield row


def _is_total(line: Line) -> bool:
    return any(TOTAL.match(piece.words) for piece in line.pieces[:NUMBERS])


def _parts(row: Sequence[Line]) -> Iterator[list[Line]]:
    """The lines of a row, divided where cells begin anew: two behind short ones, or a figure."""
    part: list[Line] = []
    filled: set[int] = set()
    for line in row:
        above = {p.column for p in part[-1].pieces if p.short} if part else set()
        anew = sum(piece.column in above for piece in line.pieces)
        figures = {p.column for p in line.pieces if p.column and _FIGURE.fullmatch(p.words)}
        if part and (anew > 1 or filled & figures or _is_total(line)):
            yield part
            part, filled = [], set()
        part.append(line)
        filled |= figures
    yield part


def row_cells(parts: Sequence[Sequence[Line]], first: int) -> Iterator[RawCell]:
    """The cells of a row: what stands in its first part alone is of all of them."""
    said: list[dict[int, str]] = []
    for part in parts:
        words: dict[int, str] = defaultdict(str)
        for piece in (piece for line in part for piece in line.pieces):
            words[piece.column] += piece.words
        said.append(words)
    again = {column for words in said[1:] for column in words}
    for row, words in enumerate(said):
        for column, told in sorted(words.items()):
            height = len(said) if row == 0 and column not in again else 1
            yield RawCell(told, first + row, column, height)


def over_rows(cells: Sequence[RawCell], columns: int, rows: int) -> Iterator[RawCell]:
    """The cells, those before the numbers over all rows down to the next one: a class of rows."""
    begun = {c: sorted(cell.row for cell in cells if cell.column == c) for c in range(columns)}
    for cell in cells:
        if cell.column < columns:
            later = begun[cell.column][bisect_right(begun[cell.column], cell.row) :]
            yield replace(cell, height=(later[0] if later else rows) - cell.row)
        else:
            yield cell


def have_lost_spans(header: Sequence[Line], body: Sequence[Line]) -> bool:
    """Whether a sheet has set the cells of each row side by side from the left, wherever those
    stand that cover several rows or columns: names of two rows both begin at its first column.
    """
    width = max((piece.column for line in body for piece in line.pieces), default=0) + 1
    rows = [[bool(words) for words in row] for row in packed(header)]
    return len(rows) > 1 and all(1 < len(row) < width and all(row) for row in rows[:2])


def stand_between(header: Sequence[Line]) -> bool:
    """Whether names of the upper of two lines stand over the middle of several columns, so that
    where they begin does not tell which."""
    if len(header) != _UPPER_AND_LOWER:
        return False
    upper, lower = header
    lefts = {piece.column: piece.left for piece in lower.pieces}
    over = {piece.column: piece.left for piece in upper.pieces}
    return over.keys() < lefts.keys() and any(
        abs(left - lefts[column]) > 1 for column, left in over.items()
    )


def packed(lines: Sequence[Line]) -> list[list[str]]:
    """The cells of rows each of which begins in the first column, and goes on below."""
    rows: list[dict[int, str]] = []
    for line in lines:
        if not rows or line.at(0) is not None:
            rows.append(defaultdict(str))
        for piece in line.pieces:
            rows[-1][piece.column] += piece.words
    return [[row.get(column, "") for column in range(max(row) + 1)] for row in rows]


def _centred_header(lines: Sequence[Line]) -> Iterator[RawCell]:
    """The cells of a header whose names stand around the line with most of them; none of others.

    Between the names that this line has, those above it go on below it, or have others there.
    """
    own = [{piece.column for piece in line.pieces} for line in lines]
    main = max(range(len(own)), key=lambda at: len(own[at]))
    above = set[int]().union(*own[:main])
    if above <= own[main]:
        return
    upper: dict[int, str] = defaultdict(str)
    lower: dict[int, str] = defaultdict(str)
    for place, line in enumerate(lines):
        for piece in line.pieces:
            (lower if place > main else upper)[piece.column] += piece.words
    alone = own[main] - above
    stretch: list[int] = []
    stretches = [stretch]
    for column in range(max((*upper, *lower)) + 1):
        if column in alone:
            stretches += [[column], stretch := []]
        else:
            stretch.append(column)
    named = [(columns, [c for c in columns if c in above]) for columns in stretches if columns]
    deep = any(uppers and len(uppers) < len(columns) for columns, uppers in named)
    for columns, uppers in named:
        if not uppers or len(uppers) == len(columns):
            yield from (RawCell(upper[c] + lower[c], 0, c, 1 + deep) for c in columns)
            continue
        for first, end in pairwise([columns[0], *uppers[1:], columns[-1] + 1]):
            over = upper[uppers[0] if first == columns[0] else first]
            yield RawCell(over, 0, first, 1, end - first)
            yield from (RawCell(lower[c], 1, c) for c in range(first, end))


def header_cells(lines: Sequence[Line]) -> Iterator[RawCell]:
    """The names of the columns: over several lines, or some of them over several columns.

    A name over several columns stands at the first of them; the names below it begin the others.
    """
    if not lines:
        return
    if centred := list(_centred_header(lines)):
        yield from centred
        return
    upper: dict[int, str] = defaultdict(str)
    lower: dict[int, str] = defaultdict(str)
    for place, line in enumerate(lines):
        for piece in line.pieces:
            (lower if place else upper)[piece.column] += piece.words
    deep = not lower.keys() <= upper.keys()
    width = max((*upper, *lower)) + 1
    for column in sorted(lower):
        if column < min(upper):
            yield RawCell(lower[column], 0, column, 2)
    for first, end in pairwise([*sorted(upper), width]):
        below = [column for column in range(first, end) if column in lower]
        if deep and any(column > first for column in below):
            yield RawCell(upper[first], 0, first, 1, end - first)
            yield from (RawCell(lower[column], 1, column) for column in below)
        else:
            yield RawCell(upper[first] + lower.get(first, ""), 0, first, 1 + deep)
