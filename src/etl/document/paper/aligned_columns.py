"""Lines of a sheet of blanks in columns: the strips that hardly a line of a page crosses."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

_SHORTER = 0.6
"""Of the widest words of a column: narrower ones do not go on below."""
_ASTRAY = 0.03
"""Which part of the words below the header may go over a strip, or stand beside others."""
FEWEST = 3
"""Columns of a sheet."""
TOTAL = re.compile(r"(?:合|总|小|共)\s*计")
"""What a row of totals begins with."""
COUNTED = re.compile(rf"\d{{1,3}}$|{TOTAL.pattern}")
"""What stands below the numbers of rows."""
_CROSSED = 0.12
"""Which part of a page's lines may cross a strip: names over several columns."""
_SHARES = (0.05, 0.12, 0.2, 0.3)
"""The same for strips that other pages have."""
_MOST_BEGIN = 0.4
"""Which part of a page's lines begin words behind a strip of one blank."""
_FILLED, _LEAST = 2, 7
"""Places that a line of a cell leaves free at its right, at most, where it goes on in the next,
and how many it takes at least."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words, the places from and to which they stand, and their column."""

    words: str
    left: int
    right: int
    column: int = 0
    full: bool = False
    """Whether they are as wide as any words of their column."""
    short: bool = False
    """Whether they are so narrow that nothing of theirs goes on below."""
    over: bool = False
    """Whether they go on in the next column."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table, between the page numbers and blank lines, which are left out."""

    pieces: tuple[Piece, ...]
    behind_blank: bool
    opens_page: bool = False
    note: str = ""
    """Words below it over all columns, before the next row."""

    def at(self, column: int) -> Piece | None:
        """The first words of a column."""
        return next((piece for piece in self.pieces if piece.column == column), None)


def in_columns(pages: Sequence[Sequence[Line]]) -> Iterator[Line]:
    """The lines of all pages, each piece in its column; none where pages differ in columns."""
    pages = [page for page in pages if page]
    strips = [_strips([line.pieces for line in page]) for page in pages]
    most = max(map(len, strips), default=0)
    if any(len(own) < most for own in strips):
        # A page of few lines, or with names a little aside, shows fewer.
        strips = [_strips([line.pieces for line in page], most) for page in pages]
    if len({len(own) for own in strips}) > 1:
        strips = [_strips([line.pieces for page in pages for line in page])] * len(pages)
    if not strips or len(strips[0]) + 1 < FEWEST:
        return
    lines = [
        replace(line, pieces=tuple(joined(_placed(line.pieces, own))))
        for page, own in zip(pages, strips, strict=True)
        for line in page
    ]
    widest: dict[int, int] = defaultdict(int)
    for piece in (piece for line in lines for piece in line.pieces if not piece.over):
        widest[piece.column] = max(widest[piece.column], piece.right - piece.left)
    for line in lines:
        yield replace(line, pieces=tuple(_beside(p, widest[p.column]) for p in line.pieces))


def are_kept_apart(lines: Sequence[Line], counting: int | None) -> bool:
    """Whether hardly any words go over a strip, share their column with others of the line, or
    stand below the numbers of rows (``counting``).

    Rows whose cells are divided by two blanks wherever they end have no columns.
    """
    pieces = [piece for line in lines for piece in line.pieces]
    astray = sum(piece.over for piece in pieces) + sum(
        len(line.pieces) - len({piece.column for piece in line.pieces}) for line in lines
    )
    if counting is not None:
        astray += sum(
            piece.column == counting and not COUNTED.match(piece.words) for piece in pieces
        )
    return astray <= _ASTRAY * len(pieces)


def are_in_place(lines: Sequence[Line]) -> bool:
    """Whether no words go over a strip or share their column with others of the line."""
    return all(
        len(line.pieces) == len({piece.column for piece in line.pieces})
        and not any(piece.over for piece in line.pieces)
        for line in lines
    )


