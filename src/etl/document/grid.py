"""A table as a grid of cells, each with its place in the text.

One type for every source: HTML, Word, Excel, PDF, and tables that a copy has flattened to
text. A cell that spans rows or columns covers all of their positions.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Self


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its words as a span of the text, and the positions that it covers."""

    start: int
    end: int
    """Blanks trimmed; equal to ``start`` where the cell is empty."""
    row: int
    column: int
    """Of its upper left corner, from 0."""
    height: int = 1
    width: int = 1


@dataclass(frozen=True)
class Grid:
    """A table of ``rows`` by ``columns`` positions, each covered by one cell at most."""

    rows: int
    columns: int
    cells: tuple[Cell, ...]
    """In the order of reading."""
    lines: tuple[tuple[int, int], ...] = field(default=())
    """Lines right above that belong to it: 单位:万元, its title."""
    cut: bool = False
    """Made from flattened text, which could have been cut otherwise."""
    breaks: tuple[int, ...] = field(default=())
    """Places in the text where a line ends within a cell; known of what a source has laid out."""

    doubt: str = ""
    """Why its cells may stand elsewhere: what was flattened could be cut as well otherwise."""

    @cached_property
    def _covered(self) -> dict[tuple[int, int], Cell]:
        return {
            (row, column): cell
            for cell in self.cells
            for row in range(cell.row, cell.row + cell.height)
            for column in range(cell.column, cell.column + cell.width)
        }

    def at(self, row: int, column: int) -> Cell | None:
        """The cell that covers a position; None where the table has a hole."""
        return self._covered.get((row, column))

    def row(self, row: int) -> Iterator[Cell | None]:
        """The cell of each column of a row; one that spans columns comes several times."""
        return (self.at(row, column) for column in range(self.columns))

    def cells_of(self, row: int) -> Sequence[Cell]:
        """The cells of a row, each once; none beyond the table."""
        return self._by_row.get(row, ())

    @cached_property
    def _by_row(self) -> dict[int, Sequence[Cell]]:
        rows = ((row, dict.fromkeys(self.row(row))) for row in range(self.rows))
        return {row: tuple(cell for cell in cells if cell is not None) for row, cells in rows}

    @property
    def start(self) -> int:
        """Where the table's words begin in the text."""
        return min((cell.start for cell in self.cells), default=0)

    @property
    def end(self) -> int:
        """Where the table's words end in the text."""
        return max((cell.end for cell in self.cells), default=0)

    def moved(self, span: Callable[[int, int], tuple[int, int]]) -> Self:
        """The same grid over another text; ``span`` maps a span of this text to that one."""
        cells = []
        for cell in self.cells:
            start, end = span(cell.start, cell.end)
            cells.append(Cell(start, end, cell.row, cell.column, cell.height, cell.width))
        return replace(
            self,
            cells=tuple(cells),
            lines=tuple(span(*line) for line in self.lines),
            breaks=tuple(span(place, place + 1)[0] for place in self.breaks),
        )


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A span less the blanks at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def shifted(grid: Grid, by: int) -> Grid:
    """A grid over a text to which ``by`` characters were added in front."""
    return grid.moved(lambda start, end: (start + by, end + by))


def fenced(text: str, grids: Iterable[Grid]) -> str:
    """The text with a bar in the blank behind each cell: ``540 513`` are two cells' figures."""
    ends = {cell.end for grid in grids for cell in grid.cells if cell.end > cell.start}
    blanks = sorted(end for end in ends if text[end : end + 1] in (" ", "\t"))
    pieces: list[str] = []
    at = 0
    for blank in blanks:
        pieces.extend((text[at:blank], "|"))
        at = blank + 1
    return "".join((*pieces, text[at:]))
