"""Where a bulletin's text has paragraphs and where tables."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from etl.document.grid import Cell, Grid

_RULES = frozenset(" \t|-:+")
"""What a copy draws between the cells of a flattened table."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of the text."""

    span: Span

    @property
    def spans(self) -> Iterable[Span]:
        return (self.span,)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its rows, and the words of the text that stand between its cells."""

    grid: Grid
    rows: Sequence[Sequence[Cell | None]]
    """The cells that begin in each row, None where the table has a hole."""
    between: Sequence[Span]

    @property
    def spans(self) -> Iterable[Span]:
        cells = (cell for row in self.rows for cell in row if cell is not None)
        yield from ((cell.start, cell.end) for cell in cells)
        yield from self.between


Block = Paragraph | Table


def blocks(text: str, grids: Iterable[Grid]) -> Iterator[Block]:
    """The paragraphs and tables of a text, every word of it in one of them."""
    at = 0
    for grid in sorted(grids, key=lambda grid: grid.start):
        yield from (Paragraph(span) for span in _lines(text, at, grid.start))
        rows = [[*_beginning(grid, row)] for row in range(grid.rows)]
        between: list[Span] = []
        at = max(at, grid.start)
        for cell in sorted(grid.cells, key=lambda cell: cell.start):
            between.extend(_lines(text, at, cell.start))
            at = max(at, cell.end)
        yield Table(grid, rows, between)
    yield from (Paragraph(span) for span in _lines(text, at, len(text)))


def _beginning(grid: Grid, row: int) -> Iterator[Cell | None]:
    for column in range(grid.columns):
        cell = grid.at(row, column)
        if cell is None or (cell.row, cell.column) == (row, column):
            yield cell


def _lines(text: str, start: int, end: int) -> Iterator[Span]:
    """The lines of a stretch that say anything."""
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        if not _RULES.issuperset(text[start:stop]):
            yield _without_bars(text, start, stop)
        start = stop + 1


def _without_bars(text: str, start: int, stop: int) -> Span:
    """A line less the bars at its ends, which part it from empty cells: ``附件3 | | |``."""
    line = text[start:stop]
    return stop - len(line.lstrip(" \t|")), start + len(line.rstrip(" \t|"))
