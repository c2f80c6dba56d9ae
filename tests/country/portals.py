"""The country that ``country.py`` looks at: its portals, what they publish, their bad days.

Portals stand at addresses of this machine, 127.1.0.1 and on, five families in turn. Each
publishes the sample city's months with car parks of its own, under titles and addresses of its
own. One in five bulletins is laid out oddly without saying anything else; on the first night one
portal in ten does not give one of its pages, and one in fifty not even its listing.
"""

import multiprocessing
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from multiprocessing.connection import Connection
from typing import Any

from etl import resources
from etl.localportal.samples import Correction, Replacement, SamplePage, Samples, load_samples
from etl.localportal.server import serve_several

LAST_YEAR = 2024
"""The months end with December of it."""
FIRST_NIGHT, SECOND_NIGHT, MONTH_LATER = date(2025, 2, 1), date(2025, 2, 2), date(2025, 3, 5)
_CORRECTED = date(2025, 3, 1)
_PATH = "/zwgk/bss/"
_PARKING = re.compile(r"新增停车泊位(\d+)个，占年计划的([\d.]+)％")
_PLAN = 20000
ODDITIES = (
    *("full-width", "ideographic-spaces", "nbsp", "zero-width", "word-spans", "broken-lines"),
    *("chrome-in-body", "style-in-body", "multi-page", "undated-address", "twelve-hours"),
    *("no-charset-header", "header-contradicts-page", "gzip", "no-validators", "touched"),
)
"""Of an article; none changes what it says."""
BAD_PAGES = ("server-trouble", "reset", "breaks-off", "challenge-412", "damaged", "soft-404")


@dataclass(frozen=True)
class Family:
    """How a portal's listing is laid out, and what its YAML says of it."""

    name: str
    faults: tuple[str, ...]
    """In :data:`etl.localportal.faults.FAULTS`."""
    yaml: dict[str, Any]


_SELECTORS = {
    "row": "ul.list03 li",
    "link": "a",
    "date": "span",
    "pages": "index_{number}.html",
}
FAMILIES = (
    Family("TRS", (), {"adapter": "trs"}),
    Family("TRS, pageControl", ("pager-control",), {"adapter": "trs"}),
    Family("Hanweb", ("hanweb",), {"adapter": "hanweb"}),
    Family("gkmlpt", ("gkmlpt",), {"adapter": "gkmlpt"}),
    Family("by selectors", ("pager-set-page",), {"adapter": "css", "selectors": _SELECTORS}),
)


