"""The local portal: what it has at an address, on its day and with its faults."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from urllib.parse import urlsplit

from pydantic import HttpUrl

from etl.localportal import trs_pages
from etl.localportal.attachment import as_docx
from etl.localportal.faults import FAULTS
from etl.localportal.faults.model import Answer, Fault
from etl.localportal.listing_layout import HTML, Layout, ListingPage
from etl.localportal.samples import SamplePage, Samples
from etl.portal.model import Portal

_ROBOTS = "User-agent: *\nDisallow: /admin/\n"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Found:
    """What is at an address."""

    body: bytes
    changed_at: datetime
    """By the portal's own clock, without an offset."""
    content_type: str = HTML
    strikes: tuple[Callable[[Answer], Answer], ...] = ()
    """What becomes of it on the way."""


@dataclass(slots=True)
class LocalPortal:
    """A portal that is being served. Set ``as_of`` to move its clock."""

    samples: Samples
    as_of: date
    """The day it is at the portal."""
    url: str
    """Without a slash at its end: ``http://127.0.0.1:8765``."""
    faults: tuple[str, ...] = ()
    """Names in :data:`etl.localportal.faults.FAULTS`; may be set at any time."""
    faults_of: Mapping[int, str] = field(default_factory=dict)
    """Further faults, each of the article of that number."""
    secure_url: str = ""
    """The same portal by https; empty where it is not served."""
    old_url: str = ""
    """The same portal by https as it was ten years ago; empty where it is not served."""
    answered: int = 0
    """Requests answered so far."""
    body_bytes: int = 0
    """What they have come to, headers apart."""
    most_at_once: int = 0
    """The most requests that were being answered at any time."""
    _at_once: int = 0
    _counting: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def asked(self) -> Iterator[None]:
        """Count a request for as long as it is being answered."""
        with self._counting:
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            yield
        finally:
            with self._counting:
                self._at_once -= 1

    @property
    def listing(self) -> str:
        """Address of the first page of the column of bulletins."""
        host = self.old_url if self._struck("host") else self.url
        return host + self.samples.path

    def standing_in_for(self, portal: Portal) -> Portal:
        """The portal described by its YAML, to be found here instead of where it says."""
        others = tuple(urlsplit(url).netloc for url in (self.secure_url,) if url)
        update = {
            "listing": HttpUrl(self.listing),
            "adapter": self.layout.adapter if self._struck("listing") else portal.adapter,
            "hosts": (*portal.hosts, *others),
        }
        return portal.model_copy(update=update)

    @property
    def layout(self) -> Layout:
        """How the column is laid out today."""
        laid_out = (fault.layout for fault in self._struck("listing") if fault.layout)
        return next(laid_out, trs_pages.TRS)

    def robots(self) -> Answer:
        """What stands in robots.txt."""
        answer = Answer(200, {"Content-Type": "text/plain"}, _ROBOTS.encode())
        for fault in self._struck("robots"):
            answer = fault.answer(answer) if fault.answer else answer
        return answer

    def find(self, address: str) -> Found | None:
        """What is at an address (path and query) today; None where nothing is (yet)."""
        struck = self._articles_struck()
        samples = self.samples
        for page, fault in struck.values():
            samples = fault.change(samples, page) if fault.change else samples
        if not address.startswith(samples.path):
            return None
        name = address.removeprefix(samples.path)
        there = samples.published_by(self.as_of)
        for page in there:
            found = _article(samples, page, self.as_of, name.partition("?")[0])
            if found:
                strike = struck[page.number][1].answer if page.number in struck else None
                if strike and found.content_type == HTML:
                    return replace(found, strikes=(strike,))
                return found
        return self._listing(samples, there, name)

    def _listing(self, samples: Samples, there: list[SamplePage], name: str) -> Found | None:
        layout = self.layout
        listed = [page for page in there if page.listed]
        size = max(1, len(listed)) if layout.on_one_page else samples.rows
        count = max(1, -(-len(listed) // size))
        addresses = [layout.address(number) for number in range(count + layout.goes_on)]
        if name in ("", "index.shtml"):
            name = addresses[0]
        if name not in addresses:
            return None
        number = addresses.index(name)
        shown = 0 if layout.repeats else number
        rows = listed[shown * size :][:size]
        text = layout.write(samples, ListingPage(rows, shown, count, len(listed)))
        strikes = [
            fault.answer
            for fault in self._struck("listing")
            if fault.answer and fault.listing_page in (None, number)
        ]
        changed_at = max(
            (page.changed_at(self.as_of) for page in there),
            default=datetime.combine(date(self.as_of.year, 1, 1), time()),
        )
        return Found(text.encode(), changed_at, layout.content_type, tuple(strikes))

    def _struck(self, what: str) -> list[Fault]:
        return [fault for name in self.faults if (fault := FAULTS[name]).strikes == what]

    def _articles_struck(self) -> dict[int, tuple[SamplePage, Fault]]:
        """The bulletin that each fault of articles strikes, by its number."""
        there = self.samples.published_by(self.as_of)
        own = (
            (page, FAULTS[self.faults_of[page.number]])
            for page in there
            if page.number in self.faults_of
        )
        bulletins = (page for page in there if page.is_bulletin)
        pairs = zip(bulletins, self._struck("article"), strict=False)
        return {page.number: (page, fault) for page, fault in (*own, *pairs)}


def _article(samples: Samples, page: SamplePage, as_of: date, name: str) -> Found | None:
    """A page, a part of it, or its text as a file."""
    for part in range(page.parts):
        if name == page.part_path(part):
            html = trs_pages.article(samples, page, as_of, part)
            return Found(html.encode(), page.changed_at(as_of))
    if name == page.attachment_path:
        file = as_docx(samples.text_of(page, as_of))
        return Found(file, page.changed_at(as_of), _DOCX)
    return None
