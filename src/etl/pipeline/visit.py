"""All the bulletins that a portal lists, one after another."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial

from sqlalchemy import Engine

from etl.bulletin.model import Bulletin
from etl.errors import EmptyListing, EtlError, Gone, LayoutChanged, NeverListed, PortalError
from etl.pipeline.page_log import told
from etl.pipeline.readings import Fetched, Judged, Reading, Unread, by_period
from etl.pipeline.run_report import LISTING, PageReport, RunReport
from etl.pipeline.run_tools import Tools
from etl.pipeline.steps.due_pages import Plan, plan
from etl.pipeline.steps.history_gate import check_history
from etl.pipeline.steps.load_or_hold import file_absence, file_reading, file_unread
from etl.pipeline.steps.reading_of_snapshot import admit, read_fetched, with_attached
from etl.pipeline.visit_day import Look
from etl.portal.archive.archive import Archive
from etl.portal.http.client import Client
from etl.portal.isolate_page_errors import one_page
from etl.portal.listing.pick_bulletins import Discovered, discover
from etl.portal.model import Entry, Portal, Snapshot
from etl.portal.retrieve import retrieve
from etl.quality.check import Results, Show, check
from etl.quality.check_results import CheckResult
from etl.quality.origin import Origin
from etl.quality.suite import Suite
from etl.warehouse.queries.known_of_portal import KnownPage, contents, known_pages

Watch = Callable[[str, float], None]
"""Told what was done last, and which part (0 to 1) of the visit is done."""


def take_page(entry: Entry, look: Look, client: Client, tools: Tools) -> Reading | Unread | None:
    """Fetch, archive and read the page of a listing's row; None where it is as it was loaded.

    Raises:
        PortalError: the page cannot be had.
        ArchiveError: the archive cannot be written.
        WarehouseError: the database fails.
    """
    fetched = fetch_page(entry, look, client, tools)
    if fetched is None:
        return None
    read = read_fetched(fetched, look.portal, tools.archive)
    if isinstance(read, Unread):
        return get_attached(read, fetched, look, client, tools)
    return read


def fetch_page(entry: Entry, look: Look, client: Client, tools: Tools) -> Fetched | None:
    """Fetch and archive the page of a listing's row; None where it is as it was loaded.

    Raises:
        As :func:`take_page`.
    """
    before = contents(tools.engine, look.portal.name, entry.key)
    last = before[0] if before else None
    snapshot = _getter(look, client, tools.archive)(entry, previous=last)
    seen_at = look.moment(datetime.now(UTC))
    return admit(entry, snapshot, seen_at, look.portal, tools.archive, tools.engine)


def get_attached(
    unread: Unread, fetched: Fetched, look: Look, client: Client, tools: Tools
) -> Reading | Unread | None:
    """Read what a page without a bulletin hands out, if it does.

    Raises:
        As :func:`take_page`.
    """
    get, entry = _getter(look, client, tools.archive), fetched.entry

    def get_file(link: Entry, previous: Snapshot | None) -> Snapshot:
        row = replace(link, title=entry.title, published=entry.published)
        return get(row, previous=previous, attached_to=entry.key)

    return with_attached(unread, fetched, get_file, look.portal, tools.archive, tools.engine)


def _getter(look: Look, client: Client, archive: Archive) -> Callable[..., Snapshot]:
    return partial(retrieve, client=client, archive=archive, moment=look.moment, visit=look.visit)


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps of a visit; a flow gives the same functions as tasks."""

    discover: Callable[[Portal, Client], Discovered] = discover
    plan: Callable[[Sequence[Entry], Mapping[str, KnownPage], Portal, date, bool], Plan] = plan
    take: Callable[[Entry, Look, Client, Tools], Reading | Unread | None] = take_page
    check: Callable[[Sequence[Bulletin], Sequence[Suite], Show, Sequence[Origin]], Results] = check
    compare: Callable[[Sequence[Reading], Results, Engine, Sequence[Suite], Show], Judged] = (
        check_history
    )
    file: Callable[[Reading, tuple[CheckResult, ...], Engine, str], PageReport] = file_reading
    absent: Callable[[KnownPage, Gone, str, Engine, str, datetime], PageReport] = file_absence


