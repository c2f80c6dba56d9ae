"""Labels in full, once it is known which promise each figure measures, and contrasted groups.

A part is named after its whole and a rate after its figure, and both may have got their own
noun from a promise only when they were linked to it.
"""

import re
from collections import defaultdict
from collections.abc import Sequence

from etl.bulletin.grammar.discourse.draft_facts import Draft, Drafts
from etl.bulletin.grammar.labels import counted_noun, group_words

_UNPOLISHED = re.compile(r"[,。;:/]|^[ \d]|[的了]$")
_STILL = re.compile(r"(?<=..)(?:[尚仍]|(?<![返借租归偿退送发通交追清占])还)$")
_YEARS = re.compile(r"^[两二三四五]年(?:\([\d年至—-]+\))?(?=.{2})")
"""What a plan of several years begins with: 三年(2023—2025年)改造小区."""
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


def contrasted(drafts: Drafts) -> list[Draft]:
    """Those of the figures that change as what tells their labels apart is a group.

    城市低保标准, 农村低保标准
    """
    found: list[Draft] = []
    if len(drafts) < 2:
        return found
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
                # 二级医院报销比例75%,三级医院65%
                longer = longest[noun[:2]]
                label = group + (longer if longer.startswith(noun) else noun)
                found.append(d._replace(breakdown=group, label=label))
    return found


def _pairs(noun: str) -> set[str]:
    return {noun[at : at + 2] for at in range(len(noun) - 1)}


def heading(words: str) -> str:
    """What a promise without a figure is about: 农村饮水安全工程。 → 农村饮水安全工程."""
    first = re.split(r"[,。;:\n]", words[:_HEADING].strip(" \n。:"), maxsplit=1)[0]
    return counted_noun.subject(first)


def completed(drafts: Drafts) -> Drafts:
    """One pledge's figures with their labels in full: 开工率 → 老旧小区开工率."""
    targets = [d.key for d in drafts if d.part == "target" and d.measure == "target"]
    now = _with_promised_nouns(drafts, targets)
    for d in now:
        if not d.own and not d.breakdown and d.target and d.target <= len(targets):
            promised = now[targets[d.target - 1]].breakdown or ""
            now.put(d._replace(breakdown=promised if group_words.is_place(promised) else None))
    for d in now:
        breakdown, label = d.breakdown, d.label
        whole = now.get(d.part_of if d.of is None else d.of)
        if whole is not None and whole.key != d.key:
            if d.of is not None and d.measure == "pct_of_target" and not breakdown:
                breakdown = whole.breakdown
            if not label or counted_noun.is_bare(label):
                label = whole.label
        if d.among:
            label = counted_noun.of_part(label, d.among)
        if (breakdown, label) != (d.breakdown, d.label):
            now.put(d._replace(breakdown=breakdown, label=label))
    if any(counted_noun.is_nameless(d.label) for d in now):
        now = _with_nearest_nouns(now)
    for d in now:
        label = _polished(d)
        if label != d.label:
            now.put(d._replace(label=label))
    return now


def _with_nearest_nouns(drafts: Drafts) -> Drafts:
    """Figures, and those without a name have that of what stands nearest."""
    now = drafts.copy()
    keys = [d.key for d in drafts]
    for at, d in enumerate(drafts):
        if counted_noun.is_nameless(d.label):
            behind = keys[at + 1 : at + 1 + _REACH]
            around = [*reversed(keys[max(0, at - _REACH) : at]), *behind]
            label = _nearest(d, [now[key] for key in around])
            now.put(d._replace(label=label or d.label))
    return now


def _polished(d: Draft) -> str:
    """The label of a figure as it is shown."""
    label = counted_noun.polish(d.label) if _UNPOLISHED.search(d.label) else d.label
    label = _STILL.sub("", _YEARS.sub("", label))
    if d.unit not in _ANY and d.quantity.dimension not in _ALIKE:
        # 16套 below 完成投资 are no money.
        label = _FUNDS.sub("", label)
    return counted_noun.with_rate(label, d.rate) if d.rate else label


def _with_promised_nouns(drafts: Drafts, targets: Sequence[int]) -> Drafts:
    """Figures, and those that name nothing of their own have the noun of their promise."""
    now = drafts.copy()
    first = {drafts[key].unit: key for key in reversed(targets)}
    for d in now:
        promised = now[targets[d.target - 1]] if d.target else None
        if promised is not None and _leaves_noun(d, promised):
            d = d._replace(label=promised.label)
            now.put(d)
        if counted_noun.is_bare(d.label) and targets:
            named = promised or now[first.get(d.unit, targets[0])]
            now.put(d._replace(label=named.label))
    for d in now:
        if d.of is not None and d.label == drafts[d.of].label:
            # A share goes by the name of its figure, which may have got its promise's by now.
            now.put(d._replace(label=now[d.of].label))
    return now


def _leaves_noun(d: Draft, t: Draft) -> bool:
    """Whether a figure leaves its noun to its promise: 回收22吨 of the promised 回收旧衣40吨."""
    if t.unit == d.unit and (not d.own or (d.from_topic and not d.row)):
        return True
    return len(d.label) == _VERB < len(t.label) and t.label.startswith(d.label)


def _nearest(d: Draft, around: Sequence[Draft]) -> str:
    """The noun of a figure that measures a promise without one, or of what stands nearest."""
    named = [other for other in around if not counted_noun.is_nameless(other.label)]
    alike = [other for other in named if other.unit == d.unit]
    return next((other.label for other in alike or ([] if d.label else named)), "")
