"""A header and the pieces below it to a grid: of the ways to cut them the most regular one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypedDict

from etl.bulletin.tables.columns.can_be_header import is_known, kinds_named
from etl.bulletin.tables.columns.cell_kinds import Kind
from etl.bulletin.tables.flattened.alignment.align_pieces import Alignment, align
from etl.bulletin.tables.flattened.alignment.assigned_grid import grid_of
from etl.bulletin.tables.flattened.alignment.column_model import Piece
from etl.bulletin.tables.flattened.alignment.line_widths import early_breaks
from etl.bulletin.tables.flattened.alignment.percentage_columns import share_columns
from etl.bulletin.tables.flattened.doubts.reasons import IRREGULAR, OTHER_COLUMNS, OTHER_NAMES
from etl.bulletin.tables.flattened.headers.deep_header import DeepHeader, deep_header
from etl.bulletin.tables.flattened.headers.names_from_pieces import partitions, widths
from etl.bulletin.tables.flattened.pieces import counted
from etl.document.grid import Cell, Grid

Span = tuple[int, int]

_TEXT = frozenset(["plan", "name", "report", "category"])
_MOST_SPLIT = 16
_SAMPLE = 200
"""Pieces by which the ways to cut a table are compared."""
_MOST_COUNTS = 5
_MOST_TRIED = 5
_FEW = 150
"""Pieces by which the ways to cut a table are sifted."""
_DOUBT = 2.5
ODD_HEADER = 8.0
"""What the places of a header's names cost, from which on they may be others."""
_LEAD = 1.0
"""How far the likeliest places of a header's names lead at least."""
_EARLY = 1.0
"""For a line of a cell that goes on in the next though it is shorter than others of its column."""
_NAME = 0.5
_NO_NAME = 3.0
_CLOSE = 0.05
"""Of a piece's cost: two ways to cut a table that differ by less are about as likely."""
_IRREGULAR = 2.0
"""Mean cost of a piece from which on cells may stand in wrong columns."""
_DEAREST = 3.6
"""Mean cost of a piece from which on what was cut is no table."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A grid and how regular it is: the mean cost of its pieces."""

    grid: Grid
    cost: float
    total: float
    """What all pieces and names cost together; the least of several cuts is the most regular."""
    rows: int
    places: tuple[tuple[int, int], ...]
    header: float = 0.0
    """What it costs that the names of a header stand as they do below one another."""


class _Free(TypedDict):
    cells_end_rows: bool
    blanks_end_rows: bool


def best_cut(
    text: str,
    header: Sequence[Span],
    body: Sequence[Piece],
    *,
    joined_header: bool,
    cells_end_rows: bool = False,
    blanks_end_rows: bool = False,
    fewest: int = 2,
) -> Cut | None:
    """The most regular way to cut a table whose header has one row.

    Args:
        text: what the spans and pieces are of.
        header: the pieces of the header's names.
        body: the pieces below.
        joined_header: whether names may be broken into several pieces.
        cells_end_rows: whether a row may end at the edge of any cell.
        blanks_end_rows: whether a row may end at any blank.
        fewest: columns that the table has at least.
    """
    if not body:
        return None
    body = counted(text, body)
    free: _Free = {"cells_end_rows": cells_end_rows, "blanks_end_rows": blanks_end_rows}
    said = [text[s:e] for s, e in header]
    if joined_header:
        likely = [n for width in widths(body) for n in (width, width + 1) if n <= len(said)]
        counts = list(dict.fromkeys([*likely[:_MOST_COUNTS], *_counts(said)]))
        ways = partitions(said, counts)
    else:
        ways = [(0.0, tuple((at,) for at in range(len(header))))]
    tries: list[tuple[float, list[tuple[Kind, ...]], list[Span], int]] = []
    for joining, way in ways:
        if len(way) < fewest:
            continue
        names = [(header[group[0]][0], header[group[-1]][1]) for group in way]
        for split, named in _named(text, names, body):
            own = 2.0 * joining + 1.5 * len(named) + (4.0 if split >= 0 else 0.0)
            tries.append((own, named, names, split))
    if len(tries) > _MOST_TRIED:
        quick = [
            (own + align(body[:_FEW], named, **free, quick=True).cost, at)
            for at, (own, named, _, _) in enumerate(tries)
        ]
        tries = [tries[at] for _, at in sorted(quick)[:_MOST_TRIED]]
    best: tuple[float, Alignment, list[tuple[Kind, ...]], list[Span], int] | None = None
    costs: list[tuple[float, int]] = []
    for own, named, names, split in tries:
        found = align(body[:_SAMPLE], named, **free)
        cost = found.cost + own + _EARLY * early_breaks(text, body[:_SAMPLE], found.places)
        costs.append((cost, len(named)))
        if best is None or cost < best[0]:
            best = (cost, found, named, names, split)
    if best is None:
        return None
    total, found, named, names, split = best
    plain = split < 0 and [*names] == [*header] and all(is_known(text[s:e]) for s, e in names)
    close = not plain and any(
        cost < total + _CLOSE * len(body[:_SAMPLE]) and count != len(named) for cost, count in costs
    )
    if len(body) > _SAMPLE:
        found = align(body, named, **free)
    for start, end in names:
        total += _NAME if is_known(text[start:end]) else _NO_NAME
    cells = list(_header_cells(names, split))
    width = len(names) + (split >= 0)
    if split >= 0:
        found = replace(found, places=_under_parents(found.places, split))
    grid = grid_of(text, cells, 1, width, body, found, split)
    grid = replace(grid, doubt=_doubt(found.cost / len(body), close))
    return Cut(grid, found.cost / len(body), total, found.rows, found.places)


