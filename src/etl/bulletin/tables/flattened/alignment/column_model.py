"""What the columns of a flattened table hold, learnt from the table itself.

A model starts from what the names of the columns let expect; rows whose ends are sure teach it,
and so does each assignment of all pieces
(:mod:`etl.bulletin.tables.flattened.alignment.align_pieces`).
"""

import math
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from itertools import pairwise, takewhile
from typing import Literal

from etl.bulletin.tables.columns.cell_kinds import KINDS, SHORT, Kind

Gap = Literal["cell", "blank", "wide", "line", "row", "end", "loose"]
"""What stands before a piece: the edge of a cell, a blank, a line's end (which may or may not
end a row), the end of a row, likely (``row``) or for certain (``end``), a line's end in a cell."""

_NOTHING = 1.0
_ITEM_PASSED = 0.8
_MISNUMBERED = 8.0
_UNNUMBERED = 4.0
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
    part: int = 0
    """The number of the part that it begins with: 2 of (2)改造公厕5座; 0 where it has none."""
    goes_on: bool = False
    """Whether it ends with a colon or semicolon, and what follows is likely of the same cell."""
    is_amount: bool = False
    """Whether it is a figure and its measure word alone: 2700个."""

    def counts_on_from(self, before: "Piece") -> bool:
        """Whether it is the part that follows another one."""
        return before.part > 0 and self.part == before.part + 1

    @property
    def begins_row(self) -> bool:
        """Whether a row ends before it, likely or for certain."""
        return self.gap in ("row", "end")


