"""Tables in Markdown, as converters of pages write them: a rule of dashes below the names, bars
between the cells, and ``<br>`` for a line's end within one.

``| 序号 | 年度目标 |⏎| --- | --- |⏎| 1 | ①新建书屋5家<br>②演出40场 |``
"""

import re
from collections.abc import Sequence

from etl.document.raw_table import RawCell, RawTable

_RULE = re.compile(r"\|?(?:[ \t]*:?-{2,}:?[ \t]*\|)+(?:[ \t]*:?-{2,}:?)?")
_BAR = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)
_MOST_COLUMNS = 100


def blocks(source: str) -> list[str | RawTable] | None:
    """The tables of a text that has cells of several lines, and the lines between them.

    None for any other text: where each cell is a line's, bars say as much.
    """
    if _BREAK.search(source) is None:
        return None
    said = source.splitlines()
    found: list[str | RawTable] = []
    between: list[str] = []
    at = 0
    while at < len(said):
        ruled = at + 1 < len(said) and _RULE.fullmatch(said[at + 1].strip())
        if ruled and 0 < said[at].count("|") <= _MOST_COLUMNS:
            end = at + 2
            while end < len(said) and 0 < said[end].count("|") <= _MOST_COLUMNS:
                end += 1
            found += [_lines("\n".join(between)), _table([said[at], *said[at + 2 : end]])]
            between, at = [], end
        else:
            between.append(said[at])
            at += 1
    return [*found, _lines("\n".join(between))] if found else None


def _table(rows: Sequence[str]) -> RawTable:
    return RawTable(
        tuple(
            RawCell(_lines(words.replace("\\|", "|").strip()), row, column)
            for row, line in enumerate(rows)
            for column, words in enumerate(
                _BAR.split(line.strip().removeprefix("|").removesuffix("|"))
            )
        )
    )


def _lines(words: str) -> str:
    return "\n".join(line.strip() for line in _BREAK.split(words)) if "<" in words else words
