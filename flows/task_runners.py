"""What runs the tasks of a backfill, by setting."""

from typing import Any

from prefect.task_runners import ProcessPoolTaskRunner, TaskRunner, ThreadPoolTaskRunner

from etl.errors import SettingsError
from etl.flows.local.die_with_parent import end_with_parent
from etl.settings import Settings


def task_runner(settings: Settings) -> TaskRunner[Any]:
    """The task runner that ``ETL_TASK_RUNNER`` names.

    Raises:
        SettingsError: it is Dask, and prefect-dask is not installed.
    """
    workers = settings.task_workers
    match settings.task_runner:
        case "threads":
            return ThreadPoolTaskRunner(max_workers=workers)
        case "processes":
            return ProcessPoolTaskRunner(max_workers=workers, initializer=end_with_parent)
        case "dask":
            return _dask(settings.dask_scheduler, workers)


def _dask(scheduler: str | None, workers: int) -> TaskRunner[Any]:
    try:
        from prefect_dask.task_runners import DaskTaskRunner
    except ImportError as error:
        raise SettingsError(
            "ETL_TASK_RUNNER: dask needs prefect-dask; install pledge-etl[dask]."
        ) from error
    if scheduler:
        return DaskTaskRunner(address=scheduler)
    local = {"n_workers": workers, "threads_per_worker": 1, "dashboard_address": None}
    return DaskTaskRunner(cluster_kwargs=local)
