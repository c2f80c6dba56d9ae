"""What blank lines part in a table whose cells are lines: rows, cells, or nothing."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from etl.bulletin.tables.flattened.alignment.column_model import Piece
from etl.bulletin.tables.flattened.lines import Lines
from etl.bulletin.tables.flattened.pieces import piece

_FEW_BLANKS = 6
"""Lines for each blank one where it stands for an empty cell, and does not part paragraphs."""
_FEWEST_NAMES = 3
_FEWEST_ROWS = 2
_PARTING = 0.8
"""Share of what blank lines part that must look like rows."""


def with_blanks(lines: Lines, first: int, last: int) -> Iterator[Piece]:
    """The lines as pieces: blank ones part rows, part cells of several lines where two of them
    part rows, or are empty cells if they are few."""
    text = lines.text
    ends = {
        at: text.count("\n", lines.spans[at][1], lines.spans[at + 1][0])
        for at in range(first, last)
    }
    parted = [at + 1 for at in range(first, last) if ends[at] > 1]
    heads = [at + 1 for at in range(first, last) if ends[at] > 2]
    if row_starts := _rows_of_blocks([first, *parted], heads):
        for start, end in pairwise([first, *parted, last + 1]):
            span = (lines.spans[start][0], lines.spans[end - 1][1])
            yield piece(text, *span, "end" if start in row_starts else "cell")
        return
    blank = [at for at in parted if ends[at - 1] == 2]
    rows = _parts_rows(lines, first, last, blank)
    empty = not rows and _FEW_BLANKS * len(blank) <= last - first
    places = frozenset(blank)
    for at in range(first, last + 1):
        start = lines.spans[at][0]
        if at in places and empty:
            yield piece(text, start - 1, start - 1, "line")
        yield piece(text, *lines.spans[at], "end" if rows and at in places else "line")


def _rows_of_blocks(blocks: Sequence[int], heads: Sequence[int]) -> frozenset[int]:
    """The blocks that begin rows, none unless nearly all rows have as many blocks.

    The names of the columns, at the head of a page too, may be parted from a row as cells are.
    A block alone is a heading.
    """
    bounds = [0, *(blocks.index(head) for head in heads), len(blocks)]
    spans = list(pairwise(bounds))
    widths = Counter(end - start for start, end in spans[1:] if end - start > 1)
    width, regular = widths.most_common(1)[0] if widths else (0, 0)
    if (
        width < _FEWEST_NAMES
        or regular < max(_FEWEST_ROWS, _PARTING * widths.total())
        or bounds[1] not in (width, 2 * width)
    ):
        return frozenset()
    named = (start + width for start, end in spans if end - start == 2 * width)
    return frozenset([*heads, *(blocks[at] for at in named)])


def _parts_rows(lines: Lines, first: int, last: int, blank: Sequence[int]) -> bool:
    """Whether blank lines stand between rows: what they part has the lines of the header, or a
    row's number at its head."""
    width = blank[0] - first if blank else 0
    if width < _FEWEST_NAMES:
        return False
    blocks = list(pairwise([*blank, last + 1]))
    regular = sum(end - at == width or lines.said(at).isdigit() for at, end in blocks)
    return len(blocks) > 1 and regular >= _PARTING * len(blocks)
