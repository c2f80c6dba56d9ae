"""Figures of one page that must fit together: parts and wholes, one thing said twice."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice

from etl.bulletin.model import Bulletin, Fact
from etl.decimals import plain

_OF_WHICH = re.compile(r"其中[:,]?")
_SENTENCE = re.compile(r"[。;\n|]")
_LISTED = re.compile(r"[,。;\n|)]")
"""What ends the list of parts: 其中旱厕改水厕14座、新建32座,96座公厕延时开放."""
_REACH = 150
"""Characters that a sentence is looked for at most."""
_COUNTED = ("actual", "target")
_TELLING = 6
"""Characters of a name that is no pledge's in particular: 新增停车泊位, not 完成投资."""
_SHOWN = 3
_BETWEEN = 14
"""Characters between a whole and 其中 at most: 新增学位9300个(含附属园),其中."""


@dataclass(frozen=True)
class Parts:
    """A figure beside others of its page, as columns of the ``facts`` gate."""

    whole: str
    """The figure that this one is part of: 9300个，其中…; empty where it is none's."""
    part_fits: bool | None
    """Whether it is no larger than that."""
    parts_fit: bool | None
    """Whether all parts together are no larger; None where there is one at most."""
    also: str
    """The other figures under the same words; empty where there is none."""
    said_once: bool | None
    """Whether no other figure has the same words, or this is the one tied to the promise."""
    also_in: str
    """What other pledges say under the same words, where that is another value."""
    said_alike: bool | None
    """Whether they say the same; None where no other pledge has these words."""


NO_PARTS = Parts("", None, None, "", None, "", None)


def parts(bulletin: Bulletin) -> Mapping[int, Parts]:
    """The figures that are parts or have doubles, by their place in ``bulletin.facts``."""
    found: dict[int, Parts] = defaultdict(lambda: NO_PARTS)
    for whole, own in _of_which(bulletin):
        total = sum((bulletin.facts[place].value for place in own), Decimal())
        for place in own:
            found[place] = replace(
                NO_PARTS,
                whole=bulletin.facts[whole].text,
                part_fits=bulletin.facts[place].value <= bulletin.facts[whole].value,
                parts_fit=total <= bulletin.facts[whole].value if len(own) > 1 else None,
            )
    for place, others in _doubles(bulletin.facts):
        found[place] = replace(found[place], also=_listed(others), said_once=not others)
    for place, others in _across(bulletin.facts):
        found[place] = replace(found[place], also_in=_listed(others), said_alike=not others)
    return found


def _listed(others: Sequence[Fact]) -> str:
    return ", ".join(f"{plain(other.value)} {other.unit}" for other in others[:_SHOWN])


def _of_which(bulletin: Bulletin) -> Iterator[tuple[int, list[int]]]:
    """Each whole before 其中 with the figures of its unit behind it, up to the sentence's end."""
    order = sorted(range(len(bulletin.facts)), key=lambda place: bulletin.facts[place].start)
    at = 0
    for mark in _OF_WHICH.finditer(bulletin.text):
        while at < len(order) and bulletin.facts[order[at]].start < mark.end():
            at += 1
        if not at:
            continue
        whole = bulletin.facts[order[at - 1]]
        between = bulletin.text[whole.end : mark.start()]
        if len(between) > _BETWEEN or _SENTENCE.search(between) or whole.measure not in _COUNTED:
            continue
        if at > 1 and _is_listed(bulletin, bulletin.facts[order[at - 2]], whole):
            continue
        stop = _LISTED.search(bulletin.text, mark.end(), mark.end() + _REACH)
        end = stop.start() if stop else mark.end() + _REACH
        own = []
        for place in order[at:]:
            fact = bulletin.facts[place]
            if fact.start >= end:
                break
            if _is_part(fact, whole):
                own.append(place)
        if own:
            yield order[at - 1], own


def _is_listed(bulletin: Bulletin, before: Fact, whole: Fact) -> bool:
    """Whether the whole may be all that stands before it: 青石镇3个,沙洲镇1个,其中…"""
    between = bulletin.text[before.end : whole.start]
    return before.unit == whole.unit and not _SENTENCE.search(between)


def _is_part(fact: Fact, whole: Fact) -> bool:
    return (
        fact.measure == whole.measure
        and fact.unit == whole.unit != "%"
        and fact.period_end == whole.period_end
        and fact.value.is_finite()
        and whole.value.is_finite()
    )


def _doubles(facts: Sequence[Fact]) -> Iterator[tuple[int, list[Fact]]]:
    """Each result with the others of its pledge and period that its words do not tell apart."""
    for places in _alike(facts, ("actual",), within=True):
        differing = _differing(facts, places)
        tied = [place for place in places if facts[place].target is not None]
        for place in places:
            # 当月218 ∣ 累计2243: the one that is held against the promise is meant.
            meant = tied == [place]
            others = [fact for fact in differing if fact.value != facts[place].value]
            yield place, [] if meant else others


def _across(facts: Sequence[Fact]) -> Iterator[tuple[int, list[Fact]]]:
    """Each figure whose words other pledges have as well, with the other values."""
    for places in _alike(facts, _COUNTED, within=False):
        if len({facts[place].pledge for place in places}) > 1:
            differing = _differing(facts, places)
            for place in places:
                if len(facts[place].indicator) >= _TELLING:
                    yield place, [f for f in differing if f.value != facts[place].value]


def _alike(facts: Sequence[Fact], measures: Sequence[str], *, within: bool) -> Iterable[list[int]]:
    """The places of figures with the same words, ``within`` one pledge or in all of them."""
    alike: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for place, fact in enumerate(facts):
        if fact.measure in measures:
            words = fact.indicator, fact.stage, fact.breakdown, fact.unit
            key = fact.measure, *words, fact.period_end, fact.pledge if within else 0
            alike[key].append(place)
    return alike.values()


def _differing(facts: Sequence[Fact], places: Sequence[int]) -> list[Fact]:
    """A few of the figures that differ, one for each value."""
    values: dict[Decimal, Fact] = {}
    for place in places:
        values.setdefault(facts[place].value, facts[place])
    return list(islice(values.values(), _SHOWN + 1))
