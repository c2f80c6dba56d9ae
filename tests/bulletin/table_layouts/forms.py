"""A composed bulletin as the bytes of a page, and of text into which its tables were flattened."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from tests.bulletin.table_layouts.composed import Cell, Composed, Row

TITLE = "某市2023年民生实事项目11月进展情况"
_LEAD = "截至11月底，各项民生实事进展情况如下："
_DAY = "发布时间：2023-12-05"

Table = Sequence[Row]

_WIDEST = 24
"""Places of a column of a sheet, at most."""


def _page(composed: Composed, laid: Callable[[Table], Table]) -> str:
    tables = "".join(f"<table>{_rows(laid(table))}</table>" for table in composed.tables)
    head = f"<h1>{TITLE}</h1><div><p>{_LEAD}</p>"
    return f"<html><body>{head}{tables}</div></body></html>"


def _rows(table: Table) -> str:
    return "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in table)


def _cell(cell: Cell) -> str:
    height = f' rowspan="{cell.height}"' if cell.height > 1 else ""
    width = f' colspan="{cell.width}"' if cell.width > 1 else ""
    return f"<td{height}{width}>{cell.words}</td>"


def _spanned(table: Table) -> Table:
    return table


def _without_heights(table: Table) -> Table:
    """As a copy that drops rowspan has it: the rows below a merged cell are short."""
    return [[replace(cell, height=1) for cell in row] for row in table]


def _blanked(table: Table) -> Table:
    """A merged cell is its first one, the others are empty."""
    rows: list[Row] = []
    covered: dict[int, int] = {}
    for row in table:
        cells = iter(row)
        whole: list[Cell] = []
        while True:
            at = len(whole)
            if covered.get(at, 0):
                covered[at] -= 1
                whole.append(Cell(""))
                continue
            cell = next(cells, None)
            if cell is None:
                break
            for column in range(at, at + cell.width):
                covered[column] = cell.height - 1
            whole += [Cell(cell.words), *[Cell("")] * (cell.width - 1)]
        rows.append(whole)
    return rows


def _text(
    composed: Composed, laid: Callable[[Table], Table], lines: Callable[[list[str]], list[str]]
) -> str:
    said = [TITLE, _DAY, _LEAD]
    for table in composed.tables:
        for row in laid(table):
            said += lines([cell.words for cell in row])
    return "\n".join(said)


def _sheet(composed: Composed) -> str:
    """Columns side by side, what is wider than one on lines below, as a terminal shows a page."""
    said = [TITLE, _DAY, _LEAD]
    for table in composed.tables:
        rows = [[cell.words for cell in row] for row in _blanked(table)]
        count = max(map(len, rows))
        rows = [[*row, *[""] * (count - len(row))] for row in rows]
        widths = [min(_WIDEST, max(_places(row[c]) for row in rows)) for c in range(count)]
        for row in rows:
            cells = [_wrapped(words, width) for words, width in zip(row, widths, strict=True)]
            for at in range(max(map(len, cells))):
                pieces = [cell[at] if at < len(cell) else "" for cell in cells]
                blanks = (width - _places(p) + 2 for p, width in zip(pieces, widths, strict=True))
                padded = (p + " " * n for p, n in zip(pieces, blanks, strict=True))
                said.append("".join(padded).rstrip())
    return "\n".join(said)


def _places(words: str) -> int:
    return sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in words)


def _wrapped(words: str, width: int) -> list[str]:
    lines = [""]
    for character in words:
        if _places(lines[-1] + character) > width:
            lines.append("")
        lines[-1] += character
    return lines


def _barred(words: list[str]) -> list[str]:
    return [" | ".join(words) + " |"]


def _tabbed(words: list[str]) -> list[str]:
    return ["\t".join(words)]


def _spaced(words: list[str]) -> list[str]:
    return ["  ".join(filter(None, words))]


def _stacked(words: list[str]) -> list[str]:
    return [word for word in words if word]


def _written() -> Iterator[tuple[str, Callable[[Composed], tuple[bytes, str]]]]:
    def page(laid: Callable[[Table], Table]) -> Callable[[Composed], tuple[bytes, str]]:
        return lambda composed: (_page(composed, laid).encode(), "text/html")

    def text(
        laid: Callable[[Table], Table], lines: Callable[[list[str]], list[str]]
    ) -> Callable[[Composed], tuple[bytes, str]]:
        return lambda composed: (_text(composed, laid, lines).encode(), "text/plain; charset=utf-8")

    yield "html", page(_spanned)
    yield "html, heights lost", page(_without_heights)
    yield "html, blanks", page(_blanked)
    yield "bars", text(_blanked, _barred)
    yield "bars, heights lost", text(_without_heights, _barred)
    yield "tabs", text(_blanked, _tabbed)
    yield "tabs, heights lost", text(_without_heights, _tabbed)
    yield "wide blanks", text(_blanked, _spaced)
    yield "a cell a line", text(_blanked, _stacked)
    yield "a sheet", lambda composed: (_sheet(composed).encode(), "text/plain; charset=utf-8")


FORMS = dict(_written())
"""By name, what makes of a bulletin its bytes and their type. Blank cells of text between which
nothing stands are left out."""
PAGES = tuple(name for name in FORMS if name.startswith("html"))
