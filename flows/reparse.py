"""Reparse: the archive read again with the present grammar, first shown, then loaded."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from prefect import flow, runtime
from prefect.client.schemas.objects import State
from prefect.states import Completed
from sqlalchemy import Engine

from etl import resources
from etl.flows import run_end_alerts
from etl.flows.parameters import PortalName
from etl.flows.portal_run import settle, time_of_run
from etl.flows.publishing.after_run import publish_run
from etl.flows.publishing.artifacts import publish_differences
from etl.flows.states import state_of
from etl.flows.task_runners import task_runner
from etl.flows.visit_tasks import elsewhere, plain_task, unvisited
from etl.logs import current_run
from etl.logs.configure import guard
from etl.pipeline.reparse import Reparse, load_reparse, plan_reparse
from etl.pipeline.steps.reread_contents import Again, ArchivedPages, Grammar, read_again
from etl.portal.archive.archive import Archive
from etl.portal.model import Portal, load_portal
from etl.quality.suite import load_suites
from etl.report.reparse import headline
from etl.report.run import counts
from etl.settings import Settings
from etl.warehouse.journal.exclusive_run import exclusive_run
from etl.warehouse.queries.earlier_readings import Content
from etl.warehouse.schema.open_and_upgrade import open_warehouse

NAME = "reparse"
_SECONDS = 24 * 3600

_read = elsewhere("read again", "read again from", read_again)
_load = unvisited(plain_task("load the differences")(load_reparse))


def _start_reading(
    pages: ArchivedPages, contents: Sequence[Content], grammar: Grammar
) -> Callable[[], Again]:
    """Have the task runner read a batch; what is returned waits for the readings."""
    title = contents[0].title or contents[0].snapshot.url
    waiting: Callable[[], Again] = _read(title, pages, contents, grammar)
    return waiting


class _Here:
    """What a flow does in this process alone.

    Dask sends the flow along with its tasks, and a database's connections cannot travel.
    """

    def __init__(self, do: Callable[[], Reparse]) -> None:
        self.do = do

    def __reduce__(self) -> tuple[type["_Here"], tuple[None]]:
        return _Here, (None,)


def _plan(portal: Portal, archive: Archive, engine: Engine, since: date | None) -> Reparse:
    """Read the archive by the task runner that is set, and compare."""
    settings = Settings.load()

    ahead = 2 * settings.task_workers
    here = _Here(
        lambda: plan_reparse(portal, archive, engine, since, start=_start_reading, ahead=ahead)
    )

    @flow(name="read the archive", flow_run_name=_run_name, persist_result=False)
    def read_archive(portal: str) -> Reparse:  # noqa: ARG001 - the run's name
        return here.do()

    with task_runner(settings) as runner:
        return read_archive.with_options(task_runner=runner)(portal.name)


def _run_name() -> str:
    """``qingdao 2024-12-06 09:30 Shanghai``."""
    return f"{runtime.flow_run.parameters['portal']} {time_of_run()}"


@flow(
    name=NAME,
    description="Read a portal's archive again, and show or load what the grammar now reads.",
    flow_run_name=_run_name,
    timeout_seconds=_SECONDS,
    persist_result=False,
    validate_parameters=True,
    on_failure=[run_end_alerts.failed],
    on_crashed=[run_end_alerts.failed],
)
def reparse(
    portal: PortalName = "sample", since: date | None = None, load: bool = False
) -> State[Any]:
    """Read a portal's archive again; see :mod:`etl.pipeline.reparse`.

    Args:
        portal: Whose archive; a file in portals/.
        since: Only what was published on that day or later.
        load: Whether to load the differences, rather than only to show them.
    """
    return settle(NAME, portal, lambda: _reread(portal, since, load=load))


def _reread(portal: str, since: date | None, *, load: bool) -> State[Any]:
    settings = Settings.load()
    guard(settings.log_level, settings.secrets)
    described = load_portal(portal, settings.portal_folders)
    suites = load_suites(resources.folder("expectations"))
    archive = Archive(settings.archive)
    run_id = str(runtime.flow_run.id)
    with current_run.bound(run_id), open_warehouse(settings.warehouse_url, create=False) as engine:
        with exclusive_run(engine, described, NAME, run_id) as run:
            plan = _plan(described, archive, engine, since)
            publish_differences(plan)
            if not load or not plan.count:
                said = headline(plan)
                run.summary = {"differences": plan.count, "loaded": 0}
                hint = " Run it with load to load them." if plan.count else ""
                return Completed(message=f"{said}{hint}")
            report = _load(plan, engine, suites, run.id)
            run.summary = counts(report)
        report, _ = publish_run(
            NAME, report, described, engine, archive, settings, run.id, reread=True
        )
    return state_of(report)
