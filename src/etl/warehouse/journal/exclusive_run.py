"""A run from its start to its end, exclusive: alone on its portal."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import Engine, select

from etl.errors import PortalBusy
from etl.portal.model import Portal
from etl.warehouse.connection.engine import read_only
from etl.warehouse.connection.portal_lock import portal_lock
from etl.warehouse.journal.run_records import RunState, close_abandoned, close_run, open_run
from etl.warehouse.schema.tables import portal as portals
from etl.warehouse.schema.tables import run


@dataclass(slots=True)
class OpenRun:
    """A run that is going on; what it came to is set before its end."""

    id: str
    abandoned: tuple[str, ...]
    """Earlier runs of the portal that had been killed; they are closed as failed now."""
    state: RunState = "completed"
    """How it ends, unless by an exception."""
    summary: Mapping[str, int | str] = field(default_factory=dict)
    """Its counts."""


@contextmanager
def exclusive_run(
    engine: Engine, portal: Portal, flow: str, run_id: str | None = None
) -> Iterator[OpenRun]:
    """Open a run that has the portal to itself, and close it whatever happens.

    Args:
        engine: of the warehouse.
        portal: that is worked on.
        flow: what runs: ``monthly``, ``backfill``, ``load``.
        run_id: the run's id, where an orchestrator has given it one.

    Raises:
        PortalBusy: another run works on the portal.
        WarehouseError: the database fails.
    """
    with portal_lock(engine, portal.name) as held:
        if not held:
            raise PortalBusy(_busy(engine, portal.name))
        now = datetime.now(UTC)
        abandoned = close_abandoned(engine, portal.name, now)
        opened = OpenRun(open_run(engine, portal, flow, now, run_id), abandoned)
        try:
            yield opened
        except BaseException as error:
            problem = {"problem": f"{type(error).__name__}: {error}"}
            close_run(engine, opened.id, "failed", {**opened.summary, **problem}, datetime.now(UTC))
            raise
        close_run(engine, opened.id, opened.state, opened.summary, datetime.now(UTC))


def _busy(engine: Engine, portal: str) -> str:
    """Who works on the portal, and since when."""
    going_on = (
        select(run.c.id, run.c.flow, run.c.started_at)
        .join(portals, portals.c.id == run.c.portal_id)
        .where(portals.c.name == portal, run.c.state == "running")
        .order_by(run.c.started_at.desc())
        .limit(1)
    )
    with read_only(engine) as connection:
        holder = connection.execute(going_on).first()
    by = (
        f"run {holder.id} ({holder.flow}, since {holder.started_at:%Y-%m-%d %H:%M} UTC)"
        if holder
        else "a run that has just begun"
    )
    return f"{portal} is being worked on by {by}; wait until that has ended."
