"""Counts that stand together: 机构数量12家，托位总数43686个.

A figure that has no history yet can still be held against its neighbours in the sentence.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from etl.bulletin.model import Bulletin

_STOP = re.compile(r"[。；;\n]")
# Rates, rates of pay and visits stand beside counts of any size.
_NO_COUNTS = frozenset({"%", "‰", "百分点", "倍", "元", "人次"})


@dataclass(frozen=True, slots=True)
class Sibling:
    """Of the counts in a figure's sentence the one nearest in size."""

    value: Decimal
    unit: str
    ratio: float
    """The larger of the two divided by the smaller."""


def siblings(bulletin: Bulletin) -> dict[int, Sibling]:
    """The nearest sibling of each count that has one, by index in ``bulletin.facts``."""
    stops = [match.start() for match in _STOP.finditer(bulletin.text)]
    sentences: dict[int, list[int]] = defaultdict(list)
    sentence = 0
    counts = [
        index
        for index, fact in enumerate(bulletin.facts)
        if fact.measure == "actual" and fact.unit not in _NO_COUNTS and fact.value > 0
    ]
    for index in sorted(counts, key=lambda index: bulletin.facts[index].start):
        while sentence < len(stops) and stops[sentence] < bulletin.facts[index].start:
            sentence += 1
        sentences[sentence].append(index)
    found = {}
    for together in sentences.values():
        for index in together:
            value = bulletin.facts[index].value
            others = [
                Sibling(other.value, other.unit, _ratio(value, other.value))
                for other in (bulletin.facts[place] for place in together if place != index)
            ]
            if others:
                found[index] = min(others, key=lambda sibling: sibling.ratio)
    return found


def _ratio(one: Decimal, other: Decimal) -> float:
    return float(max(one, other) / min(one, other))
