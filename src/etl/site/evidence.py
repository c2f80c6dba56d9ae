"""How a bulletin was read, as one page: its words, every figure marked where it stands."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from etl.bulletin import PARSER_VERSION
from etl.bulletin.layout.grid import Cell, Grid
from etl.bulletin.model import Bulletin, Numeral
from etl.site.blocks import Paragraph, Table, blocks
from etl.site.figures import figures, groups
from etl.site.names import CERTAINTIES, LOST, MEASURES, Name, doubt, kind
from etl.site.pieces import Piece, Pieces
from etl.site.render import asset, fill, policy

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
class _Block:
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


def evidence_page(bulletin: Bulletin, grids: Iterable[Grid], *, source: str = "") -> str:
    """The page that shows how a bulletin was read, as HTML in one file.

    Args:
        bulletin: the bulletin.
        grids: its tables, over :attr:`~etl.bulletin.model.Bulletin.text`.
        source: the address of the page or the name of the file that it was read from.
    """
    found = figures(bulletin)
    laid_out = list(blocks(bulletin.text, grids))
    pieces = Pieces(
        bulletin.text,
        found,
        bulletin.numerals,
        bulletin.pledges,
        (place for block in laid_out for span in block.spans for place in span),
    )
    script = asset("evidence.js")
    sure: Counter[str] = Counter(figure.fact.certainty for figure in found)
    used = {figure.fact.measure for figure in found}
    return fill(
        "evidence.html",
        style=asset("evidence.css"),
        script=script,
        policy=policy(script),
        bulletin=bulletin,
        dating=bulletin.dating,
        score=bulletin.score,
        source=source,
        link=source if source.startswith(("https://", "http://")) else "",
        version=PARSER_VERSION,
        blocks=[_shown(block, pieces) for block in laid_out],
        figures=found,
        promises={figure.number: figure for figure in found},
        groups=groups(bulletin.pledges, found),
        doubtful=[figure for figure in found if figure.doubtful],
        lost=[n for n in bulletin.numerals if n.kind in LOST],
        certainties=[(key, name, sure[key]) for key, name in CERTAINTIES.items()],
        measures=[(key, name) for key, name in MEASURES.items() if key in used],
        kinds=_kinds(bulletin.numerals),
        kind=kind,
    )


def _shown(block: Paragraph | Table, pieces: Pieces) -> _Block:
    if isinstance(block, Paragraph):
        return _Block(pieces=pieces.within(*block.span))
    rows = [[_cell(cell, pieces) for cell in row] for row in block.rows]
    head = 0
    while head < len(rows) and not any(p.figures or p.lost for c in rows[head] for p in c.pieces):
        head += 1
    between = [pieces.within(*span) for span in block.between]
    return _Block(
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


def _kinds(numerals: Sequence[Numeral]) -> list[tuple[str, list[Numeral]]]:
    """What numerals that are no figures were taken for, the most frequent first."""
    taken: dict[str, list[Numeral]] = {}
    for numeral in numerals:
        if numeral.kind != "fact":
            taken.setdefault(numeral.kind, []).append(numeral)
    return sorted(taken.items(), key=lambda item: -len(item[1]))
