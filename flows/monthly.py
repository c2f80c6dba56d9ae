"""The monthly run: what a portal lists now, through every gate, into the warehouse."""

from typing import Any

from prefect import Flow, flow, runtime
from prefect.client.schemas.objects import State

from etl.flows import run_end_alerts
from etl.flows.local.await_result import result_of
from etl.flows.parameters import AnyPortal
from etl.flows.portal_run import NOBODY, Watcher, perform, time_of_run
from etl.flows.visit_tasks import monthly_steps
from etl.pipeline.run_report import RunReport
from etl.pipeline.run_tools import Tools
from etl.pipeline.visit import Watch, visit
from etl.pipeline.visit_day import Look
from etl.portal.http.client import Client
from etl.quality.check import Show

NAME = "monthly"
_SECONDS = 6 * 3600


def _run_name() -> str:
    """``qingdao 2024-12-06 09:30 Shanghai``."""
    return f"{runtime.flow_run.parameters['portal']} {time_of_run()}"


def _work(
    look: Look,
    client: Client,
    tools: Tools,
    run_id: str,
    watch: Watch,
    show: Show,
) -> RunReport:
    steps = monthly_steps(look.portal)
    return visit(look, client, tools, run_id, steps=steps, watch=watch, show=show)


def _flow(watcher: Watcher) -> Flow[[AnyPortal], State[Any]]:
    """The flow, with who watches it."""

    @flow(
        name=NAME,
        description="Look at a portal: load new bulletins, and find corrections of old ones.",
        flow_run_name=_run_name,
        timeout_seconds=_SECONDS,
        persist_result=False,
        validate_parameters=True,
        on_failure=[run_end_alerts.failed],
        on_crashed=[run_end_alerts.failed],
    )
    def monthly(portal: AnyPortal = "sample") -> State[Any]:
        """Look at a portal and bring the warehouse up to date; see :mod:`etl.pipeline`.

        Args:
            portal: Whose bulletins; a file in portals/.
        """
        return perform(NAME, portal, _work, watcher)

    return monthly


monthly = _flow(NOBODY)


def run(portal: str, watch: Watch) -> RunReport:
    """Run the flow and wait until the server has recorded all of it.

    Raises:
        EtlError: the run failed, or another one has the portal.
    """
    watched = _flow(Watcher(lambda _portal, done, part: watch(done, part)))
    report: RunReport = result_of(watched(portal, return_state=True))
    return report
