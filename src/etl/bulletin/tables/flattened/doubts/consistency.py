"""Whether a table cut from flattened text holds together, asked of the finished grid.

The cut was the most regular one; where even that has the numbers of several rows in one cell,
agencies among figures or a rate of 9200 %, its cells stand elsewhere than they say.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, takewhile
from typing import Literal

from etl.bulletin.tables.columns.can_be_header import (
    can_name,
    is_known,
    kinds_named,
    opens_group,
    tight,
)
from etl.bulletin.tables.columns.cell_kinds import Kind, kind_of
from etl.bulletin.tables.flattened.doubts.reasons import (
    DIVIDED_NAMES,
    EMPTY_COLUMNS,
    OTHER_COLUMNS,
    OTHER_KINDS,
    SEVERAL_FIGURES,
    SEVERAL_ROWS,
    TORN,
)
from etl.bulletin.tables.flattened.headers.names_from_pieces import joining_cost
from etl.bulletin.words import column_names
from etl.document.grid import Cell, Grid

Class = Literal["figure", "agency", "unit", "place", "words"]

_CLASSES: dict[Kind, Class] = {
    "ordinal": "figure", "number": "figure", "figure": "figure", "percent": "figure",
    "agency": "agency", "unit": "unit", "region": "place",
}  # fmt: skip
_BARE = frozenset(["ordinal", "number", "figure", "percent", "count"])
_ALONE = frozenset(["figure", "agency", "unit"])
"""Classes of which a cell holds one kind and nothing beside it."""
_NUMBERS = frozenset(["ordinal", "number", "dash", "empty", "region", "category", "bracket"])
_MOST_DIGITS = 4
_LONG = 60
_RUN = 3
"""Numbers that count on, each on a line of its own, which one cell cannot hold."""
_LINES = 4
"""Lines into which a cell of a table of few rows may be broken."""
_CROWDED = 0.15
_MIXED = 0.3
_FEWEST = 2
_MEASURED = frozenset(["target", "actual", "rate"])
_STRANGE = 0.25
"""Share of a column's cells of a second kind from which on they may be another column's."""
_SPARSE = 0.34
_MOST_PERCENT = 1000
_MOST_STEP = 20
"""By which the numbers of two rows beside one another differ, unless all of them rise."""
_TWO = 0.6
"""Share of a column's cells from which on two lines in each are two cells."""
_JOINED = 5.0
"""What it costs to join pieces to a name, from which on they may be several names."""
_RATE = re.compile(r"率|%|比例|百分比")
_OFTEN_EMPTY = re.compile(
    r"备注|说明|问题|困难|原因|下一?步|措施|建议|意见|评价|是否|排名|责任|联系|时间|时限|类"
)
_ITEM = re.compile(r"[*·•]?(\d{1,2})[.、](?!\d)")
_TORN = re.compile(r"[,;。、):]|%.|[A-Za-z]{1,3}\d?[,;。、)]")
_GOES_ON = re.compile(r"[,;、。]\n")
"""Where a cell's line ends that its next one goes on from."""
_PART = re.compile(r"\d{1,2}\.\d{1,2}$")
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
_DIVIDES = re.compile(r"\s+")


def is_one_table(text: str, grid: Grid) -> bool:
    """Whether no cell has the numbers of several rows: 1, 2, 3 on lines of their own."""
    return all(_run(text, cell) < _RUN for cell in grid.cells)


def is_spread(text: str, grid: Grid) -> bool:
    """Whether a table whose rows are lines has no cell of more lines than its rows allow."""
    most = _LINES + 2 * grid.rows
    return all(text.count("\n", cell.start, cell.end) <= most for cell in grid.cells)


def inconsistency(text: str, grid: Grid) -> str:
    """Why the cells of a grid may stand in wrong places; nothing where it holds together."""
    header, body, depth = parts(text, grid)
    if not body:
        return ""
    rows = grid.rows - depth
    if sum(_TORN.match(text, cell.start, cell.end) is not None for cell in body) >= _FEWEST:
        return TORN
    if sum(_has_items(text, cell) for cell in body) >= _FEWEST or _strays(text, body):
        return SEVERAL_ROWS
    plain = [cell for cell in body if not _are_rates(text, cell)]
    crowded = sum(_is_crowded(text, cell) for cell in plain)
    mixed = sum(_has_figure_line(text, cell) for cell in plain)
    if crowded >= max(_FEWEST, _CROWDED * rows) or mixed >= max(_FEWEST, _MIXED * rows):
        return SEVERAL_FIGURES
    names = names_over(text, header)
    columns: defaultdict[int, list[Cell]] = defaultdict(list)
    for cell in body:
        if cell.end > cell.start and cell.width == 1:
            columns[cell.column].append(cell)
    if depth == 1 and _has_one_too_many(header, body, grid.columns):
        return OTHER_COLUMNS
    joined = list(_lines_of(text, header))
    if any(joining_cost(lines) >= _JOINED or are_several(lines) for lines in joined):
        return DIVIDED_NAMES
    if any(_is_strange(text, names.get(at, ()), own) for at, own in columns.items()):
        return OTHER_KINDS
    if any(_are_pairs(text, own) for own in columns.values()):
        return OTHER_COLUMNS
    filled = _filled(grid, depth)
    merged = _merged(grid, depth)
    if rows > _RUN and any(
        filled[at] <= 1 and not any(map(_OFTEN_EMPTY.search, names.get(at, ())))
        for at in range(grid.columns)
    ):
        return EMPTY_COLUMNS
    bare = [
        at
        for at in range(grid.columns)
        if at >= merged
        and filled[at] < _SPARSE * rows
        and not any(map(_OFTEN_EMPTY.search, names.get(at, ())))
    ]
    if len(bare) >= _FEWEST and rows >= _RUN:
        return EMPTY_COLUMNS
    return ""


