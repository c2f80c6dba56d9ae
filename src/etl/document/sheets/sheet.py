"""A sheet of any spreadsheet: its cells as they are shown, to titles and a table.

The readers of the formats (xlsx, xls, ods, csv, SpreadsheetML) fill in a :class:`Sheet`; only
cells that say something are in it, for the last row of an empty sheet can be the millionth.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from etl.document.raw_table import RawCell, RawTable
from etl.errors import UnreadableDocument

MOST_ROWS = 5_000
MOST_COLUMNS = 100
MOST_SHEETS = 100
_MOST_COVERED = 500_000
_FIGURE = re.compile(r"\d(?!\s*[-—–~至]?\s*\d*\s*[年月季日])")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a sheet shows; rows and columns are counted from 0."""

    name: str
    cells: Mapping[tuple[int, int], str]
    """The words of each cell that has any, by row and column."""
    spans: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    """Height and width of merged cells, by their upper left corner."""
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    def blocks(self) -> Iterator[str | RawTable]:
        """Titles above the table, one cell each, as lines; then the table.

        Raises:
            UnreadableDocument: there are more rows than a bulletin can have.
        """
        for rows in self._parts():
            yield from _blocks(rows)

    def _parts(self) -> Iterator[list[list[RawCell]]]:
        """Rows up to an empty line that a title or a header follows: a table of its own."""
        part: list[list[RawCell]] = []
        last = -1
        for at, own in self._rows():
            unseen = sum(1 for row in self.hidden_rows if last < row < at)
            said = [cell.words for cell in own if cell.words]
            named = len(said) == 1 or not any(_FIGURE.search(words) for words in said)
            if part and at - last - unseen > 1 and named:
                yield part
                part = []
            part.append([replace(cell, row=len(part)) for cell in own])
            last = at
        yield part

    def _rows(self) -> Iterator[tuple[int, list[RawCell]]]:
        """The rows that are shown and say anything; merged cells as wide and high as seen."""
        saying = {row for (row, column), words in self.cells.items() if column < MOST_COLUMNS}
        rows = sorted(saying - self.hidden_rows)
        if len(rows) > MOST_ROWS:
            raise UnreadableDocument(
                f"The sheet {self.name} has more than {MOST_ROWS:,} rows: it is no bulletin."
            )
        columns = [c for c in range(MOST_COLUMNS) if c not in self.hidden_columns]
        line = {at: index for index, at in enumerate(rows)}
        place = {at: index for index, at in enumerate(columns)}
        found: list[list[RawCell]] = [[] for _ in rows]
        for (row, column), (height, width) in self.spans.items():
            # Where a merged cell's corner is hidden its words are seen all the same.
            own_rows = [line[r] for r in _within(row, height, line)]
            own_columns = [place[c] for c in _within(column, width, place)]
            if own_rows and own_columns:
                words = self.cells.get((row, column), "")
                found[own_rows[0]].append(
                    RawCell(words, own_rows[0], own_columns[0], len(own_rows), len(own_columns))
                )
        if sum(cell.height * cell.width for own in found for cell in own) > _MOST_COVERED:
            raise UnreadableDocument(
                f"The sheet {self.name} merges more cells than a bulletin can have."
            )
        covered = {
            (r, c)
            for own in found
            for cell in own
            for r in range(cell.row, cell.row + cell.height)
            for c in range(cell.column, cell.column + cell.width)
        }
        for (row, column), words in self.cells.items():
            if row in line and column in place and (line[row], place[column]) not in covered:
                found[line[row]].append(RawCell(words, line[row], place[column]))
        for at, own in zip(rows, found, strict=True):
            yield at, sorted(own, key=lambda cell: cell.column)


def _blocks(rows: list[list[RawCell]]) -> Iterator[str | RawTable]:
    ahead = 0
    while ahead < len(rows) and sum(1 for cell in rows[ahead] if cell.words) <= 1:
        yield "".join(cell.words for cell in rows[ahead]).replace("\n", " ")
        ahead += 1
    cells = [replace(cell, row=cell.row - ahead) for own in rows[ahead:] for cell in own]
    used = max((cell.column + cell.width for cell in cells if cell.words), default=0)
    fitting = [replace(c, width=min(c.width, used - c.column)) for c in cells if c.column < used]
    if fitting:
        left = min(cell.column for cell in fitting)
        yield RawTable(tuple(replace(cell, column=cell.column - left) for cell in fitting))


def _within(start: int, length: int, shown: Mapping[int, int]) -> list[int]:
    """The positions of a span that are shown."""
    if length > len(shown):
        return [at for at in shown if start <= at < start + length]
    return [at for at in range(start, start + length) if at in shown]


def blocks_of(sheets: Iterator[Sheet]) -> Iterator[str | RawTable]:
    """The sheets one after the other; tables of two sheets are two tables.

    Raises:
        UnreadableDocument: there are more sheets than a bulletin can have.
    """
    for count, sheet in enumerate(sheets, start=1):
        if count > MOST_SHEETS:
            raise UnreadableDocument(
                f"The file has more than {MOST_SHEETS} sheets: it is no bulletin."
            )
        yield from sheet.blocks()
        yield ""
