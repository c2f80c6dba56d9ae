"""Reading the archive again: with a better grammar, or after decisions about identity.

Every content that a portal's pages ever had is read as the present grammar reads it and
entered in the order in which the contents came, as if they came now for the first time:
so the indicators of a figure do not depend on what an older grammar or a decision since
taken back made of the others, and a reparse without a change of either finds no
difference. :func:`plan_reparse` only looks; :func:`load_reparse` takes what differs
through the gates and loads it with the reason ``reparse``.

Both work through an archive of any size: a batch of bulletins is in memory at a time, what
differs waits on the disk, and no transaction lasts longer than a batch. A load that is
killed leaves whole batches; to plan and load again completes it, for what is loaded does
not differ any more.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Connection, Engine

from etl.chunks import chunks
from etl.errors import SettingsError, WarehouseError
from etl.indicators.decisions import Rename
from etl.indicators.model import Indicator, KnownIndicator
from etl.indicators.wording_register import Register, Span
from etl.pipeline.page_log import told
from etl.pipeline.reading_differences import Difference, Kind, differences
from etl.pipeline.readings import Reading
from etl.pipeline.run_report import PageReport, RunReport
from etl.pipeline.spill_to_disk import Spool
from etl.pipeline.steps.held_before import HeldBefore, held_before
from etl.pipeline.steps.load_or_hold import outcome_of, reason, rejected
from etl.pipeline.steps.reread_contents import (
    PRESENT,
    ArchivedPages,
    Grammar,
    StartReading,
    in_batches,
    read_when_asked,
)
from etl.portal.archive.archive import Archive
from etl.portal.model import Portal
from etl.quality.check import Results, check
from etl.quality.check_results import CheckResult
from etl.quality.suite import Suite
from etl.quality.verdicts import Decision, FigureRead, Settled, applying, settle
from etl.quality.what_is_held_back import bulletin_failures
from etl.warehouse.connection.engine import read_only, transaction
from etl.warehouse.journal.decision_records import decisions
from etl.warehouse.journal.quarantine import quarantine_edition
from etl.warehouse.loading.load import load_editions
from etl.warehouse.loading.replace_wordings import replace_wordings
from etl.warehouse.model import Edition
from etl.warehouse.queries.earlier_readings import (
    Content,
    contents_of,
    last_reading,
    statements_of,
)
from etl.warehouse.statements import Key, Statement, digest

BATCH = 50
"""Bulletins read or loaded at once."""


@dataclass(frozen=True, slots=True)
class Reread:
    """A content read again, its figures identified, and what is different about it."""

    reading: Reading
    indicators: tuple[Indicator, ...]
    """Parallel to its facts, as they were amended."""
    differences: tuple[Difference, ...]
    held_before: Mapping[FigureRead, frozenset[str]]
    """What its last reading left out, and what was held against it."""


@dataclass(frozen=True, slots=True)
class Reparse:
    """What reading a portal's archive again would change."""

    portal: Portal
    parser_version: str
    read: int
    """Contents that can be read."""
    readings: Spool[Reread]
    """Those that differ, in the order in which they came."""
    kinds: Mapping[Kind, int]
    """How many figures differ in which way."""
    unread: tuple[tuple[str, str], ...]
    """Titles of contents that still cannot be read, and why."""
    wordings: dict[KnownIndicator, Span] | None
    """Every wording, by the present grammar and decisions; None where a part is read again."""
    made_after: int
    """The portal's last reading in the warehouse then."""

    @property
    def count(self) -> int:
        """How many figures differ."""
        return sum(self.kinds.values())

    @property
    def differences(self) -> Iterator[Difference]:
        """Every figure that is different."""
        return (one for again in self.readings for one in again.differences)


def plan_reparse(
    portal: Portal,
    archive: Archive,
    engine: Engine,
    since: date | None = None,
    *,
    grammar: Grammar = PRESENT,
    start: StartReading = read_when_asked,
    ahead: int = 0,
) -> Reparse:
    """Read a portal's archive again and compare; nothing is written.

    Statements are compared whole, whatever the parser that read them before is called.

    Args:
        portal: whose archive is read.
        archive: has the contents.
        engine: of the warehouse.
        since: only what was published (what was never read: got) on that day or later.
        grammar: the readers to read with.
        start: begins to read a batch, here or elsewhere.
        ahead: batches that may be read while an earlier one is compared.

    Raises:
        ArchiveError: the archive does not hold what the warehouse refers to.
        SettingsError: a decision about identity speaks of a label that no figure has.
        WarehouseError: the database fails.
    """
    register = Register(portal.decisions)
    readings = Spool[Reread]()
    kinds: Counter[Kind] = Counter()
    unread: list[tuple[str, str]] = []
    count = 0
    with read_only(engine) as connection:
        made_after = last_reading(connection, portal.name)
        contents = contents_of(connection, portal.name)
    pages = ArchivedPages(portal, archive, contents)
    batches = chunks(contents, BATCH)
    for some, wait in in_batches(pages, batches, grammar, start, ahead):
        past = held_before(some, engine)
        reread: list[tuple[Content, Reading, Settled, tuple[Indicator, ...]]] = []
        for content, again in zip(some, wait(), strict=True):
            if isinstance(again, str):
                unread.append((content.title or content.snapshot.url, again))
                continue
            count += 1
            settled = past.settle(content, again)
            indicators = register.enter(settled.bulletin, settled.held)
            day = again.published_at.astimezone(portal.zone).date()
            asked = content.counts and (since is None or day >= since)
            # The load would refuse it again, and so it would differ for ever.
            asked = asked and not (content.reading_id is None and past.rejected(content))
            if asked and content.stated != digest(settled.bulletin, indicators, settled.held):
                reread.append((content, again, settled, indicators))
        for one in _compared(reread, past, engine):
            readings.append(one)
            kinds.update(difference.kind for difference in one.differences)
    _require_known(portal, register)
    return Reparse(
        portal=portal,
        parser_version=grammar.version,
        read=count,
        readings=readings,
        kinds=kinds,
        unread=tuple(unread),
        wordings=dict(register.spans) if since is None else None,
        made_after=made_after,
    )


