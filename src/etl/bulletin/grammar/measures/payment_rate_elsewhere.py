"""Standards of payment whose rate stands elsewhere in the item.

``农村低保年标准不低于6960元`` names it before, ``每人每月740元、560元提高到780元、620元`` says it
once for all, and a result in plain 元 is of the standard that was promised.
"""

import re
from collections.abc import Iterator, Sequence, Set
from decimal import Decimal

from etl.bulletin.grammar.discourse.draft_facts import Draft, Drafts

_PAID = (
    r"(?:低保|保障金?|特困(?:人员)?|供养|养老金|津贴|补贴|补助|护理"
    r"|生活费|抚恤|救助|养育|优待金|奖扶|特扶|补差|筹资)"
)
_NAMED = re.compile(
    rf"{_PAID}[^,。;:、\n\d|]{{0,8}}?(?P<after>[年月])(?:人均)?(?:保障|补差|供养|补助|发放)?(?:标准|水平)"
    rf"|{_PAID}[^,。;:、\n\d|]{{0,6}}?标准[^,。;:、\n\d|]{{0,4}}?(?:每(?P<each>[年月])|(?P<mean>[年月])人均)"
    rf"|(?P<before>[年月])人均(?:标准|{_PAID})"
)
_MONTHLY = re.compile(
    rf"{_PAID}[^,。;:、\n\d|]{{0,8}}?(?P<time>[年月])(?:人均)?(?:保障|供养|补助)?标准"
)
_OTHERWISE = re.compile(
    r"一次性|每?人次|[户次例亩村校]均|每[户亩头床场站校村次]|工资|电费|水费|奖励|慰问|单价|保费|意外险|/"
)
_TIME_BEFORE = re.compile(
    r"(?:标准|补差|补助|津贴|补贴|待遇|[每由])([年月])(?:人?均)?(?:分别|均|为|达到?|至)*$"
)
_EACH = re.compile(r"人均|每[人名]|按人")
_PERSONAL = re.compile(
    r"低保|最低生活保障|特困|五保|孤儿|困境儿童|事实无人抚养|供养标准|养育|养老金|高龄|两项补贴|护理补贴|生活补贴|抚恤"
)
"""Payments that are made to a person."""
_SUBJECT = re.compile(
    r"低保|最低生活|特困|五保|孤儿|养老金|医保|医疗保险|合作医疗|新农合|筹资|公共卫生|公卫|公用经费"
    r"|临时救助|残疾|护理|高龄|抚恤|寄宿|营养餐|工资|收入"
)
"""Whom or what a payment is for."""
_STANDARD = re.compile(rf"标准|{_PAID}|提高|提标|调整|统一")
_SENTENCE_END = re.compile(r"[。;\n|]")
_RESPECTIVELY = re.compile(r"分别[^,]*$")
_RAISED = re.compile(r"(?:提高|增加|上调|上涨|增长|提标|降低|减少)了?$")
"""What stands before the amount that a standard is changed by: 每人每月提高5元,达到118元."""
_REACHES = re.compile(r",?(?:达到?|至|为|到|调整[为到])")
_LOWEST, _HIGHEST = Decimal(5), Decimal(30000)
_FAR = Decimal(5)
_NEAR = Decimal(2)
_BARE = 4
"""Characters before a figure in a cell that name nothing: 已达."""
_REACH = 80


def completed(text: str, drafts: Drafts, *, one_pledge: bool) -> Drafts:
    """The figures of an item, each payment with the rate that the item gives it.

    Where the item is not one pledge but prose about many, one of them promising money for each
    person says nothing about the others.
    """
    if not any(d.unit.startswith("元") for d in drafts):
        return drafts
    rated = [d for d in drafts if _is_rated(d)]
    personal = one_pledge and any(r.part == "target" for r in rated)
    done: list[Draft] = []
    for d in drafts:
        done.append(_with_unit(d, _own_unit(text, d, done[-1] if done else None, personal)))
    if not any(map(_is_plain, done)):
        return Drafts(done)
    done = [_with_unit(d, _repeated_unit(text, d, rated)) for d in done]
    done = _said_once(text, [_with_unit(d, _named_unit(text, d)) for d in done])
    done = list(_raised(text, done))
    if one_pledge:
        rated = [d for d in done if _is_rated(d)]
    return Drafts(_with_unit(d, _unit_alike(text, d, rated)) for d in done)


def _with_unit(d: Draft, unit: str) -> Draft:
    return d if d.unit == unit else d._replace(unit=unit)


def _own_unit(text: str, d: Draft, before: Draft | None, personal: bool) -> str:
    """The unit of a payment with the rate that its own words give; ``personal`` where each is a
    person's."""
    if d.unit in ("元/月", "元/年") and (
        personal or _EACH.search(_clause(text, d)) or _PERSONAL.search(d.label + _before(text, d))
    ):
        # 低保人均保障标准提高到每月912元; 低保标准 is a person's whether said or not.
        return d.unit.replace("/", "/人·")
    if d.unit != "元/人":
        return d.unit
    if time := _TIME_BEFORE.search(_before(text, d)):
        return f"元/人·{time[1]}"
    if monthly := _MONTHLY.search(_clause(text, d)):
        # 低保月保障标准645元/人
        return f"元/人·{monthly['time']}"
    if before is not None and _is_rated(before):
        # 月人均分别达到780元/人、560元/人
        between = text[before.quantity.end : d.quantity.start]
        return before.unit if between in ("、", "和") else d.unit
    return d.unit


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