def parts(text: str, grid: Grid) -> tuple[list[Cell], list[Cell], int]:
    """The cells of the names, those below, and how many rows the names have."""
    by_row: defaultdict[int, list[Cell]] = defaultdict(list)
    for cell in grid.cells:
        by_row[cell.row].append(cell)
    depth = 0
    while depth < grid.rows and all(
        cell.end == cell.start or can_name(text[cell.start : cell.end]) for cell in by_row[depth]
    ):
        if depth and opens_group([text[c.start : c.end] for c in by_row[depth]]):
            break
        depth += 1
    header = [cell for row in range(depth) for cell in by_row[row]]
    return header, [cell for cell in grid.cells if cell.row >= depth], depth


def names_over(text: str, header: Sequence[Cell]) -> Mapping[int, Sequence[str]]:
    """By column the names over it, the lowest first."""
    names: defaultdict[int, list[str]] = defaultdict(list)
    for cell in sorted(header, key=lambda cell: -cell.row):
        for column in range(cell.column, cell.column + cell.width):
            names[column].append(tight(text[cell.start : cell.end]))
    return names


def _lines_of(text: str, cells: Sequence[Cell]) -> Iterator[tuple[str, ...]]:
    for cell in cells:
        lines = text[cell.start : cell.end].split("\n")
        yield tuple(words for line in lines if (words := tight(line)))


def are_several(lines: Sequence[str]) -> bool:
    """Whether the lines of a name are names by themselves: 责任领导 above 完成数."""
    if len(lines) != _FEWEST:
        return False
    upper, lower = map(column_names.likeliest, lines)
    return lower in _MEASURED and upper is not None and upper != lower and is_known(lines[0])


def _run(text: str, cell: Cell) -> int:
    """The longest run of numbers that count on in a cell, each on a line of its own.

    Between blanks they count from 1: figures may stand there side by side.
    """
    said = text[cell.start : cell.end]
    best = run = last = wanted = 0
    for line in said.split("\n") if "\n" in said else ():
        words = line.strip()
        if words.isdecimal() and len(words) < _MOST_DIGITS:
            run = run + 1 if run and int(words) == last + 1 else 1
            last = int(words)
            best = max(best, run)
    if len(said) > _LONG:
        for words in said.split():
            wanted += words == str(wanted + 1)
    return max(best, wanted - 1)


def _is_crowded(text: str, cell: Cell) -> bool:
    """Whether a cell has two figures side by side, or an agency beside one: 2316⏎2874."""
    pieces = [p for p in _DIVIDES.split(text[cell.start : cell.end]) if p]
    if len(pieces) < 2:
        return False
    classes = Counter(_class(piece) for piece in pieces)
    return classes["figure"] > 1 or (classes["figure"] > 0 and classes["agency"] > 0)


def _has_figure_line(text: str, cell: Cell) -> bool:
    """Whether a line of a cell is a figure beside lines of words: 新建书房⏎5家."""
    lines = text[cell.start : cell.end].split("\n")
    return len(lines) > 1 and any(kind_of(line) in _BARE for line in lines)


def _are_rates(text: str, cell: Cell) -> bool:
    """Whether a cell holds a rate of each of several promises, and nothing else: 54.7%⏎53.4%."""
    lines = text[cell.start : cell.end].split("\n")
    return len(lines) > 1 and all(kind_of(line) == "percent" for line in lines)


def _has_items(text: str, cell: Cell) -> bool:
    """Whether lines of a cell count on with others between them: 1.…⏎完成6个⏎2.…⏎完成9个."""
    wanted, last, apart = 1, 0, 0
    for at, line in enumerate(text[cell.start : cell.end].split("\n")):
        found = _ITEM.match(line.strip())
        if found and (int(found[1]) == wanted or wanted == 1):
            apart += wanted > 1 and at > last + 1
            wanted, last = int(found[1]) + 1, at
    return apart > 0


