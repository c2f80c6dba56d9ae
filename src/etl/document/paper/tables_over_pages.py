"""Ruled tables that go on over pages: their columns as on all of them, their rows whole.

A page shows only the columns that rows on it divide: a name over two columns is one column where
the page ends below the header. And the paper cuts rows. The rest of a row has words only in cells
whose lines went on, and these filled their cells' width; figures are not divided over lines::

    9 | 提高特困供养标准 | 城市特困、农村特困供养标 | 民政局 | 100% |
    ------------------------------------------------------------- page
      |                  | 准月人均                 |        |      |
"""

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pdfplumber.table import Table

from etl.document.paper.paragraphs_and_cells import Line, begins_item
from etl.document.raw_table import RawCell, RawTable

_STOP = re.compile(r"[。;；!！?？]$")
_NOT_DIVIDED = re.compile(r"[\x21-\x7e]*[^\x00-\x7f]?[，。、；：！？）》”,.;:!?)]?")
"""What a line is not divided in: a number, a character and the stop behind it."""
_NARROW_CHARACTER = 0.6
"""How wide a digit is at most, in characters."""
_FIGURE = re.compile(r"[\d.,%％\s-]+\S{0,3}")
_LONG = 8
"""A cell of more characters is text, whatever the rest of it is."""
_INSET = 0.8
"""Of a character's size: words are no farther from a cell's rules."""
_NEAR = 2.0
"""Points between what stands at the same place on the paper."""
_NARROW = 6.0
"""Points that no column is as narrow as; a browser lays the columns of each page out anew."""
_SEVERAL = 2

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class RuledTable:
    """A table on a page.

    Attributes:
        table: its cells.
        lefts: where its columns begin on the paper, in points.
        right: where its last column ends.
        bottom: where its last row ends.
        room: what the last line of a column leaves free beside it, in characters.
        open: whether the last row can go on: no rule ends it, or it has cells of several lines.
    """

    table: RawTable
    lefts: Sequence[float]
    right: float
    bottom: float
    room: Mapping[int, float]
    open: bool


def ruled_table(
    found: Table,
    table: RawTable,
    characters: Sequence[dict[str, Any]],
    rules: Sequence[dict[str, Any]],
) -> RuledTable:
    """A table as it stands on a page.

    Args:
        found: its rules.
        table: its cells.
        characters: of the page.
        rules: horizontal ones of the page.
    """
    bottom = found.bbox[3]
    lefts = sorted({box[0] for box in found.cells})
    room: dict[int, float] = {}
    several = False
    last = [box for box in found.cells if bottom - box[3] < _NEAR]
    top = min(box[1] for box in last)
    beside = [one for one in characters if one["text"].strip() and top <= _middle(one) <= bottom]
    for box in last:
        lines = _lines(box, beside)
        if not lines:
            continue
        size = lines[-1][0]["size"]
        inset = min(min(one["x0"] for line in lines for one in line) - box[0], _INSET * size)
        free = box[2] - max(one["x1"] for one in lines[-1]) - inset
        room[lefts.index(box[0])] = free / size
        several = several or len(lines) >= _SEVERAL
    drawn = any(abs(rule["top"] - bottom) < _NEAR for rule in rules)
    return RuledTable(table, lefts, found.bbox[2], bottom, room, several or not drawn)


def made_whole(
    pages: Iterable[Sequence[Line | RawTable | RuledTable]],
) -> Iterator[Line | RawTable]:
    """The lines and tables of all pages; what goes on over pages has the same columns on each."""
    over: list[RuledTable] = []
    for page in pages:
        parts = _with_overhanging(page)
        first = parts[0] if parts else None
        if over and isinstance(first, RuledTable) and _as_wide(over[-1], first):
            over.append(first)
            del parts[0]
        if parts:
            yield from _whole_rows(_aligned(over))
            last = parts[-1]
            over = [last] if isinstance(last, RuledTable) else []
            for part in parts[: len(parts) - len(over)]:
                yield part.table if isinstance(part, RuledTable) else part
    yield from _whole_rows(_aligned(over))


def _with_overhanging(
    page: Sequence[Line | RawTable | RuledTable],
) -> list[Line | RawTable | RuledTable]:
    """A page's parts, lines that hang out of a table's last cells in these.

    Browsers cut a cell over several rows where the row ends, and its words below that.
    """
    parts: list[Line | RawTable | RuledTable] = []
    for part in page:
        above = parts[-1] if parts else None
        if isinstance(part, Line) and isinstance(above, RuledTable) and part.top < above.bottom:
            longer = _lengthened(above, part)
            if longer is not None:
                parts[-1] = longer
                continue
        parts.append(part)
    return parts


def _lengthened(page: RuledTable, line: Line) -> RuledTable | None:
    """The table with a line in the cell below which it stands, if it stands in one column."""
    column = bisect_right(page.lefts, line.left) - 1
    begun = _last_cells(page.table).get(column)
    if begun is None or begun.column != column or not begun.words:
        return None
    right = [*page.lefts, page.right][min(begun.column + begun.width, len(page.lefts))]
    rest = replace(begun, words=line.text)
    if line.right > right or not _goes_on(begun, rest, page.room.get(column)):
        return None
    longer = replace(begun, words=begun.words + line.text)
    cells = tuple(longer if cell is begun else cell for cell in page.table.cells)
    inset = line.left - page.lefts[column]
    room = {**page.room, column: (right - line.right - inset) / line.character}
    return replace(page, table=RawTable(cells), room=room, open=True)


