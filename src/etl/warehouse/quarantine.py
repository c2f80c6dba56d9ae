"""What is held back, and what was decided about it.

A bulletin that fails a critical expectation is kept with everything that is needed to
decide: its bytes, its checks, its day of publication. A decision is a row of its own and
is never changed; a later one on the same content counts instead. It replays: the same
content with the same failures (or some of them) is released or stays out without asking,
in whichever run it comes again. A new failure asks anew.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Select, exists, func, insert, select, update

from etl.errors import NothingFound, WarehouseError
from etl.portal.model import Snapshot
from etl.quality.model import Verdict, critical_failures
from etl.warehouse.dimensions import chunks, portal_row, snapshot_rows
from etl.warehouse.engine import writing
from etl.warehouse.model import Edition
from etl.warehouse.record import record_checks, require_run
from etl.warehouse.reread import snapshot_from
from etl.warehouse.schema import (
    check_result,
    decision,
    document,
    portal,
    quarantine,
    snapshot,
)

Target = Engine | Connection

_CONTENTS = (
    quarantine.join(snapshot, snapshot.c.id == quarantine.c.snapshot_id)
    .join(document, document.c.id == snapshot.c.document_id)
    .join(portal, portal.c.id == document.c.portal_id)
)
"""What is held back, with the page that it is the content of."""


@dataclass(frozen=True, slots=True)
class Held:
    """A content that is held back."""

    id: int
    """To be named by in a decision."""
    portal: str
    title: str
    reason: str
    quarantined_at: datetime
    published_at: datetime | None
    """None for a page that cannot be read."""
    url: str
    sha256: str
    archive_path: str
    run_id: str
    released_at: datetime | None
    """When it was loaded after all."""
    failures: frozenset[str]
    """See :func:`etl.quality.model.critical_failures`; none for a page that cannot be read."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An expectation that did not hold when a content was held back."""

    gate: str
    expectation: str
    severity: str
    evidence: str | None
    """Words of the fact that failed, if it was one."""
    observed: str
    why: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided about a content that was held back."""

    verdict: Verdict
    failures: frozenset[str]
    """Those that were decided about."""
    reason: str
    decided_by: str
    decided_at: datetime


def quarantine_edition(
    target: Target, edition: Edition, reason: str, run_id: str, now: datetime
) -> None:
    """Hold a bulletin back: its checks are kept, nothing of its figures is loaded.

    Raises:
        WarehouseError: the run is unknown, or the database fails.
    """
    failures = critical_failures(edition.checks, edition.bulletin.facts)
    with writing(target, portal=edition.snapshot.portal) as connection:
        snapshot_id = _hold(
            connection,
            edition.snapshot,
            failures,
            run_id,
            title=edition.title,
            reason=reason,
            published_at=edition.published_at,
            quarantined_at=now,
        )
        record_checks(connection, [(edition, snapshot_id)], run_id)


def record_unreadable(
    target: Target, content: Snapshot, error: str, run_id: str, now: datetime, title: str = ""
) -> None:
    """Hold back a page that was got and cannot be read; ``error`` says why.

    Raises:
        WarehouseError: the run is unknown, or the database fails.
    """
    with writing(target, portal=content.portal) as connection:
        _hold(
            connection,
            content,
            frozenset(),
            run_id,
            title=title,
            reason=error,
            published_at=None,
            quarantined_at=now,
        )


def release(connection: Connection, snapshots: Iterable[int], now: datetime) -> None:
    """The contents are loaded after all: they are no longer held back."""
    for some in chunks(snapshots):
        held = quarantine.c.snapshot_id.in_(some) & quarantine.c.released_at.is_(None)
        connection.execute(update(quarantine).where(held).values(released_at=now))


def waiting(connection: Connection) -> tuple[Held, ...]:
    """What waits for a decision, longest first.

    Of a content that failed in several ways by and by, the way it failed last.
    """
    again = quarantine.alias("again")
    superseded = exists().where(
        again.c.snapshot_id == quarantine.c.snapshot_id, again.c.id > quarantine.c.id
    )
    decided = exists().where(decision.c.quarantine_id == quarantine.c.id)
    query = _held().where(quarantine.c.released_at.is_(None), ~superseded, ~decided)
    ordered = query.order_by(quarantine.c.quarantined_at, quarantine.c.id)
    return tuple(_as_held(row) for row in connection.execute(ordered))


def held(connection: Connection, held_id: int) -> Held:
    """The one called ``held_id``, decided or not.

    Raises:
        NothingFound: there is none.
    """
    row = connection.execute(_held().where(quarantine.c.id == held_id)).first()
    if row is None:
        raise NothingFound(f"Nothing held back has the number {held_id}; see etl quarantine list.")
    return _as_held(row)


def content(connection: Connection, held_id: int) -> Snapshot:
    """The content that is held back."""
    query = select(snapshot, document.c.key, document.c.url, portal.c.name).select_from(_CONTENTS)
    row = connection.execute(query.where(quarantine.c.id == held_id)).one()
    return snapshot_from(row, row.name)


def failures(connection: Connection, held_id: int) -> tuple[Failure, ...]:
    """What did not hold when the content was checked last, critical failures first."""
    mine = select(quarantine.c.snapshot_id).where(quarantine.c.id == held_id).scalar_subquery()
    last = (
        select(func.max(check_result.c.id))
        .where(check_result.c.snapshot_id == mine)
        .scalar_subquery()
    )
    run_id = select(check_result.c.run_id).where(check_result.c.id == last).scalar_subquery()
    names = ("gate", "expectation", "severity", "evidence", "observed", "why")
    query = (
        select(*(check_result.c[name] for name in names))
        .where(
            check_result.c.snapshot_id == mine,
            check_result.c.run_id == run_id,
            ~check_result.c.passed,
        )
        .order_by(check_result.c.severity, check_result.c.id)
    )
    return tuple(Failure(*row) for row in connection.execute(query))


def decide(
    target: Target,
    held_id: int,
    verdict: Verdict,
    reason: str,
    decided_by: str,
    now: datetime,
) -> None:
    """Write down a decision; it loads nothing by itself.

    Raises:
        NothingFound: nothing that was held back is called so.
        WarehouseError: it was loaded after all, or the database fails.
    """
    with writing(target) as connection:
        one = held(connection, held_id)
        if one.released_at is not None:
            raise WarehouseError(
                f"{one.title} was loaded on {one.released_at:%Y-%m-%d}; there is nothing to decide "
                "about it any more."
            )
        connection.execute(
            insert(decision).values(
                quarantine_id=held_id,
                verdict=verdict,
                reason=reason,
                decided_by=decided_by,
                decided_at=now,
            )
        )


def decisions(connection: Connection, contents: Iterable[Snapshot]) -> dict[str, list[Decision]]:
    """Every decision on each of the contents of one portal, by their hash, latest first."""
    found: dict[str, list[Decision]] = {}
    keys = {(one.portal, one.key, one.sha256) for one in contents}
    for some in chunks(sorted({sha256 for _, _, sha256 in keys})):
        query = (
            select(
                decision, quarantine.c.failures, snapshot.c.sha256, document.c.key, portal.c.name
            )
            .select_from(_CONTENTS)
            .join(decision, decision.c.quarantine_id == quarantine.c.id)
            .where(snapshot.c.sha256.in_(some))
            .order_by(decision.c.decided_at.desc(), decision.c.id.desc())
        )
        for row in connection.execute(query):
            if (row.name, row.key, row.sha256) in keys:
                found.setdefault(row.sha256, []).append(
                    Decision(
                        row.verdict,
                        frozenset(row.failures or ()),
                        row.reason,
                        row.decided_by,
                        row.decided_at,
                    )
                )
    return found


def applying(made: Sequence[Decision], failed: frozenset[str]) -> Decision | None:
    """The latest decision that was made about all that failed; None where something is new."""
    return next((one for one in made if failed <= one.failures), None)


def _held() -> Select[Any]:
    about = (portal.c.name, document.c.url, snapshot.c.sha256, snapshot.c.archive_path)
    return select(quarantine, *about).select_from(_CONTENTS)


def _as_held(row: Any) -> Held:
    return Held(
        id=row.id,
        portal=row.name,
        title=row.title,
        reason=row.reason,
        quarantined_at=row.quarantined_at,
        published_at=row.published_at,
        url=row.url,
        sha256=row.sha256,
        archive_path=row.archive_path,
        run_id=row.run_id,
        released_at=row.released_at,
        failures=frozenset(row.failures or ()),
    )


def _hold(
    connection: Connection,
    content: Snapshot,
    failed: frozenset[str],
    run_id: str,
    *,
    title: str,
    reason: str,
    published_at: datetime | None,
    quarantined_at: datetime,
) -> int:
    """Quarantine a content; one that is held back for the same failures is so once."""
    require_run(connection, run_id)
    portal_id = portal_row(connection, content.portal)
    [(_, snapshot_id)] = snapshot_rows(connection, portal_id, [(content, title)])
    last = connection.execute(
        select(quarantine.c.failures, quarantine.c.released_at)
        .where(quarantine.c.snapshot_id == snapshot_id)
        .order_by(quarantine.c.id.desc())
        .limit(1)
    ).first()
    known = last is not None and last.released_at is None and last.failures is not None
    if not known or last is None or frozenset(last.failures) != failed:
        connection.execute(
            insert(quarantine).values(
                run_id=run_id,
                snapshot_id=snapshot_id,
                title=title,
                reason=reason,
                failures=sorted(failed),
                published_at=published_at,
                quarantined_at=quarantined_at,
            )
        )
    return snapshot_id
