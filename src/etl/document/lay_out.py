"""Paragraphs and tables to one text, and each table to a grid over it.

Every reader of a format hands over the same two things, in the order of the document: a line
of text, or a :class:`~etl.document.raw_table.RawTable`. A table that a page break or a template
cut in two is made whole here: its header alone before its body, its header repeated, a row left
alone.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from etl.document.grid import Cell, Grid
from etl.document.raw_table import RawCell, RawTable
from etl.document.row_text import row

_FIGURE = re.compile(r"\d(?!\s*[-—–~至]?\s*\d*\s*[年月季日])")
_BREAK = re.compile("\n")
_LONGEST_NAME = 24
_LONGEST_LINE = 48
_MOST_LINES = 3
_FORM = 2
"""Labels of a form below its first line, at least."""
_ABOUT = re.compile(
    r"[(（]?(?:截[至止].{2,16}|(?:数据|统计)?(?:时间|日期)[:：].*|(?:计量|金额)?单位[:：].*|填[报表].*[:：].*"
    r")[)）]?"
)
"""What a cell above the header says of the whole table: 单位:万元."""
_SENTENCE = re.compile(r"[。;；!！?？]|[:：]$")


def laid_out(blocks: Iterable[str | RawTable]) -> tuple[str, tuple[Grid, ...]]:
    """The text of lines and tables, a row a line with bars, and the grids over it.

    A table of one column is prose; one of several is a grid, its rows ``1 | 停车位 | 300个 |``.
    """
    lines: list[str] = []
    at = 0
    places: list[tuple[int, int]] = []
    grids: list[Grid] = []
    pending: list[tuple[Grid, RawTable]] = []
    for block in blocks:
        if isinstance(block, str):
            if not block.strip():
                continue
            grids.extend(_whole(pending))
            pending = []
            for line in block.split("\n"):
                lines.append(line)
                places.append((at, at + len(line)))
                at += len(line) + 1
            continue
        table = block.compact()
        if table.columns < 2:
            for cell in table.cells:
                for line in cell.words.split("\n"):
                    lines.append(line)
                    places.append((at, at + len(line)))
                    at += len(line) + 1
            continue
        above = [] if pending else _above(lines, places)
        written, grid = _written(table, at)
        lines.extend(written)
        places.extend([(0, 0)] * len(written))
        at += sum(len(line) + 1 for line in written)
        pending.append((replace(grid, lines=tuple(above)), table))
    grids.extend(_whole(pending))
    return "\n".join(lines), tuple(grids)


def _above(lines: Sequence[str], places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The lines right above a table that tell of it: 单位:万元, its title."""
    found: list[tuple[int, int]] = []
    for line, place in zip(reversed(lines), reversed(places), strict=True):
        said = line.strip()
        if place == (0, 0) or len(said) > _LONGEST_LINE or _SENTENCE.search(said):
            break
        if said:
            found.append(place)
        if len(found) == _MOST_LINES:
            break
    return found[::-1]


def _written(table: RawTable, at: int) -> tuple[list[str], Grid]:
    """The table's rows as lines, and its cells where they stand from ``at`` on."""
    own: dict[tuple[int, int], RawCell] = {(c.row, c.column): c for c in table.cells}
    lines: list[str] = []
    cells: list[Cell] = []
    breaks: list[int] = []
    rows, columns = table.rows, table.columns
    for r in range(rows):
        said = []
        for c in range(columns):
            raw = own.get((r, c))
            said.append(raw.words.replace("\n", " ") if raw else "")
            if raw:
                cells.append(Cell(at, at + len(raw.words), r, c, raw.height, raw.width))
                breaks.extend(at + m.start() for m in _BREAK.finditer(raw.words))
            at += len(said[-1]) + len(" | ")
        # The last cell is followed by a blank, a bar and the line's end: as long as a divider.
        lines.append(row(said))
    return lines, Grid(rows, columns, tuple(cells), breaks=tuple(breaks), doubt=table.doubt)


