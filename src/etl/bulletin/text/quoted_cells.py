"""Cells in quotation marks between tabs, as a sheet's cells of several lines are pasted:
``3⇥就业⇥新增1.2万人⇥"新增7218人⏎失业率1.81%"⇥人社局`` is one row.
"""

import re

_CELL = re.compile(r'(?:(?<=\t)"[^"\t]*"(?=[\t\r\n]|\Z)|(?:(?<=\n)|\A)"[^"\t]*"(?=\t))')
_LINE_END = re.compile(r"(?P<before>[^\r\n])(?P<ends>[\r\n]+)")
_STOPS = frozenset("。;,:、!?")


def unquoted_cells(text: str) -> str:
    """The text, as long as it was, such cells without their marks and on one line."""
    return _CELL.sub(_on_one_line, text) if '"' in text and "\t" in text else text


def _on_one_line(cell: re.Match[str]) -> str:
    return f" {_LINE_END.sub(_joined, cell[0][1:-1])} "


def _joined(end: re.Match[str]) -> str:
    before = end["before"]
    return before + (" " if before in _STOPS else ";") + " " * (len(end["ends"]) - 1)