def load_reparse(plan: Reparse, engine: Engine, suites: Sequence[Suite], run_id: str) -> RunReport:
    """Take what differs through the gates and load it, a transaction a batch.

    A content whose new reading fails critically is held back, and its earlier reading stays.

    Args:
        plan: as :func:`plan_reparse` made it.
        engine: of the warehouse.
        suites: the expectations of all gates.
        run_id: of a run that was opened in the warehouse.

    Returns:
        What was loaded, which may be less than was planned.

    Raises:
        SettingsError: a suite cannot be evaluated as its file puts it.
        WarehouseError: something else was loaded since the plan was made, or the database
            fails; the batches before are loaded.
    """
    pages: list[PageReport] = []
    name, loaded = plan.portal.name, 0
    for some in plan.readings.batches(BATCH):
        again = [one.reading for one in some]
        origins = [reading.origin for reading in again]
        checks = check([reading.bulletin for reading in again], suites, origins=origins)
        loaded += len(some)
        with transaction(engine, portal=name) as connection:
            if not pages:
                _require_unchanged(connection, plan)
            pages += _file(connection, some, checks, plan.parser_version, run_id)
            if plan.wordings is not None and loaded == len(plan.readings):
                # With the last batch: as long as they are old, something differs.
                replace_wordings(connection, name, plan.wordings)
    if plan.wordings is not None and not plan.readings:
        with transaction(engine, portal=name) as connection:
            _require_unchanged(connection, plan)
            replace_wordings(connection, name, plan.wordings)
    return RunReport(name, tuple(pages))


def _compared(
    reread: Sequence[tuple[Content, Reading, Settled, tuple[Indicator, ...]]],
    past: HeldBefore,
    engine: Engine,
) -> Iterator[Reread]:
    """Those of the readings that state other figures than their last one did."""
    before: dict[int, dict[Key, Statement]] = {}
    if earlier := [content.reading_id for content, *_ in reread if content.reading_id]:
        with read_only(engine) as connection:
            before = statements_of(connection, earlier)
    for content, again, settled, indicators in reread:
        number = content.reading_id or 0
        held = {key: one for key, (one, _) in past.held.get(number, {}).items()}
        stated = before.get(number, {})
        if found := tuple(differences(again, settled, indicators, stated, held)):
            yield Reread(again, indicators, found, past.held_before(content))


def _require_unchanged(connection: Connection, plan: Reparse) -> None:
    """Refuse a plan that knows less than the warehouse: its wordings would be lost."""
    if last_reading(connection, plan.portal.name) != plan.made_after:
        raise WarehouseError(
            f"Bulletins of {plan.portal.name} were loaded since its archive was read again; "
            "nothing is changed: run it once more."
        )


def _require_known(portal: Portal, register: Register) -> None:
    """Refuse decisions about labels that no figure ever had."""
    labels = {label for known in register.known for label in (known.wording, known.indicator.label)}
    given = {entry.to for entry in portal.decisions.root if isinstance(entry, Rename)}
    for number, label in portal.decisions.labels():
        if label not in labels | given:
            raise SettingsError(
                f"portals/{portal.name}.yaml: decision {number} speaks of {label!r}, and no figure "
                "is called so; correct the entry."
            )


def _edition(
    again: Reread, checks: tuple[CheckResult, ...], made: Sequence[Decision], parser_version: str
) -> Edition:
    settled = settle(again.reading.bulletin, checks, made, again.held_before)
    return Edition(
        snapshot=again.reading.snapshot,
        title=again.reading.title,
        published_at=again.reading.published_at,
        bulletin=settled.bulletin,
        indicators=again.indicators,
        checks=checks,
        parser_version=parser_version,
        held=settled.held,
        decided=settled.decided,
    )


def _file(
    connection: Connection,
    rereads: Sequence[Reread],
    checks: Results,
    parser_version: str,
    run_id: str,
) -> list[PageReport]:
    """Load a batch, or hold back what fails; what was decided about that replays."""
    now = datetime.now(UTC)
    made = decisions(connection, [again.reading.snapshot for again in rereads])
    fates = []
    for again, found in zip(rereads, checks, strict=True):
        own = made.get(again.reading.snapshot.sha256, ())
        failures = bulletin_failures(found)
        edition = _edition(again, found, own, parser_version)
        fates.append((again, edition, failures, applying(own, failures)))
    sound = [
        edition
        for _, edition, failures, decision in fates
        if (decision.verdict == "released" if decision else not failures)
    ]
    loaded = dict(zip(map(id, sound), load_editions(connection, sound, run_id, now), strict=True))
    pages = []
    for again, edition, _, decision in fates:
        if decision and decision.verdict == "rejected":
            out = rejected(edition.title, edition.snapshot, decision)
            pages.append(told(edition.snapshot.portal, out))
            continue
        problem = "" if id(edition) in loaded else reason(edition.checks)
        if problem:
            quarantine_edition(connection, edition, problem, run_id, now)
        result = loaded.get(id(edition))
        pages.append(
            PageReport(
                title=edition.title,
                url=edition.snapshot.url,
                outcome=outcome_of(result, revisit=again.reading.revisit),
                period_end=edition.bulletin.period_end,
                loaded=result,
                checks=edition.checks,
                problem=problem,
                state="held back" if problem else "",
                key=edition.snapshot.key,
                sha256=edition.snapshot.sha256,
            )
        )
    return pages
