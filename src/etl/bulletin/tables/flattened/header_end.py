"""Where the header ends in pieces of which the first ones name columns, and how it stands.

The names may be broken into several pieces, and the last of them may stand below some of the first.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from etl.bulletin.tables.columns.can_be_header import (
    can_name,
    is_header,
    is_known,
    is_numbers_row,
    kinds_named,
    tight,
)
from etl.bulletin.tables.columns.total_words import PLACES, SUMS
from etl.bulletin.tables.document_metadata import is_of_document
from etl.bulletin.tables.flattened.alignment.align_pieces import align
from etl.bulletin.tables.flattened.alignment.column_model import Piece
from etl.bulletin.tables.flattened.best_cut import ODD_HEADER, Cut, below_deep, best_cut
from etl.bulletin.tables.flattened.doubts.consistency import inconsistency
from etl.bulletin.tables.flattened.headers.deep_header import deep_header
from etl.bulletin.tables.flattened.headers.names_from_pieces import partitions, widths
from etl.bulletin.tables.flattened.pieces import counted, without_repeats
from etl.bulletin.tables.flattened.two_row_header_cut import two_rows, unlikeliness

Span = tuple[int, int]

_TOTAL = re.compile(rf"(?:[全各]{PLACES}?)?(?:{SUMS})?")
_SAMPLE = 200
"""Pieces from which it is told where a header ends."""
_LONG_PLACE = 5
"""Characters of a place that is called by a word that names columns of places, too."""
_MOST_PIECES = 40
_MOST_WIDTHS = 3
_MOST_WAYS = 3
"""Ways to join pieces to names that are tried."""
_IRREGULAR = 0.9
"""Mean cost of a piece from which on a header may have two rows."""


def headed(
    text: str,
    pieces: Sequence[Piece],
    *,
    cells_end_rows: bool,
    blanks_end_rows: bool = False,
    fewest: int = 2,
) -> Cut | None:
    """The best cut of pieces of which the first ones name columns."""

    def cut_at(end: int, some: Sequence[Piece]) -> Cut | None:
        header = [(p.start, p.end) for p in some[:end]]
        names = [text[s:e] for s, e in header]
        first = text[some[end].start : some[end].end] if end < len(some) else ""
        if not is_header(names, counted=first == "1") or any(map(is_of_document, names)):
            return None
        body = without_repeats(text, header, some[end:])
        if is_numbers_row([text[p.start : p.end] for p in body[: len(header)]]):
            body = body[len(header) :]
        return best_cut(
            text,
            header,
            body,
            joined_header=True,
            cells_end_rows=cells_end_rows,
            blanks_end_rows=blanks_end_rows,
            fewest=fewest,
        )

    free = (cells_end_rows or blanks_end_rows, blanks_end_rows)
    best = _deep(text, pieces, *free)
    end = 0
    if best is None:
        cuts = [
            (cut, end)
            for end in header_ends(text, pieces)
            if (cut := cut_at(end, pieces[:_SAMPLE]))
        ]
        if cuts:
            best, end = min(cuts, key=lambda one: one[0].total)
    if best is None:
        return None
    weak = best.grid.doubt or best.cost > _IRREGULAR or best.header > ODD_HEADER
    if weak or inconsistency(text, best.grid):
        lower = two_rows(text, pieces, max(header_ends(text, pieces)), *free)
        if lower is not None and unlikeliness(text, lower) < unlikeliness(text, best):
            return lower
    return cut_at(end, pieces) if end and len(pieces) > _SAMPLE else best


_Deep = tuple[float, Sequence[Sequence[Span]], int]
"""What a header of two rows costs, its names by rows, and how many columns it is over."""


def _deep(text: str, pieces: Sequence[Piece], *free: bool) -> Cut | None:
    """The cut below a header of two rows: lower names that repeat stand below some of the upper.

    ``乡镇 改厕 供水 目标 完成 目标 完成`` has 目标 and 完成 twice.
    """
    ways: list[tuple[_Deep, Sequence[Piece]]] = []
    for end in header_ends(text, pieces):
        said = [text[p.start : p.end] for p in pieces[:end]]
        body = counted(text, pieces[end:])
        for joining, way in sorted(partitions(said, range(2, end + 1)))[:_MOST_WAYS]:
            names = [(pieces[group[0]].start, pieces[group[-1]].end) for group in way]
            words = [tight(text[s:e]) for s, e in names]
            first = next((at for at, word in enumerate(words) if word in words[at + 1 :]), None)
            if first is not None and first >= 2:
                deepest = _deepest(text, names, first, body, joining, *free)
                ways += ((deep, body) for deep in deepest)
    if not ways:
        return None
    (_, rows, columns), below = min(ways, key=lambda one: one[0][0])
    return below_deep(text, rows, below, columns, cells_end_rows=free[0], blanks_end_rows=free[1])


def _deepest(
    text: str,
    names: Sequence[Span],
    first: int,
    body: Sequence[Piece],
    joining: float,
    cells_end_rows: bool,
    blanks_end_rows: bool,
) -> Iterator[_Deep]:
    """The ways to divide names into two rows, the lower at about the first name that repeats."""
    for columns in [n for n in widths(body) if len(names) // 2 < n < len(names)][:_MOST_WIDTHS]:
        for upper in range(max(2, first - 2), first + 1):
            rows: Sequence[Sequence[Span]] = [names[:upper], names[upper:]]
            deep = deep_header(text, rows, columns)
            if deep is None:
                continue
            found = align(
                body[:_SAMPLE],
                [()] * columns,
                cells_end_rows=cells_end_rows,
                blanks_end_rows=blanks_end_rows,
                quick=True,
            )
            cost = found.cost / len(body[:_SAMPLE]) + 0.2 * (deep.cost + joining)
            yield cost, rows, columns


def _is_name(text: str, pieces: Sequence[Piece], at: int) -> bool:
    """Whether a piece can name a column, alone or together with the next."""
    words = text[pieces[at].start : pieces[at].end]
    if can_name(words):
        return True
    following = pieces[at + 1] if at + 1 < len(pieces) else None
    return following is not None and can_name(words + text[following.start : following.end])


def header_ends(text: str, pieces: Sequence[Piece]) -> list[int]:
    """Where the header may end: before the number 1, or where words no longer name columns."""
    end = 0
    while end < len(pieces) and end < _MOST_PIECES and _is_name(text, pieces, end):
        end += 1
    said = [tight(text[p.start : p.end]) for p in pieces[:end]]
    owned: set[str] = set()
    for at in range(end):
        kinds = kinds_named(said[at])
        named = not kinds or (kinds == ("region",) and len(said[at]) >= _LONG_PLACE)
        if named and pieces[at].kind in owned and at > 1:
            # Below a column of places a place is a cell: 青年路街道.
            return [at]
        if len(kinds) == 1:
            owned.update(kinds)
    if end > 2 and end < len(pieces) and _TOTAL.fullmatch(said[-1]):
        following = pieces[end]
        if following.kind == "figure" or text[following.start : following.end].strip("1"):
            # 合计 before a figure names a row; the first row of others has the number 1.
            return [end - 1]
    if end < len(pieces) and pieces[end].kind in ("number", "category"):
        return [end]
    endings = Counter(
        said[-2:] for said in (tight(text[p.start : p.end]) for p in pieces[end:]) if len(said) < 17
    )
    while end > 3 and endings[tight(text[pieces[end - 1].start : pieces[end - 1].end])[-2:]] > 1:
        # What many cells end with is no name of a column: …项目, …局.
        end -= 1
    known = [at + 1 for at in range(end) if is_known(text[pieces[at].start : pieces[at].end])]
    run = known[-1] if known else 0
    ends = {n for n in (run, end, run - 1, end - 1) if n >= 2}
    return sorted(n for n in ends if n >= len(pieces) or pieces[n].kind != "bracket")
