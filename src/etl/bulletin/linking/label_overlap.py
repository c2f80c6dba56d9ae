"""How much the labels of a promise and of a figure have in common."""

import re
from functools import lru_cache

from rapidfuzz import fuzz

from etl.bulletin.grammar.discourse.draft_facts import Draft
from etl.bulletin.grammar.labels import counted_noun

_ORNAMENT = re.compile(r"[^\w]|的|项目$|工程$|建设$")


def alike(d: Draft, t: Draft) -> float:
    """0 to 1: how much two labels have in common, in pairs of characters.

    The figure's own head noun must be there: a label that shares only the tail with a
    longer one (困难人员就业, 新增就业) is another thing.
    """
    one, other = core(d.label), core(t.label)
    if not d.own or not one or not other or (counted_noun.is_bare(d.label) and one not in other):
        # A report that leaves the noun to its promise: 进展:已完工186公里.
        return 0.6
    if one in other or other in one:
        return 1
    if counted_noun.is_dimension(one):
        # 建筑面积 says what is measured of the works before it, and not that they are 公共建筑.
        return 0
    pairs_one = {one[i : i + 2] for i in range(len(one) - 1)}
    pairs_other = {other[i : i + 2] for i in range(len(other) - 1)}
    common = len(pairs_one & pairs_other)
    if not common:
        return 0.3 if fuzz.ratio(one, other) >= 50 else 0
    return common / min(len(pairs_one), len(pairs_other))


@lru_cache(1024)
def core(label: str) -> str:
    """A label without its ornaments: 停车泊位建设项目 → 停车泊位建设."""
    return _ORNAMENT.sub("", label)


def same_group(one: str, other: str) -> bool:
    """Whether two parts are the same, apart from the noun that they may have in common."""
    while len(one) > 1 and len(other) > 1 and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    return one in other or other in one or fuzz.ratio(one, other) >= 70
