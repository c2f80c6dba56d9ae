"""All the bulletins that a portal lists, one after another."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import Engine

from etl.bulletin.model import Bulletin
from etl.errors import EtlError, PortalError
from etl.pipeline.comparing import check_history
from etl.pipeline.events import told
from etl.pipeline.filing import file_reading, file_unread
from etl.pipeline.looks import Look
from etl.pipeline.model import Fetched, PageReport, Reading, RunReport, Unread, by_period
from etl.pipeline.receive import admit, read_fetched, with_attached
from etl.portal.archive import Archive
from etl.portal.discover import Discovered, discover
from etl.portal.fetch import Client
from etl.portal.model import Entry, Portal, Snapshot
from etl.portal.retrieve import retrieve
from etl.quality.check import Results, Show, check
from etl.quality.model import CheckResult
from etl.quality.suite import Suite
from etl.warehouse.memory import contents

Watch = Callable[[str, float], None]
"""Told what was done last, and which part (0 to 1) of the visit is done."""


def take_page(
    entry: Entry, look: Look, client: Client, archive: Archive, engine: Engine
) -> Reading | Unread | None:
    """Fetch, archive and read the page of a listing's row; None where it is as it was loaded.

    Raises:
        PortalError: the page cannot be had.
        ArchiveError: the archive cannot be written.
        WarehouseError: the database fails.
    """
    fetched = fetch_page(entry, look, client, archive, engine)
    if fetched is None:
        return None
    read = read_fetched(fetched, look.portal, archive)
    if isinstance(read, Unread):
        return get_attached(read, entry, look, client, archive, engine)
    return read


def fetch_page(
    entry: Entry, look: Look, client: Client, archive: Archive, engine: Engine
) -> Fetched | None:
    """Fetch and archive the page of a listing's row; None where it is as it was loaded.

    Raises:
        As :func:`take_page`.
    """
    before = contents(engine, look.portal.name, entry.key)
    last = before[0] if before else None
    snapshot = _getter(look, client, archive)(entry, previous=last)
    return admit(entry, snapshot, look.portal, archive, engine)


def get_attached(
    unread: Unread, entry: Entry, look: Look, client: Client, archive: Archive, engine: Engine
) -> Reading | Unread | None:
    """Read what a page without a bulletin hands out; ``unread`` where that is nothing.

    Raises:
        As :func:`take_page`.
    """
    get = _getter(look, client, archive)

    def get_file(link: Entry, previous: Snapshot | None) -> Snapshot:
        row = replace(link, title=entry.title, published=entry.published)
        return get(row, previous=previous, attached_to=entry.key)

    return with_attached(unread, entry, get_file, look.portal, archive, engine)


def _getter(look: Look, client: Client, archive: Archive) -> Callable[..., Snapshot]:
    return partial(retrieve, client=client, archive=archive, moment=look.moment, visit=look.visit)


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps of a visit; a flow gives the same functions as tasks."""

    discover: Callable[[Portal, Client], Discovered] = discover
    take: Callable[[Entry, Look, Client, Archive, Engine], Reading | Unread | None] = take_page
    check: Callable[[Sequence[Bulletin], Sequence[Suite], Show], Results] = check
    compare: Callable[[Sequence[Reading], Results, Engine, Sequence[Suite], Show], Results] = (
        check_history
    )
    file: Callable[[Reading, tuple[CheckResult, ...], Engine, str], PageReport] = file_reading


def visit(
    look: Look,
    client: Client,
    archive: Archive,
    engine: Engine,
    suites: Sequence[Suite],
    run_id: str,
    *,
    steps: Steps | None = None,
    watch: Watch = lambda _done, _part: None,
    show: Show = lambda _validation: None,
) -> RunReport:
    """Take every bulletin listed through all the steps; a page that fails stops no other.

    Args:
        run_id: of a run that was opened in the warehouse.
        steps: the steps' functions, where they are to be wrapped.
        show: is given each validation, for the Data Docs.

    Raises:
        PortalError: the first page of the listing cannot be had.
        SettingsError: a suite cannot be evaluated as its file puts it.
    """
    steps = steps or Steps()
    listed = steps.discover(look.portal, client)
    entries = listed.entries
    watch(f"{len(entries)} bulletins listed", 0.0)
    for note in listed.notes:
        watch(note, 0.0)
    pages: dict[int, PageReport] = {}
    readings: dict[int, Reading] = {}
    # Fetching and reading take nearly all the time; filing gets the last tenth.
    for position, entry in enumerate(entries):
        try:
            taken = steps.take(entry, look, client, archive, engine)
            if isinstance(taken, Reading):
                readings[position] = taken
            elif taken is None:
                same = PageReport(entry.title, entry.url, "unchanged", key=entry.key)
                pages[position] = told(look.portal.name, same)
            else:
                pages[position] = file_unread(taken, engine, run_id)
        except EtlError as error:
            pages[position] = failed_page(
                look.portal.name, entry.title, entry.url, error, entry.key
            )
        watch(entry.title, 0.9 * (position + 1) / len(entries))
    taken_in, places = list(readings.values()), list(readings)
    checks: Results = ()
    if taken_in:
        checks = steps.check([reading.bulletin for reading in taken_in], suites, show)
        checks = steps.compare(taken_in, checks, engine, suites, show)
    for number in by_period(taken_in):
        reading = taken_in[number]
        try:
            page = steps.file(reading, checks[number], engine, run_id)
        except EtlError as error:
            got = reading.snapshot
            page = failed_page(look.portal.name, reading.title, got.url, error, got.key)
        pages[places[number]] = page
    done = (pages[position] for position in sorted(pages))
    elsewhere = (external_page(look.portal, entry) for entry in listed.external)
    of_listing = failed_listing(look.portal, listed)
    report = RunReport(look.portal.name, (*done, *elsewhere, *of_listing))
    watch(f"{len(report.pages)} bulletins done", 1.0)
    return report


def failed_listing(portal: Portal, listed: Discovered) -> Iterator[PageReport]:
    """What is reported of the listing's own pages that could not be had."""
    for error in listed.failed:
        yield failed_page(portal.name, "(a page of the listing)", error.url, error)


def external_page(portal: Portal, entry: Entry) -> PageReport:
    """What is reported of a row that leads elsewhere."""
    page = PageReport(
        entry.title,
        entry.url,
        "external",
        problem=f"Its row leads to {entry.url}, which is not followed: save what is there by "
        "hand and load it with etl load.",
        state=entry.external,
        key=entry.key,
    )
    return told(portal.name, page)


def failed_page(portal: str, title: str, url: str, error: EtlError, key: str = "") -> PageReport:
    """What is reported of a page that could not be had."""
    state = error.state if isinstance(error, PortalError) else "failed"
    page = PageReport(title, url, "failed", problem=str(error), state=state, key=key)
    return told(portal, page)
