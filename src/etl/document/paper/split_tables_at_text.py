"""Short lines of text between tables without rules, which else look like cells over columns.

A line of one piece that reaches over columns of the rows beside it is a cell over several of them,
as the head of a section is, or text. It is text where several such lines follow one another, or
where it is indented like a paragraph or a title::

    实际完成        5      7      0
      4.新增公共停车泊位2400个，建成160个充电桩。
      责任单位：市城管局
              东江   南浦   北渚   合计
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from etl.document.paper.word_lines import PrintedLine, clear_strips, is_apart

_SEVERAL = 2
_INDENT = 1.2
"""Of a character's size: what begins farther from the left is indented."""
_SAME_LEFT = 0.5
"""Of a character's size: what begins as near begins at the same place."""


def tables_between(group: Sequence[PrintedLine]) -> Iterator[list[PrintedLine]]:
    """The lines of each table among lines that stand under one another, those of text left out."""
    runs = [(apart, list(lines)) for apart, lines in groupby(group, is_apart)]
    left = min((line[0].left for line in group), default=0.0)
    table: list[PrintedLine] = []
    for n, (apart, lines) in enumerate(runs):
        rows = [line for line in table if is_apart(line)]
        text = (
            [] if apart else _text(lines, rows, runs[n + 1][1] if n + 1 < len(runs) else [], left)
        )
        if not text:
            table.extend(lines)
            continue
        table.extend(lines[: text[0]])
        yield table
        table = lines[text[-1] + 1 :]
    yield table


def _text(
    lines: Sequence[PrintedLine],
    above: Sequence[PrintedLine],
    below: Sequence[PrintedLine],
    left: float,
) -> range:
    """Which of the lines between the rows of tables are text."""
    over = [
        n
        for n, line in enumerate(lines)
        if _reaches_over(line, above) or _reaches_over(line, below)
    ]
    first = lines[over[0]][0] if over else None
    if first is None or (len(over) < _SEVERAL and first.left - left < _INDENT * first.size):
        return range(0)
    places = [lines[n][0].left for n in over]
    text = [
        n
        for n, line in enumerate(lines)
        if any(abs(line[0].left - place) < _SAME_LEFT * line[0].size for place in places)
    ]
    return range(text[0], text[-1] + 1)


def _reaches_over(line: PrintedLine, rows: Sequence[PrintedLine]) -> bool:
    """Whether a piece of a line stands in columns of rows and in what divides them."""
    strips = clear_strips(rows, 0) if len(rows) >= _SEVERAL else []
    return any(
        word.left < (start + end) / 2 and end < word.right for word in line for start, end in strips
    )