def _last_cells(table: RawTable) -> dict[int, RawCell]:
    """The cells of the last row by the columns they stand over."""
    return {
        column: cell
        for cell in table.cells
        if cell.row + cell.height == table.rows
        for column in range(cell.column, cell.column + cell.width)
    }


def _as_wide(one: RuledTable, other: RuledTable) -> bool:
    return abs(one.lefts[0] - other.lefts[0]) < _NEAR and abs(one.right - other.right) < _NEAR


def _aligned(tables: Sequence[RuledTable]) -> Sequence[RuledTable]:
    """The parts of a table with the columns of all of them, where these fit into one another."""
    if len({len(one.lefts) for one in tables}) < _SEVERAL:
        return tables
    lefts = list(max(tables, key=lambda one: len(one.lefts)).lefts)
    for left in sorted(left for one in tables for left in one.lefts):
        if _distance(left, lefts) >= _NARROW:
            insort(lefts, left)
    aligned = []
    for one in tables:
        starts = [min(range(len(lefts)), key=lambda n: abs(lefts[n] - left)) for left in one.lefts]
        if len(set(starts)) < len(starts):
            return tables
        aligned.append(_with_columns(one, starts, lefts))
    return aligned


def _distance(left: float, lefts: Sequence[float]) -> float:
    at = bisect_left(lefts, left)
    return min(abs(other - left) for other in lefts[max(at - 1, 0) : at + 1])


def _with_columns(table: RuledTable, starts: Sequence[int], lefts: Sequence[float]) -> RuledTable:
    """A table, each of whose columns begins where one of ``lefts`` is, and goes on to the next."""
    ends = [*starts[1:], len(lefts)]
    cells = []
    for cell in table.table.cells:
        start, last = starts[cell.column], min(cell.column + cell.width, len(starts)) - 1
        cells.append(replace(cell, column=start, width=ends[last] - start))
    room = {starts[column]: free for column, free in table.room.items()}
    return replace(table, table=RawTable(tuple(cells)), lefts=lefts, room=room)


def _whole_rows(tables: Sequence[RuledTable]) -> Iterator[RawTable]:
    """The parts of a table, the rest of a row that is cut with its beginning."""
    before: RuledTable | None = None
    for one in tables:
        if before is None:
            before = one
            continue
        table, rest = _row_joined(before, one.table)
        if rest.cells:
            yield table
            before = replace(one, table=rest)
        else:
            before = replace(one, table=table)
    if before is not None:
        yield before.table


def _middle(character: dict[str, Any]) -> float:
    return float(character["top"] + character["bottom"]) / 2


def _lines(box: Box, characters: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The characters of a cell, a line each, from the top."""
    x0, top, x1, bottom = box
    lines: list[list[dict[str, Any]]] = []
    own = (
        one
        for one in characters
        if x0 <= (one["x0"] + one["x1"]) / 2 <= x1 and top <= _middle(one) <= bottom
    )
    for one in sorted(own, key=lambda one: float(one["top"])):
        if lines and one["top"] - lines[-1][0]["top"] < one["size"] / 2:
            lines[-1].append(one)
        else:
            lines.append([one])
    return lines


def _row_joined(page: RuledTable, after: RawTable) -> tuple[RawTable, RawTable]:
    """The table of a page with the rest of its last row, and the next page's without it.

    Both are as they were where the row is not cut. A header that the next page repeats stays.
    """
    before = page.table
    if not page.open:
        return before, after
    header = 0
    while header < min(before.rows, after.rows) and before.said(header) == after.said(header):
        header += 1
    last = _last_cells(before)
    top = [cell for cell in after.cells if cell.row == header]
    rest = [cell for cell in top if cell.words]
    blank = [cell for cell in top if not cell.words and cell.column in last]
    longer: dict[RawCell, RawCell] = {}
    proof = any(last[cell.column].words for cell in blank)
    for cell in rest:
        begun = last.get(cell.column)
        if begun is None or begun.width != cell.width or begins_item(cell.words):
            return before, after
        # Beside a cell that goes on another may begin a paragraph.
        ended = bool(_STOP.search(begun.words))
        if not ended and not _goes_on(begun, cell, page.room.get(begun.column)):
            return before, after
        proof = proof or (not ended and len(begun.words) > _LONG)
        longer[begun] = replace(begun, words=begun.words + cell.words)
    if not proof or all(_STOP.search(cell.words) for cell in longer):
        return before, after
    left = [
        cell if cell.row < header else replace(cell, row=cell.row - 1)
        for cell in after.cells
        if cell not in top
    ]
    # What is merged with rows below goes on beside these.
    left += [replace(cell, words="", height=cell.height - 1) for cell in top if cell.height > 1]
    return RawTable(tuple(longer.get(cell, cell) for cell in before.cells)), RawTable(tuple(left))


def _goes_on(begun: RawCell, rest: RawCell, room: float | None) -> bool:
    """Whether words can be the rest of a cell's, and not a cell of their own.

    Args:
        begun: the cell on the page that ends.
        rest: the one below it on the next page.
        room: what its last line leaves free, in characters, if it says anything.
    """
    if room is None:
        return False
    begun_figure, rest_figure = (_FIGURE.fullmatch(cell.words) for cell in (begun, rest))
    if begun_figure or (rest_figure and len(begun.words) <= _LONG):
        return False
    piece = _NOT_DIVIDED.match(rest.words)
    needed = sum(
        _NARROW_CHARACTER if character.isascii() else 1.0
        for character in (piece[0] if piece else "")
    )
    return room < needed