def _strays(text: str, body: Sequence[Cell]) -> bool:
    """Whether numbered items stand now in one column and now in another."""
    rows: defaultdict[int, set[int]] = defaultdict(set)
    for cell in body:
        if _ITEM.match(text, cell.start, cell.end):
            rows[cell.row].add(cell.column)
    alone = Counter(next(iter(columns)) for columns in rows.values() if len(columns) == 1)
    return sum(n >= _FEWEST for n in alone.values()) > 1


def _are_pairs(text: str, cells: Sequence[Cell]) -> bool:
    """Whether nearly all cells of a column have two lines, which may be those of two columns."""
    pairs = sum(
        text.count("\n", cell.start, cell.end) == 1
        and not _GOES_ON.search(text, cell.start, cell.end)
        for cell in cells
    )
    return len(cells) > _RUN and pairs > _TWO * len(cells)


def _class(words: str) -> Class:
    return _CLASSES.get(kind_of(words), "words")


def _is_strange(text: str, names: Sequence[str], cells: Sequence[Cell]) -> bool:
    """Whether cells of one column are of several kinds, or not of the one that it is named for."""
    said = [text[cell.start : cell.end] for cell in cells]
    expected = next((named for name in names if (named := kinds_named(name))), ())
    if expected == ("agency",):
        # 市民政局 and whoever answers for it.
        said = [next(filter(_is_agency, words.split()), words) for words in said]
    if "ordinal" in expected:
        said = [*_without_parts(said)]
    kinds = [kind_of(words) for words in said]
    said_kinds = [kind for kind in kinds if kind not in ("dash", "empty")]
    classes = Counter(_CLASSES.get(kind, "words") for kind in said_kinds)
    total = classes.total()
    if total < _RUN + 1:
        return False
    if "ordinal" in expected:
        if _falls(said):
            return True
        others = Counter(kind for kind in kinds if kind not in _NUMBERS)
        return others.total() * 10 > total or others["figure"] + others["percent"] > 0
    usual, _ = classes.most_common(1)[0]
    rest = {kind: n for kind, n in classes.items() if kind != usual}
    if usual in _ALONE or usual == "place":
        strange = sum(n for kind, n in rest.items() if kind in _ALONE or usual != "figure")
    else:
        strange = rest.get("agency", 0) + rest.get("unit", 0)
    if strange >= _FEWEST and strange > _STRANGE * total:
        return True
    if expected in (("agency",), ("unit",)) and classes[_CLASSES[expected[0]]] * 2 < total:
        return classes["figure"] * 3 > total or expected == ("agency",)
    if names and _RATE.search(names[0]):
        figures = [float(w.replace(",", "")) for w in said if _NUMBER.fullmatch(w)]
        return sum(value > _MOST_PERCENT for value in figures) * 3 > total
    return False


def _is_agency(words: str) -> bool:
    return kind_of(words) == "agency"


def _without_parts(said: Sequence[str]) -> Iterator[str]:
    """The numbers of rows without those of parts: 1.1 and 1.2 below 1."""
    whole = ""
    for words in said:
        if whole and _PART.match(words) and words.startswith(f"{whole}."):
            continue
        whole = words.rstrip(".、")
        yield words


def _falls(said: Sequence[str]) -> bool:
    """Whether the numbers of rows do not count on: 2, 40, 3. They may begin anew, or be those of
    an excerpt: 32, 58, 103."""
    numbers = [int(words) for words in said if words.isdecimal()]
    if all(one < other for one, other in pairwise(numbers)):
        return False
    return any((one > other != 1) or other - one > _MOST_STEP for one, other in pairwise(numbers))


def _has_one_too_many(header: Sequence[Cell], body: Sequence[Cell], columns: int) -> bool:
    """Whether one row alone has a cell for each of more columns than there are names; not where
    a name over two columns has cells over both below it: 实事项目 of some rows, with parts."""
    counts = Counter(cell.row for cell in body)
    if len(header) == columns or sum(n >= columns for n in counts.values()) != 1:
        return False
    wide = {(cell.column, cell.width) for cell in header if cell.width > 1}
    return wide.isdisjoint((cell.column, cell.width) for cell in body)


def _merged(grid: Grid, depth: int) -> int:
    """How many columns on the left are filled in the same rows, as if merged over those below."""
    filled: defaultdict[int, set[int]] = defaultdict(set)
    for cell in grid.cells:
        if cell.row >= depth and cell.end > cell.start:
            filled[cell.column].add(cell.row)
    return sum(1 for _ in takewhile(lambda at: filled[at] == filled[0], range(grid.columns)))


def _filled(grid: Grid, depth: int) -> Counter[int]:
    """By column in how many rows below the names it has a cell that says anything."""
    filled: Counter[int] = Counter()
    for cell in grid.cells:
        if cell.row >= depth and cell.end > cell.start:
            for column in range(cell.column, cell.column + cell.width):
                filled[column] += cell.height
    return filled
