"""Pieces of a flattened table to rows and columns: the assignment that is most regular.

A row is a walk through the columns from left to right; a piece goes on with the cell before it,
takes a later column or begins a row. What that costs depends on what stands between two pieces (a
bar, a line's end, a blank) and on what the column holds elsewhere
(:mod:`etl.bulletin.tables.flattened.alignment.column_model`): rows that are complete teach the
model, and the cheapest walk through all pieces (Viterbi) teaches it again. Cells that merging has
lost are columns that a row passes over.
"""

import math
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from etl.bulletin.tables.columns.cell_kinds import Kind
from etl.bulletin.tables.flattened.alignment.column_model import ColumnModel, Gap, Piece

_NEVER = 1e6
_UNFINISHED = 0.4
_GOES_ON = 0.1
_WHOLE = frozenset(["number", "figure", "percent", "unit"])
"""Kinds of which a line is a cell, and no part of a sentence."""
_INNER = 0.3
"""More for a column passed over between two that are filled than for one at either end."""
_CROWDED = 3.0
"""For a cell of several pieces in a column of short ones."""
_UNANNOUNCED = 2.0
"""For a row that begins without a number and not in the first column, where lines are cells."""
_SPANNED = 0.7
"""The same where the first column is of agencies, places or classes, which span rows."""
_SPANNING = frozenset(["agency", "region", "category"])
_BARE = frozenset[Kind](["number", "figure", "percent"])
"""Kinds of a rate without its sign, and with it."""
_APART = frozenset(["number", "figure", "percent", "unit", "agency", "region"])
"""Kinds of which a line is a cell, beside a line of another kind."""
_STRANGERS = 3.0
_BROKEN_OFF = 1.5
"""For a cell that ends in a colon or semicolon."""
_PASSES = 4
_LEANS = (None, "right", "left", "anchor")
_REMEMBERED = 32
"""Assignments that are kept: headers cut in several ways often leave the same columns."""
_MOST_STEPS = 600_000
"""Columns times pieces times passes: a table of an enormous size is gone through once."""
_JOIN: dict[Gap, float] = {
    "cell": _NEVER, "blank": 2.0, "wide": 5.0, "line": 1.6, "row": 6.0, "end": _NEVER,
    "loose": 0.2,
}  # fmt: skip
_NEXT: dict[Gap, float] = {
    "cell": 0.0, "blank": 0.0, "wide": 0.0, "line": 0.0, "row": 2.0, "end": _NEVER,
    "loose": 6.0,
}  # fmt: skip
_ROW: dict[Gap, float] = {
    "cell": _NEVER, "blank": 9.0, "wide": 9.0, "line": 0.0, "row": 0.0, "end": 0.0,
    "loose": 8.0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Alignment:
    """For each piece its row and column, and what all of it costs."""

    places: tuple[tuple[int, int], ...]
    cost: float
    rows: int


def align(
    pieces: Sequence[Piece],
    named: Sequence[Sequence[Kind]],
    *,
    cells_end_rows: bool = False,
    blanks_end_rows: bool = False,
    quick: bool = False,
) -> Alignment:
    """The cheapest assignment of pieces to rows of ``len(named)`` columns.

    Args:
        pieces: in the order of the text.
        named: for each column the kinds that its name lets expect.
        cells_end_rows: a row may end at any edge of a cell (one cell a line).
        blanks_end_rows: a row may end at a blank (all of the table on one line).
        quick: learn little, to compare ways to cut a table.
    """
    joined = _with_rates_joined(pieces, named)
    return _aligned(tuple(joined), tuple(map(tuple, named)), cells_end_rows, blanks_end_rows, quick)


def _with_rates_joined(pieces: Sequence[Piece], named: Sequence[Sequence[Kind]]) -> Sequence[Piece]:
    """The pieces; where a row has some too many, two rates beside one another are of one cell.

    54.7%⏎53.4% below the one column of rates are what a row reports of two promises; so are
    115.8⏎117.4 where no other column has bare numbers. Two offices that end the row are one, too.
    """
    if sum(tuple(kinds[:1]) == ("percent",) for kinds in named) != 1:
        return pieces
    found = list(pieces)
    starts = [at for at, p in enumerate(pieces) if p.begins_row or p.kind == "ordinal"]
    rows = [range(first, end) for first, end in pairwise([*starts, len(pieces)])]
    rates = _BARE if _are_bare_alone(pieces, rows, len(named)) else frozenset({"percent"})
    for row in rows:
        pairs = [
            at
            for at in row[1:]
            if {pieces[at - 1].kind, pieces[at].kind} <= rates
            or (
                pieces[at - 1].kind == pieces[at].kind == "agency"
                and tuple(named[-1][:1]) == ("agency",)
            )
        ]
        if len(row) == len(named) + len(pairs) and pairs and _are_lines(pieces, pairs):
            for at in pairs:
                found[at] = replace(pieces[at], gap="loose")
    return found


def _are_bare_alone(pieces: Sequence[Piece], rows: Sequence[range], columns: int) -> bool:
    """Whether the rows that have a piece for each column have one bare number each: the rate."""
    whole = [row for row in rows if len(row) == columns]
    bare = [sum(pieces[at].kind in _BARE for at in row) for row in whole]
    return len(whole) > 1 and max(bare) == 1


def _are_lines(pieces: Sequence[Piece], places: Sequence[int]) -> bool:
    return all(pieces[at].gap == "line" for at in places)


@lru_cache(maxsize=_REMEMBERED)
def _aligned(
    pieces: tuple[Piece, ...],
    named: tuple[tuple[Kind, ...], ...],
    cells_end_rows: bool,
    blanks_end_rows: bool,
    quick: bool,
) -> Alignment:
    if not pieces:
        return Alignment((), 0.0, 0)
    free: set[Gap] = {"cell"} if cells_end_rows else set()
    if blanks_end_rows:
        free |= {"blank", "wide"}
    spans = bool(named[0]) and "ordinal" not in named[0] and bool(_SPANNING.intersection(named[0]))
    unannounced = _SPANNED if spans else _UNANNOUNCED
    ended = _ended_lists(pieces)
    edges = [
        _edge(before, piece, free, unannounced, ended=at in ended)
        for at, (before, piece) in enumerate(pairwise(pieces))
    ]
    best = Alignment((), math.inf, 0)
    runs = _MOST_STEPS // (len(pieces) * len(named) + 1)
    passes = max(1, min(_PASSES, runs))
    quick = quick or _are_complete(pieces, len(named))
    leans = _LEANS[:1] if quick else _LEANS
    passes = min(passes, 2) if quick else passes
    # What is learnt of a walk depends on the walk alone: leans that meet go on as one.
    behind: dict[tuple[tuple[int, int], ...], Alignment] = {}
    models: list[ColumnModel] = []
    names = ColumnModel(named)
    for lean in leans[: max(1, min(len(leans), runs // passes))]:
        model = names.untaught()
        if lean == "anchor":
            model.learn_around(pieces)
        else:
            model.learn_rows(pieces, lean)
        if any(map(model.knows_as, models)):
            continue
        models.append(copy(model))
        found = _cheapest(pieces[0].kind, edges, model)
        for _ in range(passes - 1):
            last = found
            if last.places not in behind:
                model.learn(pieces, last.places, last.rows)
                behind[last.places] = _cheapest(pieces[0].kind, edges, model)
            found = behind[last.places]
            if found.places == last.places:
                break
        if found.cost < best.cost:
            best = found
    return best


def _are_complete(pieces: Sequence[Piece], columns: int) -> bool:
    """Whether all rows have a cell for each column, as far as their beginnings are sure."""
    starts = [at for at, p in enumerate(pieces) if p.begins_row or p.kind == "ordinal"]
    ends = [*starts[1:], len(pieces)]
    return (
        bool(starts)
        and starts[0] == 0
        and all(end - start == columns for start, end in zip(starts, ends, strict=True))
    )


class _Edge(NamedTuple):
    """What it costs to come to a piece from the one before it, whatever the columns hold."""

    kind: Kind
    past: float
    """Of the columns that the row before passes over at its end."""
    worth: float
    """Of the columns passed over before the piece."""
    row: float
    """To end the row before."""
    head: float
    """To begin a row in the first column, and in a later one."""
    later: float
    onward: float
    """To take a later column of the row."""
    joining: float
    """To go on with the cell before."""
    crowded: float
    """The same in a column of short cells."""


def _ended_lists(pieces: Sequence[Piece]) -> frozenset[int]:
    """The pieces that end a list of lines within a cell: 改造农田300亩;⏎清淤山塘6口。"""
    return frozenset(
        at
        for at, (prior, last) in enumerate(pairwise(pieces), 1)
        if prior.goes_on and last.gap == "line" and last.closed and not last.goes_on
    )


def _edge(before: Piece, piece: Piece, free: set[Gap], unannounced: float, *, ended: bool) -> _Edge:
    gap = piece.gap
    return _Edge(
        piece.kind,
        _worth(before),
        _worth(piece),
        0.0 if gap in free else _ROW[gap],
        *_heads(piece, unannounced),
        _NEXT[gap]
        + _STRANGERS * (gap == "line" and piece.counts_on_from(before))
        + _BROKEN_OFF * (gap == "line" and before.goes_on),
        max(_join_cost(before, piece), _STRANGERS if ended and gap == "line" else 0.0),
        0.0 if gap == "loose" else _CROWDED,
    )


def _cheapest(first: Kind, edges: Sequence[_Edge], model: ColumnModel) -> Alignment:
    """The cheapest walk through a piece of the ``first`` kind and those behind it.

    A step of the trail is the column it came from; less than 0 where it begins a row.
    """
    before = list(accumulate(model.skip(), initial=0.0))
    columns = range(len(before) - 1)
    after = [before[-1] - before[c + 1] for c in columns]
    emission, short = model.emission(), model.short()
    by_kind: dict[tuple[Kind, float], tuple[_Column, ...]] = {}
    costs = [before[c] + emission[c][first] for c in columns]
    trail: list[list[int]] = [[~0] * len(columns)]
    for kind, past, worth, row, head, later, onward_cost, join_cost, crowded in edges:
        if (kind, worth) not in by_kind:
            by_kind[kind, worth] = tuple(
                _Column(c, worth * before[c], own[kind], min(0.5 * own[kind], 1.5), short[c])
                for c, own in enumerate(emission)
            )
        ends = [cost + past * rest for cost, rest in zip(costs, after, strict=True)]
        row_cost = min(ends)
        ended = ~ends.index(row_cost)
        row_cost += row
        fresh: list[float] = []
        steps: list[int] = []
        ahead, ahead_from, left = math.inf, -1, math.inf
        for (c, passed, fits, joining, crowds), here in zip(
            by_kind[kind, worth], costs, strict=True
        ):
            # ``ahead`` is the cheapest column to the left, less the columns it has behind it.
            if left - passed < ahead:
                ahead, ahead_from = left - passed, c - 1
            cost, step = row_cost + passed + head + fits, ended
            onward = ahead + passed + onward_cost + fits + _INNER * (c - 1 - ahead_from)
            if onward < cost:
                cost, step = onward, ahead_from
            joined = here + join_cost + joining
            if crowds:
                joined += crowded
            if joined < cost:
                cost, step = joined, c
            fresh.append(cost)
            steps.append(step)
            left, head = here, later
        costs = fresh
        trail.append(steps)
    final = [cost + rest for cost, rest in zip(costs, after, strict=True)]
    cost = min(final)
    return _walked(trail, final.index(cost), cost)


class _Column(NamedTuple):
    """What a piece of one kind costs in a column."""

    at: int
    passed: float
    """To pass over all columns before this one."""
    emission: float
    joining: float
    """To go on in it, beside what the gap costs."""
    short: bool


def _walked(trail: Sequence[list[int]], column: int, cost: float) -> Alignment:
    """The walk that ends in a column, from where each of its steps came."""
    backwards: list[tuple[int, bool]] = []
    for steps in reversed(trail):
        source = steps[column]
        backwards.append((column, source < 0))
        column = source if source >= 0 else ~source
    row = -1
    places: list[tuple[int, int]] = []
    for at, begins in reversed(backwards):
        row += begins
        places.append((row, at))
    return Alignment(tuple(places), cost, row + 1)


def _heads(piece: Piece, unannounced: float) -> tuple[float, float]:
    """What it costs that a piece begins a row: in the first column, and in a later one."""
    if piece.begins_row:
        return 0.0, 0.0
    empty = _UNANNOUNCED * (piece.kind == "empty")
    return empty, empty + unannounced * (piece.kind != "ordinal")


def _worth(piece: Piece) -> float:
    """Of the cost of a column passed over, in the row of a piece.

    Empty cells that a copy has moved to the end of the line may be missing anywhere.
    """
    return 0.3 if piece.trailing else 1.0


def _join_cost(before: Piece, piece: Piece) -> float:
    cost = _JOIN[piece.gap]
    if cost >= _NEVER:
        return cost
    if "ordinal" in (piece.kind, before.kind) or piece.kind in ("dash", "empty"):
        return cost + 6.0
    if piece.gap == "line":
        if piece.part == 1 and not before.goes_on:
            return _STRANGERS
        if piece.opens_part:
            return 0.4
        if piece.kind != before.kind and not _APART.isdisjoint((piece.kind, before.kind)):
            return cost if before.kind == "bracket" or piece.kind == "bracket" else _STRANGERS
        if piece.is_amount and before.kind == "name":
            return _STRANGERS
        if before.goes_on:
            return _GOES_ON
        whole = before.closed or before.kind in _WHOLE or piece.kind in _WHOLE
        return cost if whole else _UNFINISHED
    if piece.opens_part and piece.gap != "blank":
        return 0.5
    return cost
