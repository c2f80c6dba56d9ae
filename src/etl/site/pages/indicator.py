"""The page of an indicator: its months against the plan, its versions, its corrections."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from etl.report.bilingual_names import MEASURES
from etl.site.chart import Chart, chart
from etl.site.page_addresses import year_page
from etl.site.portal_page_data import Material
from etl.site.promise_status import Line, Promise, is_current
from etl.site.render import fill
from etl.site.shown_figures import written
from etl.warehouse.queries.site_rows import CORRECTIONS, Version

_DRAWN = ("actual", "pct_of_target", "share", "remaining", "milestone")
"""Measures that are drawn, the first that there is."""


@dataclass(frozen=True)
class Said:
    """A version in words."""

    version: Version
    value: str
    """'' once withdrawn."""
    link: str


@dataclass(frozen=True)
class Cell:
    """A figure of a month, with what it was before."""

    now: Said
    before: Sequence[Said]
    """Oldest first."""

    @property
    def corrected(self) -> bool:
        return any(said.version.reason in CORRECTIONS for said in (*self.before, self.now))


@dataclass(frozen=True)
class Column:
    """A measure in a unit."""

    measure: str
    unit: str


def indicator_pages(material: Material) -> Iterator[tuple[str, str]]:
    """The address and the page of each indicator of a portal."""
    apart: dict[str, list[Version]] = defaultdict(list)
    for version in material.versions:
        apart[material.indicator(version)].append(version)
    lines: dict[int, list[tuple[Promise, Line]]] = defaultdict(list)
    for promises in material.promises.values():
        for promise in promises:
            for line in promise.lines:
                counted = {month.figure.indicator_id for month in line.months}
                for indicator in counted | {line.target.indicator_id}:
                    lines[indicator].append((promise, line))
    for address, versions in apart.items():
        yield address, _page(material, versions, lines)


def _page(
    material: Material,
    versions: Sequence[Version],
    lines: Mapping[int, Sequence[tuple[Promise, Line]]],
) -> str:
    one = versions[0]
    ids = list(dict.fromkeys(version.indicator_id for version in versions))
    own = {id(line): (promise, line) for key in ids for promise, line in lines.get(key, ())}
    cells = _cells(material, versions)
    mine = [line for _, line in own.values()]
    columns = sorted(
        # What was promised stands above the months, where it is set against them.
        {c for row in cells.values() for c in row if c.measure != "target" or not mine},
        key=lambda column: ([*MEASURES].index(column.measure), column.unit),
    )
    drawn = _drawn(columns, cells)
    every = sorted(cells.items(), reverse=True)
    rows = [(period, row) for period, row in every if not row.keys().isdisjoint(columns)]
    places = {material.pledges[version.pledge_id] for version in versions}
    return fill(
        "site/indicator.html",
        root="../",
        here="cities",
        city=material.name,
        portal=material.portal,
        one=one,
        places=[
            (pledge, year_page(material.portal, pledge.plan_year))
            for pledge in sorted(places, key=lambda p: (-p.plan_year, p.number))
        ],
        lines=[
            (line, _said(material, line.target), material.pledges[line.target.pledge_id].plan_year)
            for _, line in sorted(
                own.values(), key=lambda pair: pair[1].target.period_end, reverse=True
            )
        ],
        drawn=drawn,
        chart=_chart(cells, drawn, mine) if drawn else None,
        columns=columns,
        rows=rows,
        elsewhere=sorted(cells.keys() - {period for period, _ in rows}),
        across=_across(cells, drawn) if drawn else None,
        corrected=[
            (period, column, cell)
            for period, row in every
            for column, cell in row.items()
            if cell.before
        ],
        figures=len(versions),
        zone=material.zone,
    )


def _cells(material: Material, versions: Sequence[Version]) -> dict[date, dict[Column, Cell]]:
    """What holds or held of each period; versions come oldest first."""
    chains: dict[tuple[int, date, str], list[Version]] = defaultdict(list)
    for version in versions:
        chains[version.indicator_id, version.period_end, version.measure].append(version)
    cells: dict[date, dict[Column, Cell]] = defaultdict(dict)
    for (_, period, measure), chain in chains.items():
        *before, now = (_said(material, version) for version in chain)
        cells[period][Column(measure, now.version.unit)] = Cell(now, before)
    return cells


def _said(material: Material, version: Version) -> Said:
    value = version.value
    told = "" if value is None else written(value, version.unit, version.qualifier)
    return Said(version, told, material.evidence(version))


def _drawn(columns: Sequence[Column], cells: Mapping[date, Mapping[Column, Cell]]) -> Column | None:
    """What is drawn: of the first measure the unit with most months."""
    for measure in _DRAWN:
        own = [column for column in columns if column.measure == measure]
        if own:
            return max(own, key=lambda column: sum(column in row for row in cells.values()))
    return None


def _chart(
    cells: Mapping[date, Mapping[Column, Cell]], drawn: Column, lines: Sequence[Line]
) -> Chart | None:
    points, before = [], []
    for period, row in sorted(cells.items()):
        cell = row.get(drawn)
        if cell is None or not is_current(cell.now.version) or cell.now.version.value is None:
            continue
        points.append((period.year, period.month, cell.now.version.value, cell.now.value))
        if cell.before and cell.corrected and (old := cell.before[-1]).version.value is not None:
            before.append((period.year, period.month, old.version.value, old.value))
    return chart(points, before, _plan(drawn, lines, max((p[0] for p in points), default=0)))


def _plan(drawn: Column, lines: Sequence[Line], year: int) -> tuple[Decimal, str] | None:
    """What was promised for a year, in the unit that is drawn."""
    if drawn.measure == "pct_of_target":
        return Decimal(100), "100%"
    for line in lines:
        target = line.target
        if target.period_end.year == year and target.unit == drawn.unit and target.value:
            return target.value, written(target.value, target.unit, target.qualifier)
    return None


def _across(
    cells: Mapping[date, Mapping[Column, Cell]], drawn: Column
) -> tuple[list[int], list[tuple[int, list[Cell | None]]]] | None:
    """The same months of several years side by side; None where there is one year."""
    own = {
        (period.year, period.month): row[drawn]
        for period, row in sorted(cells.items())
        if drawn in row
    }
    years = sorted({year for year, _ in own}, reverse=True)
    if len(years) < 2:
        return None
    months = sorted({month for _, month in own})
    return years, [(month, [own.get((year, month)) for year in years]) for month in months]