def visit(
    look: Look,
    client: Client,
    tools: Tools,
    run_id: str,
    *,
    steps: Steps | None = None,
    watch: Watch = lambda _done, _part: None,
    show: Show = lambda _validation: None,
) -> RunReport:
    """Take every bulletin that is due through all the steps; a page that fails stops no other.

    Due is what is listed, and what was loaded and is within the window of
    :mod:`etl.pipeline.steps.due_pages`. A loaded page that is neither listed nor to be had is
    absent.

    Args:
        look: the portal and how it is looked at.
        client: asks the portal.
        tools: what the steps work with.
        run_id: of a run that was opened in the warehouse.
        steps: the steps' functions, where they are to be wrapped.
        watch: told what was done last, and which part (0 to 1) is done.
        show: is given each validation, for the Data Docs.

    Raises:
        PortalError: the first page of the listing cannot be had.
        SettingsError: a suite cannot be evaluated as its file puts it.
    """
    steps = steps or Steps()
    name, today = look.portal.name, look.moment(datetime.now(UTC)).astimezone(look.portal.zone)
    known = known_pages(tools.engine, name)
    listed = _discover(steps, look.portal, client, known)
    # While a part of the listing is down, a page that is missed may well be in it.
    complete = all(isinstance(error, LayoutChanged) for error in listed.failed)
    outside = {entry.key for entry in listed.external}
    ours = {key: page for key, page in known.items() if key not in outside}
    planned = steps.plan(listed.entries, ours, look.portal, today.date(), complete)
    due = (*planned.listed, *planned.unlisted)
    watch(f"{len(listed.entries)} bulletins listed, {len(due)} to be looked at", 0.0)
    for note in listed.notes:
        watch(note, 0.0)
    pages: dict[int, PageReport] = {}
    readings: dict[int, Reading] = {}
    # Fetching and reading take nearly all the time; filing gets the last tenth.
    for position, entry in enumerate(due):
        missed = known.get(entry.key) if entry.missing else None
        try:
            with one_page(entry.url):
                taken = _take(steps, entry, missed, look, client, tools, run_id)
            if isinstance(taken, Reading):
                readings[position] = taken
            else:
                pages[position] = taken
        except EtlError as error:
            pages[position] = failed_page(name, entry.title, entry.url, error, entry.key)
        watch(entry.title, 0.9 * (position + 1) / len(due))
    taken_in, places = tuple(readings.values()), list(readings)
    checks: Results = ()
    if taken_in:
        origins = [reading.origin for reading in taken_in]
        checks = steps.check(
            [reading.bulletin for reading in taken_in], tools.suites, show, origins
        )
        taken_in, checks = steps.compare(taken_in, checks, tools.engine, tools.suites, show)
    for number in by_period(taken_in):
        reading = taken_in[number]
        try:
            with one_page(reading.snapshot.url):
                page = steps.file(reading, checks[number], tools.engine, run_id)
        except EtlError as error:
            got = reading.snapshot
            page = failed_page(name, reading.title, got.url, error, got.key)
        pages[places[number]] = page
    done = (pages[position] for position in sorted(pages))
    elsewhere = (external_page(look.portal, entry) for entry in listed.external)
    settled = (
        told(name, PageReport(entry.title, entry.url, "settled", key=entry.key))
        for entry in planned.settled
    )
    of_listing = failed_listing(look.portal, listed)
    report = RunReport(name, (*settled, *done, *elsewhere, *of_listing))
    watch(f"{len(report.pages)} bulletins done", 1.0)
    return report


def _discover(
    steps: Steps, portal: Portal, client: Client, known: Mapping[str, KnownPage]
) -> Discovered:
    """What is listed; an empty listing means another thing where bulletins came from it."""
    try:
        return steps.discover(portal, client)
    except EmptyListing as error:
        if not known:
            raise NeverListed(error.what, url=error.url) from error
        said = f"{error.what}, and {len(known)} bulletins were loaded from it"
        raise EmptyListing(said, url=error.url, advice=error.advice) from error


def _take(
    steps: Steps,
    entry: Entry,
    missed: KnownPage | None,
    look: Look,
    client: Client,
    tools: Tools,
    run_id: str,
) -> Reading | PageReport:
    """Take one page; ``missed`` is what is known of it where the listing has it no more."""
    same = PageReport(entry.title, entry.url, "unchanged", key=entry.key)
    try:
        taken = steps.take(entry, look, client, tools)
    except Gone as error:
        if missed is None:
            raise
        if missed.withdrawn:
            return told(look.portal.name, same)
        now = look.moment(datetime.now(UTC))
        return steps.absent(missed, error, look.portal.name, tools.engine, run_id, now)
    if isinstance(taken, Unread):
        return file_unread(taken, tools.engine, run_id)
    return taken or told(look.portal.name, same)


def listing_failed(portal: str, error: PortalError) -> RunReport:
    """The report of a run that could not even see what the portal lists."""
    return RunReport(portal, (failed_page(portal, LISTING, error.url, error),))


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
