"""What happened besides figures: runs, contents got, and contents held back."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, Engine, insert, null, select, update

from etl.errors import WarehouseError
from etl.portal.model import Portal, Snapshot
from etl.warehouse.dimensions import chunks, portal_row, snapshot_rows
from etl.warehouse.engine import writing
from etl.warehouse.model import Edition
from etl.warehouse.schema import check_result, document, quarantine, reading, run, snapshot

Target = Engine | Connection
RunState = Literal["completed", "failed"]
_KILLED = "it was killed; the next run of the portal found it"


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was known of a content when it was recorded."""

    first: bool
    """The page was never seen before. Where it was, and the content is new, the page was
    changed after publication: the new content's ``published_at`` is then the time of the
    change, not the date that the page still prints."""
    known: bool
    """The page had this very content before."""
    unchanged: bool
    """It is the content of the page that was loaded last: nothing is to be done."""


def open_run(
    target: Target, portal: Portal, flow: str, now: datetime, run_id: str | None = None
) -> str:
    """Record that ``flow`` starts to work on ``portal``.

    Args:
        run_id: the id that the run has elsewhere; a run that is there already is opened
            again. None for a new one.

    Returns:
        The run's id, a UUID.

    Raises:
        WarehouseError: the database fails.
    """
    started = {"flow": flow, "started_at": now, "state": "running"}
    with writing(target, portal=portal.name) as connection:
        portal_id = portal_row(connection, portal.name, portal.city)
        if (
            run_id is not None
            and connection.execute(
                update(run)
                .where(run.c.id == run_id)
                .values(**started, finished_at=None, summary=null())
                .returning(run.c.id)
            ).all()
        ):
            return run_id
        opened = run_id or str(uuid.uuid4())
        connection.execute(insert(run).values(id=opened, portal_id=portal_id, **started))
    return opened


def close_abandoned(target: Target, portal: str, now: datetime) -> tuple[str, ...]:
    """Close as failed what still counts as running; to be called by who holds the portal.

    Returns:
        The ids of those runs.

    Raises:
        WarehouseError: the database fails.
    """
    with writing(target, portal=portal) as connection:
        portal_id = portal_row(connection, portal)
        closed = connection.execute(
            update(run)
            .where(run.c.portal_id == portal_id, run.c.state == "running")
            .values(state="failed", finished_at=now, summary={"problem": _KILLED})
            .returning(run.c.id)
        )
        return tuple(closed.scalars())


def close_run(
    target: Target,
    run_id: str,
    state: RunState,
    summary: Mapping[str, int | str],
    now: datetime,
) -> None:
    """Record how a run ended; ``summary`` are its counts.

    Raises:
        WarehouseError: the run is unknown, or the database fails.
    """
    with writing(target) as connection:
        require_run(connection, run_id)
        connection.execute(
            update(run)
            .where(run.c.id == run_id)
            .values(finished_at=now, state=state, summary=dict(summary))
        )


def require_run(connection: Connection, run_id: str) -> None:
    """Raises:
    WarehouseError: no such run was opened.
    """
    if connection.execute(select(run.c.id).where(run.c.id == run_id)).first() is None:
        raise WarehouseError(f"The run {run_id} is not in the warehouse; open it before loading.")


def record_snapshot(target: Target, content: Snapshot, title: str | None = None) -> Recorded:
    """Record a page and the content it had, before anything is read from it.

    Args:
        title: as the listing gives it, if a listing does.

    Raises:
        WarehouseError: the database fails.
    """
    with writing(target, portal=content.portal) as connection:
        portal_id = portal_row(connection, content.portal)
        page = (document.c.portal_id == portal_id) & (document.c.key == content.key)
        before = set(
            connection.execute(
                select(snapshot.c.sha256)
                .join(document, document.c.id == snapshot.c.document_id)
                .where(page)
            ).scalars()
        )
        last = connection.execute(
            select(snapshot.c.sha256)
            .join(reading, reading.c.snapshot_id == snapshot.c.id)
            .join(document, document.c.id == snapshot.c.document_id)
            .where(page)
            .order_by(
                reading.c.published_at.desc(), reading.c.recorded_at.desc(), reading.c.id.desc()
            )
            .limit(1)
        ).scalar()
        snapshot_rows(connection, portal_id, [(content, title)])
        return Recorded(
            first=not before,
            known=content.sha256 in before,
            unchanged=content.sha256 == last,
        )


def quarantine_edition(
    target: Target, edition: Edition, reason: str, run_id: str, now: datetime
) -> None:
    """Hold a bulletin back: its checks are kept, nothing of its figures is loaded.

    Raises:
        WarehouseError: the run is unknown, or the database fails.
    """
    with writing(target, portal=edition.snapshot.portal) as connection:
        snapshot_id = _hold(connection, edition.snapshot, edition.title, reason, run_id, now)
        record_checks(connection, [(edition, snapshot_id)], run_id)


def record_unreadable(
    target: Target, content: Snapshot, error: str, run_id: str, now: datetime, title: str = ""
) -> None:
    """Hold back a page that was got and cannot be read; ``error`` says why.

    Raises:
        WarehouseError: the run is unknown, or the database fails.
    """
    with writing(target, portal=content.portal) as connection:
        _hold(connection, content, title, error, run_id, now)


def record_checks(
    connection: Connection, checked: Iterable[tuple[Edition, int]], run_id: str
) -> None:
    """Keep what the expectations found, held or not; beside each edition its snapshot's row."""
    rows = [
        {
            "run_id": run_id,
            "snapshot_id": snapshot_id,
            "gate": check.gate,
            "expectation": check.expectation,
            "severity": check.severity,
            "passed": check.passed,
            "evidence": None if check.fact is None else edition.bulletin.facts[check.fact].text,
            "observed": check.observed,
            "why": check.why,
        }
        for edition, snapshot_id in checked
        for check in edition.checks
    ]
    if rows:
        connection.execute(insert(check_result), rows)


def release(connection: Connection, snapshots: Iterable[int], now: datetime) -> None:
    """The contents are loaded after all: they are no longer held back."""
    for some in chunks(snapshots):
        held = quarantine.c.snapshot_id.in_(some) & quarantine.c.released_at.is_(None)
        connection.execute(update(quarantine).where(held).values(released_at=now))


def _hold(
    connection: Connection,
    content: Snapshot,
    title: str,
    reason: str,
    run_id: str,
    now: datetime,
) -> int:
    """Quarantine a content; one that is held back for the same reason is so once."""
    require_run(connection, run_id)
    portal_id = portal_row(connection, content.portal)
    [(_, snapshot_id)] = snapshot_rows(connection, portal_id, [(content, title)])
    held = select(quarantine.c.id).where(
        quarantine.c.snapshot_id == snapshot_id,
        quarantine.c.reason == reason,
        quarantine.c.released_at.is_(None),
    )
    if connection.execute(held).first() is None:
        connection.execute(
            insert(quarantine).values(
                run_id=run_id,
                snapshot_id=snapshot_id,
                title=title,
                reason=reason,
                quarantined_at=now,
            )
        )
    return snapshot_id
