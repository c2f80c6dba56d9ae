"""The monthly run: what a portal lists now, through every gate, into the warehouse."""

import time
from contextlib import ExitStack
from contextvars import ContextVar
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

from prefect import flow, get_run_logger, runtime, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterId,
    TaskRunFilter,
    TaskRunFilterName,
    TaskRunFilterState,
    TaskRunFilterStateType,
)
from prefect.client.schemas.objects import State, StateType, TaskRun
from prefect.client.schemas.sorting import TaskRunSort

from etl import resources
from etl.alerts.notify import judged, tell_report
from etl.errors import PortalError, Unreachable
from etl.logs import run as logs
from etl.logs.setup import guard
from etl.pipeline.comparing import check_history
from etl.pipeline.filing import file_reading
from etl.pipeline.looks import looks
from etl.pipeline.model import RunReport
from etl.pipeline.restore import NAME as RESTORE
from etl.pipeline.visit import Steps, Watch, listing_failed, take_page, visit
from etl.portal.archive import Archive
from etl.portal.discover import discover
from etl.portal.fetch import Client
from etl.portal.kept import KeptPages
from etl.portal.model import load_portal
from etl.quality.check import check
from etl.quality.data_docs import DataDocs
from etl.quality.suite import load_suites
from etl.report.run import counts, headline, markdown
from etl.settings import Settings
from etl.warehouse.memory import has_completed
from etl.warehouse.migrate import open_warehouse
from etl.warehouse.record import close_run, open_run
from flows import alerts

NAME = "monthly"
_LAST_TASK = "publish summary"
_PATIENCE_SECONDS = 10
_RETRY_DELAY_SECONDS = 10
_watch: ContextVar[Watch] = ContextVar("watch", default=lambda _done, _part: None)


def _worth_retrying(_task: Any, _run: TaskRun, state: State[Any]) -> bool:
    """A portal that does not answer may answer later; any other error would come again."""
    return isinstance(state.result(raise_on_failure=False), Unreachable)


# The results are values of this run: to reuse an older one would hide a change of a page.
STEPS = Steps(
    discover=task(
        name="discover",
        task_run_name="discover",
        cache_policy=NO_CACHE,
        persist_result=False,
        retries=1,
        retry_delay_seconds=_RETRY_DELAY_SECONDS,
        retry_condition_fn=_worth_retrying,
    )(discover),
    take=task(
        name="take page",
        task_run_name="take {entry.key} {entry.title}",
        cache_policy=NO_CACHE,
        persist_result=False,
        retries=1,
        retry_delay_seconds=_RETRY_DELAY_SECONDS,
        retry_condition_fn=_worth_retrying,
    )(take_page),
    check=task(name="check", task_run_name="check", cache_policy=NO_CACHE, persist_result=False)(
        check
    ),
    compare=task(
        name="check history",
        task_run_name="check history",
        cache_policy=NO_CACHE,
        persist_result=False,
    )(check_history),
    file=task(
        name="file",
        task_run_name="file {reading.bulletin.period_end} {reading.title}",
        cache_policy=NO_CACHE,
        persist_result=False,
    )(file_reading),
)


@task(name=_LAST_TASK, task_run_name=_LAST_TASK, cache_policy=NO_CACHE, persist_result=False)
def publish(report: RunReport) -> None:
    """Show the run's summary as an artifact."""
    create_markdown_artifact(markdown(report), key=f"{NAME}-{report.portal}")


@flow(
    name=NAME,
    flow_run_name="{portal}",
    persist_result=False,
    validate_parameters=True,
    on_failure=[alerts.failed],
    on_crashed=[alerts.failed],
)
def monthly(portal: str) -> RunReport:
    """Look at a portal and bring the warehouse up to date; see :mod:`etl.pipeline`."""
    log = get_run_logger()

    def watch(done: str, part: float) -> None:
        log.info(done)
        _watch.get()(done, part)

    settings = Settings.load()
    guard(settings.log_level, settings.secrets)
    described = load_portal(portal, resources.folder("portals"))
    if described.caution:
        log.warning(described.caution)
    suites = load_suites(resources.folder("expectations"))
    archive = Archive(settings.archive)
    settings.make_data_dir()
    started = datetime.now(UTC)
    docs = DataDocs(settings.data_docs_dir, portal, started)
    report = RunReport(portal, ())
    with ExitStack() as bound, open_warehouse(settings.warehouse_url, create=True) as engine:
        again = any(has_completed(engine, portal, flow) for flow in (NAME, RESTORE))
        run_id = open_run(engine, described, NAME, started)
        state: Literal["completed", "failed"] = "failed"
        bound.enter_context(logs.bound(run_id))
        try:
            for look in looks(described, resources.folder("samples"), again=again):
                with Client(
                    look.portal,
                    contact=settings.contact,
                    pause_seconds=settings.pause_seconds,
                    kept=KeptPages(settings.listings_dir),
                ) as client:
                    report += visit(
                        look,
                        client,
                        archive,
                        engine,
                        suites,
                        run_id,
                        steps=STEPS,
                        watch=watch,
                        show=docs.add,
                    )
            report = replace(report, data_docs=docs.build())
            report = judged(report, described, engine, datetime.now(UTC))
            state = "completed"
        except PortalError as error:
            report += listing_failed(portal, error)
            publish(report)
            raise
        finally:
            close_run(engine, run_id, state, counts(report), datetime.now(UTC))
        url = alerts.run_url(str(runtime.flow_run.id))
        tell_report(report, described, engine, settings, run_id, url)
    log.info("%s: %s", portal, headline(report))
    publish(report)
    return report


def run(portal: str, watch: Watch) -> RunReport:
    """Run the flow and wait until the server has recorded all of it.

    Raises:
        EtlError: the run failed.
    """
    token = _watch.set(watch)
    try:
        state = monthly(portal, return_state=True)
    finally:
        _watch.reset(token)
    report: RunReport = state.result()
    _await_recorded(state.state_details.flow_run_id)
    return report


def _await_recorded(flow_run_id: UUID | None) -> None:
    """Wait for the last task: a server stopped before would lose what is on its way."""
    runs = FlowRunFilter(id=FlowRunFilterId(any_=[flow_run_id] if flow_run_id else None))
    completed = TaskRunFilterState(type=TaskRunFilterStateType(any_=[StateType.COMPLETED]))
    last = TaskRunFilter(name=TaskRunFilterName(any_=[_LAST_TASK]), state=completed)
    deadline = time.monotonic() + _PATIENCE_SECONDS
    with get_client(sync_client=True) as client:
        while (
            not client.read_task_runs(
                flow_run_filter=runs, task_run_filter=last, sort=TaskRunSort.END_TIME_DESC, limit=1
            )
            and time.monotonic() < deadline
        ):
            time.sleep(0.1)
