"""A bulletin's text as a page shows it: its paragraphs and tables, every word with its marks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from etl.bulletin.model import Numeral, Pledge
from etl.document.grid import Cell, Grid
from etl.report.bilingual_names import Name, doubt
from etl.site.marked_text.marked_pieces import Piece, Pieces
from etl.site.marked_text.paragraphs_and_tables import Paragraph, Table, blocks
from etl.site.shown_figures import Figure

_SIZES = ((60, "prose"), (16, "long"))
"""Characters from which a cell needs some width to be read, and what the style calls it."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell of a table with its words."""

    pieces: Sequence[Piece]
    height: int = 1
    width: int = 1
    size: str = ""
    """The name of its width, where it needs one."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph (``pieces``) or a table (``head``, ``body``)."""

    pieces: Sequence[Piece] = ()
    head: Sequence[Sequence[_Cell]] = ()
    body: Sequence[Sequence[_Cell]] = ()
    between: Sequence[Sequence[Piece]] = ()
    """Lines between the cells of a table."""
    restored: bool = False
    """Whether a copy had flattened the table to text."""
    doubt: Name | None = None
    """Why it may have been cut wrongly."""
    loud: bool = False
    """Whether those lines have a mark that must be seen."""


def laid_out(
    text: str,
    grids: Iterable[Grid],
    found: Sequence[Figure],
    numerals: Iterable[Numeral] = (),
    pledges: Iterable[Pledge] = (),
) -> list[Block]:
    """The blocks of a bulletin's text with its figures marked where they stand."""
    parts = list(blocks(text, grids))
    pieces = Pieces(
        text,
        found,
        numerals,
        pledges,
        (place for part in parts for span in part.spans for place in span),
    )
    return [_shown(part, pieces) for part in parts]


def _shown(block: Paragraph | Table, pieces: Pieces) -> Block:
    if isinstance(block, Paragraph):
        return Block(pieces=pieces.within(*block.span))
    rows = [[_cell(cell, pieces) for cell in row] for row in block.rows]
    head = 0
    while head < len(rows) and not any(p.figures or p.lost for c in rows[head] for p in c.pieces):
        head += 1
    between = [pieces.within(*span) for span in block.between]
    return Block(
        head=rows[:head],
        body=rows[head:],
        between=between,
        restored=block.grid.cut,
        doubt=doubt(block.grid.doubt) if block.grid.doubt else None,
        loud=any(piece.figures or piece.lost for line in between for piece in line),
    )


def _cell(cell: Cell | None, pieces: Pieces) -> _Cell:
    if cell is None:
        return _Cell(())
    length = cell.end - cell.start
    size = next((size for least, size in _SIZES if length >= least), "")
    return _Cell(pieces.within(cell.start, cell.end), cell.height, cell.width, size)
