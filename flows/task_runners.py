"""What runs the tasks of a backfill, by setting."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from prefect.task_runners import ProcessPoolTaskRunner, TaskRunner, ThreadPoolTaskRunner

from etl.errors import SettingsError
from etl.flows.local.die_with_parent import end_with_parent
from etl.settings import Settings


@contextmanager
def task_runner(settings: Settings) -> Iterator[TaskRunner[Any]]:
    """The task runner that ``ETL_TASK_RUNNER`` names, for all flows within the context.

    Raises:
        SettingsError: it is Dask, and prefect-dask is not installed.
    """
    workers = settings.task_workers
    match settings.task_runner:
        case "threads":
            yield ThreadPoolTaskRunner(max_workers=workers)
        case "processes":
            yield ProcessPoolTaskRunner(max_workers=workers, initializer=end_with_parent)
        case "dask":
            with _dask(settings.dask_scheduler, workers) as runner:
                yield runner


@contextmanager
def _dask(scheduler: str | None, workers: int) -> Iterator[TaskRunner[Any]]:
    try:
        from distributed import LocalCluster
        from prefect_dask.task_runners import DaskTaskRunner
    except ImportError as error:
        raise SettingsError(
            "ETL_TASK_RUNNER: dask needs prefect-dask; install pledge-etl[dask]."
        ) from error
    if scheduler:
        yield DaskTaskRunner(address=scheduler)
        return
    # One for all portals: a cluster each would be so many times the workers, and one that
    # fails takes the workers of the others with it.
    local = {"n_workers": workers, "threads_per_worker": 1, "dashboard_address": None}
    with LocalCluster(**local) as cluster:  # type: ignore[no-untyped-call]
        yield DaskTaskRunner(address=cluster.scheduler_address)
