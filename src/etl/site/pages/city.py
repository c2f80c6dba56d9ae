"""The page of a city's plan year: each promise as a bar against the part of the year gone."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from etl.site import page_addresses
from etl.site.pages.concept import by_topic
from etl.site.portal_page_data import Material
from etl.site.portal_summary import Counts, YearSummary, counted, year_summary
from etl.site.promise_status import Line, Promise, Status
from etl.site.render import fill
from etl.site.shown_figures import written
from etl.warehouse.queries.site_rows import PledgeRow, Version

_NAMED = 3


@dataclass(frozen=True)
class Bar:
    """A line of a promise in words."""

    line: Line
    address: str
    target: str
    actual: str
    link: str
    """Where the latest figure was read; '' where no page shows it."""
    concept: str
    """The page of what other cities count, too; '' where it is none."""

    @property
    def gone(self) -> float:
        """The part of the year gone when the latest figure was true."""
        return float(self.line.latest.year_gone) if self.line.latest else 0.0


@dataclass(frozen=True)
class Target:
    """A promise with its bars."""

    promise: Promise
    bars: Sequence[Bar]

    @property
    def status(self) -> Status:
        return self.promise.status


@dataclass(frozen=True)
class Also:
    """What a pledge counts without having promised a number of it."""

    version: Version
    address: str
    value: str


@dataclass(frozen=True)
class Pledge:
    """A pledge with all that is counted of it."""

    row: PledgeRow
    targets: Sequence[Target]
    also: Sequence[Also]

    @property
    def words(self) -> str:
        """The promise; what it counts where a table gives numbers alone, or no item names it."""
        if any(map(str.isalpha, self.row.text)):
            return self.row.text
        counted = [one.promise.target.indicator for one in self.targets]
        named = list(dict.fromkeys([*counted, *(one.version.indicator for one in self.also)]))
        return "、".join(named[:_NAMED]) + ("等" if named[_NAMED:] else "")

    @property
    def statuses(self) -> Sequence[Status]:
        return [target.status for target in self.targets]


def city_pages(material: Material) -> Iterator[tuple[str, str]]:
    """The address and the page of each plan year of a portal."""
    years = [year_summary(material, year) for year in material.years]
    also = _also(material)
    for summary in years:
        yield summary.address, _page(material, summary, years, also)


def _page(
    material: Material,
    summary: YearSummary,
    years: Sequence[YearSummary],
    also: Mapping[int, Sequence[Also]],
) -> str:
    year = summary.year
    pledges = list(_pledges(material, year, also))
    periods = {one.period_end for one in material.latest.values() if one.plan_year == year}
    return fill(
        "site/city.html",
        root="../",
        here="cities",
        city=material.name,
        portal=material.portal,
        year=year,
        years=years,
        summary=summary,
        pledges=pledges,
        parts=any(not bar.line.counts for one in pledges for to in one.targets for bar in to.bars),
        units=_units(pledges),
        topics=by_topic(material, year),
        bulletins=[
            (one, material.bulletin(one), len(material.statements.get(one.reading_id, ())))
            for one in sorted(
                material.latest.values(), key=lambda one: one.period_end, reverse=True
            )
            if one.plan_year == year
        ],
        corrected=sum(one.plan_year == year for one in material.corrections),
        months=len(periods),
        zone=material.zone,
    )


def _also(material: Material) -> Mapping[int, Sequence[Also]]:
    """By pledge what it counts without having promised a number of it."""
    latest: dict[int, dict[str, Version]] = defaultdict(dict)
    counted_lines = {
        material.indicator(month.figure)
        for promises in material.promises.values()
        for promise in promises
        for line in promise.lines
        for month in line.months
    }
    for version in material.current:
        if version.part != "progress" or version.measure not in ("actual", "milestone"):
            continue
        address = material.indicator(version)
        if address not in counted_lines:
            known = latest[version.pledge_id].get(address)
            if known is None or known.period_end <= version.period_end:
                latest[version.pledge_id][address] = version
    return {
        pledge: [Also(version, address, _said(version)) for address, version in own.items()]
        for pledge, own in latest.items()
    }


def _pledges(material: Material, year: int, also: Mapping[int, Sequence[Also]]) -> Iterator[Pledge]:
    for row in material.pledges.values():
        if row.plan_year == year:
            promises = material.promises.get(row.id, ())
            targets = [_target(material, promise) for promise in promises]
            yield Pledge(row, targets, also.get(row.id, ()))


def _target(material: Material, promise: Promise) -> Target:
    return Target(promise, [_bar(material, line) for line in promise.lines])


def _bar(material: Material, line: Line) -> Bar:
    latest = line.latest
    figure = latest.figure if latest else line.target
    concept = material.concepts.get(line.target.indicator_id)
    return Bar(
        line,
        material.indicator(figure),
        _said(line.target),
        _said(latest.figure) if latest else "",
        material.evidence(figure),
        page_addresses.concept_page(concept.key) if concept else "",
    )


def _said(version: Version) -> str:
    if version.value is None:
        return ""
    return written(version.value, version.unit, version.qualifier)


def _units(pledges: Sequence[Pledge]) -> list[tuple[str, Counts, Sequence[int]]]:
    """Each unit responsible with how its promises stand, and their pledges; who is late first."""
    own: dict[str, list[Promise]] = defaultdict(list)
    numbers: dict[str, list[int]] = defaultdict(list)
    for pledge in pledges:
        for unit in pledge.row.agencies:
            own[unit] += [target.promise for target in pledge.targets]
            numbers[unit].append(pledge.row.number)
    told = [(unit, counted(promises), numbers[unit]) for unit, promises in own.items()]
    return sorted(told, key=lambda one: (-one[1].late, -one[1].total, one[0]))