def joined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces of a line, those of a column that a single blank divides as one."""
    group: list[Piece] = []
    for piece in pieces:
        if group and not (piece.column == group[-1].column and piece.left - group[-1].right == 1):
            yield _as_one(group)
            group = []
        group.append(piece)
    if group:
        yield _as_one(group)


def _as_one(group: Sequence[Piece]) -> Piece:
    if len(group) == 1:
        return group[0]
    return replace(
        group[0],
        words=" ".join(piece.words for piece in group),
        right=group[-1].right,
        over=any(piece.over for piece in group),
    )


def _placed(line: Sequence[Piece], strips: Sequence[int]) -> list[Piece]:
    """The pieces of a line in their columns, by where they begin.

    Words that begin before a strip and end behind it, with others before them in the column, were
    set there for want of room.
    """
    placed: list[Piece] = []
    for piece in line:
        column = bisect_right(strips, piece.left)
        last = bisect_right(strips, piece.right - 1)
        if placed and placed[-1].column == column == last - 1:
            column = last
        placed.append(replace(piece, column=column, over=last > column))
    return placed


def _beside(piece: Piece, widest: int) -> Piece:
    """A piece, by how wide it is beside the widest one of its column."""
    width = piece.right - piece.left
    full = width >= max(_LEAST, widest - _FILLED)
    return replace(piece, full=full, short=not full and width <= max(_LEAST, _SHORTER * widest))


def _strips(lines: Sequence[Sequence[Piece]], least: int = 0) -> list[int]:
    """The places between columns: the middles of strips that few pieces cross.

    ``least``: how many there are at least; more pieces may cross the further ones.
    """
    whole = [list(joined(line)) for line in lines]
    crossed = _crossings(whole)
    clear = _free(crossed, 0)
    begun = sorted((piece.left, piece.right) for line in whole for piece in line)
    # Names over several columns may cross a strip; a column that is mostly empty is none.
    crossed_by_few = [
        run
        for run in _free(crossed, int(_CROSSED * len(lines)))
        if not any(run[0] <= own[0] <= run[-1] for own in clear)
        and not any(
            right <= run[-1] + 1
            for _, right in begun[
                bisect_left(begun, (run[0],)) : bisect_left(begun, (run[-1] + 1,))
            ]
        )
    ]
    # A single blank may divide what is in two columns, where the first one is full.
    by_words = _crossings(lines)
    found = []
    flush = [*_flush(lines, by_words, [*clear, *crossed_by_few])]
    runs = [*clear, *crossed_by_few, *flush]
    for share in _SHARES if len(runs) < least else ():
        more = (run for run in _free(by_words, int(share * len(lines))) if _apart(run, runs))
        runs += sorted(more, key=lambda run: min(by_words[place] for place in run))[
            : least - len(runs)
        ]
    for run in runs:
        fewest = min(by_words[place] for place in run)
        middle = [place for place in run if by_words[place] == fewest]
        found.append(middle[len(middle) // 2])
    return sorted(found)


def _apart(run: Sequence[int], others: Sequence[Sequence[int]]) -> bool:
    return all(run[-1] < other[0] or other[-1] < run[0] for other in others)


def _flush(
    lines: Sequence[Sequence[Piece]], crossed: Sequence[int], others: Sequence[Sequence[int]]
) -> Iterator[list[int]]:
    """Strips as narrow as a blank, behind which the words of most lines begin: where all cells
    begin at the left, the widest of a column may leave no more before the next."""
    begun = Counter(piece.left for line in lines for piece in line)
    for run in _free(crossed, int(_CROSSED * len(lines))):
        if _apart(run, others) and begun[run[-1] + 1] > _MOST_BEGIN * len(lines):
            yield run


def _crossings(lines: Sequence[Sequence[Piece]]) -> list[int]:
    """How many pieces stand at each place."""
    crossed = [0] * (max(line[-1].right for line in lines) + 1)
    for piece in (piece for line in lines for piece in line):
        for place in range(piece.left, piece.right):
            crossed[place] += 1
    return crossed


def _free(crossed: Sequence[int], most: int) -> list[list[int]]:
    """The runs of places that so many pieces cross at most, but those at the edges."""
    runs = groupby(range(len(crossed)), key=lambda place: crossed[place] <= most)
    found = [list(run) for free, run in runs if free]
    return [run for run in found if run[0] > 0 and run[-1] < len(crossed) - 1]