def _whole(tables: Sequence[tuple[Grid, RawTable]]) -> Iterator[Grid]:
    """Tables that follow one another, those that are parts of one table joined."""
    joined: list[tuple[Grid, RawTable]] = []
    for grid, table in tables:
        if not joined:
            joined.append((grid, table))
            continue
        before, first = joined[-1]
        if table.columns != first.columns:
            joined.append((grid, table))
            continue
        repeated = _repeated(first, table)
        goes_on = is_header(first) or not (_named(table.said(0)) or _has_labels_of(first, table))
        if repeated or goes_on:
            joined[-1] = (_appended(before, grid, repeated), first)
        else:
            joined.append((grid, table))
    yield from (_without_notes(_without_title(grid, table)) for grid, table in joined)


def is_header(table: RawTable) -> bool:
    """Whether every row only names columns."""
    return table.rows <= 3 and all(_named(table.said(at)) for at in range(table.rows))


def _named(said: Sequence[str]) -> bool:
    """Whether a row's words can be names of columns: short, several, without figures."""
    return len(said) > 1 and not any(
        len(words) > _LONGEST_NAME or _FIGURE.search(words) for words in said
    )


def _has_labels_of(first: RawTable, second: RawTable) -> bool:
    """Whether a form is filled in again: 项目2 above the labels that stood below 项目1."""
    labels, again = (
        [
            "".join(cell.words.split())
            for cell in table.cells
            if cell.column == 0 and cell.row > 0 and cell.words
        ]
        for table in (first, second)
    )
    same = sum(label in labels for label in again)
    return len(again) >= _FORM and 2 * same > len(again) and not any(map(_FIGURE.search, again))


def _repeated(first: RawTable, second: RawTable) -> int:
    """How many rows at the top of the second repeat the first's header."""
    start = next((at for at in range(first.rows) if len(first.said(at)) > 1), 0)
    count = 0
    while (
        start + count < first.rows
        and count < second.rows
        and _named(second.said(count))
        and second.said(count) == first.said(start + count)
    ):
        count += 1
    return count


def _appended(before: Grid, after: Grid, skipped: int) -> Grid:
    moved = (
        replace(cell, row=cell.row + before.rows - skipped)
        for cell in after.cells
        if cell.row >= skipped
    )
    return replace(
        before,
        rows=before.rows + after.rows - skipped,
        cells=(*before.cells, *moved),
        breaks=(*before.breaks, *after.breaks),
    )


def _without_title(grid: Grid, table: RawTable) -> Grid:
    """Rows at the top with one cell over the whole width are lines above the table.

    So are rows that only tell of the table: (截至10月31日) | 单位:万元.
    """
    titles = 0
    lines = list(grid.lines)
    while titles < grid.rows - 1 and titles < 2 * _MOST_LINES:
        own = [cell for cell in grid.cells if cell.row == titles]
        said = [cell for cell in own if cell.end > cell.start]
        if not said or max(c.height for c in own) > 1:
            break
        told = all(_ABOUT.fullmatch(words) for words in table.said(titles))
        if not told and (
            len(said) > 1 or (said[0].width < grid.columns and len(own) < grid.columns)
        ):
            break
        lines.extend((cell.start, cell.end) for cell in said)
        titles += 1
    if not titles:
        return grid
    cells = (replace(cell, row=cell.row - titles) for cell in grid.cells if cell.row >= titles)
    return replace(grid, rows=grid.rows - titles, cells=tuple(cells), lines=tuple(lines))


def _without_notes(grid: Grid) -> Grid:
    """Rows at the bottom with one long cell over the whole width are prose below the table."""
    rows = grid.rows
    while rows > 1:
        own = [cell for cell in grid.cells if cell.row <= rows - 1 < cell.row + cell.height]
        said = [cell for cell in own if cell.end > cell.start]
        if len(said) != 1 or said[0].height > 1 or said[0].end - said[0].start <= _LONGEST_NAME:
            break
        if said[0].width < grid.columns:
            break
        rows -= 1
    cells = (cell for cell in grid.cells if cell.row < rows)
    return grid if rows == grid.rows else replace(grid, rows=rows, cells=tuple(cells))
