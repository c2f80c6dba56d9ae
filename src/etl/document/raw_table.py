"""A table as the reader of a format hands it over: cells, before any has a place in a text."""

from bisect import bisect_left
from dataclasses import dataclass, replace

SHEET = "rows of a sheet may be put together otherwise"
"""Doubt of a table whose words only blanks set apart, in columns that drift."""


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
    doubt: str = ""
    """Why its words may stand in other cells; '' where its source shows them."""

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
        """Without the rows in which no words begin."""
        saying = sorted({cell.row for cell in self.cells if cell.words})
        place = {at: index for index, at in enumerate(saying)}
        kept = []
        for cell in self.cells:
            covered = [place[at] for at in range(cell.row, cell.row + cell.height) if at in place]
            if covered:
                kept.append(replace(cell, row=covered[0], height=len(covered)))
        return replace(self, cells=tuple(kept))

    def narrow(self) -> "RawTable":
        """Without the columns in which no cell begins: a browser gives them no width."""
        begun = sorted({cell.column for cell in self.cells})
        return replace(
            self,
            cells=tuple(
                replace(
                    cell, column=left, width=bisect_left(begun, cell.column + cell.width) - left
                )
                for cell in self.cells
                for left in [bisect_left(begun, cell.column)]
            ),
        )