def _repeated_unit(text: str, d: Draft, rated: Sequence[Draft]) -> str:
    """The unit of a result that repeats a promised standard: 每人每月823元和598元 … 农村598元."""
    if not _is_plain(d) or d.part == "target" or _OTHERWISE.search(_before(text, d)):
        return d.unit
    same = {r.unit for r in rated if r.part == "target" and r.value == d.value}
    return same.pop() if len(same) == 1 else d.unit


def _named_unit(text: str, d: Draft) -> str:
    """The unit of a payment whose clause or label names a rate."""
    if not _is_plain(d):
        return d.unit
    clause = _clause(text, d)
    found = _NAMED.search(clause) or _NAMED.search(d.label)
    if found is None or _OTHERWISE.search(clause):
        return d.unit
    return f"元/人·{next(group for group in found.groups() if group)}"


def _said_once(text: str, drafts: Sequence[Draft]) -> list[Draft]:
    """Figures of which a rate said of one holds for those of its size in the same sentence."""
    done = list(drafts)
    for at in range(1, len(done)):
        done[at] = _with_unit(done[at], _carried(text, done[at - 1], done[at]))
    for at in range(len(done) - 2, -1, -1):
        done[at] = _with_unit(done[at], _carried(text, done[at + 1], done[at]))
    return done


def _carried(text: str, rated: Draft, plain: Draft) -> str:
    """The unit of a figure beside one that may have a rate."""
    if not (_is_plain(plain) and _is_rated(rated)) or plain.measure == "change":
        return plain.unit
    first, second = sorted((rated.quantity, plain.quantity), key=lambda q: q.start)
    between = text[first.end : second.start]
    if len(between) > _REACH or _SENTENCE_END.search(between) or _OTHERWISE.search(between):
        return plain.unit
    raised = _RAISED.search(_before(text, rated)) and _REACHES.fullmatch(between)
    listed = between in ("、", "和")
    changed = rated.measure == "change"
    alike = raised or listed or changed or _alike(rated.value, plain.value, _FAR)
    return rated.unit if alike else plain.unit


def _raised(text: str, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Figures of which what a standard was raised by has its unit.

    低保标准每人每月680元,较上年提高40元; of several that are raised 分别 each has its own.
    """
    standards: list[Draft] = []
    changes: list[Draft] = []
    for d in drafts:
        since = (standards or [d])[-1].quantity.end
        ended = _SENTENCE_END.search(text, since, d.quantity.start)
        if ended or (changes and d.measure != "change"):
            yield from _changed(text, standards, changes)
            standards, changes = [], []
        if d.measure == "change":
            changes.append(d)
        else:
            standards.append(d)
            yield d
    yield from _changed(text, standards, changes)


def _changed(text: str, standards: Sequence[Draft], changes: Sequence[Draft]) -> Iterator[Draft]:
    """Changes in the units of the standards that they are of."""
    if not standards or not changes:
        yield from changes
        return
    each = _RESPECTIVELY.search(_before(text, changes[0])) and len(changes) <= len(standards)
    of = standards[-len(changes) :] if each else [standards[-1]] * len(changes)
    for standard, d in zip(of, changes, strict=True):
        less = abs(d.value) < abs(standard.value)
        yield _with_unit(d, standard.unit) if _is_plain(d) and _is_rated(standard) and less else d


def _unit_alike(text: str, d: Draft, rated: Sequence[Draft]) -> str:
    """The unit of a payment in plain 元: of the one standard of the item that it is like."""
    if not rated or not _is_plain(d):
        return d.unit
    said = _before(text, d)
    clause = said[said.rfind(",") + 1 :]
    bare = d.row and len(clause) <= _BARE
    if d.measure == "change" or _OTHERWISE.search(clause):
        return d.unit
    promised = any(r.part == "target" and r.label == d.label for r in rated)
    if not (bare or promised or _STANDARD.search(clause)):
        return d.unit
    subjects = {*_SUBJECT.findall(said + d.label)}
    like = {
        r.unit
        for r in rated
        if _alike(r.value, d.value, _NEAR) and _shares_subject(text, r, subjects)
    }
    return like.pop() if len(like) == 1 else d.unit


def _shares_subject(text: str, rated: Draft, subjects: Set[str]) -> bool:
    """Whether a standard is of what a payment is for, as far as both say it."""
    own = {*_SUBJECT.findall(_before(text, rated) + rated.label)}
    return not (own and subjects) or not own.isdisjoint(subjects)


def _alike(one: Decimal, other: Decimal, most: Decimal) -> bool:
    low, high = sorted((abs(one), abs(other)))
    return low > 0 and high <= most * low