def below_deep(
    text: str,
    header: Sequence[Sequence[Span]],
    body: Sequence[Piece],
    columns: int,
    *,
    cells_end_rows: bool = False,
    blanks_end_rows: bool = False,
) -> Cut | None:
    """The cut of pieces below a header of several rows; None where it cannot have the columns."""
    free: _Free = {"cells_end_rows": cells_end_rows, "blanks_end_rows": blanks_end_rows}
    first = kinds_named(text[slice(*header[0][0])]) if header[0] else ()
    found = align(body, [first, *[()] * (columns - 1)], **free)
    deep = deep_header(text, header, columns, share_columns(text, body, found))
    if deep is None:
        return None
    if len(body) != columns * found.rows:
        found = align(body, [_kinds(text, path) for path in deep.paths], **free)
    return _deep_cut(text, deep, len(header), body, found)


def below_names(
    text: str,
    deep: DeepHeader,
    depth: int,
    body: Sequence[Piece],
    *,
    cells_end_rows: bool = False,
    blanks_end_rows: bool = False,
) -> Cut:
    """The cut of pieces below a header of ``depth`` rows whose names are taken at their word."""
    kinds = [_kinds(text, path) for path in deep.paths]
    found = align(body, kinds, cells_end_rows=cells_end_rows, blanks_end_rows=blanks_end_rows)
    return _deep_cut(text, deep, depth, body, found)


def _deep_cut(
    text: str, deep: DeepHeader, depth: int, body: Sequence[Piece], found: Alignment
) -> Cut:
    grid = grid_of(text, deep.cells, depth, len(deep.paths), body, found)
    cost = found.cost / len(body)
    odd_header = deep.cost > ODD_HEADER or deep.lead < _LEAD
    odd = OTHER_NAMES if odd_header else ""
    grid = replace(grid, doubt=_doubt(cost, False) or odd)
    return Cut(grid, cost, found.cost, found.rows, found.places, deep.cost)


def _kinds(text: str, path: Sequence[Span]) -> tuple[Kind, ...]:
    """What a column may hold: as its lowest name says, else the one above it."""
    return next((kinds for s, e in path if (kinds := kinds_named(text[s:e]))), ())


def _counts(said: Sequence[str]) -> list[int]:
    """How many names pieces may make by themselves: all of them, or fewer where some are halves."""
    best = partitions(said, range(1, len(said) + 1))
    least = min(best)[0] if best else 0.0
    return [len(way) for cost, way in sorted(best) if cost <= least + _DOUBT][:_MOST_COUNTS]


def _doubt(cost: float, close: bool) -> str:
    """Why a grid may be cut wrongly; nothing where it is regular and the only one likely."""
    if cost > _IRREGULAR:
        return IRREGULAR
    return OTHER_COLUMNS if close else ""


def is_regular(cut: Cut) -> bool:
    """Whether a cut table is regular enough to be one."""
    return cut.cost < _DEAREST and cut.grid.rows > 1


def _under_parents(places: Sequence[tuple[int, int]], split: int) -> tuple[tuple[int, int], ...]:
    """Two columns below one name: item and part where a row has both, else the item.

    Rows without a number below one that has item and part give further parts.
    """
    filled = set(places)
    moved: dict[tuple[int, int], tuple[int, int]] = {}
    inside = False
    for row in range(max(row for row, _ in places) + 1):
        item, part = (row, split), (row, split + 1)
        if split == 0 or any((row, column) in filled for column in range(split)):
            inside = item in filled and part in filled
            if part in filled and item not in filled:
                moved[part] = item
        elif inside and item in filled and part not in filled:
            moved[item] = part
    return tuple(moved.get(place, place) for place in places)


def _named(
    text: str, names: Sequence[Span], body: Sequence[Piece]
) -> Iterator[tuple[int, list[tuple[Kind, ...]]]]:
    """What the columns may hold; where rows have a cell more, one name may stand over two."""
    named = [kinds_named(text[s:e]) for s, e in names]
    yield -1, named
    longest = run = 0
    for p in body:
        run = 1 if p.begins_row or p.kind == "ordinal" else run + (p.gap == "cell")
        longest = max(longest, run)
    if len(names) < longest and len(names) <= _MOST_SPLIT:
        for at, kinds in enumerate(named):
            if not kinds or set(kinds) & _TEXT:
                parts = tuple(kind for kind in kinds if kind != "name")
                yield at, [*named[: at + 1], parts, *named[at + 1 :]]


def _header_cells(names: Sequence[Span], split: int) -> Iterator[Cell]:
    for at, (start, end) in enumerate(names):
        column = at + (0 <= split < at)
        yield Cell(start, end, 0, column, 1, 2 if at == split else 1)