@dataclass(frozen=True)
class City:
    """A portal of the country."""

    number: int
    months: int

    @property
    def name(self) -> str:
        return f"city{self.number:04}"

    @property
    def host(self) -> str:
        return f"127.1.{self.number // 250}.{self.number % 250 + 1}"

    @property
    def family(self) -> Family:
        return FAMILIES[self.number % len(FAMILIES)]

    def described(self, url: str) -> dict[str, Any]:
        """Its YAML."""
        return {
            "name": self.name,
            "city": f"第{self.number}市",
            "listing": f"{url}{_PATH}",
            "title_pattern": r"^\d{4}年市办实事.*进展情况$",
            "local": True,
            "verified": True,
            **self.family.yaml,
        }

    def faults(self, day: date) -> tuple[str, ...]:
        """What is odd about its listing, or bad on a day."""
        down = day == FIRST_NIGHT and self.number % 50 == 7
        return (*self.family.faults, "listing-down") if down else self.family.faults

    def faults_of(self, day: date) -> dict[int, str]:
        """What is odd about its articles, or bad on a day, by their numbers."""
        odd = {
            self.page_number(nth): ODDITIES[(self.number + nth // 5) % len(ODDITIES)]
            for nth in range(self.number % 5, self.months, 5)
        }
        if day == FIRST_NIGHT and self.number % 10 == 3:
            bad = BAD_PAGES[self.number // 10 % len(BAD_PAGES)]
            odd[self.page_number(self.months // 2)] = bad
        return odd

    def parking(self, nth: int, day: date) -> int:
        """Car parks made by the nth month (from 0), as its page has it on a day."""
        [(base, _)] = _PARKING.findall(_texts()[nth % 12])
        edited = 9 if self.corrects(nth) and day >= _CORRECTED else 0
        return int(base) + self.number % 500 + 1 - edited

    def corrects(self, nth: int) -> bool:
        """Whether the nth month's page is corrected before the last visit: 3 % of them."""
        recent = 1 <= self.months - nth <= 11
        return recent and (self.number * 31 + nth * 7) % 100 < 3

    def samples(self) -> Samples:
        """All that it ever publishes."""
        pages = tuple(self._page(nth) for nth in range(self.months + 1))
        return Samples(
            site=f"第{self.number}市政务网",
            domain=f"www.{self.name}.example",
            column="市办实事",
            path=_PATH,
            source="市政府办公厅",
            rows=15,
            visits=(FIRST_NIGHT,),
            pages=pages,
            folder=resources.folder("samples"),
        )

    def text(self, nth: int, day: date) -> str:
        """The nth month's bulletin as it stands on a day, a paragraph a line."""
        year = str(self.year(nth))
        text = _texts()[nth % 12].replace(str(LAST_YEAR), year)
        return _PARKING.sub(_said(self.parking(nth, day)), text)

    def title(self, nth: int) -> str:
        """The nth month's title."""
        return _months()[nth % 12].title.replace(str(LAST_YEAR), str(self.year(nth)))

    def published(self, nth: int) -> datetime:
        """When the nth month's bulletin is published."""
        usual = _months()[nth % 12].published
        return usual.replace(year=usual.year + self.year(nth) - LAST_YEAR)

    def _page(self, nth: int) -> SamplePage:
        corrections: tuple[Correction, ...] = ()
        if self.corrects(nth):
            old, new = (_said(self.parking(nth, day)) for day in (FIRST_NIGHT, MONTH_LATER))
            edit = Replacement(old=old, new=new)
            corrections = (Correction(day=_CORRECTED, replacements=(edit,)),)
        return SamplePage(
            number=self.page_number(nth),
            title=self.title(nth),
            published=self.published(nth),
            text=self.text(nth, FIRST_NIGHT),
            corrections=corrections,
        )

    def year(self, nth: int) -> int:
        """Of the nth month."""
        return LAST_YEAR + 1 - self.months // 12 + nth // 12

    def page_number(self, nth: int) -> int:
        """The number of the nth month's page."""
        return 1_000_000 + self.number * 1000 + nth

    def there(self, day: date) -> int:
        """How many months it has published by a day."""
        return self.months + (day >= MONTH_LATER)


def share(parking: int) -> str:
    """Of the plan, in percent, cut to one decimal as the sample's are."""
    return str(parking * 1000 // _PLAN / 10).removesuffix(".0")


def _said(parking: int) -> str:
    return f"新增停车泊位{parking}个，占年计划的{share(parking)}％"


@cache
def _months() -> list[SamplePage]:
    return [page for page in load_samples(resources.folder("samples")).pages if page.file]


@cache
def _texts() -> list[str]:
    folder = resources.folder("samples")
    return [(folder / str(page.file)).read_text("utf-8") for page in _months()]


@dataclass(frozen=True)
class Asked:
    """What the portals were asked for since the last time."""

    requests: int
    most_at_once: int
    """Of one host, by any of its visitors."""


class Country:
    """The portals, served by a process of their own."""

    def __init__(self, cities: Sequence[City], pipe: Connection) -> None:
        self._cities, self._pipe = cities, pipe
        self.portals: dict[str, dict[str, Any]] = pipe.recv()
        """The YAML of each, by its name."""

    def turn_to(self, day: date, *, bad: bool = True) -> None:
        """Make it that day everywhere.

        Args:
            day: the new one.
            bad: whether the day's bad luck strikes.
        """
        self._pipe.send((day, bad))
        self._pipe.recv()

    def asked(self) -> Asked:
        """What was asked since the last time."""
        self._pipe.send(None)
        answer: Asked = self._pipe.recv()
        return answer


@contextmanager
def country(cities: Sequence[City]) -> Iterator[Country]:
    """Serve a country while the context lasts."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(cities, theirs), daemon=True)
    process.start()
    try:
        yield Country(cities, ours)
    finally:
        process.terminate()
        process.join()


def _serve(cities: Sequence[City], pipe: Connection) -> None:
    by_host = {city.host: city for city in cities}
    samples = {host: city.samples() for host, city in by_host.items()}
    with serve_several(samples, FIRST_NIGHT) as portals:
        pipe.send({city.name: city.described(portals[host].url) for host, city in by_host.items()})
        while True:
            match pipe.recv():
                case (day, bad):
                    for host, city in by_host.items():
                        portal, luck = portals[host], day if bad else SECOND_NIGHT
                        portal.as_of = day
                        portal.faults = city.faults(luck)
                        portal.faults_of = city.faults_of(luck)
                    pipe.send(None)
                case None:
                    every = portals.values()
                    most = max(portal.most_at_once for portal in every)
                    pipe.send(Asked(sum(portal.answered for portal in every), most))
                    for portal in every:
                        portal.answered = portal.most_at_once = 0
