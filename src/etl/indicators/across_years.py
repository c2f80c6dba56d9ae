"""Labels of one plan year beside those of the others: which are the same, which are open.

A pair is taken for one indicator where the wording is equal, or where the confidence is
high and no other pair of either label comes near. Labels that stand in one plan year
together are two indicators, whatever they are like. Everything between is left apart, and
listed for a person by :func:`undecided`.

Labels are compared without what :mod:`~etl.indicators.identify` adds to tell figures of
one year apart (培训学员（第7项）). Stage and sub-group follow the label.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from etl.indicators.decisions import Decisions
from etl.indicators.known_wordings import Known, Name
from etl.indicators.label_likeness import APART, SAME, confidence
from etl.indicators.label_without_suffix import base
from etl.indicators.model import KnownIndicator

_MARGIN = 0.01
"""How much surer a pair must be than any other pair of either label."""


@dataclass(frozen=True, slots=True)
class Undecided:
    """Two labels that may be one indicator; years in which each is counted."""

    confidence: float
    unit: str
    one: str
    one_years: tuple[int, ...]
    other: str
    other_years: tuple[int, ...]


def match(
    wordings: Mapping[Name, Iterable[str]],
    plan_year: int,
    known: Known,
    decisions: Decisions,
) -> dict[Name, str]:
    """The label that each new wording of a plan year goes by; its own where none is found.

    Args:
        wordings: those of the year's bulletin that are not known in the year, each with
            what the bulletin's figures of it are called besides.
        plan_year: the bulletin's.
        known: wordings of the year, which takes them, and of all others.
        decisions: what people decided about identity in this portal.
    """
    if not wordings:
        return {}
    taken = {_name(one) for one in known.of(plan_year)}
    found: dict[Name, str] = {}
    for wording, unit in wordings:
        labels = {
            label
            for label in known.labels((wording, unit), but=plan_year)
            if not decisions.apart(wording, label, unit, plan_year)
        }
        if len(labels) == 1:
            [found[wording, unit]] = labels
            taken.add((found[wording, unit], unit))
    fresh = {
        name: {name[0], *also}
        for name, also in wordings.items()
        if name not in found and not known.labels(name, but=plan_year)
    }
    if fresh:
        found |= _sure(fresh, known, taken, plan_year, decisions)
    return {name: found.get(name, name[0]) for name in wordings}


def undecided(known: Sequence[KnownIndicator], decisions: Decisions) -> list[Undecided]:
    """Pairs of labels of different years that may be the same; the likeliest first."""
    years: dict[Name, set[int]] = defaultdict(set)
    for one in known:
        years[_name(one)].add(one.plan_year)
    by_unit: dict[str, list[str]] = defaultdict(list)
    for label, unit in sorted(years):
        by_unit[unit].append(label)
    pairs = []
    for unit, labels in by_unit.items():
        for place, label in enumerate(labels):
            for later in labels[place + 1 :]:
                mine, theirs = years[label, unit], years[later, unit]
                sure = confidence(label, later)
                if sure < APART or mine & theirs:
                    continue
                if any(decisions.about(label, later, unit, year) for year in mine | theirs):
                    continue
                first, second = sorted(
                    ((label, mine), (later, theirs)), key=lambda side: (min(side[1]), side[0])
                )
                pairs.append(
                    Undecided(
                        sure,
                        unit,
                        first[0],
                        tuple(sorted(first[1])),
                        second[0],
                        tuple(sorted(second[1])),
                    )
                )
    return sorted(pairs, key=lambda pair: (-pair.confidence, pair.unit, pair.one, pair.other))


def _name(known: KnownIndicator) -> Name:
    return base(known.indicator.label), known.indicator.unit


def _sure(
    fresh: Mapping[Name, set[str]],
    known: Known,
    taken: set[Name],
    plan_year: int,
    decisions: Decisions,
) -> dict[Name, str]:
    """New wordings with a label of another year that is like them, without a rival."""
    by_unit: dict[str, list[tuple[str, set[str]]]] = defaultdict(list)
    for name in known.names:
        if labels := known.labels(name, but=plan_year):
            by_unit[name[1]].append((name[0], labels))
    likeness: dict[tuple[Name, str], float] = {}
    for (wording, unit), also in fresh.items():
        for other, labels in by_unit[unit]:
            sure = max(confidence(one, other) for one in also)
            for label in labels:
                free = (label, unit) not in taken
                if free and not decisions.apart(wording, label, unit, plan_year):
                    pair = (wording, unit), label
                    likeness[pair] = max(likeness.get(pair, 0.0), sure)
    found = {}
    for (name, label), sure in likeness.items():
        rivals = (
            other
            for pair, other in likeness.items()
            if pair != (name, label)
            and (pair[0] == name or (pair[1] == label and pair[0][1] == name[1]))
        )
        if sure >= SAME and all(other < sure - _MARGIN for other in rivals):
            found[name] = label
    return found
