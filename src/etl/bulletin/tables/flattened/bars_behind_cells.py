"""Cells on lines of their own with a bar behind each, as a converter leaves them, lose the bars:
``序号 |⏎实事 |⏎年度任务 |`` is a table of a cell a line.
"""

import re

_RUN = re.compile(r"(?m)(?:^[^|\n]*\|[ \t]*(?:\n+|\Z)){8,}")


def without_bars_behind_cells(text: str) -> str:
    """The text, as long as it was, without the bars that end lines in a run of such."""
    return _RUN.sub(lambda run: run[0].replace("|", " "), text)
