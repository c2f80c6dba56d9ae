"""What every flow of ours does with a run: one portal, one report, one state."""

import gc
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from prefect import get_run_logger, runtime
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.context import FlowRunContext

from etl import resources
from etl.alerts.notify import tell_error, tell_report
from etl.alerts.overdue_and_breaches import judged
from etl.errors import EtlError
from etl.flows.publishing.after_run import publish_run
from etl.flows.publishing.artifacts import publish_failure
from etl.flows.run_end_alerts import run_url
from etl.flows.states import TOLD, mark_crashed, state_of, state_of_error
from etl.localportal.sample_visit_days import looks
from etl.logs import current_run
from etl.logs.configure import guard
from etl.pipeline.restore import NAME as RESTORE
from etl.pipeline.run_report import RunReport
from etl.pipeline.run_tools import Tools
from etl.pipeline.visit import Watch
from etl.pipeline.visit_day import Look
from etl.portal.archive.archive import Archive
from etl.portal.http.client import Client
from etl.portal.http.listing_cache import KeptPages
from etl.portal.model import load_portal
from etl.quality.check import Show
from etl.quality.data_docs import DataDocs
from etl.quality.suite import load_suites
from etl.report.run import counts, remark
from etl.settings import Settings
from etl.warehouse.journal.exclusive_run import exclusive_run
from etl.warehouse.queries.known_of_portal import has_completed
from etl.warehouse.schema.open_and_upgrade import open_warehouse

ZONE = ZoneInfo("Asia/Shanghai")
"""The operators' clock: times in the names of runs, with its city, for a browser has its own."""
_CITY = ZONE.key.rpartition("/")[2]

Work = Callable[[Look, Client, Tools, str, Watch, Show], RunReport]
"""What a flow does at one look at a portal; the last three are the run's id, who watches, and
what is given each validation."""


@dataclass(frozen=True, slots=True)
class Watcher:
    """Who is shown how far a run is, besides Prefect; by default nobody.

    A task runner sends the flow to other processes: nobody watches there.
    """

    tell: Callable[[str, str, float], None] = lambda _portal, _done, _part: None
    """Told the portal, what was done last, and which part (0 to 1) is done."""

    def __reduce__(self) -> tuple[type["Watcher"], tuple[()]]:
        return Watcher, ()


NOBODY = Watcher()


def time_of_run() -> str:
    """When the run that is going on was due: ``2024-12-06 09:30 Shanghai``."""
    due: datetime = runtime.flow_run.scheduled_start_time or datetime.now(UTC)
    return f"{due.astimezone(ZONE):%Y-%m-%d %H:%M} {_CITY}"


def perform(flow: str, portal: str, work: Work, watcher: Watcher = NOBODY) -> State[Any]:
    """Do a flow's work on a portal, and end in the state that says how it went.

    The run has the portal to itself, its id is the same in Prefect and the warehouse, and
    its artifacts are called ``FLOW-PORTAL`` and ``FLOW-PORTAL-figures``.
    """
    return settle(flow, portal, lambda: state_of(_report(flow, portal, work, watcher), visit=True))


def settle(flow: str, portal: str, do: Callable[[], State[Any]]) -> State[Any]:
    """Do what ends in a state; an error of ours becomes a state, an artifact and an alert."""
    log = get_run_logger()
    tag(portal)
    try:
        ended = do()
    except EtlError as error:
        ended = state_of_error(error)
        if ended.is_failed():
            publish_failure(flow, portal, error)
            _tell_error(portal, error)
    log.info("%s: %s", portal, ended.message)
    # A state that only says something has no data.
    report = ended.data
    if isinstance(report, RunReport) and (said := remark(report)):
        _rename(said)
    if ended.name in TOLD:
        tag(portal, str(ended.name).lower())
    return ended


def _report(flow: str, portal: str, work: Work, watcher: Watcher) -> RunReport:
    _leave_out_what_is_imported()
    settings = Settings.load()
    guard(settings.log_level, settings.secrets)
    described = load_portal(portal, settings.portal_folders)
    archive = Archive(settings.archive)
    settings.make_data_dir()
    docs = DataDocs(settings.data_docs_dir, portal, datetime.now(UTC))
    log = get_run_logger()
    if described.caution:
        log.warning(described.caution)

    def watch(done: str, part: float) -> None:
        log.info(done)
        watcher.tell(portal, done, part)

    report = RunReport(portal, ())
    run_id = str(runtime.flow_run.id)
    with current_run.bound(run_id), open_warehouse(settings.warehouse_url, create=True) as engine:
        again = any(has_completed(engine, portal, name) for name in (flow, RESTORE))
        tools = Tools(archive, engine, load_suites(resources.folder("expectations")))
        with exclusive_run(engine, described, flow, run_id) as run:
            mark_crashed(run.abandoned, f"run {run.id}")
            for look in looks(described, resources.folder("samples"), again=again):
                with Client(
                    look.portal,
                    contact=settings.contact,
                    pause_seconds=settings.pause_seconds,
                    kept=KeptPages(settings.listings_dir),
                ) as client:
                    report += work(look, client, tools, run.id, watch, docs.add)
            report = replace(
                report,
                data_docs=docs.build(
                    [(page.title, page.checks) for page in report.pages if page.checks]
                ),
            )
            report = judged(report, described, engine, datetime.now(UTC))
            run.summary = counts(report)
            run.state = "failed" if report.outcomes["failed"] else "completed"
        tell_report(report, described, engine, settings, run.id, run_url(run.id))
        report, _ = publish_run(flow, report, described, engine, archive, settings, run.id)
    return report


@cache
def _leave_out_what_is_imported() -> None:
    """Spare the collector of garbage all of Prefect, which stays as long as the process does."""
    gc.freeze()


def _tell_error(portal: str, error: EtlError) -> None:
    """Alert of a run without a report; where the settings are what is wrong, there is no way to."""
    try:
        settings = Settings.load()
        described = load_portal(portal, settings.portal_folders)
    except EtlError as unknown:
        get_run_logger().warning("No alert can be sent: %s", unknown)
        return
    run_id = str(runtime.flow_run.id)
    with current_run.bound(run_id):
        tell_error(error, described, settings, run_id, run_url(run_id))


def _rename(said: str) -> None:
    """Have the run's name end with what somebody should see: ``…, overdue``."""
    context = FlowRunContext.get()
    if context is None or context.flow_run is None:
        return
    with get_client(sync_client=True) as client:
        client.update_flow_run(context.flow_run.id, name=f"{context.flow_run.name}, {said}")


def tag(*names: str) -> None:
    """Add to the tags that the run which is going on began with, to filter by: the portal, and
    how it ends."""
    context = FlowRunContext.get()
    if context is None or context.flow_run is None:
        return
    with get_client(sync_client=True) as client:
        client.update_flow_run(context.flow_run.id, tags={*context.flow_run.tags, *names})
