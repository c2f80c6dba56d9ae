"""The pages of concepts: the same thing in several cities, and the topics of a city's year."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256

from etl.decimals import plain
from etl.portal.region_codes import Population
from etl.report.bilingual_names import Name
from etl.site import page_addresses
from etl.site.portal_page_data import Material
from etl.site.promise_status import Line, Status
from etl.site.render import fill
from etl.site.shown_figures import written
from etl.warehouse.loading.assign_concepts import Counted


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
    done: Decimal | None
    """The same as a number, in base units."""
    share: Decimal | None
    year_gone: Decimal
    status: Status
    period_end: date | None


@dataclass(frozen=True)
class City:
    """A city with all its lines."""

    name: Name
    population: Population | None
    lines: Sequence[ConceptLine]


@dataclass(frozen=True)
class Compared:
    """A line beside those of other cities."""

    city: City
    line: ConceptLine

    @property
    def per_10000(self) -> str:
        """What was done for each 10,000 inhabitants, in three digits; '' where that is not
        known or says nothing."""
        people, line = self.city.population, self.line
        if people is None or line.done is None or not _adds_up(line.unit):
            return ""
        return plain(_three_digits(line.done * 10_000 / people.people), thousands=",")


@dataclass(frozen=True)
class Comparison:
    """What several cities promised and did in a year, in one unit."""

    year: int
    unit: str
    lines: Sequence[Compared]
    """City by city, who did most of the plan first."""

    @property
    def by_people(self) -> bool:
        """Whether anything is known for each 10,000 inhabitants."""
        return any(one.per_10000 for one in self.lines)


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


@dataclass(frozen=True)
class ConceptPage:
    """What the page of a concept is made of."""

    concept: Counted
    lines: Sequence[Compared]

    @property
    def address(self) -> str:
        return page_addresses.concept_page(self.concept.key)

    @property
    def cities(self) -> Sequence[City]:
        """Those that count it, each once."""
        return list({one.city.name: one.city for one in self.lines}.values())

    @property
    def stamp(self) -> str:
        """Another one whenever the page would be another; much sooner told than the page is
        made, which has a row for each city and year."""
        people = [(city.name, city.population) for city in self.cities]
        said = [(one.city.name, one.line) for one in self.lines]
        return sha256(repr((self.concept, people, said)).encode("utf-8", "replace")).hexdigest()

    def made(self) -> str:
        """The page."""
        return fill(
            "site/concept.html",
            root="../",
            here="concepts",
            concept=self.concept,
            name=_name(self.concept),
            topic=_topic(self.concept),
            comparisons=_comparisons(self.lines),
            inhabited=[city for city in self.cities if city.population],
        )


def concept_pages(cities: Sequence[City]) -> list[ConceptPage]:
    """The page of each concept that is counted, by topic."""
    own: dict[Counted, list[Compared]] = defaultdict(list)
    for city in cities:
        for line in city.lines:
            own[line.concept].append(Compared(city, line))
    return [
        ConceptPage(concept, found)
        for concept, found in sorted(own.items(), key=lambda pair: pair[0].topic_en)
    ]


def concepts_page(pages: Sequence[ConceptPage]) -> str:
    """The list of them."""
    topics: dict[Name, list[tuple[Counted, str, int, int]]] = defaultdict(list)
    for page in pages:
        row = (page.concept, page.address, len(page.cities), len(page.lines))
        topics[_topic(page.concept)].append(row)
    listed = [
        (topic, sorted(concepts, key=lambda one: (-one[2], one[0].name_en)))
        for topic, concepts in topics.items()
    ]
    return fill("site/concepts.html", root="", here="concepts", topics=listed)


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
        actual.value if actual else None,
        latest.share if latest else None,
        latest.year_gone if latest else Decimal(0),
        line.status,
        latest.period_end if latest else None,
    )


def _comparisons(found: Sequence[Compared]) -> list[Comparison]:
    apart: dict[tuple[int, str], list[Compared]] = defaultdict(list)
    for one in found:
        apart[one.line.year, one.line.unit].append(one)
    return [
        Comparison(year, unit, sorted(lines, key=_most_first))
        for (year, unit), lines in sorted(
            apart.items(), key=lambda pair: (-pair[0][0], -len(pair[1]), pair[0][1])
        )
    ]


def _most_first(one: Compared) -> tuple[Decimal, str, str]:
    share = one.line.share
    return -(Decimal(-1) if share is None else share), one.city.name.en, one.line.indicator


def _adds_up(unit: str) -> bool:
    """Whether more people have more of it: not shares and rates; nor sums of money, which are
    as often what one person gets."""
    return unit not in ("", "%", "元") and "/" not in unit


def _three_digits(value: Decimal) -> Decimal:
    return round(value, max(0, 2 - value.adjusted()))


def _name(concept: Counted) -> Name:
    return Name(concept.name, concept.name_en)


def _topic(concept: Counted) -> Name:
    return Name(concept.topic, concept.topic_en)
