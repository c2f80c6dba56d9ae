"""What a machine that was stopped left behind, put right by the next ``etl up``.

A run that a worker had taken and not begun (*Pending*) waits for nobody: it is scheduled anew. One
that had begun and whose process is gone is closed; that it is gone is known by the portal's lock,
which goes with the process.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
    WorkPoolFilter,
    WorkPoolFilterName,
)
from prefect.client.schemas.objects import State, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.states import Scheduled
from sqlalchemy import Engine, select

from etl.errors import EtlError
from etl.flows.states import mark_crashed
from etl.settings import Settings
from etl.warehouse.connection.engine import read_only
from etl.warehouse.connection.portal_lock import portal_lock
from etl.warehouse.journal.run_records import close_abandoned
from etl.warehouse.schema.open_and_upgrade import open_warehouse
from etl.warehouse.schema.tables import portal, run

_MOST = 200


def put_right(settings: Settings, pool: str) -> list[str]:
    """Schedule what was pending, close what was killed; to be called while no worker runs.

    Returns:
        What was done, in words.
    """
    killed = list(_closed(settings))
    mark_crashed(killed, "`etl up`")
    again = _rescheduled(pool)
    return [
        *(f"run {run_id} had been killed" for run_id in killed),
        *(f"run {name} had not begun: it is scheduled anew" for name in again),
    ]


def _rescheduled(pool: str) -> list[str]:
    """The names of the runs that no worker has taken any more."""
    pending = FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.PENDING]))
    with get_client(sync_client=True) as client:
        found = client.read_flow_runs(
            flow_run_filter=FlowRunFilter(state=pending),
            work_pool_filter=WorkPoolFilter(name=WorkPoolFilterName(any_=[pool])),
            sort=FlowRunSort.START_TIME_ASC,
            limit=_MOST,
        )
        for one in found:
            due: State[Any] = Scheduled(
                scheduled_time=datetime.now(UTC),
                message="The machine was stopped before it had begun.",
            )
            client.set_flow_run_state(one.id, due, force=True)
    return [one.name for one in found]


def _closed(settings: Settings) -> Iterator[str]:
    """The runs that still counted as running, and whose portals nobody holds."""
    try:
        with open_warehouse(settings.warehouse_url, create=False) as engine:
            for name in _running(engine):
                with portal_lock(engine, name) as held:
                    if held:
                        yield from close_abandoned(engine, name, datetime.now(UTC))
    except EtlError:
        # There is no warehouse yet, or the next run says what is wrong with it.
        return


def _running(engine: Engine) -> list[str]:
    names = select(portal.c.name).join(run, run.c.portal_id == portal.c.id)
    with read_only(engine) as connection:
        return list(connection.execute(names.where(run.c.state == "running").distinct()).scalars())
