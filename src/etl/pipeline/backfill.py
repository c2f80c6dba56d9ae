"""Months of bulletins that were published long ago, a batch at a time.

A batch is fetched page by page and read; the next ones are fetched and read meanwhile, where
the steps can do so. A few batches are checked together and loaded, bulletin by bulletin. What
is loaded is on record, so a backfill that is killed goes on where it was: that is not asked for
again, and what was fetched and not loaded is read from the archive.
"""

import unicodedata
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Engine

from etl.bulletin.grammar.periods.bulletin_period import date_bulletin
from etl.bulletin.grammar.periods.period_in_name import period_in
from etl.bulletin.model import Bulletin
from etl.chunks import chunks
from etl.errors import EtlError
from etl.pipeline.month_range import Months
from etl.pipeline.readings import Fetched, Judged, Reading, Unread, by_period
from etl.pipeline.run_report import PageReport, RunReport
from etl.pipeline.run_tools import Tools
from etl.pipeline.steps.history_gate import check_history
from etl.pipeline.steps.load_or_hold import file_reading, file_unread
from etl.pipeline.steps.reading_of_snapshot import read_fetched
from etl.pipeline.visit import (
    Watch,
    external_page,
    failed_listing,
    failed_page,
    fetch_page,
    get_attached,
)
from etl.pipeline.visit_day import Look
from etl.pipeline.wordings_cache import Wordings
from etl.portal.archive.archive import Archive
from etl.portal.http.client import Client
from etl.portal.isolate_page_errors import one_page
from etl.portal.listing.pick_bulletins import Discovered, discover
from etl.portal.model import Entry, Portal
from etl.quality.check import Results, Show, check
from etl.quality.check_results import CheckResult
from etl.quality.origin import Origin
from etl.quality.suite import Suite
from etl.warehouse.queries.known_of_portal import loaded_pages

BATCH = 24
"""Pages of a batch: what is fetched and read in one go."""
_TOGETHER = 4
"""Batches that are checked in one go: to validate costs little more for many bulletins than for
one. A killed backfill reads these and those ahead again, from the archive."""
AHEAD = 3
"""Batches that a worker can read while so many together are checked and filed: with fewer on
their way it would stand idle."""

Got = tuple[Fetched | PageReport, ...]
"""What became of the pages of a batch that were asked for."""
Read = tuple[Reading | Unread | PageReport, ...]
"""What became of those that were got."""


def fetch_batch(entries: Sequence[Entry], look: Look, client: Client, tools: Tools) -> Got:
    """Fetch pages one after another; a report for each that failed or is loaded already."""
    return tuple(_fetch(entry, look, client, tools) for entry in entries)


def read_batch(fetched: Sequence[Fetched], portal: Portal, archive: Archive) -> Read:
    """Read pages from the archive; a report for each whose bytes are not there."""
    return tuple(_read(one, portal, archive) for one in fetched)


def file_batch(
    readings: Sequence[Reading],
    checks: Results,
    engine: Engine,
    run_id: str,
    held_wordings: Wordings,
) -> tuple[PageReport, ...]:
    """Load or hold back each of the checked readings, one transaction each."""
    return tuple(
        _file(readings[number], checks[number], engine, run_id, held_wordings)
        for number in by_period(readings)
    )


def _read_at_once(
    fetched: Sequence[Fetched], portal: Portal, archive: Archive
) -> Callable[[], Read]:
    read = read_batch(fetched, portal, archive)
    return lambda: read


@dataclass(frozen=True, slots=True)
class BackfillSteps:
    """The steps of a backfill; a flow gives the same functions as tasks."""

    discover: Callable[[Portal, Client], Discovered] = discover
    fetch: Callable[[Sequence[Entry], Look, Client, Tools], Got] = fetch_batch
    start_reading: Callable[[Sequence[Fetched], Portal, Archive], Callable[[], Read]] = (
        _read_at_once
    )
    """Begins to read a batch; what it returns waits for the readings."""
    check: Callable[[Sequence[Bulletin], Sequence[Suite], Show, Sequence[Origin]], Results] = check
    compare: Callable[
        [Sequence[Reading], Results, Engine, Sequence[Suite], Show, Wordings], Judged
    ] = check_history
    file: Callable[[Sequence[Reading], Results, Engine, str, Wordings], tuple[PageReport, ...]] = (
        file_batch
    )
    ahead: int = 0
    """Batches that may be on their way while an earlier one is loaded."""


