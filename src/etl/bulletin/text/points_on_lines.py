"""Numbers of points that a copy has set on lines of their own, as lists of a browser become.

``1⏎养老服务⏎1.⏎新建食堂3家;⏎2.⏎新增床位300张;⏎市民政局``: the rows of the table are counted
by bare numbers, and what their cells list by numbers with a mark, from one again in every cell.
"""

import re

from etl.bulletin.text.character_origins import NormalText

_POINT = re.compile(
    r"(?m)^[ \t]*(?:(\d{1,2})[.、)]|\((\d{1,2})\)|([①-⑳]))[ \t]*(\n+)"
    r"(?=[^\s(①-⑳])(?!\d+[.、)]?[ \t]*$)"
)
_LINE_ENDS = re.compile(r"\n+")
_ROW = re.compile(r"(?m)^[ \t]*(\d{1,3})[ \t]*$")
_FEWEST_ROWS = 2
_FEWEST_LISTS = 2


def joined_to_points(normal: NormalText) -> NormalText:
    """A text with each point on the line of its number, where rows are numbered otherwise.

    A number goes where a figure stands behind its mark, which would go on with it: 2.⏎300张.
    """
    text = normal.text
    points = list(_POINT.finditer(text))
    lists = sum(_number(m) == 1 for m in points)
    if lists < _FEWEST_LISTS or not _are_counted(points) or not _has_rows(text):
        return normal
    normal = normal.without(_POINT, lambda m: text[m.end()].isdigit())
    ends = {m.start(4) for m in _POINT.finditer(normal.text)}
    return normal.without(_LINE_ENDS, lambda m: m.start() in ends)


def _number(point: re.Match[str]) -> int:
    return int(point[1] or point[2] or ord(point[3]) - ord("①") + 1)


def _are_counted(points: list[re.Match[str]]) -> bool:
    """Whether each goes on from the one before, or begins anew."""
    before = 0
    for point in points:
        if (number := _number(point)) not in (1, before + 1):
            return False
        before = number
    return True


def _has_rows(text: str) -> bool:
    """Whether bare numbers count something else: the rows of the table."""
    due = 1
    for row in _ROW.finditer(text):
        due += int(row[1]) == due
    return due > _FEWEST_ROWS
