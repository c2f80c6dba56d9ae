"""Labels in full, once it is known which promise each figure measures, and contrasted groups.

A part is named after its whole and a rate after its figure, and both may have got their own
noun from a promise only when they were linked to it.
"""

import re
from collections import defaultdict
from collections.abc import Sequence

from etl.bulletin.grammar.discourse.draft_facts import Draft
from etl.bulletin.grammar.labels import counted_noun, group_words

_UNPOLISHED = re.compile(r"[,。;:/]|^[ \d]|[的了]$")
_HEADING = 80
"""Characters of a promise in which its topic is looked for."""
_VERB = 2
"""Characters of a verb that may stand alone before a figure."""
_REACH = 8
"""Figures on either side of one without a noun that may lend it theirs."""
_ALIKE = frozenset({"money", "money_rate"})
_ANY = frozenset({"%", "百分点", "倍"})
"""Units of what may be money or anything else."""
_FUNDS = re.compile(r"(?<=..)(?<!投入)(?:完成|计划|累计)?总?(?:投资|资金|经费)额?$")


def contrast(drafts: Sequence[Draft]) -> None:
    """Take for groups what tells two labels apart, in place: 城市低保标准, 农村低保标准."""
    led: dict[str, list[tuple[Draft, str, str]]] = defaultdict(list)
    for d in drafts:
        group, noun = group_words.leading(d.label)
        dimension = d.quantity.dimension
        named = group_words.is_office_level(group) and dimension not in _ALIKE
        if group and not named and not d.breakdown and not d.row:
            led["money" if dimension in _ALIKE else d.unit].append((d, group, noun))
    for alike in led.values():
        if len({group for _, group, _ in alike}) < 2:
            continue
        said: dict[str, set[str]] = defaultdict(set)
        longest: dict[str, str] = {}
        for _, group, noun in alike:
            longest[noun[:2]] = max(longest.get(noun[:2], ""), noun, key=len)
            for pair in _pairs(noun):
                said[pair].add(group)
        for d, group, noun in alike:
            if any(len(said[pair]) > 1 for pair in _pairs(noun)):
                d.breakdown = group
                # 二级医院报销比例75%,三级医院65%
                longer = longest[noun[:2]]
                d.label = group + (longer if longer.startswith(noun) else noun)


def _pairs(noun: str) -> set[str]:
    return {noun[at : at + 2] for at in range(len(noun) - 1)}


def heading(words: str) -> str:
    """What a promise without a figure is about: 农村饮水安全工程。 → 农村饮水安全工程."""
    first = re.split(r"[,。;:\n]", words[:_HEADING].strip(" \n。:"), maxsplit=1)[0]
    return counted_noun.subject(first)


def complete(drafts: Sequence[Draft]) -> None:
    """Complete the labels of one pledge's drafts, in place: 开工率 → 老旧小区开工率."""
    targets = [d for d in drafts if d.part == "target" and d.measure == "target"]
    _take_promised(drafts, targets)
    for d in drafts:
        if not d.own and not d.breakdown and d.target and d.target <= len(targets):
            promised = targets[d.target - 1].breakdown or ""
            d.breakdown = promised if group_words.is_place(promised) else None
    for d in drafts:
        if d.of is not None and d.measure == "pct_of_target" and not d.breakdown:
            d.breakdown = d.of.breakdown
        whole = d.of or d.part_of
        if whole is not None and whole is not d and (not d.label or counted_noun.is_bare(d.label)):
            d.label = whole.label
        if d.among:
            d.label = counted_noun.of_part(d.label, d.among)
    for at, d in enumerate(drafts):
        if counted_noun.is_nameless(d.label):
            d.label = _nearest(drafts, at) or d.label
    for d in drafts:
        if _UNPOLISHED.search(d.label):
            d.label = counted_noun.polish(d.label)
        if d.unit not in _ANY and d.quantity.dimension not in _ALIKE:
            # 16套 below 完成投资 are no money.
            d.label = _FUNDS.sub("", d.label)
        if d.rate:
            d.label = counted_noun.with_rate(d.label, d.rate)


def _take_promised(drafts: Sequence[Draft], targets: Sequence[Draft]) -> None:
    """Give figures that name nothing of their own the noun of the promise they measure."""
    said_as = {d.key: d.label for d in drafts}
    first = {t.unit: t for t in reversed(targets)}
    for d in drafts:
        promised = targets[d.target - 1] if d.target else None
        if promised is not None and _leaves_noun(d, promised):
            d.label = promised.label
        if counted_noun.is_bare(d.label) and targets:
            d.label = (promised or first.get(d.unit, targets[0])).label
    for d in drafts:
        if d.of is not None and d.label == said_as[d.of.key]:
            # A share goes by the name of its figure, which may have got its promise's by now.
            d.label = d.of.label


def _leaves_noun(d: Draft, t: Draft) -> bool:
    """Whether a figure leaves its noun to its promise: 回收22吨 of the promised 回收旧衣40吨."""
    if t.unit == d.unit and (not d.own or (d.from_topic and not d.row)):
        return True
    return len(d.label) == _VERB < len(t.label) and t.label.startswith(d.label)


def _nearest(drafts: Sequence[Draft], at: int) -> str:
    """The noun of a figure that measures a promise without one, or of what stands nearest."""
    d = drafts[at]
    around = [*reversed(drafts[max(0, at - _REACH) : at]), *drafts[at + 1 : at + 1 + _REACH]]
    named = [other for other in around if not counted_noun.is_nameless(other.label)]
    alike = [other for other in named if other.unit == d.unit]
    return next((other.label for other in alike or ([] if d.label else named)), "")
