"""All the bulletins that a portal lists, one after another."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import Engine

from etl.bulletin.extract import extract, has_article
from etl.bulletin.model import Bulletin
from etl.errors import (
    EmptyListing,
    EtlError,
    Gone,
    LayoutChanged,
    NeverListed,
    NotABulletin,
    PortalError,
    UnreadableDocument,
    WrongCharset,
)
from etl.pipeline.filing import file_absence, file_reading, file_unread
from etl.pipeline.looks import Look
from etl.pipeline.model import PageReport, Reading, RunReport, Unread
from etl.pipeline.page import read_page
from etl.pipeline.revisits import plan
from etl.portal.archive import Archive
from etl.portal.attachments import STATE as ATTACHED
from etl.portal.attachments import attachments
from etl.portal.discover import Discovered, discover
from etl.portal.fetch import Client
from etl.portal.model import Entry, Portal, Snapshot
from etl.portal.retrieve import retrieve
from etl.quality.check import check
from etl.quality.model import CheckResult
from etl.quality.suite import Suite
from etl.warehouse.memory import KnownPage, contents, known_pages
from etl.warehouse.record import record_snapshot

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
    before = contents(engine, look.portal.name, entry.key)
    last = before[0] if before else None
    snapshot = retrieve(entry, client, archive, previous=last)
    seen_at = look.moment(datetime.now(UTC))
    if snapshot is not last:
        snapshot = replace(snapshot, retrieved_at=seen_at)
    if last and _same_text(snapshot, last, archive):
        # As it was, and read now only if the run that got it was killed before it did.
        snapshot = last
    recorded = record_snapshot(engine, snapshot, entry.title, seen_at=seen_at)
    if recorded.unchanged:
        return None
    other = next((content for content in before if content.sha256 != snapshot.sha256), None)
    try:
        reading = read_page(snapshot, archive, look.portal, listed=entry.published, previous=other)
        if recorded.withdrawn_at and reading.published_at <= recorded.withdrawn_at:
            # A page that is back says anew what it says, whatever date it still prints.
            reading = replace(reading, published_at=seen_at, revisit=True)
        return reading
    except UnreadableDocument as error:
        return Unread(snapshot, entry.title, str(error), state=WrongCharset.state)
    except NotABulletin as error:
        attached = attachments(
            archive.read(snapshot.sha256),
            snapshot.content_type,
            snapshot.url,
            look.portal.allowed_hosts,
        )
        if not attached:
            return _without_bulletin(snapshot, entry.title, error, archive, known=other is not None)
        return Unread(snapshot, entry.title, _keep(attached, client, archive), state=ATTACHED)


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps of a visit; a flow gives the same functions as tasks."""

    discover: Callable[[Portal, Client], Discovered] = discover
    take: Callable[[Entry, Look, Client, Archive, Engine], Reading | Unread | None] = take_page
    check: Callable[[Sequence[Bulletin], Sequence[Suite]], tuple[tuple[CheckResult, ...], ...]] = (
        check
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
) -> RunReport:
    """Take every bulletin that is due through all the steps; a page that fails stops no other.

    Due is what is listed, and what was loaded and is within the window of
    :mod:`etl.pipeline.revisits`. A loaded page that is neither listed nor to be had is absent.

    Args:
        run_id: of a run that was opened in the warehouse.
        steps: the steps' functions, where they are to be wrapped.

    Raises:
        PortalError: the first page of the listing cannot be had.
        SettingsError: a suite cannot be evaluated as its file puts it.
    """
    steps = steps or Steps()
    name, now = look.portal.name, look.moment(datetime.now(UTC))
    known = known_pages(engine, name)
    try:
        listed = steps.discover(look.portal, client)
    except EmptyListing as error:
        if not known:
            raise NeverListed(error.what, url=error.url) from error
        said = f"{error.what}, and {len(known)} bulletins were loaded from it"
        raise EmptyListing(said, url=error.url) from error
    planned = plan(listed.entries, known, look.portal, now.astimezone(look.portal.zone).date())
    # While a part of the listing is down, a page that is missed may well be in it.
    complete = all(isinstance(error, LayoutChanged) for error in listed.failed)
    due = (*planned.listed, *planned.unlisted)
    watch(f"{len(listed.entries)} bulletins listed, {len(due)} to be looked at", 0.0)
    pages: dict[int, PageReport] = {}
    readings: dict[int, Reading] = {}
    # Fetching and reading take nearly all the time; filing gets the last tenth.
    for position, entry in enumerate(due):
        missed = known[entry.key] if complete and entry in planned.unlisted else None
        try:
            taken = _take(steps, entry, missed, look, client, archive, engine, run_id)
            if isinstance(taken, Reading):
                readings[position] = taken
            else:
                pages[position] = taken
        except EtlError as error:
            pages[position] = _failed(entry.title, entry.url, error)
        watch(entry.title, 0.9 * (position + 1) / len(due))
    bulletins = [reading.bulletin for reading in readings.values()]
    checks = steps.check(bulletins, suites) if bulletins else ()
    for (position, reading), checked in zip(readings.items(), checks, strict=True):
        try:
            pages[position] = steps.file(reading, checked, engine, run_id)
        except EtlError as error:
            pages[position] = _failed(reading.title, reading.snapshot.url, error)
    of_listing = (_failed("(a page of the listing)", error.url, error) for error in listed.failed)
    done = (pages[position] for position in sorted(pages))
    settled = (PageReport(entry.title, entry.url, "settled") for entry in planned.settled)
    report = RunReport(name, (*settled, *done, *of_listing))
    watch(f"{len(report.pages)} bulletins done", 1.0)
    return report


