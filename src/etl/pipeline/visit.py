"""All the bulletins that a portal lists, one after another."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Engine

from etl.bulletin.extract import extract
from etl.bulletin.model import Bulletin
from etl.errors import EtlError, NotABulletin, PortalError, UnreadableDocument, WrongCharset
from etl.pipeline.filing import file_reading, file_unread
from etl.pipeline.looks import Look
from etl.pipeline.model import Fetched, PageReport, Reading, RunReport, Unread
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
_NO_BULLETIN = "no bulletin"


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
    return keep_attached(read, look, client, archive) if isinstance(read, Unread) else read


def fetch_page(
    entry: Entry, look: Look, client: Client, archive: Archive, engine: Engine
) -> Fetched | None:
    """Fetch and archive the page of a listing's row; None where it is as it was loaded.

    Raises:
        As :func:`take_page`.
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
    return Fetched(entry, snapshot, other)


def read_fetched(fetched: Fetched, portal: Portal, archive: Archive) -> Reading | Unread:
    """Read a page from the archive; it asks neither the portal nor the warehouse.

    Raises:
        ArchiveError: the archive does not hold the bytes.
    """
    entry, snapshot = fetched.entry, fetched.snapshot
    try:
        return read_page(
            snapshot, archive, portal, listed=entry.published, previous=fetched.previous
        )
    except UnreadableDocument as error:
        return Unread(snapshot, entry.title, str(error), state=WrongCharset.state)
    except NotABulletin as error:
        return Unread(snapshot, entry.title, str(error), state=_NO_BULLETIN)


def keep_attached(unread: Unread, look: Look, client: Client, archive: Archive) -> Unread:
    """Archive what a page without a bulletin has attached, and say so."""
    if unread.state != _NO_BULLETIN:
        return unread
    snapshot = unread.snapshot
    raw = archive.read(snapshot.sha256)
    attached = attachments(raw, snapshot.content_type, snapshot.url, look.portal.allowed_hosts)
    if not attached:
        return unread
    return replace(unread, problem=_keep(attached, client, archive), state=ATTACHED)


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
    pages: dict[int, PageReport] = {}
    readings: dict[int, Reading] = {}
    # Fetching and reading take nearly all the time; filing gets the last tenth.
    for position, entry in enumerate(entries):
        try:
            taken = steps.take(entry, look, client, archive, engine)
            if isinstance(taken, Reading):
                readings[position] = taken
            elif taken is None:
                pages[position] = PageReport(entry.title, entry.url, "unchanged")
            else:
                pages[position] = file_unread(taken, engine, run_id)
        except EtlError as error:
            pages[position] = failed_page(entry.title, entry.url, error)
        watch(entry.title, 0.9 * (position + 1) / len(entries))
    bulletins = [reading.bulletin for reading in readings.values()]
    checks = steps.check(bulletins, suites) if bulletins else ()
    for (position, reading), checked in zip(readings.items(), checks, strict=True):
        try:
            pages[position] = steps.file(reading, checked, engine, run_id)
        except EtlError as error:
            pages[position] = failed_page(reading.title, reading.snapshot.url, error)
    of_listing = (
        failed_page("(a page of the listing)", error.url, error) for error in listed.failed
    )
    done = (pages[position] for position in sorted(pages))
    report = RunReport(look.portal.name, (*done, *of_listing))
    watch(f"{len(report.pages)} bulletins done", 1.0)
    return report


def failed_listing(listed: Discovered) -> Iterator[PageReport]:
    """What is reported of the listing's own pages that could not be had."""
    for error in listed.failed:
        yield failed_page("(a page of the listing)", error.url, error)


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


def failed_page(title: str, url: str, error: EtlError) -> PageReport:
    """What is reported of a page that could not be had."""
    state = error.state if isinstance(error, PortalError) else "failed"
    return PageReport(title, url, "failed", problem=str(error), state=state)
