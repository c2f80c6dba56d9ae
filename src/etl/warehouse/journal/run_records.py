"""The records of a run: that it ran, the contents it got, and what its checks found."""

import logging
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, Engine, bindparam, insert, null, select, update

from etl.errors import WarehouseError
from etl.indicators.model import Indicator
from etl.portal.model import Portal, Snapshot
from etl.warehouse.connection.engine import transaction
from etl.warehouse.loading.references import portal_row, snapshot_rows
from etl.warehouse.model import Edition
from etl.warehouse.schema.tables import (
    NO_PARSER,
    absence,
    check_result,
    document,
    reading,
    run,
    snapshot,
)

Target = Engine | Connection
RunState = Literal["completed", "failed"]
_KILLED = "it was killed; the next run of the portal found it"

log = logging.getLogger(__name__)

# Asked for every page, and longer to put together than to answer.
_RUN = select(run.c.id).where(run.c.id == bindparam("of_run"))
_PAGE = (document.c.portal_id == bindparam("of_portal")) & (document.c.key == bindparam("of_key"))
_CONTENTS = (
    select(snapshot.c.sha256).join(document, document.c.id == snapshot.c.document_id).where(_PAGE)
)
_LAST_READING = (
    select(snapshot.c.sha256, reading.c.parser_version, reading.c.published_at)
    .join(reading, reading.c.snapshot_id == snapshot.c.id)
    .join(document, document.c.id == snapshot.c.document_id)
    .where(_PAGE)
    .order_by(reading.c.published_at.desc(), reading.c.recorded_at.desc(), reading.c.id.desc())
    .limit(1)
)
_END_ABSENCE = (
    update(absence)
    .where(absence.c.document_id == bindparam("of_document"), absence.c.ended_at.is_(None))
    .values(ended_at=bindparam("seen"))
)


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
    withdrawn_at: datetime | None = None
    """When the page was withdrawn, where it was so until now."""


def open_run(
    target: Target, portal: Portal, flow: str, now: datetime, run_id: str | None = None
) -> str:
    """Record that ``flow`` starts to work on ``portal``.

    Args:
        target: the warehouse, or a transaction that has begun.
        portal: that is worked on.
        flow: what runs: ``monthly``, ``backfill``, ``load``.
        now: aware.
        run_id: the id that the run has elsewhere; a run that is there already is opened
            again. None for a new one.

    Returns:
        The run's id, a UUID.

    Raises:
        WarehouseError: the database fails.
    """
    started = {"flow": flow, "started_at": now, "state": "running"}
    with transaction(target, portal=portal.name) as connection:
        portal_id = portal_row(connection, portal.name, portal.city, portal.place_code)
        if (
            run_id is not None
            and connection.execute(
                update(run)
                .where(run.c.id == run_id)
                .values(**started, finished_at=None, summary=null())
                .returning(run.c.id)
            ).all()
        ):
            opened = run_id
        else:
            opened = run_id or str(uuid.uuid4())
            connection.execute(insert(run).values(id=opened, portal_id=portal_id, **started))
    log.info(
        "Run of %s over %s opened",
        flow,
        portal.name,
        extra={"event": "run opened", "run_id": opened, "portal": portal.name, "flow": flow},
    )
    return opened


def close_abandoned(target: Target, portal: str, now: datetime) -> tuple[str, ...]:
    """Close as failed what still counts as running; to be called by who holds the portal.

    Returns:
        The ids of those runs.

    Raises:
        WarehouseError: the database fails.
    """
    with transaction(target, portal=portal) as connection:
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
    with transaction(target) as connection:
        require_run(connection, run_id)
        connection.execute(
            update(run)
            .where(run.c.id == run_id)
            .values(finished_at=now, state=state, summary=dict(summary))
        )
    log.info(
        "Run %s: %s",
        state,
        ", ".join(f"{name} {value}" for name, value in summary.items()),
        extra={"event": "run closed", "run_id": run_id, "state": state, "counts": dict(summary)},
    )


def require_run(connection: Connection, run_id: str) -> None:
    """Raises:
    WarehouseError: no such run was opened.
    """
    if connection.execute(_RUN, {"of_run": run_id}).first() is None:
        raise WarehouseError(f"The run {run_id} is not in the warehouse; open it before loading.")


def record_snapshot(
    target: Target, content: Snapshot, title: str | None = None, *, seen_at: datetime | None = None
) -> Recorded:
    """Record a page and the content it had, before anything is read from it.

    Args:
        target: the warehouse, or a transaction that has begun.
        content: as archived.
        title: as the listing gives it, if a listing does.
        seen_at: when the portal showed it, which ends the page's absence; None for a page
            that somebody saved.

    Raises:
        WarehouseError: the database fails.
    """
    with transaction(target, portal=content.portal) as connection:
        portal_id = portal_row(connection, content.portal)
        page = {"of_portal": portal_id, "of_key": content.key}
        before = set(connection.execute(_CONTENTS, page).scalars())
        last = connection.execute(_LAST_READING, page).first()
        [(document_id, _)] = snapshot_rows(connection, portal_id, [(content, title)])
        if seen_at is not None:
            connection.execute(_END_ABSENCE, {"of_document": document_id, "seen": seen_at})
        withdrawn = last is not None and last.parser_version == NO_PARSER
        return Recorded(
            first=not before,
            known=content.sha256 in before,
            unchanged=last is not None and last.sha256 == content.sha256 and not withdrawn,
            withdrawn_at=last.published_at if last is not None and withdrawn else None,
        )


def record_checks(
    connection: Connection,
    checked: Iterable[tuple[Edition, int]],
    run_id: str,
    indicators: Mapping[Indicator, int] | None = None,
) -> None:
    """Keep what the expectations found, held or not; beside each edition its snapshot's row.

    Args:
        connection: in a transaction.
        checked: editions with their results.
        run_id: of the run that checked them.
        indicators: the rows of what is counted, where the editions are loaded.
    """
    rows = [
        {
            "run_id": run_id,
            "snapshot_id": snapshot_id,
            "gate": check.gate,
            "expectation": check.expectation,
            "severity": check.severity,
            "passed": check.passed,
            **_figure(edition, check.fact, indicators or {}),
            "observed": check.observed,
            "why": check.why,
        }
        for edition, snapshot_id in checked
        for check in edition.checks
    ]
    if rows:
        connection.execute(insert(check_result), rows)


def _figure(
    edition: Edition, place: int | None, indicators: Mapping[Indicator, int]
) -> dict[str, object]:
    """The figure that a check speaks of; all empty for the bulletin as a whole."""
    if place is None:
        names = ("indicator_id", "indicator", "period_end", "measure", "evidence")
        return dict.fromkeys(names)
    stated, counted = edition.bulletin.facts[place], edition.indicators[place]
    return {
        "indicator_id": indicators.get(counted),
        "indicator": counted.name,
        "period_end": stated.period_end,
        "measure": stated.measure,
        "evidence": stated.text,
    }
