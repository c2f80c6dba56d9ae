"""Backfill: months of bulletins of several portals, a subflow for each.

Pages of one host are fetched one at a time, and one process loads them; what the task
runner spreads over threads, processes or machines is the reading. Started again with the
same parameters, a backfill goes on where it was.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Annotated, Any, cast
from uuid import UUID

from prefect import Flow, flow, runtime
from prefect.artifacts import create_progress_artifact, update_progress_artifact
from prefect.client.schemas.objects import State
from pydantic import Field

from etl.flows.local.await_result import result_of
from etl.flows.parameters import AnyPortal, PortalName
from etl.flows.portal_run import NOBODY, Watcher, perform
from etl.flows.publishing.artifacts import publish_portals
from etl.flows.states import state_of_portals
from etl.flows.task_runners import task_runner
from etl.flows.visit_tasks import PATIENT, alone, elsewhere, plain_task, unvisited
from etl.pipeline.backfill import AHEAD, BackfillSteps, Read, fetch_batch, file_batch, read_batch
from etl.pipeline.backfill import backfill as fill
from etl.pipeline.month_range import Months
from etl.pipeline.readings import Fetched
from etl.pipeline.run_report import RunReport
from etl.pipeline.run_tools import Tools
from etl.pipeline.steps.history_gate import check_history
from etl.pipeline.visit import Watch
from etl.pipeline.visit_day import Look
from etl.portal.archive.archive import Archive
from etl.portal.http.client import Client
from etl.portal.listing.pick_bulletins import discover
from etl.portal.model import Portal
from etl.quality.check import Show, check
from etl.settings import Settings

NAME = "backfill"
_SECONDS = 7 * 24 * 3600

_discover = plain_task("discover", **PATIENT)(discover)
_fetch = plain_task("fetch pages", task_run_name="fetch from {entries[0].title}")(fetch_batch)
_read = elsewhere("read pages", "read from", read_batch)
_check = plain_task("check")(check)
_compare = plain_task("check history")(check_history)
_file = plain_task("file pages", task_run_name="file from {readings[0].title}")(file_batch)


def start_reading(
    fetched: Sequence[Fetched], portal: Portal, archive: Archive
) -> Callable[[], Read]:
    """Have the task runner read a batch; what is returned waits for the readings."""
    waiting: Callable[[], Read] = _read(fetched[0].entry.title, fetched, portal, archive)
    return waiting


def _steps(portal: Portal) -> BackfillSteps:
    found, fetched = alone(portal, unvisited(_discover), unvisited(_fetch))
    return BackfillSteps(
        discover=found,
        fetch=fetched,
        start_reading=start_reading,
        check=unvisited(_check),
        compare=unvisited(_compare),
        file=unvisited(_file),
        ahead=AHEAD * Settings.load().task_workers,
    )


def _run_name() -> str:
    """``qingdao 2023-01 to 2024-12``."""
    asked = runtime.flow_run.parameters
    portals = [asked["portal"]] if "portal" in asked else asked["portals"]
    return f"{', '.join(portals)} {Months.model_validate(asked['months'])}"


def _of_portal(watcher: Watcher) -> Flow[[AnyPortal, Months], State[Any]]:
    """The subflow of a portal, with who watches it."""

    @flow(
        name="backfill portal",
        description="Load a portal's bulletins of some months.",
        flow_run_name=_run_name,
        persist_result=False,
    )
    def backfill_portal(portal: AnyPortal, months: Months) -> State[Any]:
        """Load the bulletins of some months; see :mod:`etl.pipeline.backfill`."""
        progress = cast(
            UUID, create_progress_artifact(0.0, f"{NAME}-{portal}-progress", f"{portal}, {months}")
        )

        def work(
            look: Look,
            client: Client,
            tools: Tools,
            run_id: str,
            watch: Watch,
            show: Show,
        ) -> RunReport:
            def follow(done: str, part: float) -> None:
                watch(done, part)
                update_progress_artifact(progress, 100 * part, f"{portal}, {months}: {done}")

            return fill(
                look,
                months,
                client,
                tools,
                run_id,
                steps=_steps(look.portal),
                watch=follow,
                show=show,
            )

        return perform(NAME, portal, work, watcher)

    return backfill_portal


def _flow(watcher: Watcher) -> Flow[..., State[Any]]:
    """The flow, with who watches it."""

    @flow(
        name=NAME,
        description="Load the bulletins of past months; started again, it goes on where it was.",
        flow_run_name=_run_name,
        timeout_seconds=_SECONDS,
        persist_result=False,
        validate_parameters=True,
    )
    def backfill(
        portals: Annotated[list[PortalName], Field(min_length=1)],
        months: Months,
        portals_at_once: Annotated[int, Field(ge=1, le=8)] = 2,
    ) -> State[Any]:
        """Load the bulletins of some months of several portals.

        Args:
            portals: Whose bulletins; files in portals/.
            months: The first and the last month.
            portals_at_once: How many portals may be worked on at the same time.
        """
        with (
            task_runner(Settings.load()) as runner,
            ThreadPoolExecutor(portals_at_once) as pool,
        ):
            of_portal = _of_portal(watcher).with_options(task_runner=runner)

            def one(portal: str) -> State[Any]:
                ended: State[Any] = of_portal(portal, months, return_state=True)
                return ended

            started = {
                portal: pool.submit(copy_context().run, one, portal)
                for portal in dict.fromkeys(portals)
            }
            ended = {portal: future.result() for portal, future in started.items()}
        publish_portals(NAME, {portal: state.message or "" for portal, state in ended.items()})
        return state_of_portals(ended)

    return backfill


backfill = _flow(NOBODY)


def run(
    portals: Sequence[str], months: Months, at_once: int, watch: Callable[[str, str, float], None]
) -> Mapping[str, RunReport | Exception]:
    """Run the flow and wait until the server has recorded all of it.

    Args:
        portals: their names.
        months: which bulletins are wanted.
        at_once: how many portals are worked on at a time.
        watch: told the portal, what was done last, and which part (0 to 1) is done.

    Returns:
        For each portal its report, or why there is none.

    Raises:
        EtlError: the run could not begin.
    """
    state = _flow(Watcher(watch))(list(portals), months, at_once, return_state=True)
    reports: Mapping[str, RunReport | Exception] = result_of(state)
    return reports
