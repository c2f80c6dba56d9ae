"""The warehouse built again from the archive alone.

The notes beside the bytes (:mod:`etl.portal.archive.note`) have what each visit to a portal knew.
The visits are made again in their order, each listing what it got then and taking it from
the archive; all else is the very same code. So figures, periods, dates of publication,
evidence, versions and their reasons are what the live runs made. ``recorded_from`` is the
time at which the bytes were got: a few seconds before a live run filed them, so that the
questions "what was on record on that day" keep their answers.

Not in the archive, and so not brought back: the runs (one run called ``restore`` stands
for them, and another for each that found a page gone), and that a run was killed between
getting a page and loading it: what it got is loaded as if it had not been.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial

from sqlalchemy import Engine

from etl.errors import (
    ArchiveError,
    Gone,
    NotABulletin,
    Unreachable,
    UnreadableDocument,
    WarehouseError,
    WrongCharset,
)
from etl.logs import current_run
from etl.pipeline.load_saved_page import read_saved, take_within
from etl.pipeline.readings import Reading, Unread
from etl.pipeline.run_report import OUTCOMES, PageReport, RunReport
from etl.pipeline.run_tools import Tools
from etl.pipeline.steps.due_pages import Plan
from etl.pipeline.steps.load_or_hold import file_absence, file_reading
from etl.pipeline.steps.reading_of_snapshot import receive
from etl.pipeline.visit import Steps, Watch, visit
from etl.pipeline.visit_day import Look
from etl.portal.addresses import authority
from etl.portal.archive.archive import Archive
from etl.portal.document_keys import page_key
from etl.portal.http.client import Client
from etl.portal.listing.pick_bulletins import Discovered
from etl.portal.model import Entry, Portal, Retrieval, Snapshot
from etl.quality.check_results import CheckResult
from etl.warehouse.journal.exclusive_run import exclusive_run
from etl.warehouse.journal.run_records import close_run, open_run
from etl.warehouse.queries.known_of_portal import KnownPage, portals_with_pages

NAME = "restore"


@dataclass(frozen=True, slots=True)
class Notes:
    """All the notes of an archive."""

    by_portal: dict[str, list[Retrieval]]
    """In the order in which things were got."""
    damaged: tuple[ArchiveError, ...]
    """What cannot be read."""


def read_notes(archive: Archive) -> Notes:
    """Read the notes; memory follows their number, about 1 kB each.

    Raises:
        ArchiveError: the archive cannot be read at all.
    """
    found: dict[str, list[Retrieval]] = {}
    damaged: list[ArchiveError] = []
    for name in archive.notes():
        try:
            retrieval = archive.read_note(name)
        except ArchiveError as error:
            damaged.append(error)
        else:
            found.setdefault(retrieval.snapshot.portal, []).append(retrieval)
    for retrievals in found.values():
        retrievals.sort(key=lambda one: one.got_at)
    return Notes(found, tuple(damaged))


def require_empty(engine: Engine, portals: Sequence[str]) -> None:
    """Raises:
    WarehouseError: the warehouse has pages of one of the portals; to take older ones
        for newer ones would falsify what they said last.
    """
    if there := sorted(portals_with_pages(engine) & set(portals)):
        raise WarehouseError(
            f"The warehouse already has pages of {', '.join(there)}: restore into an empty one "
            "(ETL_DATABASE_URL), or say --missing to restore only portals that it lacks."
        )


def restore(
    portal: Portal,
    retrievals: Sequence[Retrieval],
    tools: Tools,
    watch: Watch = lambda _done, _part: None,
) -> RunReport:
    """Do again what the runs over a portal did, without asking it.

    Args:
        portal: whose runs they were.
        retrievals: of that portal, in the order in which things were got.
        tools: what the steps work with.
        watch: told what was done last, and which part (0 to 1) is done.

    Raises:
        PortalBusy: a run works on the portal.
        SettingsError: a suite cannot be evaluated as its file puts it.
        WarehouseError: the database fails.
    """
    hosts = {authority(one.snapshot.url) for one in retrievals}
    # What was asked then may be asked for now, in the archive.
    portal = portal.model_copy(update={"hosts": (*portal.hosts, *sorted(hosts))})
    report, done = RunReport(portal.name, ()), 0
    handed_out: dict[tuple[str, str], Retrieval] = {}
    with exclusive_run(tools.engine, portal, NAME) as run, current_run.bound(run.id):
        for got in _visits(retrievals):
            handed_out |= {(g.attached_to, g.snapshot.key): g for g in got if g.attached_to}
            if got[0].published is None:
                again = _VisitAgain(got, handed_out)
                if again.finds_absences:
                    # It takes several runs that find a page gone to withdraw it.
                    with _run(portal, tools.engine) as own:
                        report += again.make(portal, tools, own)
                else:
                    report += again.make(portal, tools, run.id)
            else:
                page = _load_again(got[0], got[0].published, portal, tools, run.id)
                report += RunReport(portal.name, (page,))
            done += len(got)
            watch(f"{got[0].got_at:%Y-%m-%d}", done / len(retrievals))
        run.summary = {outcome: report.outcomes[outcome] for outcome in OUTCOMES}
    return report


@contextmanager
def _run(portal: Portal, engine: Engine) -> Iterator[str]:
    run_id = open_run(engine, portal, NAME, datetime.now(UTC))
    yield run_id
    close_run(engine, run_id, "completed", {}, datetime.now(UTC))


def _visits(retrievals: Sequence[Retrieval]) -> Iterator[list[Retrieval]]:
    """What was got in one visit each, by the time of the first."""
    visits: dict[tuple[str, int], list[Retrieval]] = {}
    nth, seen = 0, set[str]()
    for one in retrievals:
        if not one.visit:
            # Where that was not noted, a visit ends when something is got a second time.
            if one.snapshot.key in seen:
                nth += 1
                seen.clear()
            seen.add(one.snapshot.key)
        visits.setdefault((one.visit, 0 if one.visit else nth), []).append(one)
    yield from visits.values()


class _VisitAgain:
    """A visit as its notes have it, in the place of a portal and a client."""

    def __init__(
        self, got: Sequence[Retrieval], handed_out: Mapping[tuple[str, str], Retrieval]
    ) -> None:
        """Lay out the notes.

        Args:
            got: in this visit.
            handed_out: the last of each attachment, by the keys of its page and its own.
        """
        self._handed_out = handed_out
        self._got_at = {(one.attached_to or one.snapshot.key): one.got_at for one in reversed(got)}
        self._pages = {one.snapshot.key: one for one in got if not one.attached_to}
        self._moment = got[0].snapshot.retrieved_at
        rows: dict[str, Entry] = {}
        for one in got:
            key = one.attached_to or one.snapshot.key
            row = Entry(key, one.snapshot.url, one.title, one.listed, missing=one.missing)
            rows.setdefault(key, row)
        missing = tuple(row for row in rows.values() if row.missing)
        listed = tuple(row for row in rows.values() if not row.missing)
        self._plan = Plan(listed=listed, unlisted=missing, settled=())

    def make(
        self,
        portal: Portal,
        tools: Tools,
        run_id: str,
    ) -> RunReport:
        """Make the visit; nothing is asked of anybody.

        Raises:
            As :func:`restore`.
        """
        steps = Steps(
            discover=lambda *_: Discovered(self._plan.listed),
            plan=lambda *_: self._plan,
            take=self._take,
            file=self._file,
            absent=self._absent,
        )
        look = Look(portal, self._moment.astimezone(portal.zone).date())
        with Client(portal, contact="", pause_seconds=0) as unused:
            return visit(look, unused, tools, run_id, steps=steps)

    @property
    def finds_absences(self) -> bool:
        """Whether a page was neither listed nor to be had."""
        return any(self._pages[row.key].gone for row in self._plan.unlisted)

    def _take(
        self, entry: Entry, look: Look, _client: Client, tools: Tools
    ) -> Reading | Unread | None:
        page = self._pages.get(entry.key)
        if page is None:
            # It could not be had.
            return None
        if page.gone:
            raise Gone(page.gone, url=entry.url)
        get_attached = partial(self._attached, entry)
        seen_at = page.snapshot.retrieved_at
        return receive(
            entry, page.snapshot, seen_at, get_attached, look.portal, tools.archive, tools.engine
        )

    def _attached(self, page: Entry, link: Entry, _previous: Snapshot | None) -> Snapshot:
        had = self._handed_out.get((page.key, link.key))
        if had is None or had.gone:
            raise Unreachable(f"{link.url} was not had", url=link.url)
        return had.snapshot

    def _file(
        self, reading: Reading, checks: tuple[CheckResult, ...], engine: Engine, run_id: str
    ) -> PageReport:
        key = page_key(reading.snapshot.key)
        return file_reading(reading, checks, engine, run_id, self._got_at[key])

    def _absent(
        self, page: KnownPage, error: Gone, portal: str, engine: Engine, run_id: str, _now: datetime
    ) -> PageReport:
        noticed_at = self._pages[page.key].snapshot.retrieved_at
        return file_absence(page, error, portal, engine, run_id, noticed_at)


def _load_again(
    got: Retrieval,
    published: date,
    portal: Portal,
    tools: Tools,
    run_id: str,
) -> PageReport:
    """Load a page that somebody saved; what was refused then is refused again, unrecorded."""
    name = got.snapshot.url
    try:
        reading = read_saved(got.snapshot, portal, published, tools)
        return take_within(reading, tools, run_id, got.got_at)
    except NotABulletin as error:
        state, problem = "no bulletin", str(error)
    except UnreadableDocument as error:
        state, problem = WrongCharset.state, str(error)
    except ArchiveError as error:
        state, problem = "failed", str(error)
    return PageReport(name, name, "failed", problem=problem, state=state)
