"""A table as the reader of a format hands it over: cells, before any has a place in a text."""

from bisect import bisect_left
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RawCell:
    """A cell as its source has it: words with line breaks, and the positions it covers."""

    words: str
    row: int
    column: int
    height: int = 1
    width: int = 1


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table before it has a place in a text."""

    cells: tuple[RawCell, ...]

    @property
    def rows(self) -> int:
        """Rows that any cell covers."""
        return max((cell.row + cell.height for cell in self.cells), default=0)

    @property
    def columns(self) -> int:
        """Columns that any cell covers."""
        return max((cell.column + cell.width for cell in self.cells), default=0)

    def said(self, at: int) -> tuple[str, ...]:
        """The words that begin in a row, blanks out."""
        own = sorted((c.column, c.words) for c in self.cells if c.row == at and c.words)
        return tuple("".join(words.split()) for _, words in own)

    def told(self) -> str:
        """A table within a cell: its rows as lines."""
        return "\n".join(" ".join(self.said(at)) for at in range(self.rows))

    def compact(self) -> "RawTable":
        """Without the rows in which no words begin, and the columns in which no cell does: a
        browser shows neither of them."""
        rows = sorted({cell.row for cell in self.cells if cell.words})
        columns = sorted({cell.column for cell in self.cells})
        kept = []
        for cell in self.cells:
            top, bottom = (bisect_left(rows, at) for at in (cell.row, cell.row + cell.height))
            left, right = (
                bisect_left(columns, at) for at in (cell.column, cell.column + cell.width)
            )
            if top < bottom:
                kept.append(RawCell(cell.words, top, left, bottom - top, right - left))
        return RawTable(tuple(kept))
