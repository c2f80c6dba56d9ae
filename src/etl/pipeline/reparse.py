"""Reading the archive again: with a better grammar, or after decisions about identity.

Every content that a portal's pages ever had is read as the present grammar reads it and
entered in the order in which the contents came, as if they came now for the first time:
so the indicators of a figure do not depend on what an older grammar or a decision since
taken back made of the others, and a reparse without a change of either finds no
difference. :func:`plan_reparse` only looks; :func:`load_reparse` takes what differs
through the gates and loads it with the reason ``reparse``.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Literal, Protocol

from sqlalchemy import Connection, Engine

from etl.bulletin import PARSER_VERSION
from etl.bulletin.model import Bulletin
from etl.bulletin.read import read
from etl.bulletin.source.extract import Document, extract
from etl.errors import NotABulletin, SettingsError, Undated, UnreadableDocument
from etl.indicators.decisions import Rename
from etl.indicators.model import Indicator, KnownIndicator
from etl.indicators.register import Register, Span
from etl.pipeline.filing import reason, rejected
from etl.pipeline.model import Outcome, PageReport, Reading, RunReport
from etl.pipeline.page import corrected_at, read_dated, said_by
from etl.portal.addresses import page_key
from etl.portal.archive import Archive
from etl.portal.metadata import PageMetadata, read_metadata
from etl.portal.model import Portal, Snapshot
from etl.quality.check import check
from etl.quality.model import CheckResult, critical_failures
from etl.quality.suite import Suite
from etl.warehouse.dimensions import chunks
from etl.warehouse.engine import reading as reading_from
from etl.warehouse.engine import writing
from etl.warehouse.load import load_editions
from etl.warehouse.model import Edition, LoadResult
from etl.warehouse.quarantine import applying, decisions, quarantine_edition
from etl.warehouse.reread import (
    Content,
    Key,
    Statement,
    contents_of,
    replace_wordings,
    statements_of,
)

_BATCH = 50
"""Bulletins read or loaded at once."""


class _Read(Protocol):
    def __call__(self, document: Document, *, published: date | None) -> Bulletin: ...


@dataclass(frozen=True, slots=True)
class Grammar:
    """A way to read bulletins, and what it is called in the warehouse."""

    version: str
    read: _Read


PRESENT = Grammar(PARSER_VERSION, read)


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that a page states otherwise when it is read again."""

    kind: Literal["added", "removed", "changed"]
    indicator: Indicator
    period_end: date
    measure: str
    before: Statement | None
    """None where the figure was not read before."""
    after: Statement | None
    """None where it is not read any more."""
    title: str
    url: str

    @property
    def evidence(self) -> str:
        """The words read, now or, of a removed figure, before."""
        stated = self.after or self.before
        return stated.evidence if stated else ""


