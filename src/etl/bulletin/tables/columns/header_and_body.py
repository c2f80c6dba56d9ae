"""Which rows of a table name its columns, which are titles or sections, which hold data.

A table may also stand on its side: its names down the first column, one record a column
(年度目标 | 2 | 3; 项目名称 | …), several of them side by side in a form.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from etl.bulletin.grammar.numerals.quantity import Quantity
from etl.bulletin.grammar.periods.period_in_name import is_period
from etl.bulletin.tables.columns.can_be_header import opens_group
from etl.bulletin.tables.columns.cell_values import Held, held, scanned, units_of
from etl.bulletin.tables.columns.measure_rows import spread
from etl.bulletin.tables.columns.numbers_like_dates import date_like
from etl.bulletin.words import column_names as names
from etl.document.grid import Cell, Grid

_LONGEST_NAME = 24
_LONGEST_LABEL = 14
_BRACKETS = re.compile(r"\([^()]*\)")
_ABOUT = re.compile(r"\s*\(?(?:[^\s:,;。|()]{1,8}\s*:|\d{4}年\d{1,2}月(?:\d{1,2}日)?\)?\s*$)")
_YEAR = re.compile(r"(20\d\d)年")
_COUNT = re.compile(r"\d{1,3}")
_ORDER = re.compile(r"\(?\d{1,2}\)?|[甲乙丙丁戊]|\(?\d{1,2}\)?=[\d()+*/×÷%-]+|序号|栏次|行次")
_NOTE = re.compile(r"(?:注|备注|说明|填报|填表|审核|联系|制表|单位:|数据来源)")
_SPEAKS = 1.5
"""Votes from which on a name tells a role."""
_SAYING = frozenset({"number", "count", "percent", "promise", "report"})
_SECTION = re.compile(r"\(?[一二三四五六七八九十]{1,3}[)、.]")
_RECORD = re.compile(
    r"(?:民生)?(?:项目|实事|事项|任务|工程|第)(?:\d{1,2}|[一二三四五六七八九十]{1,3})[件项]?(?:实事|项目)?"
)
"""What stands before the name of a pledge that has a form of its own: 项目1, 第二件."""
_ENDS = re.compile(r"[。;!?]")
_UNIT_LABEL = re.compile(r"(?:计量)?单位")


@dataclass(frozen=True)
class Table:
    """A grid with its rows told apart; on its feet, whichever way it was printed."""

    text: str
    grid: Grid
    header: tuple[int, ...]
    body: tuple[int, ...]
    titles: tuple[Cell, ...]
    """Rows of one cell above the header: the table's title, 单位:万元."""
    orders: tuple[Cell, ...]
    """Cells of rows that only number the columns: 1 2 3 4 5=4/3."""
    numbers: frozenset[Cell]
    """Cells whose number only looks like a date."""
    units: frozenset[int]
    """Rows of the header that hold units alone: 户 | 公里 | 万元."""

    def words(self, cell: Cell | None) -> str:
        """The words of a cell; empty for a hole."""
        return self.text[cell.start : cell.end] if cell is not None else ""

    def held(self, cell: Cell | None) -> Held:
        """What a cell holds."""
        return held(self.words(cell), plain=bool(self.numbers) and cell in self.numbers)

    def scanned(self, cell: Cell | None) -> Sequence[Quantity]:
        """The figures of a cell, by their places in it."""
        return scanned(self.words(cell), plain=cell in self.numbers)[0]

    def names(self, column: int) -> Sequence[str]:
        """The names over a column, from the top, each once and without blanks."""
        return self._names[column]

    @cached_property
    def _names(self) -> Sequence[Sequence[str]]:
        return [
            tuple(
                f"({name})" if cell.row in self.units else name
                for cell in self.over(column)
                if (name := "".join(self.words(cell).split()))
            )
            for column in range(self.grid.columns)
        ]

    def over(self, column: int) -> list[Cell]:
        """The cells of the header over a column, from the top, each once."""
        found = (self.grid.at(row, column) for row in self.header)
        return [cell for cell in dict.fromkeys(found) if cell is not None]

    def column(self, column: int) -> Sequence[Cell]:
        """The cells of a column below its names, each once; none that heads a section."""
        return self._columns[column]

    @cached_property
    def _columns(self) -> Sequence[Sequence[Cell]]:
        return [tuple(self._below_names(column)) for column in range(self.grid.columns)]

    @cached_property
    def latest_year(self) -> int:
        """The latest year that the names of columns say; 0 where they say none."""
        names = "|".join(name for column in self._names for name in column)
        return max(map(int, _YEAR.findall(names)), default=0)

    @cached_property
    def periods(self) -> Mapping[int, str]:
        """The periods that rows tell of, by row, where a column has nothing else: 一季度, 1-6月.

        Below them one row may sum up the others.
        """
        for column in range(self.grid.columns):
            said = {
                row: "".join(self.words(self.grid.at(row, column)).split()) for row in self.body
            }
            named = {row: words for row, words in said.items() if is_period(words)}
            if len(set(named.values())) > 1 and len(named) >= len(said) - 1:
                return named
        return {}

    def _below_names(self, column: int) -> Iterator[Cell]:
        last = None
        for row in self.body:
            cell = self.grid.at(row, column)
            if cell is not None and cell is not last and not self._heads(cell):
                yield cell
            last = cell

    def _heads(self, cell: Cell) -> bool:
        """Whether a cell heads a section: over most columns, or 一、教育(2项) over some."""
        wide = cell.width > max(1, self.grid.columns // 2)
        return wide or (cell.width > 1 and _SECTION.match(self.words(cell)) is not None)


def stand(text: str, grid: Grid) -> Table:
    """Tell the rows of a grid apart, turning it where its names stand on the left."""
    grid = _upright(text, _unfolded(text, spread(text, grid)))
    titles: list[Cell] = []
    header: list[int] = []
    row = 0
    while row < grid.rows:
        cells = grid.cells_of(row)
        said = [cell for cell in cells if cell.end > cell.start]
        alone = len(said) == 1 and grid.columns > 1
        few = len(cells) <= max(2, grid.columns // 2)
        if alone and (few or (header and said[0].column == 0)):
            if header:
                break
            titles.append(said[0])
        elif not header and said and all(_tells(text, cell) for cell in said):
            titles.extend(said)
        elif not _names_columns(text, grid, row, cells, header):
            break
        else:
            header.append(row)
        row += 1
    body: list[int] = []
    notes: list[int] = []
    orders: list[Cell] = []
    repeated = {_line(text, grid, r) for r in header}
    for r in range(row, grid.rows):
        cells = [cell for cell in grid.cells_of(r) if cell.end > cell.start]
        words = [text[cell.start : cell.end] for cell in cells]
        if not cells or _line(text, grid, r) in repeated:
            continue
        if (
            not body
            and len(cells) > 2
            and all(_ORDER.fullmatch(w) for w in words)
            and _rises(words)
        ):
            orders.extend(cells)
        elif _NOTE.match(words[0]) and (len(cells) == 1 or cells[0].width > 1):
            notes.append(r)
        else:
            # A note between rows is of the one above it, one behind them all of the table.
            body += [note for note in notes if body and note > body[-1]]
            body.append(r)
    return Table(
        text,
        grid,
        tuple(header),
        tuple(body),
        tuple(titles),
        tuple(orders),
        date_like(text, grid),
        frozenset(r for r in header[1:] if _are_units(_words(text, grid.cells_of(r), r))),
    )


def _tells(text: str, cell: Cell) -> bool:
    """Whether a cell tells of the table as a whole: 填报单位:县住建局, 单位:万元, 2014年11月5日."""
    return _ABOUT.match(text, cell.start, cell.end) is not None


def _rises(words: Sequence[str]) -> bool:
    numbers = [int(w.strip("()").split("=")[0]) for w in words if w[:1] in "(0123456789"]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else False


def _line(text: str, grid: Grid, row: int) -> tuple[str, ...]:
    return tuple(text[c.start : c.end] if c else "" for c in grid.row(row))


def _words(text: str, cells: Sequence[Cell], row: int) -> list[str]:
    """What the cells that begin in a row say, without blanks."""
    return ["".join(text[c.start : c.end].split()) for c in cells if c.row == row]


def _are_units(words: Sequence[str]) -> bool:
    """Whether the words of a row are units, and several: 户 | 公里 | 万元."""
    said = [word for word in words if word and not _UNIT_LABEL.fullmatch(word)]
    return len(said) > 1 and all(units_of(word) is not None for word in said)


def _names_columns(
    text: str, grid: Grid, row: int, cells: Sequence[Cell], header: Sequence[int]
) -> bool:
    """Whether a row names columns: short words, no figures, and names of roles among them."""
    words = [w for w in _words(text, cells, row) if not _RECORD.fullmatch(w)]
    if header and _are_units(words):
        return True
    if any(len(w) > _LONGEST_NAME or _ENDS.search(w) or held(w).figures for w in words):
        return False
    words = [w for w in words if w]
    if header and opens_group(words):
        return False
    if all(_BRACKETS.fullmatch(w) for w in words):
        return row < grid.rows - 1
    over = any(c.row < row and c.row in header for c in cells)
    speaking = sum(_speaks(w) for w in words)
    if over or 2 * speaking >= len(words):
        return True
    if header:
        return False
    if _heads_groups(text, grid, row, cells):
        return True
    below = [text[c.start : c.end] for c in grid.cells_of(row + 1)]
    if any(held(w).kind in _SAYING for w in below):
        return True
    return bool(speaking) or 2 * sum(map(_speaks, below)) > sum(map(bool, below)) > 0


def _heads_groups(text: str, grid: Grid, row: int, cells: Sequence[Cell]) -> bool:
    """Whether names stand over several others, and figures only below those.

    ``廉租住房 | 公租房`` over ``计划 | 开工 | 竣工``, twice.
    """
    wide = [c for c in cells if 1 < c.width < grid.columns and c.end > c.start]
    if not wide or row + 2 >= grid.rows:
        return False
    for cell in wide:
        span = range(cell.column, cell.column + cell.width)
        below = [grid.at(cell.row + cell.height, column) for column in span]
        figures = [grid.at(cell.row + cell.height + 1, column) for column in span]
        named = [text[c.start : c.end] for c in below if c is not None and c.width < cell.width]
        said = [held(text[c.start : c.end]).kind for c in figures if c is not None]
        if len(named) < len(span) or any(
            not w or len(w) > _LONGEST_NAME or held(w).figures for w in named
        ):
            return False
        if not any(kind in _SAYING or kind == "empty" for kind in said):
            return False
    return True


def _speaks(name: str) -> bool:
    return max(names.votes(_BRACKETS.sub("", name)).values(), default=0) >= _SPEAKS


# --- tables on their side, and forms ---------------------------------------------------


def _is_label(words: str) -> bool:
    compact = _BRACKETS.sub("", "".join(words.split()))
    if _RECORD.fullmatch(compact):
        return True
    return len(compact) <= _LONGEST_LABEL and _speaks(compact) and not held(words).figures


def _head(words: str) -> str | None:
    return names.head(_BRACKETS.sub("", "".join(words.split())))


def _unfolded(text: str, grid: Grid) -> Grid:
    """A form of several pairs a row (项目名称 | … | 责任单位 | …) as one pair a row."""
    pairs: list[tuple[Cell, Cell]] = []
    most = 0
    for row in range(grid.rows):
        cells = [c for c in grid.cells_of(row) if c.row == row]
        at = found = 0
        while at + 1 < len(cells):
            one, other = cells[at], cells[at + 1]
            if _is_label(text[one.start : one.end]) and not _is_label(
                text[other.start : other.end]
            ):
                pairs.append((one, other))
                found += 1
                at += 2
            else:
                at += 1
        if len(cells) > 1 and 2 * found < len(cells) - 1:
            return grid
        most = max(most, found)
    if most < 2 or len(pairs) < 3:
        return grid
    stacked = tuple(
        replace(cell, row=row, column=column, height=1, width=1)
        for row, pair in enumerate(pairs)
        for column, cell in enumerate(pair)
    )
    return Grid(len(pairs), 2, stacked, grid.lines, grid.cut)


def _upright(text: str, grid: Grid) -> Grid:
    """The grid turned on its feet where the roles stand down its left side."""
    if grid.columns < 2 or grid.rows < 2 or _counts_rows(text, grid):
        return grid
    for column in range(min(2, grid.columns - 1)):
        left = dict.fromkeys(grid.at(row, column) for row in range(grid.rows))
        said = [text[c.start : c.end] for c in left if c is not None and c.end > c.start]
        labels = [w for w in said if _is_label(w)]
        results = [w for w in labels if _head(w) in ("target", "actual", "rate")]
        top = [text[c.start : c.end] for c in grid.cells_of(0) if c.column > column]
        if (
            results
            and 2 * len(labels) >= len(said)
            and len(labels) >= 2
            and not any(map(_is_label, top))
        ):
            return _turned(grid)
    return grid


def _counts_rows(text: str, grid: Grid) -> bool:
    """Whether the first column is one of numbers: 序号 over 1 and 2."""
    first = dict.fromkeys(grid.at(row, 0) for row in range(grid.rows))
    said = [text[c.start : c.end] for c in first if c is not None and c.end > c.start]
    if len(said) < 2:
        return False
    name, *below = said
    numbers = [words for words in below if _COUNT.fullmatch(words)]
    return _head(name) == "number" and 2 * len(numbers) > len(below)


def _turned(grid: Grid) -> Grid:
    cells = sorted(
        (
            replace(c, row=c.column, column=c.row, height=c.width, width=c.height)
            for c in grid.cells
        ),
        key=lambda c: (c.row, c.column),
    )
    return Grid(grid.columns, grid.rows, tuple(cells), grid.lines, grid.cut)
