"""The names of a header whose pieces stand one below the other: which pieces are one name.

``序⏎号⏎民生工程⏎名称⏎完成率`` are three names of five pieces. How many columns there are, the rows
tell; which pieces are joined, their words.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from etl.bulletin.tables.columns.can_be_header import (
    LONGEST_NAME,
    WHOLE_NAMES,
    can_name,
    is_half,
    is_last_half,
    kinds_named,
    tight,
)
from etl.bulletin.tables.columns.cell_kinds import Kind
from etl.bulletin.tables.flattened.alignment.column_model import Piece

Span = tuple[int, int]
Groups = tuple[tuple[int, ...], ...]

_MOST_JOINED = 4
_MOST_WAYS = 2
_MOST_COUNTS = 5
_TORN = 6.0
_UNKNOWN = 1.5
_HALF = 4.0
_SHORT = 3
_JOIN, _LONG_JOIN, _LONGER, _WHOLES = 0.8, 1.2, 3.0, 8.0
_BEGUN = 2.0
_BEGINS = re.compile(
    r"全年|年度|本年|本月|当月|上年|存在|责任|牵头|主办|承办|配合|推进|进展|实事|民生|计量|形象"
    r"|20\d\d年度?|占(?:全|本)?年?度?计?|(?:\d{1,2}[-—至])?\d{1,2}月?底?份?"
)
"""First halves of names: 责任 of 责任单位, 8月底 of 8月底完成."""
_OF_ITEMS = re.compile(r"(?:重点)?(?:为?民?办?|民生)实事")
"""First halves of names of the item, which are such names themselves: 民生实事⏎项目."""
_JOINS = frozenset("及和与或、")
_ENDED = re.compile(r".(?:情况|单位|部门|名称|时间|时限|内容|科室|率|比例)$")
"""Ends of names that are whole: 进展情况 is a column, and 进度 the next one."""
_SECOND = frozenset(["说明", "名称", "领导", "人"])
_ALIKE = 0.7
_WIDEST = 24
_CLASS: dict[Kind, str] = {
    "number": "figure", "figure": "figure", "percent": "figure", "count": "figure",
    "dash": "figure", "plan": "words", "name": "words", "report": "words", "status": "words",
}  # fmt: skip


def partitions(
    said: Sequence[str], counts: Sequence[int], ways: int = _MOST_WAYS
) -> list[tuple[float, Groups]]:
    """For each number of names the likeliest ``ways`` to join pieces to as many, and their costs.

    ``序 · 号 · 项目`` to two names is 序号 and 项目.
    """
    names = tuple(map(tight, said))
    most = max(counts, default=0)
    table: list[dict[int, list[tuple[float, Groups]]]] = [{0: [(0.0, ())]}]
    for end in range(1, len(names) + 1):
        joined: dict[int, list[tuple[float, Groups]]] = {}
        for start in range(max(0, end - _MOST_JOINED), end):
            cost = joining_cost(names[start:end])
            for count, before in table[start].items():
                if count < most:
                    joined.setdefault(count + 1, []).extend(
                        (c + cost, (*groups, tuple(range(start, end)))) for c, groups in before
                    )
        table.append({count: sorted(own)[:ways] for count, own in joined.items()})
    return [way for count in counts for way in table[-1].get(count, [])]


@lru_cache(maxsize=4096)
def joining_cost(pieces: tuple[str, ...]) -> float:
    """What it costs that pieces are one name."""
    name = "".join(pieces)
    if len(name) > LONGEST_NAME or not can_name(name):
        return _TORN * (1 + len(pieces))
    cost = 0.0 if kinds_named(name) else _UNKNOWN
    if name.count("(") != name.count(")") or name.startswith(("(", ")", "%")):
        cost += _TORN
    cost += _HALF * (is_half(name) + (len(name) == 1) + (name[0] in _JOINS))
    cost += _BEGUN * (_BEGINS.fullmatch(name) is not None)
    for before, after in pairwise(pieces):
        cost += _WHOLES * (after.startswith(before) or before.endswith(")"))
        if before[-1:] in _JOINS or after[:1] in _JOINS:
            cost += _JOIN
            continue
        if after.startswith(("(", ")", "%")) or len(before) == len(after) == 1:
            continue
        short, following = before.split("(")[0], after.split("(")[0]
        twins = len(before) == len(after) > 2 and before[0] + before[-1] == after[0] + after[-1]
        alike = len(following) > 2 and short[-2:] in (following[-2:], following[:2])
        if twins or alike or (len(after) > 1 and before.endswith(after)):
            # 原标准 and 新标准, 已开工 and 已竣工 are names of two columns.
            cost += _WHOLES
        elif _ENDED.search(before) and len(after) > 1 and after not in _SECOND:
            cost += _WHOLES if kinds_named(after) else 2 * _LONGER
        elif _OF_ITEMS.fullmatch(before) and after.startswith("项目"):
            cost += _LONG_JOIN
        elif is_last_half(after) and (len(before) <= _SHORT + 1 or _BEGINS.fullmatch(before)):
            cost += _JOIN
        elif len(before) <= _SHORT and len(after) <= _SHORT:
            both = len(before) > 1 and kinds_named(before) and kinds_named(after)
            cost += _LONG_JOIN + (_LONGER if both else 0.0)
        else:
            cost += _WHOLES if kinds_named(before) and kinds_named(after) else _LONGER
        cost += _WHOLES * (before in WHOLE_NAMES or after in WHOLE_NAMES)
    return cost


def widths(pieces: Sequence[Piece]) -> list[int]:
    """How many columns rows may have, the likeliest first; ``pieces`` with the numbers marked."""
    starts = [at for at, p in enumerate(pieces) if p.kind == "ordinal" or p.begins_row]
    gaps = Counter(b - a for a, b in pairwise([*starts, len(pieces)]))
    gaps = Counter({gap: seen for gap, seen in gaps.items() if 2 <= gap <= _WIDEST})
    if gaps.total() >= 2:
        return [gap for gap, _ in gaps.most_common(_MOST_COUNTS)]
    kinds = [_CLASS.get(p.kind, p.kind) for p in pieces[:200]]
    alike = []
    for width in range(2, min(_WIDEST, len(kinds) // 2) + 1):
        same = sum(a == b for a, b in zip(kinds, kinds[width:], strict=False))
        alike.append((same / (len(kinds) - width), width))
    found = sorted((one for one in alike if one[0] >= _ALIKE), key=lambda one: (-one[0], one[1]))
    return [width for _, width in found[:_MOST_COUNTS]]
