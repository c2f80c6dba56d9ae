"""What a run of a flow came to, once the server has recorded it."""

import time
from typing import Any

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterId,
    TaskRunFilter,
    TaskRunFilterName,
    TaskRunFilterState,
    TaskRunFilterStateType,
)
from prefect.client.schemas.objects import State, StateType
from prefect.client.schemas.sorting import TaskRunSort

from etl.flows.visit_tasks import LAST_TASK

_PATIENCE_SECONDS = 10


def result_of(ended: State[Any]) -> Any:
    """The data of a flow run's last state, when the server has recorded all of the run.

    Raises:
        Exception: the one that the state carries, if it does.
    """
    result = ended.result(raise_on_failure=False)
    if isinstance(result, Exception):
        raise result
    _await_last_task(ended)
    return result


def _await_last_task(ended: State[Any]) -> None:
    """A server stopped before would lose what is on its way."""
    of_run = ended.state_details.flow_run_id
    runs = FlowRunFilter(id=FlowRunFilterId(any_=[of_run] if of_run else None))
    completed = TaskRunFilterState(type=TaskRunFilterStateType(any_=[StateType.COMPLETED]))
    last = TaskRunFilter(name=TaskRunFilterName(any_=[LAST_TASK]), state=completed)
    deadline = time.monotonic() + _PATIENCE_SECONDS
    with get_client(sync_client=True) as client:
        while (
            not client.read_task_runs(
                flow_run_filter=runs, task_run_filter=last, sort=TaskRunSort.END_TIME_DESC, limit=1
            )
            and time.monotonic() < deadline
        ):
            time.sleep(0.1)
