"""How a row of a table stands in a text: its cells divided by bars."""

import re
from collections.abc import Sequence

_BREAK = re.compile(r"(?<!\s)\s*\n\s*")


def row(cells: Sequence[str]) -> str:
    """One line for one row: ``1 | 新增停车泊位 | 23352个 |``."""
    return " | ".join(cells) + " |"


def words(text: str) -> str:
    """The words of a cell, a paragraph a line, without bars of their own."""
    return _BREAK.sub("\n", text).strip().replace("|", "/")
