"""Standards of payment whose rate stands elsewhere in the item.

``农村低保年标准不低于6960元`` names it before, ``每人每月740元、560元提高到780元、620元`` says it
once for all, and a result in plain 元 is of the standard that was promised.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from etl.bulletin.grammar.discourse.draft_facts import Draft

_PAID = (
    r"(?:低保|保障金?|供养|养老金|津贴|补贴|补助|护理"
    r"|生活费|抚恤|救助|养育|优待金|奖扶|特扶|补差|筹资)"
)
_NAMED = re.compile(
    rf"{_PAID}[^,。;:、\n\d|]{{0,8}}?(?P<after>[年月])(?:人均)?(?:保障|补差|供养|补助|发放)?标准"
    rf"|{_PAID}[^,。;:、\n\d|]{{0,6}}?标准[^,。;:、\n\d|]{{0,4}}?(?:每(?P<each>[年月])|(?P<mean>[年月])人均)"
    rf"|(?P<before>[年月])人均{_PAID}"
)
_MONTHLY = re.compile(
    rf"{_PAID}[^,。;:、\n\d|]{{0,8}}?(?P<time>[年月])(?:人均)?(?:保障|供养|补助)?标准"
)
_OTHERWISE = re.compile(r"一次性|每?人次|户均|每[户亩头床场站校村次]|工资|电费|水费|奖励|/")
_TIME_BEFORE = re.compile(
    r"(?:标准|补差|补助|津贴|补贴|待遇|[每由])([年月])(?:人?均)?(?:分别|均|为|达到?|至)*$"
)
_EACH = re.compile(r"人均|每[人名]|按人")
_PERSONAL = re.compile(
    r"低保|最低生活保障|特困|五保|孤儿|困境儿童|事实无人抚养|供养标准|养育|养老金|高龄|两项补贴|护理补贴|生活补贴|抚恤"
)
"""Payments that are made to a person."""
_STANDARD = re.compile(rf"标准|{_PAID}|提高|提标|调整|统一")
_SENTENCE_END = re.compile(r"[。;\n|]")
_RESPECTIVELY = re.compile(r"分别[^,]*$")
_LOWEST, _HIGHEST = Decimal(5), Decimal(30000)
_FAR = Decimal(5)
_NEAR = Decimal(2)
_BARE = 4
"""Characters before a figure in a cell that name nothing: 已达."""
_REACH = 80


def complete(text: str, drafts: Sequence[Draft], one_pledge: bool) -> None:
    """Give each payment of an item the rate that the item gives it, in place.

    Where the item is not one pledge but prose about many, one of them promising money for each
    person says nothing about the others.
    """
    rated = [d for d in drafts if _is_rated(d)]
    listed: Draft | None = None
    for d in drafts:
        if one_pledge and d.unit in ("元/月", "元/年") and any(r.part == "target" for r in rated):
            d.unit = d.unit.replace("/", "/人·")
        elif d.unit in ("元/月", "元/年") and (
            _EACH.search(_clause(text, d)) or _PERSONAL.search(d.label + _before(text, d))
        ):
            # 低保人均保障标准提高到每月912元; 低保标准 is a person's whether said or not.
            d.unit = d.unit.replace("/", "/人·")
        elif d.unit == "元/人" and (time := _TIME_BEFORE.search(_before(text, d))):
            d.unit = f"元/人·{time[1]}"
        elif d.unit == "元/人" and (monthly := _MONTHLY.search(_clause(text, d))):
            # 低保月保障标准645元/人
            d.unit = f"元/人·{monthly['time']}"
        elif d.unit == "元/人" and listed is not None and _is_rated(listed):
            # 月人均分别达到780元/人、560元/人
            between = text[listed.quantity.end : d.quantity.start]
            d.unit = listed.unit if between in ("、", "和") else d.unit
        listed = d
    plain = [d for d in drafts if _is_plain(d)]
    if not plain:
        return
    _say_once(text, drafts)
    for d in plain:
        if d.unit == "元" and (named := _named(text, d)):
            d.unit = f"元/人·{named}"
    _change(text, drafts)
    if one_pledge:
        rated = [d for d in drafts if _is_rated(d)]
    for d in plain:
        if d.unit == "元" and rated:
            _follow(text, d, rated)


def _is_plain(d: Draft) -> bool:
    q = d.quantity
    return d.unit == "元" and q.scale == 1 and _LOWEST <= abs(d.value) <= _HIGHEST


def _is_rated(d: Draft) -> bool:
    return d.unit.startswith("元/人·")


def _before(text: str, d: Draft) -> str:
    """What the sentence of a figure says before it."""
    start = d.quantity.start
    said = text[max(0, start - _REACH) : start]
    ends = list(_SENTENCE_END.finditer(said))
    return said[ends[-1].end() :] if ends else said


def _clause(text: str, d: Draft) -> str:
    """What its clause says before a figure."""
    said = _before(text, d)
    return said[said.rfind(",") + 1 :]


def _named(text: str, d: Draft) -> str | None:
    clause = _clause(text, d)
    found = _NAMED.search(clause) or (_NAMED.search(d.label) if d.row else None)
    if found is None or _OTHERWISE.search(clause):
        return None
    return next(group for group in found.groups() if group)


def _say_once(text: str, drafts: Sequence[Draft]) -> None:
    """A rate said of one figure holds for those of its size in the same sentence."""
    for this, following in pairwise(drafts):
        _carry(text, this, following)
    for following, this in pairwise(reversed(drafts)):
        _carry(text, following, this)


def _carry(text: str, rated: Draft, plain: Draft) -> None:
    if not (_is_plain(plain) and _is_rated(rated)) or plain.measure == "change":
        return
    first, second = sorted((rated.quantity, plain.quantity), key=lambda q: q.start)
    between = text[first.end : second.start]
    if len(between) > _REACH or _SENTENCE_END.search(between) or _OTHERWISE.search(between):
        return
    if rated.measure == "change" or _alike(rated.value, plain.value, _FAR):
        plain.unit = rated.unit


def _change(text: str, drafts: Sequence[Draft]) -> None:
    """What a standard was raised by has its unit: 低保标准每人每月680元,较上年提高40元.

    Of several that are raised 分别 each has its own.
    """
    standards: list[Draft] = []
    changes: list[Draft] = []
    for d in drafts:
        since = (standards or [d])[-1].quantity.end
        ended = _SENTENCE_END.search(text, since, d.quantity.start)
        if ended or (changes and d.measure != "change"):
            _raise(text, standards, changes)
            standards, changes = [], []
        (changes if d.measure == "change" else standards).append(d)
    _raise(text, standards, changes)


def _raise(text: str, standards: Sequence[Draft], changes: Sequence[Draft]) -> None:
    if not standards or not changes:
        return
    each = _RESPECTIVELY.search(_before(text, changes[0])) and len(changes) <= len(standards)
    of = standards[-len(changes) :] if each else [standards[-1]] * len(changes)
    for standard, change in zip(of, changes, strict=True):
        if _is_plain(change) and _is_rated(standard) and abs(change.value) < abs(standard.value):
            change.unit = standard.unit


def _follow(text: str, d: Draft, rated: Sequence[Draft]) -> None:
    """A payment in plain 元 is of the one standard of the item that it is like."""
    said = _before(text, d)
    clause = said[said.rfind(",") + 1 :]
    bare = d.row and len(clause) <= _BARE
    if d.measure == "change" or _OTHERWISE.search(clause):
        return
    promised = any(r.part == "target" and r.label == d.label for r in rated)
    if not (bare or promised or _STANDARD.search(clause)):
        return
    like = {r.unit for r in rated if _alike(r.value, d.value, _NEAR)}
    if len(like) == 1:
        d.unit = like.pop()


def _alike(one: Decimal, other: Decimal, most: Decimal) -> bool:
    low, high = sorted((abs(one), abs(other)))
    return low > 0 and high <= most * low