def _take(
    steps: Steps,
    entry: Entry,
    missed: KnownPage | None,
    look: Look,
    client: Client,
    archive: Archive,
    engine: Engine,
    run_id: str,
) -> Reading | PageReport:
    """Take one page; ``missed`` is what is known of it where the listing has it no more."""
    try:
        taken = steps.take(entry, look, client, archive, engine)
    except Gone as error:
        if missed is None:
            raise
        if missed.withdrawn:
            return PageReport(entry.title, entry.url, "unchanged")
        now = look.moment(datetime.now(UTC))
        return file_absence(entry, error, look.portal.name, engine, run_id, now)
    if isinstance(taken, Unread):
        return file_unread(taken, engine, run_id)
    return taken or PageReport(entry.title, entry.url, "unchanged")


def listing_failed(portal: str, error: PortalError) -> RunReport:
    """The report of a run that could not even see what the portal lists."""
    return RunReport(portal, (_failed("(the listing)", error.url, error),))


def _without_bulletin(
    snapshot: Snapshot, title: str, error: NotABulletin, archive: Archive, *, known: bool
) -> Unread:
    """A page that holds no article, or no longer one, has another layout than it should."""
    if known or not has_article(archive.read(snapshot.sha256), snapshot.content_type):
        problem = f"{str(error).rstrip('.')}: {LayoutChanged.advice}."
        return Unread(snapshot, title, problem, state=LayoutChanged.state)
    return Unread(snapshot, title, str(error), state="no bulletin")


def _same_text(snapshot: Snapshot, last: Snapshot, archive: Archive) -> bool:
    """Whether other bytes say the same: a counter, a new template, another encoding."""
    if snapshot.sha256 == last.sha256:
        return False
    try:
        return extract(archive.read(snapshot.sha256), snapshot.content_type) == extract(
            archive.read(last.sha256), last.content_type
        )
    except (UnreadableDocument, NotABulletin):
        return False


def _keep(attached: Sequence[Entry], client: Client, archive: Archive) -> str:
    """Archive what is attached; say what was."""
    names = ", ".join(entry.title or entry.url for entry in attached)
    said = f"The figures are in an attachment ({names}), which is not read"
    try:
        for entry in attached:
            retrieve(entry, client, archive)
    except PortalError as error:
        return f"{said}, nor archived in full: {error}"
    return f"{said}: it is in the archive; save its table as text and load that with etl load."


def _failed(title: str, url: str, error: EtlError) -> PageReport:
    state = error.state if isinstance(error, PortalError) else "failed"
    return PageReport(title, url, "failed", problem=str(error), state=state)