def backfill(
    look: Look,
    months: Months,
    client: Client,
    tools: Tools,
    run_id: str,
    *,
    steps: BackfillSteps | None = None,
    batch: int = BATCH,
    watch: Watch = lambda _done, _part: None,
    show: Show = lambda _validation: None,
) -> RunReport:
    """Load every bulletin of some months that a portal lists and that is not loaded yet.

    Args:
        look: the portal and how it is looked at.
        months: which bulletins are wanted.
        client: asks the portal.
        tools: what the steps work with.
        run_id: of a run that was opened in the warehouse.
        steps: the steps' functions, where they are to be wrapped.
        batch: pages that are read and loaded in one go.
        watch: told what was done last, and which part (0 to 1) is done.
        show: is given each validation, for the Data Docs.

    Returns:
        The pages in the order of the listing, oldest first; ``unchanged`` is what was
        loaded before. Bulletins of other months are left out.

    Raises:
        PortalError: the first page of the listing cannot be had.
        SettingsError: a suite cannot be evaluated as its file puts it.
        WarehouseError: the database fails; the batches before are loaded.
    """
    steps, held_wordings = steps or BackfillSteps(), Wordings()
    listed = steps.discover(look.portal, client)
    loaded = loaded_pages(tools.engine, look.portal.name)
    of_months = [entry for entry in listed.entries if may_be_of(entry, months)]
    waiting = [entry for entry in of_months if entry.key not in loaded]
    pages = [_unchanged(entry) for entry in of_months if entry.key in loaded]
    watch(f"{len(of_months)} bulletins listed, {len(waiting)} to be loaded", 0.0)

    def settle(batches: Sequence[tuple[Got, Callable[[], Read]]]) -> None:
        got = [one for of_batch, _ in batches for one in of_batch]
        pages.extend(one for one in got if isinstance(one, PageReport))
        readings = []
        for one in (one for _, wait in batches for one in wait()):
            if isinstance(one, Unread):
                page = next(f for f in got if isinstance(f, Fetched) and f.snapshot == one.snapshot)
                attached = get_attached(one, page, look, client, tools)
                if isinstance(attached, Unread):
                    pages.append(file_unread(attached, tools.engine, run_id))
                elif attached is None:
                    pages.append(_unchanged(page.entry))
                elif attached.bulletin.period_end in months:
                    readings.append(attached)
            elif isinstance(one, PageReport):
                pages.append(one)
            elif one.bulletin.period_end in months:
                readings.append(one)
        if readings:
            origins = [reading.origin for reading in readings]
            checks = steps.check(
                [reading.bulletin for reading in readings], tools.suites, show, origins
            )
            judged, checks = steps.compare(
                readings, checks, tools.engine, tools.suites, show, held_wordings
            )
            pages.extend(steps.file(judged, checks, tools.engine, run_id, held_wordings))

    started: deque[tuple[Got, Callable[[], Read]]] = deque()
    done = 0
    for some in chunks(waiting, batch):
        got = steps.fetch(some, look, client, tools)
        fetched = [one for one in got if isinstance(one, Fetched)]
        wait = steps.start_reading(fetched, look.portal, tools.archive) if fetched else tuple
        started.append((got, wait))
        while len(started) >= steps.ahead + _TOGETHER:
            settle([started.popleft() for _ in range(_TOGETHER)])
        done += len(some)
        watch(f"{done} of {len(waiting)} bulletins", 0.95 * done / len(waiting))
    while started:
        settle([started.popleft() for _ in range(min(_TOGETHER, len(started)))])
    pages += (external_page(look.portal, entry) for entry in listed.external)
    pages += failed_listing(look.portal, listed)
    watch(f"{len(pages)} bulletins done", 1.0)
    return RunReport(look.portal.name, tuple(pages))


def may_be_of(entry: Entry, months: Months) -> bool:
    """Whether a row's title names one of the months; True where it names no period."""
    title = unicodedata.normalize("NFKC", entry.title)
    period = period_in(title, date_bulletin(title, "", entry.published).plan_year)
    return period is None or period in months


def _fetch(entry: Entry, look: Look, client: Client, tools: Tools) -> Fetched | PageReport:
    try:
        with one_page(entry.url):
            return fetch_page(entry, look, client, tools) or _unchanged(entry)
    except EtlError as error:
        return failed_page(look.portal.name, entry.title, entry.url, error, entry.key)


def _read(fetched: Fetched, portal: Portal, archive: Archive) -> Reading | Unread | PageReport:
    try:
        with one_page(fetched.entry.url):
            return read_fetched(fetched, portal, archive)
    except EtlError as error:
        return failed_page(
            portal.name, fetched.entry.title, fetched.entry.url, error, fetched.entry.key
        )


def _file(
    reading: Reading,
    checks: tuple[CheckResult, ...],
    engine: Engine,
    run_id: str,
    held_wordings: Wordings,
) -> PageReport:
    try:
        with one_page(reading.snapshot.url):
            return file_reading(reading, checks, engine, run_id, held_wordings=held_wordings)
    except EtlError as error:
        got = reading.snapshot
        return failed_page(got.portal, reading.title, got.url, error, got.key)


def _unchanged(entry: Entry) -> PageReport:
    return PageReport(entry.title, entry.url, "unchanged", key=entry.key)