@dataclass(frozen=True, slots=True)
class Reread:
    """A content read again, its figures identified, and what is different about it."""

    reading: Reading
    indicators: tuple[Indicator, ...]
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Reparse:
    """What reading a portal's archive again would change."""

    portal: Portal
    parser_version: str
    read: int
    """Contents that can be read."""
    readings: tuple[Reread, ...]
    """Those that differ, in the order in which they came."""
    unread: tuple[tuple[str, str], ...]
    """Titles of contents that still cannot be read, and why."""
    wordings: dict[KnownIndicator, Span] | None
    """Every wording, by the present grammar and decisions; None where a part is read again."""

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Every figure that is different."""
        return tuple(one for again in self.readings for one in again.differences)


def plan_reparse(
    portal: Portal,
    archive: Archive,
    engine: Engine,
    since: date | None = None,
    *,
    grammar: Grammar = PRESENT,
) -> Reparse:
    """Read a portal's archive again and compare; nothing is written.

    Args:
        since: only what was published (what was never read: got) on that day or later.

    Raises:
        ArchiveError: the archive does not hold what the warehouse refers to.
        SettingsError: a decision about identity speaks of a label that no figure has.
        WarehouseError: the database fails.
    """
    register = Register(portal.decisions)
    readings: list[Reread] = []
    unread: list[tuple[str, str]] = []
    count = 0
    with reading_from(engine) as connection:
        contents = contents_of(connection, portal.name)
        pages = _Pages(portal, archive, contents)
        for some in chunks(contents, _BATCH):
            before = statements_of(connection, [c.reading_id for c in some if c.reading_id])
            for content in some:
                try:
                    again = pages.read(content, grammar)
                except (NotABulletin, Undated, UnreadableDocument) as error:
                    unread.append((content.title or content.snapshot.url, str(error)))
                    continue
                count += 1
                indicators = register.enter(again.bulletin)
                day = again.published_at.astimezone(portal.zone).date()
                if not content.counts or (since is not None and day < since):
                    continue
                differences = tuple(
                    _differences(again, indicators, before.get(content.reading_id or 0, {}))
                )
                if differences:
                    readings.append(Reread(again, indicators, differences))
    _require_known(portal, register)
    return Reparse(
        portal=portal,
        parser_version=grammar.version,
        read=count,
        readings=tuple(readings),
        unread=tuple(unread),
        wordings=dict(register.spans) if since is None else None,
    )


def load_reparse(plan: Reparse, engine: Engine, suites: Sequence[Suite], run_id: str) -> RunReport:
    """Take what differs through the gates and load it; one transaction.

    A content whose new reading fails critically is held back, and its earlier reading stays.

    Args:
        run_id: of a run that was opened in the warehouse.

    Raises:
        SettingsError: a suite cannot be evaluated as its file puts it.
        WarehouseError: the database fails; nothing is loaded.
    """
    pages: list[PageReport] = []
    with writing(engine, portal=plan.portal.name) as connection:
        for some in chunks(plan.readings, _BATCH):
            checks = check([again.reading.bulletin for again in some], suites)
            editions = [
                _edition(again, found, plan.parser_version)
                for again, found in zip(some, checks, strict=True)
            ]
            pages += _file(connection, some, editions, run_id)
        if plan.wordings is not None:
            replace_wordings(connection, plan.portal.name, plan.wordings)
    return RunReport(plan.portal.name, tuple(pages))


class _Pages:
    """The pages of a portal, read from its archive."""

    def __init__(self, portal: Portal, archive: Archive, contents: Iterable[Content]) -> None:
        self._portal = portal
        self._archive = archive
        self._earlier: dict[str, list[Snapshot]] = {}
        for content in sorted(contents, key=lambda content: content.snapshot.retrieved_at):
            self._earlier.setdefault(content.snapshot.key, []).append(content.snapshot)

    def read(self, content: Content, grammar: Grammar) -> Reading:
        """A content as ``grammar`` reads it; its ``published_at`` is kept."""
        snapshot, portal = content.snapshot, self._portal
        raw = self._archive.read(snapshot.sha256)
        document = extract(raw, snapshot.content_type)
        said = read_metadata(raw, snapshot.content_type, portal.zone)
        if page_key(snapshot.key) != snapshot.key:
            # A file has the title and the date of the page that hands it out.
            document = replace(document, title=content.title)
            said = self._said_by_page(snapshot) or said
        published_at = content.published_at
        if published_at is None:
            published_at = said.published_at or snapshot.retrieved_at
            if (previous := self._previous(snapshot)) is not None:
                published_at = corrected_at(snapshot, previous)
        # A correction speaks of the time of the page that it corrects; of a page saved by
        # hand somebody has said the day.
        stated = said.published_at if snapshot.headers else None
        known = stated or content.published_at or said.published_at
        published = None if known is None else known.astimezone(portal.zone).date()
        bulletin = read_dated(document, published, grammar.read)
        title = bulletin.title or content.title or said.title or ""
        return Reading(
            snapshot,
            title,
            published_at,
            bulletin,
            revisit=content.reading_id is not None,
            decisions=portal.decisions,
        )

    def _said_by_page(self, file: Snapshot) -> PageMetadata | None:
        """What the page said of itself when it handed out a file."""
        pages = self._earlier.get(page_key(file.key), [])
        then = [page for page in pages if page.retrieved_at <= file.retrieved_at]
        return said_by(then[-1], self._archive, self._portal, None) if then else None

    def _previous(self, snapshot: Snapshot) -> Snapshot | None:
        """The content that the page had before."""
        earlier = self._earlier[snapshot.key]
        place = earlier.index(snapshot)
        return earlier[place - 1] if place else None


def _differences(
    again: Reading, indicators: Sequence[Indicator], before: dict[Key, Statement]
) -> Iterator[Difference]:
    after: dict[Key, Statement] = {}
    for fact, indicator in zip(again.bulletin.facts, indicators, strict=True):
        stated = Statement(fact.value, fact.unit, fact.qualifier, fact.text)
        after.setdefault((indicator, fact.last_day, fact.measure), stated)
    for key in {**after, **before}:
        old, new = before.get(key), after.get(key)
        if old and new and old.says_as(new):
            continue
        kind: Literal["added", "removed", "changed"] = (
            "changed" if old and new else "added" if new else "removed"
        )
        yield Difference(kind, *key, old, new, again.title, again.snapshot.url)


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


def _edition(again: Reread, checks: tuple[CheckResult, ...], parser_version: str) -> Edition:
    return Edition(
        snapshot=again.reading.snapshot,
        title=again.reading.title,
        published_at=again.reading.published_at,
        bulletin=again.reading.bulletin,
        indicators=again.indicators,
        checks=checks,
        parser_version=parser_version,
    )


def _file(
    connection: Connection, rereads: Sequence[Reread], editions: Sequence[Edition], run_id: str
) -> list[PageReport]:
    """Load a batch, or hold back what fails; what was decided about that replays."""
    now = datetime.now(UTC)
    made = decisions(connection, [edition.snapshot for edition in editions])
    failed = [critical_failures(edition.checks, edition.bulletin.facts) for edition in editions]
    decided = [
        applying(made.get(edition.snapshot.sha256, ()), failures)
        for edition, failures in zip(editions, failed, strict=True)
    ]
    fates = list(zip(rereads, editions, failed, decided, strict=True))
    sound = [
        edition
        for _, edition, failures, decision in fates
        if (decision.verdict == "released" if decision else not failures)
    ]
    loaded = dict(zip(map(id, sound), load_editions(connection, sound, run_id, now), strict=True))
    pages = []
    for again, edition, _, decision in fates:
        if decision and decision.verdict == "rejected":
            pages.append(rejected(edition.title, edition.snapshot, decision))
            continue
        problem = "" if id(edition) in loaded else reason(edition.checks)
        if problem:
            quarantine_edition(connection, edition, problem, run_id, now)
        result = loaded.get(id(edition))
        pages.append(
            PageReport(
                title=edition.title,
                url=edition.snapshot.url,
                outcome=_outcome(again, result),
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


def _outcome(again: Reread, loaded: LoadResult | None) -> Outcome:
    if loaded is None:
        return "quarantined"
    return "revised" if again.reading.revisit else "new"
