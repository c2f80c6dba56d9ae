"""A name over two columns whose span is lost: 项目名称 over the item and, in some rows, its parts.

::

    序号 | 项目名称 | 单位 | 目标 | 完成
    1    | 危房改造 | 户   | 1826 | 1712
    2    | 农村公路 | 硬化 | 公里 | 136  | 121.4
    安防 | 公里     | 210  | 196

A row whose item has no parts has a cell fewer than one that begins with a part.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from etl.bulletin.tables.columns.can_be_header import kinds_named
from etl.bulletin.tables.columns.cell_kinds import kind_of
from etl.bulletin.tables.flattened.headers.deep_header import DeepHeader, deep_header
from etl.bulletin.tables.flattened.headers.header_lines import Line, assemble
from etl.bulletin.tables.flattened.lines import Span
from etl.document.grid import Cell

_ITEM = 1
"""The column of the items, behind the numbers of the rows."""
_NAMES = frozenset(["name", "plan", "category"])
_FEWEST = 2
_NEARLY_ALL = 0.8


def parted_item(
    text: str, block: Sequence[Line], rows: Sequence[Sequence[Span]]
) -> tuple[DeepHeader, int, int] | None:
    """The header of such a table; None of any other.

    Args:
        text: the text.
        block: the lines that may name the columns.
        rows: the cells of those below, blank ones among them.

    Returns:
        The header, how many lines of the block are titles, and how many are titles or names.
    """
    numbered = [row for row in rows if row and text[slice(*row[0])].strip().isdigit()]
    often = Counter(map(len, numbered)).most_common(2)
    if len(often) < _FEWEST or min(seen for _, seen in often) < _FEWEST:
        return None
    least, most = sorted(length for length, _ in often)
    whole = [row for row in numbered if len(row) == least]
    parted = [row for row in numbered if len(row) == most]
    if most != least + 1 or len(whole) + len(parted) < _NEARLY_ALL * len(numbered):
        return None
    if not _are_parts(text, whole, parted):
        return None
    found = assemble(text, block, least)
    if found is None:
        return None
    deep = _deep(text, found.rows, least)
    if deep is None or not {"name", "plan"} & {*_kinds(text, deep.paths[_ITEM])}:
        return None
    return _widened(deep), found.titles, found.end


def _are_parts(
    text: str, whole: Sequence[Sequence[Span]], parted: Sequence[Sequence[Span]]
) -> bool:
    """Whether the rows with a cell more have two names, and behind them what others have behind
    one."""
    place = _ITEM + 1
    names = sum(_kind(text, row, place) in _NAMES for row in parted)
    alike = {_kind(text, row, place) for row in whole}
    behind = sum(_kind(text, row, place + 1) in alike for row in parted)
    return min(names, behind) >= _NEARLY_ALL * len(parted)


def _kind(text: str, row: Sequence[Span], place: int) -> str:
    return kind_of(text[slice(*row[place])]) if place < len(row) else "empty"


def _deep(text: str, rows: Sequence[Sequence[Span]], columns: int) -> DeepHeader | None:
    if len(rows) > 1:
        return deep_header(text, rows, columns)
    names = rows[0]
    if len(names) != columns:
        return None
    cells = tuple(Cell(*name, 0, at) for at, name in enumerate(names))
    return DeepHeader(0.0, cells, tuple((name,) for name in names))


def _kinds(text: str, path: Sequence[Span]) -> Sequence[str]:
    return next((kinds for s, e in path if (kinds := kinds_named(text[s:e]))), ())


def _widened(deep: DeepHeader) -> DeepHeader:
    """The header, the items' name over one column more."""
    cells = (
        replace(cell, column=cell.column + 1)
        if cell.column > _ITEM
        else replace(cell, width=cell.width + (cell.column + cell.width > _ITEM))
        for cell in deep.cells
    )
    paths = (*deep.paths[: _ITEM + 1], deep.paths[_ITEM], *deep.paths[_ITEM + 1 :])
    return replace(deep, cells=tuple(cells), paths=paths)
