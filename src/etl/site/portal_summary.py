"""A portal in numbers: what pages about all portals need of it, kept from build to build."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import TypeAdapter

from etl.report.bilingual_names import Name
from etl.site import page_addresses
from etl.site.pages.concept import ConceptLine, concept_lines
from etl.site.portal_page_data import Material, city_name
from etl.site.promise_status import STATUSES, Promise
from etl.warehouse.queries.site_rows import FailedCheck

_LATEST = 8
_FLAGGED = 20


@dataclass(frozen=True)
class Counts:
    """Promises by how they stand."""

    kept: int = 0
    on_track: int = 0
    late: int = 0
    unknown: int = 0

    @property
    def total(self) -> int:
        return self.kept + self.on_track + self.late + self.unknown

    @property
    def each(self) -> Sequence[tuple[str, int]]:
        return [(status, getattr(self, status)) for status in STATUSES]

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, s) + getattr(other, s) for s in STATUSES))


@dataclass(frozen=True)
class YearSummary:
    """A plan year of a city."""

    year: int
    address: str
    counts: Counts
    pledges: int
    bulletins: int
    period_end: date | None
    """Last day that its latest bulletin describes."""


@dataclass(frozen=True)
class BulletinSummary:
    """A bulletin among the latest."""

    title: str
    address: str
    period_end: date
    published_at: datetime
    published: date
    """By the portal's calendar."""
    recorded_at: datetime
    figures: int


@dataclass(frozen=True)
class Flagged:
    """A bulletin by the checks that it did not meet."""

    title: str
    address: str
    published: date
    """By the portal's calendar."""
    checks: tuple[FailedCheck, ...]


@dataclass(frozen=True)
class Quality:
    """How well a portal's bulletins were read."""

    bulletins: int
    figures: int
    proved: int
    clear: int
    doubtful: int
    numerals: int
    unexplained: int
    shares_checked: int
    shares_agreeing: int
    checks: int
    checks_failed: int
    reread: int
    """Versions that are there because the program reads better now."""
    decided: int
    """Figures that a person released or amended."""
    flagged: tuple[Flagged, ...]
    """The latest first, what their pages say now."""


@dataclass(frozen=True)
class Summary:
    """A portal."""

    portal: str
    city: str
    years: tuple[YearSummary, ...]
    """The latest first."""
    latest: tuple[BulletinSummary, ...]
    corrections: int
    quality: Quality
    concepts: tuple[ConceptLine, ...]
    """Lines of promises that count what other cities count, too."""

    @property
    def name(self) -> Name:
        return city_name(self.portal, self.city)


SUMMARY = TypeAdapter(Summary)


def summary_of(material: Material) -> Summary:
    """A portal in numbers."""
    return Summary(
        material.portal,
        material.city,
        tuple(year_summary(material, year) for year in material.years),
        tuple(_latest(material)),
        len(material.corrections),
        _quality(material),
        tuple(concept_lines(material)),
    )


def year_summary(material: Material, year: int) -> YearSummary:
    """A plan year in numbers."""
    own = [pledge for pledge in material.pledges.values() if pledge.plan_year == year]
    read = [one for one in material.latest.values() if one.plan_year == year]
    return YearSummary(
        year,
        page_addresses.year_page(material.portal, year),
        counted(promise for pledge in own for promise in material.promises.get(pledge.id, ())),
        sum(pledge.number > 0 for pledge in own),
        len(read),
        max((one.period_end for one in read), default=None),
    )


def counted(of: Iterable[Promise]) -> Counts:
    """Promises by how they stand."""
    found = Counter(promise.status for promise in of)
    return Counts(*(found[status] for status in STATUSES))


def _latest(material: Material) -> list[BulletinSummary]:
    newest = sorted(material.latest.values(), key=lambda one: one.published_at, reverse=True)
    return [
        BulletinSummary(
            one.title or page_addresses.shown(one.url),
            material.bulletin(one),
            one.period_end,
            one.published_at,
            material.day(one.published_at),
            one.recorded_at,
            len(material.statements.get(one.reading_id, ())),
        )
        for one in newest[:_LATEST]
    ]


def _flagged(material: Material) -> Iterator[Flagged]:
    """A decision reads a content again, and checks it again: the last time counts."""
    failed: dict[int, list[FailedCheck]] = defaultdict(list)
    for check in material.failed:
        failed[check.reading_id].append(check)
    for one in sorted(material.latest.values(), key=lambda one: one.published_at, reverse=True):
        if one.reading_id in failed:
            yield Flagged(
                one.title or page_addresses.shown(one.url),
                material.bulletin(one),
                material.day(one.published_at),
                tuple(failed[one.reading_id]),
            )


def _quality(material: Material) -> Quality:
    read = list(material.latest.values())
    sure = Counter(version.certainty for version in material.current)
    reasons = Counter(version.reason for version in material.versions)
    return Quality(
        bulletins=len(read),
        figures=len(material.current),
        proved=sure["proved"],
        clear=sure["clear"],
        doubtful=sure["doubtful"],
        numerals=sum(one.numerals for one in read),
        unexplained=sum(one.unexplained for one in read),
        shares_checked=sum(one.shares_checked for one in read),
        shares_agreeing=sum(one.shares_agreeing for one in read),
        checks=sum(one.checks for one in read),
        checks_failed=sum(one.checks_failed for one in read),
        reread=reasons["reparse"],
        decided=reasons["released"] + reasons["amended"],
        flagged=tuple(_flagged(material))[:_FLAGGED],
    )
