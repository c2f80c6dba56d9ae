"""Pieces below a header of two rows, and how likely one header over a table is beside another.

``项目 单位 目标 完成情况 部门 11月完成 累计 完成率``: the last three names are below 完成情况.
"""

from collections import Counter
from collections.abc import Sequence

from etl.bulletin.tables.columns.can_be_header import kinds_named, tight
from etl.bulletin.tables.columns.cell_kinds import kind_of
from etl.bulletin.tables.flattened.alignment.align_pieces import align
from etl.bulletin.tables.flattened.alignment.column_model import Piece
from etl.bulletin.tables.flattened.alignment.percentage_columns import share_columns
from etl.bulletin.tables.flattened.best_cut import Cut, below_names
from etl.bulletin.tables.flattened.headers.deep_header import DeepHeader, deep_header
from etl.bulletin.tables.flattened.headers.names_from_pieces import joining_cost, partitions, widths
from etl.bulletin.tables.flattened.pieces import counted

_SAMPLE = 200
_MOST_WIDTHS = 3
_MOST_WAYS = 3
_MOST_UPPER = 5
"""Names of the upper row that may have others below them."""
_MOST_DEEP = 6
"""Ways to divide a header's names into two rows of which the cells below are cut."""
_OWN = 0.1
_ALIKE = 1.0
_BARE = 0.3
_MISFIT = 2.0
_FIGURES = frozenset(["ordinal", "number", "figure", "percent", "count", "dash", "empty"])
_WORDS = frozenset(["plan", "name", "report", "status", "category", "bracket", "date"])


def two_rows(
    text: str, pieces: Sequence[Piece], end: int, cells_end_rows: bool, blanks_end_rows: bool
) -> Cut | None:
    """The likeliest cut of pieces whose first ones, up to ``end``, name columns in two rows."""
    said = [text[p.start : p.end] for p in pieces[:end]]
    body = counted(text, pieces[end:])
    tries: list[tuple[float, int, DeepHeader]] = []
    for columns in widths(body)[:_MOST_WIDTHS]:
        first = kinds_named(said[0])
        found = align(body[:_SAMPLE], [first, *[()] * (columns - 1)], quick=True)
        shares = share_columns(text, body[:_SAMPLE], found)
        counts = [n for n in range(columns + 1, columns + _MOST_UPPER + 1) if n <= end]
        for joining, way in partitions(said, counts, _MOST_WAYS):
            names = [(pieces[group[0]].start, pieces[group[-1]].end) for group in way]
            for upper in range(max(2, len(names) - columns + 1), len(names) - 1):
                deep = deep_header(text, [names[:upper], names[upper:]], columns, shares)
                if deep is not None:
                    own = joining + deep.cost + _ALIKE * _alike(text, deep)
                    tries.append((own, len(tries), deep))
    best: tuple[float, Cut] | None = None
    for _, _, deep in sorted(tries)[:_MOST_DEEP]:
        cut = below_names(
            text,
            deep,
            2,
            body,
            cells_end_rows=cells_end_rows,
            blanks_end_rows=blanks_end_rows,
        )
        cost = unlikeliness(text, cut)
        if best is None or cost < best[0]:
            best = (cost, cut)
    return best[1] if best else None


def _alike(text: str, deep: DeepHeader) -> int:
    """How many names stand below one that ends as they do: 二季度 is not below 一季度."""
    return sum(
        tight(text[slice(*path[0])])[-2:] == tight(text[slice(*path[1])])[-2:]
        for path in deep.paths
        if len(path) > 1
    )


def unlikeliness(text: str, cut: Cut) -> float:
    """How irregular a cut is, how little its names fit, and how few cells some columns have."""
    filled = Counter(column for _, column in set(cut.places))
    bare = sum(3 * filled[column] < cut.rows for column in range(cut.grid.columns))
    depth = cut.grid.rows - cut.rows
    joined = sum(
        joining_cost(tuple(map(tight, text[cell.start : cell.end].split())))
        for cell in cut.grid.cells
        if cell.row < depth and cell.end > cell.start
    )
    own = _OWN * (joined + cut.header)
    return cut.cost + _BARE * bare + _MISFIT * _misfit(text, cut, depth) + own


def _misfit(text: str, cut: Cut, depth: int) -> float:
    """The share of the cells that are not of a kind that the name over them lets expect."""
    names: dict[int, str] = {}
    wrong = total = 0
    for cell in cut.grid.cells:
        words = text[cell.start : cell.end]
        if cell.row < depth:
            names.update({cell.column + n: words for n in range(cell.width)})
            continue
        expected = kinds_named(names.get(cell.column, ""))
        if not expected or cell.width > 1 or not words:
            continue
        kind = kind_of(words)
        fits = (
            kind in expected
            or kind in ("dash", "empty")
            or (kind in _FIGURES and not _FIGURES.isdisjoint(expected))
            or (kind in _WORDS and not _WORDS.isdisjoint(expected))
        )
        total += 1
        wrong += not fits
    return wrong / total if total else 0.0
