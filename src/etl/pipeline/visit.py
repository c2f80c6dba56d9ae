"""All the bulletins that a portal lists, one after another."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Engine

from etl.bulletin.extract import extract
from etl.bulletin.model import Bulletin
from etl.errors import EtlError, NotABulletin, PortalError, UnreadableDocument, WrongCharset
from etl.pipeline.events import told
from etl.pipeline.filing import file_reading, file_unread
from etl.pipeline.looks import Look
from etl.pipeline.model import PageReport, Reading, RunReport, Unread
from etl.pipeline.page import read_page
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
from etl.warehouse.memory import contents
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
    if snapshot is not last:
        snapshot = replace(snapshot, retrieved_at=look.moment(snapshot.retrieved_at))
    if last and _same_text(snapshot, last, archive):
        # As it was, and read now only if the run that got it was killed before it did.
        snapshot = last
    if record_snapshot(engine, snapshot, entry.title).unchanged:
        return None
    other = next((content for content in before if content.sha256 != snapshot.sha256), None)
    try:
        return read_page(snapshot, archive, look.portal, listed=entry.published, previous=other)
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
            return Unread(snapshot, entry.title, str(error), state="no bulletin")
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
    """Take every bulletin listed through all the steps; a page that fails stops no other.

    Args:
        run_id: of a run that was opened in the warehouse.
        steps: the steps' functions, where they are to be wrapped.

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
            pages[position] = _failed(look.portal, entry.title, entry.url, error, key=entry.key)
        watch(entry.title, 0.9 * (position + 1) / len(entries))
    bulletins = [reading.bulletin for reading in readings.values()]
    checks = steps.check(bulletins, suites) if bulletins else ()
    for (position, reading), checked in zip(readings.items(), checks, strict=True):
        try:
            pages[position] = steps.file(reading, checked, engine, run_id)
        except EtlError as error:
            got = reading.snapshot
            pages[position] = _failed(look.portal, reading.title, got.url, error, key=got.key)
    of_listing = (
        _failed(look.portal, "(a page of the listing)", error.url, error) for error in listed.failed
    )
    done = (pages[position] for position in sorted(pages))
    elsewhere = (_external(look.portal, entry) for entry in listed.external)
    report = RunReport(look.portal.name, (*done, *elsewhere, *of_listing))
    watch(f"{len(report.pages)} bulletins done", 1.0)
    return report


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


def _external(portal: Portal, entry: Entry) -> PageReport:
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


def _failed(portal: Portal, title: str, url: str, error: EtlError, key: str = "") -> PageReport:
    state = error.state if isinstance(error, PortalError) else "failed"
    page = PageReport(title, url, "failed", problem=str(error), state=state, key=key)
    return told(portal.name, page)
