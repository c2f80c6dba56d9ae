"""The steps of a visit as tasks: what is retried, how long each may take, who waits.

The results are values of one run: to keep or reuse them would hide a change of a page, so
caching and persistence are off.
"""

import pickle
from collections.abc import Callable
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State, TaskRun
from prefect.concurrency.sync import concurrency
from prefect.tasks import exponential_backoff
from prefect.utilities.annotations import quote

from etl.errors import TimedOut, Unreachable
from etl.pipeline.run_tools import Tools
from etl.pipeline.steps.history_gate import check_history
from etl.pipeline.steps.load_or_hold import file_reading
from etl.pipeline.visit import Steps, take_page
from etl.pipeline.visit_day import Look
from etl.portal.addresses import is_loopback
from etl.portal.http.client import Client
from etl.portal.listing.pick_bulletins import discover
from etl.portal.model import Entry, Portal
from etl.quality.check import check

LAST_TASK = "sum up"
"""The task that every run ends with."""
_PAGE_SECONDS = 20 * 60
"""The client gives up long before; this is for a defect that hangs."""
_BATCH_SECONDS = 60 * 60
"""For all bulletins of a run at once; the first visit to a portal may find years of them."""
_LEASE_SECONDS = 60


def plain_task(
    name: str, seconds: float | None = None, **options: Any
) -> Callable[[Callable[..., Any]], Any]:
    """A task whose result is neither kept nor reused; names are ASCII for the graph's font.

    Args:
        name: as the graph shows it.
        seconds: its time limit. Prefect can only interrupt what runs in the main thread, so
            the tasks of a backfill have none.
        **options: further ones of :func:`prefect.task`.
    """
    return task(
        name=name,
        timeout_seconds=seconds,
        cache_policy=NO_CACHE,
        persist_result=False,
        **{"task_run_name": name, **options},
    )


def unvisited(step: Callable[..., Any]) -> Callable[..., Any]:
    """A task as a function whose arguments Prefect does not walk through.

    It would look in every figure of a batch for results to wait for, which takes longer than
    to read it; ours are values.
    """

    def call(*arguments: Any) -> Any:
        return step(*map(quote, arguments))

    return call


class Batch:
    """What a step elsewhere is given, as one thing that nobody looks into.

    Prefect would look for results to wait for in every figure; Dask, which knows no
    :class:`~prefect.utilities.annotations.quote`, would hand on a tuple in its place.
    """

    def __init__(self, title: str, arguments: tuple[Any, ...]) -> None:
        self.title = title
        """What the run of the task is called by."""
        self.arguments = arguments


class Outcome:
    """What a step elsewhere gave, as one thing that is opened once.

    Prefect unpickles twice whatever another process hands it, in the process that all else waits
    for.
    """

    def __init__(self, value: Any, packed: bytes | None = None) -> None:
        self._value, self._packed = value, packed

    def __reduce__(self) -> tuple[type["Outcome"], tuple[None, bytes]]:
        return Outcome, (None, self._packed or pickle.dumps(self._value, pickle.HIGHEST_PROTOCOL))

    def value(self) -> Any:
        """What the step returned."""
        if self._packed is None:
            return self._value
        return pickle.loads(self._packed)  # noqa: S301 - our own task packed it


def elsewhere(name: str, called: str, step: Callable[..., Any]) -> Callable[..., Any]:
    """A step done by the flow's task runner, in another thread, process or machine.

    Args:
        name: of the task.
        called: how the name of each run begins; a batch's title follows.
        step: what is done there.

    Returns:
        What begins it, given a batch's title and the step's arguments, and returns what waits
        for its result.
    """

    def do(batch: Batch) -> Outcome:
        return Outcome(step(*batch.arguments))

    done = plain_task(name, task_run_name=f"{called} {{batch.title}}")(do)

    def start(title: str, *arguments: Any) -> Callable[[], Any]:
        given = done.submit(Batch(title, arguments))
        return lambda: given.result().value()

    return start


def _worth_retrying(_task: Any, _run: TaskRun, state: State[Any]) -> bool:
    """A portal that does not answer may answer later; any other error would come again."""
    return isinstance(state.result(raise_on_failure=False), Unreachable)


PATIENT: dict[str, Any] = {
    "retries": 2,
    "retry_delay_seconds": exponential_backoff(10),
    "retry_jitter_factor": 0.5,
    "retry_condition_fn": _worth_retrying,
}

STEPS = Steps(
    discover=plain_task("discover", _PAGE_SECONDS, **PATIENT)(discover),
    take=plain_task(
        "take page", _PAGE_SECONDS, task_run_name="take {entry.key} {entry.title}", **PATIENT
    )(take_page),
    check=plain_task("check", _BATCH_SECONDS)(check),
    compare=plain_task("check history", _BATCH_SECONDS)(check_history),
    file=plain_task(
        "file",
        _PAGE_SECONDS,
        task_run_name="file {reading.bulletin.period_end} {reading.title}",
    )(file_reading),
)


def alone(portal: Portal, *steps: Callable[..., Any]) -> tuple[Callable[..., Any], ...]:
    """Steps that have the portal's hosts to themselves, whatever else runs on this server.

    A host is a global concurrency limit of 1, which a killed run frees when its lease ends.
    A portal on this machine is not limited.
    """
    if is_loopback(str(portal.listing)):
        return steps
    hosts = [f"host:{host}" for host in sorted(portal.allowed_hosts)]
    with get_client(sync_client=True) as client:
        for host in hosts:
            client.upsert_global_concurrency_limit_by_name(host, 1)

    def wrapped(step: Callable[..., Any]) -> Callable[..., Any]:
        def one_at_a_time(*arguments: Any) -> Any:
            with concurrency(hosts, lease_duration=_LEASE_SECONDS):
                return step(*arguments)

        return one_at_a_time

    return tuple(wrapped(step) for step in steps)


def within_time(step: Callable[..., Any]) -> Callable[[Entry, Look, Client, Tools], Any]:
    """A step for one page whose time limit is an error of that page alone."""

    def limited(entry: Entry, *rest: Any) -> Any:
        try:
            return step(entry, *rest)
        except TimeoutError as error:
            minutes = _PAGE_SECONDS // 60
            raise TimedOut(f"{entry.url} was not done in {minutes} minutes", url=entry.url) from (
                error
            )

    return limited


def monthly_steps(portal: Portal) -> Steps:
    """The steps of a visit to a portal."""
    found, taken = alone(portal, unvisited(STEPS.discover), unvisited(STEPS.take))
    return Steps(
        discover=found,
        take=within_time(taken),
        check=unvisited(STEPS.check),
        compare=unvisited(STEPS.compare),
        file=unvisited(STEPS.file),
    )
