"""Which columns of pieces in their places hold percentages, before any name is asked."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import combinations

from etl.bulletin.tables.columns.column_arithmetic import agrees
from etl.bulletin.tables.flattened.alignment.align_pieces import Alignment
from etl.bulletin.tables.flattened.alignment.column_model import Piece

_FIGURE = re.compile(r"(\d[\d,]*(?:\.\d+)?)(万?)[^\d]{0,4}")
_DECIMAL = re.compile(r"\d{1,3}\.\d+")
_MOST_PERCENT = 200
_SAME = (Decimal(1),)
_REACH = 6
"""Columns before a share among which its plan and its result are looked for."""
_ROWS = 24
"""Rows that are asked at most."""
_PROVING = 3
"""Rows more in which a number is the percentage of two before it than in which it is not."""

_Row = Mapping[int, Decimal]


def share_columns(text: str, pieces: Sequence[Piece], found: Alignment) -> set[int]:
    """The columns whose cells are percentages: with a sign, or of two columns before them.

    Where no arithmetic tells, decimals up to 200 are taken for percentages too.
    """
    signed: defaultdict[int, list[bool]] = defaultdict(list)
    decimal: defaultdict[int, list[bool]] = defaultdict(list)
    rows: defaultdict[int, dict[int, Decimal]] = defaultdict(dict)
    for p, (row, column) in zip(pieces, found.places, strict=True):
        words = text[p.start : p.end]
        signed[column].append(p.kind == "percent")
        plain = _DECIMAL.fullmatch(words) is not None and float(words) <= _MOST_PERCENT
        decimal[column].append(plain or p.kind == "percent")
        if (figure := _FIGURE.fullmatch(words)) and row < _ROWS:
            scale = 10_000 if figure[2] else 1
            rows[row][column] = Decimal(figure[1].replace(",", "")) * scale
    proved = _proved(list(rows.values()))
    if proved:
        return _most(signed) | proved
    return _most(decimal)


def _most(seen: Mapping[int, Sequence[bool]]) -> set[int]:
    return {column for column, yes in seen.items() if sum(yes) * 2 > len(yes)}


def _proved(rows: Sequence[_Row]) -> set[int]:
    """The columns that are the second as a percentage of the first of two columns before them."""
    votes: Counter[tuple[int, int, int]] = Counter()
    for row in rows:
        for share in row:
            near = [column for column in row if share - _REACH <= column < share]
            for plan, done in combinations(sorted(near), 2):
                holds = agrees(row[share], row[done], row[plan], scales=_SAME)
                votes[plan, done, share] += 1 if holds else -1
    return {share for (_, _, share), more in votes.items() if more >= _PROVING}
