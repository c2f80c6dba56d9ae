"""The pages of concepts: the same thing in several cities, and the topics of a city's year."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from etl.report.bilingual_names import Name
from etl.site import addresses
from etl.site.figures import written
from etl.site.portal_material import Material
from etl.site.promise_standing import Line, Status
from etl.site.render import fill
from etl.warehouse.loading.concept_lookup import Counted


@dataclass(frozen=True)
class ConceptLine:
    """A line of a promise that counts a concept."""

    concept: Counted
    year: int
    pledge: int
    address: str
    """Of its indicator."""
    indicator: str
    stage: str
    breakdown: str
    unit: str
    target: str
    actual: str
    """'' where nothing is reported, or a share alone."""
    share: Decimal | None
    year_gone: Decimal
    status: Status
    period_end: date | None

    @property
    def width(self) -> float:
        """Of its bar, 100 for the whole plan."""
        return float(min(max(self.share or 0, 0), 120))


@dataclass(frozen=True)
class Comparison:
    """What several cities promised and did in a year, in one unit."""

    year: int
    unit: str
    lines: Sequence[tuple[Name, ConceptLine]]
    """City by city, who did most of the plan first."""


Cities = Sequence[tuple[Name, Sequence[ConceptLine]]]
"""The lines of each city."""


def concept_lines(material: Material) -> Iterator[ConceptLine]:
    """The lines of a portal's promises that count a concept, the latest year first."""
    for year in material.years:
        for pledge in material.pledges.values():
            if pledge.plan_year != year:
                continue
            for promise in material.promises.get(pledge.id, ()):
                concept = material.concepts.get(promise.target.indicator_id)
                if concept is not None:
                    for line in promise.lines:
                        yield _line(material, concept, year, pledge.number, line)


def concept_pages(cities: Cities) -> Iterator[tuple[str, str]]:
    """The address and the page of each concept that is counted, and of their list."""
    own: dict[Counted, list[tuple[Name, ConceptLine]]] = defaultdict(list)
    for city, lines in cities:
        for line in lines:
            own[line.concept].append((city, line))
    topics: dict[Name, list[tuple[Counted, str, int, int]]] = defaultdict(list)
    for concept, found in sorted(own.items(), key=lambda pair: pair[0].topic_en):
        address = addresses.concept_page(concept.key)
        many = len({city for city, _ in found})
        topics[_topic(concept)].append((concept, address, many, len(found)))
        yield (
            address,
            fill(
                "site/concept.html",
                root="../",
                here="concepts",
                concept=concept,
                name=_name(concept),
                topic=_topic(concept),
                comparisons=_comparisons(found),
                cities=many,
            ),
        )
    listed = [
        (topic, sorted(concepts, key=lambda one: (-one[2], one[0].name_en)))
        for topic, concepts in topics.items()
    ]
    yield "concepts.html", fill("site/concepts.html", root="", here="concepts", topics=listed)


def by_topic(
    material: Material, year: int
) -> Sequence[tuple[Name, Mapping[Status, int], Sequence[int]]]:
    """The topics of a city's year: how their promises stand, and the numbers of their pledges."""
    statuses: dict[Name, list[Status]] = defaultdict(list)
    numbers: dict[Name, list[int]] = defaultdict(list)
    for pledge in material.pledges.values():
        if pledge.plan_year != year:
            continue
        for promise in material.promises.get(pledge.id, ()):
            concept = material.concepts.get(promise.target.indicator_id)
            if concept is not None:
                topic = _topic(concept)
                statuses[topic].append(promise.status)
                if pledge.number not in numbers[topic]:
                    numbers[topic].append(pledge.number)
    return [
        (topic, {status: found.count(status) for status in found}, sorted(numbers[topic]))
        for topic, found in sorted(statuses.items(), key=lambda pair: -len(pair[1]))
    ]


def _line(material: Material, concept: Counted, year: int, pledge: int, line: Line) -> ConceptLine:
    latest = line.latest
    target = line.target
    actual = latest.figure if latest and latest.actual is not None else None
    return ConceptLine(
        concept,
        year,
        pledge,
        material.indicator(latest.figure if latest else target),
        target.indicator,
        line.stage,
        line.breakdown,
        target.unit,
        "" if target.value is None else written(target.value, target.unit, target.qualifier),
        ""
        if actual is None or actual.value is None
        else written(actual.value, actual.unit, actual.qualifier),
        latest.share if latest else None,
        latest.year_gone if latest else Decimal(0),
        line.status,
        latest.period_end if latest else None,
    )


def _comparisons(found: Sequence[tuple[Name, ConceptLine]]) -> list[Comparison]:
    apart: dict[tuple[int, str], list[tuple[Name, ConceptLine]]] = defaultdict(list)
    for city, line in found:
        apart[line.year, line.unit].append((city, line))
    return [
        Comparison(year, unit, sorted(lines, key=_most_first))
        for (year, unit), lines in sorted(
            apart.items(), key=lambda pair: (-pair[0][0], -len(pair[1]), pair[0][1])
        )
    ]


def _most_first(pair: tuple[Name, ConceptLine]) -> tuple[Decimal, str, str]:
    city, line = pair
    return -(Decimal(-1) if line.share is None else line.share), city.en, line.indicator


def _name(concept: Counted) -> Name:
    return Name(concept.name, concept.name_en)


def _topic(concept: Counted) -> Name:
    return Name(concept.topic, concept.topic_en)
