"""Numbers of points that a copy has set on lines of their own, as lists of a browser become.

``1⏎养老服务⏎1.⏎新建食堂3家;⏎2.⏎新增床位300张;⏎市民政局``: the rows of the table are counted
by bare numbers, and what their cells list by numbers with a mark, from one again in every cell.
"""

import re

_POINT = re.compile(
    r"(?m)^[ \t]*(?:(\d{1,2})[.、)]|\((\d{1,2})\)|([①-⑳]))[ \t]*(\n+)"
    r"(?=[^\s(①-⑳])(?!\d+[.、)]?[ \t]*$)"
)
_ROW = re.compile(r"(?m)^[ \t]*(\d{1,3})[ \t]*$")
_FEWEST_ROWS = 3
_FEWEST_LISTS = 2


def points_on_lines(text: str) -> frozenset[int]:
    """Where lines end that hold but the number of a point, where rows are numbered otherwise."""
    points = list(_POINT.finditer(text))
    lists = sum(_number(m) == 1 for m in points)
    if lists < _FEWEST_LISTS or not _are_counted(points) or not _has_rows(text):
        return frozenset()
    return frozenset(m.start(4) for m in points)


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