class ColumnModel:
    """How likely each kind is in each column, and each column to be passed over."""

    def __init__(self, named: Sequence[Sequence[Kind]]) -> None:
        self._named = named
        self._counts: list[dict[Kind, float]] = [{} for _ in named]
        self._numbered = next((at for at, kinds in enumerate(named) if "ordinal" in kinds), None)
        owners = (kinds for kinds in named if kinds and _OWNED.issuperset(kinds))
        self._owned = {kind for kinds in owners for kind in kinds}
        self._strange = [self._strangers(column) for column in range(len(named))]
        self._passed = [0.5] * len(named)
        self._rows = 1.0

    def untaught(self) -> "ColumnModel":
        """A model that knows the same names and has learnt nothing."""
        fresh = copy(self)
        fresh._counts = [{} for _ in self._named]
        fresh._passed = [0.5] * len(self._named)
        fresh._rows = 1.0
        return fresh

    def knows_as(self, other: "ColumnModel") -> bool:
        """Whether another model of the same columns has learnt the same."""
        return (self._counts, self._passed, self._rows) == (
            other._counts, other._passed, other._rows,
        )  # fmt: skip

    def emission(self) -> list[dict[Kind, float]]:
        """What each kind costs in each column."""
        return [self._costs(column) for column in range(len(self._named))]

    def skip(self) -> list[float]:
        """What it costs to pass over each column."""
        return [
            -math.log(max(0.02, min(0.9, passed / self._rows)))
            + (_ITEM_PASSED if {"plan", "name"} <= set(expected) else 0.1)
            for passed, expected in zip(self._passed, self._named, strict=True)
        ]

    def short(self) -> list[bool]:
        """Which columns have short cells."""
        return [
            sum(n for k, n in counts.items() if k in SHORT) > 0.8 * sum(counts.values())
            if counts
            else bool(expected) and set(expected) <= SHORT
            for counts, expected in zip(self._counts, self._named, strict=True)
        ]

    def _costs(self, column: int) -> dict[Kind, float]:
        expected, counts = self._named[column], self._counts[column]
        weights = {kind: 0.06 + counts.get(kind, 0.0) for kind in KINDS}
        for kind in expected:
            weights[kind] += 0.9 / len(expected) + 0.3
        if not expected:
            weights = {kind: weight + 0.06 for kind, weight in weights.items()}
        total = sum(weights.values())
        logs = {weight: -math.log(weight / total) for weight in {*weights.values()}}
        costs = {kind: logs[weight] for kind, weight in weights.items()}
        # A mark of nothing may stand in any column.
        costs["dash"] = min(costs["dash"], _NOTHING)
        costs["empty"] = min(costs["empty"], _NOTHING)
        for kind, more in self._strange[column].items():
            costs[kind] += more
        return costs

    def _strangers(self, column: int) -> dict[Kind, float]:
        """What kinds cost more in a column that by its name, or the others', are not its own."""
        expected = self._named[column]
        narrow = bool(expected) and _NARROW.issuperset(expected)
        numbers = column == self._numbered
        strange: dict[Kind, float] = {}
        for kind in KINDS:
            more = _UNNAMED * (narrow and kind in _WORDY)
            more += _ELSEWHERE * (kind in self._owned and kind not in expected)
            more += _UNNUMBERED * (numbers and kind not in _NUMBERS)
            if kind == "ordinal" and self._numbered is not None and not numbers:
                more += _MISNUMBERED
            if more:
                strange[kind] = more
        return strange

    def learn_rows(self, pieces: Sequence[Piece], lean: str | None) -> None:
        """From rows whose ends are sure: complete ones, shorter ones leaning to a side."""
        columns = len(self._named)
        starts = [i for i, p in enumerate(pieces) if p.begins_row or p.kind == "ordinal"]
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
        places = [at for at, p in enumerate(pieces) if p.kind in expected]
        if 0 < sum(p.kind == "ordinal" for p in pieces) < len(places):
            self._learn_parts(pieces, places, anchor)
            return
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

    def _learn_parts(self, pieces: Sequence[Piece], places: Sequence[int], anchor: int) -> None:
        """The same where some rows are only parts of an item, without its number and name."""
        behind = range(anchor + 1, len(self._named))
        leading = [
            self._ahead(pieces, before, at, anchor) for before, at in pairwise([-1, *places])
        ]
        for at, ahead, following, onward in zip(
            places, leading, [*places[1:], len(pieces)], [*leading[1:], 0], strict=True
        ):
            for column, piece in enumerate(pieces[at - ahead : at + 1], anchor - ahead):
                counts = self._counts[column]
                counts[piece.kind] = counts.get(piece.kind, 0.0) + 1.0
            for column in range(anchor - ahead):
                self._passed[column] += 1.0
            rest = list(
                takewhile(lambda p: p.kind != "ordinal", pieces[at + 1 : following - onward])
            )
            complete = len(rest) == len(behind)
            for place, piece in enumerate(rest):
                for column in behind[place : place + 1] if complete else behind:
                    counts = self._counts[column]
                    share = 1.0 if complete else 1.0 / len(behind)
                    counts[piece.kind] = counts.get(piece.kind, 0.0) + share
            for column in behind:
                self._passed[column] += max(0.0, 1 - len(rest) / len(behind))
        self._rows += len(places)

    def _ahead(self, pieces: Sequence[Piece], before: int, at: int, anchor: int) -> int:
        """How many pieces before the cell of a known column are of its row.

        As many as there are columns where the row has a number; else those that the row above
        has no columns for, and one at least: the part that the row is about.
        """
        inside = range(before + 1, at)
        number = next((n for n in inside if pieces[n].kind == "ordinal"), None)
        if number is not None or before < 0:
            return min(anchor, at - (number or 0))
        return min(anchor, len(inside), max(1, len(inside) - (len(self._named) - anchor - 1)))

    @staticmethod
    def _gainsays(piece: Piece, expected: Sequence[Kind]) -> bool:
        """Whether a piece cannot be told to stand in a column of this name."""
        narrow = bool(expected) and _NARROW.issuperset(expected)
        fits = piece.kind in expected or piece.kind in ("dash", "empty", "name", "number")
        return narrow and not fits

    def learn(self, pieces: Sequence[Piece], places: Sequence[tuple[int, int]], rows: int) -> None:
        """From an assignment of all pieces to rows and columns."""
        self._counts = [{} for _ in self._named]
        filled: set[tuple[int, int]] = set()
        for piece, (row, column) in zip(pieces, places, strict=True):
            if (row, column) not in filled:
                counts = self._counts[column]
                counts[piece.kind] = counts.get(piece.kind, 0.0) + 1.0
                filled.add((row, column))
        self._rows = rows + 1.0
        self._passed = [
            0.5 + sum(1 for row in range(rows) if (row, column) not in filled)
            for column in range(len(self._named))
        ]
