"""Pieces of a flattened table to rows and columns: the assignment that is most regular.

A row is a walk through the columns from left to right; a piece goes on with the cell before it,
takes a later column or begins a row. What that costs depends on what stands between two pieces
(a bar, a line's end, a blank) and on what the column holds elsewhere, which is learnt from the
table itself: rows that are complete teach the model, and the cheapest walk through all pieces
(Viterbi) teaches it again. Cells that merging has lost are columns that a row passes over.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from etl.bulletin.layout.contents import KINDS, SHORT, Kind

Gap = Literal["cell", "blank", "wide", "line", "row", "loose"]
"""What stands before a piece: the edge of a cell, a blank, a line's end (which may or may not
end a row), the end of a row, a line's end within a cell."""

_NEVER = 1e6
_NOTHING = 1.0
_ITEM_PASSED = 0.8
_UNFINISHED = 0.4
_MISNUMBERED = 8.0
_INNER = 0.3
"""More for a column passed over between two that are filled than for one at either end."""
_UNNUMBERED = 4.0
_UNANNOUNCED = 2.0
"""For a row that begins without a number and not in the first column, where lines are cells."""
_PASSES = 4
_LEANS = (None, "right", "left", "anchor")
_MOST_STEPS = 600_000
"""Columns times pieces times passes: a table of an enormous size is gone through once."""
_NUMBERS = frozenset(["ordinal", "number", "dash", "empty", "region"])
_NARROW = frozenset(["ordinal", "agency", "person", "date", "unit", "region"])
"""Kinds that a name lets expect alone: a column of agencies holds no report."""
_WORDY = frozenset(["report", "status", "plan", "percent", "count", "figure"])
_UNNAMED = 3.0
_OWNED = frozenset(["agency", "person", "date", "unit"])
"""Kinds that stand in the column named for them, where there is one."""
_ELSEWHERE = 2.0


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text that is a cell or a part of one."""

    start: int
    end: int
    kind: Kind
    gap: Gap
    trailing: bool = False
    """Whether empty cells that may have moved follow it on its line."""
    closed: bool = True
    """Whether it ends as a sentence does."""
    opens_part: bool = False
    """Whether it begins with a mark of a second part: 2), (二), a bracket."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """For each piece its row and column, and what all of it costs."""

    places: tuple[tuple[int, int], ...]
    cost: float
    rows: int


_JOIN = {"cell": _NEVER, "blank": 2.0, "wide": 5.0, "line": 1.6, "row": 6.0, "loose": 0.2}
_NEXT = {"cell": 0.0, "blank": 0.0, "wide": 0.0, "line": 0.0, "row": 2.0, "loose": 6.0}
_ROW = {"cell": _NEVER, "blank": 9.0, "wide": 9.0, "line": 0.0, "row": 0.0, "loose": 8.0}


def align(
    pieces: Sequence[Piece],
    named: Sequence[Sequence[Kind]],
    *,
    cells_end_rows: bool = False,
    blanks_end_rows: bool = False,
) -> Alignment:
    """The cheapest assignment of pieces to rows of ``len(named)`` columns.

    Args:
        pieces: in the order of the text.
        named: for each column the kinds that its name lets expect.
        cells_end_rows: a row may end at any edge of a cell (one cell a line).
        blanks_end_rows: a row may end at a blank (all of the table on one line).
    """
    best = Alignment((), math.inf, 0)
    runs = _MOST_STEPS // (len(pieces) * len(named) + 1)
    passes = max(1, min(_PASSES, runs))
    for lean in _LEANS[: max(1, min(len(_LEANS), runs // passes))]:
        model = _Model(named)
        if lean == "anchor":
            model.learn_around(pieces)
        else:
            model.learn_rows(pieces, lean)
        last: Alignment | None = None
        for _ in range(passes):
            found = _cheapest(pieces, model, cells_end_rows, blanks_end_rows)
            settled = last is not None and found.places == last.places
            last = found
            if settled:
                break
            model.learn(pieces, found)
        if last is not None and last.cost < best.cost:
            best = last
    return best


class _Model:
    """How likely each kind is in each column, and each column to be passed over."""

    def __init__(self, named: Sequence[Sequence[Kind]]) -> None:
        self._named = named
        self._counts: list[dict[Kind, float]] = [{} for _ in named]
        self._numbered = next((at for at, kinds in enumerate(named) if "ordinal" in kinds), None)
        self._passed = [0.5] * len(named)
        self._rows = 1.0
        self._settle()

    def _settle(self) -> None:
        self.emission: list[dict[Kind, float]] = []
        named = [set(kinds) for kinds in self._named]
        owned = {k for kinds in named if kinds and kinds <= _OWNED for k in kinds}
        for expected, counts in zip(self._named, self._counts, strict=True):
            weights = {kind: 0.06 + counts.get(kind, 0.0) for kind in KINDS}
            for kind in expected:
                weights[kind] += 0.9 / len(expected) + 0.3
            if not expected:
                for kind in KINDS:
                    weights[kind] += 0.06
            total = sum(weights.values())
            costs = {k: -math.log(w / total) for k, w in weights.items()}
            # A mark of nothing may stand in any column.
            costs["dash"] = min(costs["dash"], _NOTHING)
            costs["empty"] = min(costs["empty"], _NOTHING)
            if expected and _NARROW.issuperset(expected):
                costs = {k: c + _UNNAMED * (k in _WORDY) for k, c in costs.items()}
            for kind in owned.difference(expected):
                costs[kind] += _ELSEWHERE
            if self._numbered is not None and len(self.emission) != self._numbered:
                costs["ordinal"] += _MISNUMBERED
            elif self._numbered is not None:
                costs = {k: c + _UNNUMBERED * (k not in _NUMBERS) for k, c in costs.items()}
            self.emission.append(costs)
        self.skip = [
            -math.log(max(0.02, min(0.9, passed / self._rows)))
            + (_ITEM_PASSED if {"plan", "name"} <= set(expected) else 0.1)
            for passed, expected in zip(self._passed, self._named, strict=True)
        ]
        self.short = [
            sum(n for k, n in counts.items() if k in SHORT) > 0.8 * sum(counts.values())
            if counts
            else bool(expected) and set(expected) <= SHORT
            for counts, expected in zip(self._counts, self._named, strict=True)
        ]

    def learn_rows(self, pieces: Sequence[Piece], lean: str | None) -> None:
        """From rows whose ends are sure: complete ones, shorter ones leaning to a side."""
        columns = len(self._named)
        starts = [i for i, p in enumerate(pieces) if p.gap == "row" or p.kind == "ordinal"]
        seen = 0
        for first, last in pairwise([*starts, len(pieces)]):
            row = pieces[first:last]
            short = columns - len(row)
            if short < 0 or (short and lean is None):
                continue
            ahead = short if lean == "right" else 0
            if any(map(self._gainsays, row, self._named[ahead:])):
                continue
            seen += 1
            for column, piece in enumerate(row, ahead):
                counts = self._counts[column]
                counts[piece.kind] = counts.get(piece.kind, 0.0) + 1.0
            for column in (*range(ahead), *range(ahead + len(row), columns)):
                self._passed[column] += 1.0
        if seen:
            self._rows += seen
            self._settle()

    def learn_around(self, pieces: Sequence[Piece]) -> None:
        """From the cells of one column whose name and kind are sure, and those on either side.

        Lines without numbers are told apart by their agencies: what stands before one is of its
        row as far as there are columns, the rest up to the next row is of the columns behind.
        """
        anchor = next(
            (
                at
                for at, kinds in enumerate(self._named)
                if kinds and "ordinal" not in kinds and _NARROW.issuperset(kinds)
            ),
            None,
        )
        if anchor is None:
            return
        expected = self._named[anchor]
        starts = [at - anchor for at, p in enumerate(pieces) if p.kind in expected]
        behind = range(anchor + 1, len(self._named))
        seen = 0
        for first, following in pairwise([*starts, len(pieces)]):
            if first < 0 or following - first <= anchor:
                continue
            seen += 1
            for column, piece in enumerate(pieces[first : first + anchor + 1]):
                counts = self._counts[column]
                counts[piece.kind] = counts.get(piece.kind, 0.0) + 1.0
            for piece in pieces[first + anchor + 1 : following]:
                for column in behind:
                    counts = self._counts[column]
                    counts[piece.kind] = counts.get(piece.kind, 0.0) + 1.0 / len(behind)
        if seen:
            self._rows += seen
            self._settle()

    @staticmethod
    def _gainsays(piece: Piece, expected: Sequence[Kind]) -> bool:
        """Whether a piece cannot be told to stand in a column of this name."""
        narrow = bool(expected) and _NARROW.issuperset(expected)
        fits = piece.kind in expected or piece.kind in ("dash", "empty", "name", "number")
        return narrow and not fits

    def learn(self, pieces: Sequence[Piece], found: Alignment) -> None:
        """From an assignment of all pieces."""
        self._counts = [{} for _ in self._named]
        filled: set[tuple[int, int]] = set()
        for piece, (row, column) in zip(pieces, found.places, strict=True):
            if (row, column) not in filled:
                counts = self._counts[column]
                counts[piece.kind] = counts.get(piece.kind, 0.0) + 1.0
                filled.add((row, column))
        self._rows = found.rows + 1.0
        self._passed = [
            0.5 + sum(1 for row in range(found.rows) if (row, column) not in filled)
            for column in range(len(self._named))
        ]
        self._settle()


def _cheapest(
    pieces: Sequence[Piece], model: _Model, cells_end_rows: bool, blanks_end_rows: bool
) -> Alignment:
    columns = len(model.emission)
    before = [0.0]
    for skip in model.skip:
        before.append(before[-1] + skip)
    after = [before[columns] - before[c + 1] for c in range(columns)]
    costs: list[float] = []
    trail: list[list[tuple[int, bool]]] = []
    for at, piece in enumerate(pieces):
        emission = [model.emission[c][piece.kind] for c in range(columns)]
        if at == 0:
            costs = [before[c] + emission[c] for c in range(columns)]
            trail.append([(-1, True)] * columns)
            continue
        gap, worth = piece.gap, _worth(piece)
        row_cost = _ROW[gap]
        if (gap == "cell" and cells_end_rows) or (gap in ("blank", "wide") and blanks_end_rows):
            row_cost = 0.0
        next_cost = _NEXT[gap]
        join_cost = _join_cost(pieces[at - 1], piece)
        ends = [costs[c] + _worth(pieces[at - 1]) * after[c] for c in range(columns)]
        ended = min(range(columns), key=ends.__getitem__)
        fresh: list[float] = []
        steps: list[tuple[int, bool]] = []
        ahead, ahead_from = math.inf, -1
        for c in range(columns):
            if c and costs[c - 1] - worth * before[c] < ahead:
                ahead, ahead_from = costs[c - 1] - worth * before[c], c - 1
            head = worth * before[c]
            if c and gap != "row" and piece.kind != "ordinal":
                head += _UNANNOUNCED
            if piece.kind == "empty" and gap != "row":
                head += _UNANNOUNCED
            cost, step = ends[ended] + row_cost + head + emission[c], (ended, True)
            if ahead_from >= 0:
                onward = ahead + worth * before[c] + next_cost + emission[c]
                onward += _INNER * (c - 1 - ahead_from)
                if onward < cost:
                    cost, step = onward, (ahead_from, False)
            joined = costs[c] + join_cost + min(0.5 * emission[c], 1.5)
            if model.short[c] and gap != "loose":
                joined += 3.0
            if joined < cost:
                cost, step = joined, (c, False)
            fresh.append(cost)
            steps.append(step)
        costs = fresh
        trail.append(steps)
    if not pieces:
        return Alignment((), 0.0, 0)
    ends = [costs[c] + after[c] for c in range(columns)]
    column = min(range(columns), key=ends.__getitem__)
    total = ends[column]
    backwards: list[tuple[int, bool]] = []
    for steps in reversed(trail):
        source, begins = steps[column]
        backwards.append((column, begins))
        column = source
    row = -1
    places: list[tuple[int, int]] = []
    for column, begins in reversed(backwards):
        row += begins
        places.append((row, column))
    return Alignment(tuple(places), total, row + 1)


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
        if piece.opens_part:
            return 0.4
        return cost if before.closed else _UNFINISHED
    if piece.opens_part and piece.gap != "blank":
        return 0.5
    return cost
