"""Decide: what somebody says about what is held back, from a form, carried out at once."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from prefect import flow, get_run_logger, runtime
from prefect.client.schemas.objects import State
from prefect.states import Completed
from pydantic import Field

from etl import resources
from etl.errors import EtlError, WarehouseError
from etl.flows.portal_run import tag
from etl.flows.publishing.after_run import publish_run
from etl.flows.publishing.artifacts import publish_failure
from etl.flows.states import TOLD, state_of, state_of_error
from etl.flows.visit_tasks import plain_task, unvisited
from etl.logs import current_run
from etl.logs.configure import guard
from etl.pipeline.carry_out_decision import carry_out
from etl.pipeline.run_report import RunReport
from etl.pipeline.run_tools import Tools
from etl.portal.archive.archive import Archive
from etl.portal.model import load_portal
from etl.quality.suite import load_suites
from etl.quality.verdicts import Amendment
from etl.settings import Settings
from etl.warehouse.connection.engine import read_only
from etl.warehouse.journal.waiting_for_verdict import held
from etl.warehouse.schema.open_and_upgrade import open_warehouse

NAME = "decide"
_SECONDS = 3600

_carry_out = unvisited(plain_task("carry out the decision")(carry_out))


class Verdict(StrEnum):
    """What is decided; a list to choose from in the UI."""

    RELEASED = "released"
    REJECTED = "rejected"
    AMENDED = "amended"


Numbers = Annotated[list[int], Field(min_length=1)]
Words = Annotated[str, Field(min_length=1, pattern=r"\S")]


def _run_name() -> str:
    """``released 7 8``."""
    given = runtime.flow_run.parameters
    verdict = Verdict(given["verdict"])
    return f"{verdict} {' '.join(str(number) for number in given['quarantine_ids'])}"


@flow(
    name=NAME,
    description="Release, reject or amend what is held back, and load what that lets in.",
    flow_run_name=_run_name,
    timeout_seconds=_SECONDS,
    persist_result=False,
    validate_parameters=True,
)
def decide(
    quarantine_ids: Numbers,
    verdict: Verdict,
    reason: Words,
    by: Words,
    value: Decimal | None = None,
    unit: str | None = None,
    indicator: str | None = None,
) -> State[Any]:
    """Decide on what is held back; see :mod:`etl.pipeline.carry_out_decision`.

    Args:
        quarantine_ids: Their numbers, all of one portal; etl quarantine list has them.
        verdict: What is decided: released is loaded as it was read, rejected stays out, amended
            is loaded as you correct it.
        reason: Why; kept with the decision.
        by: Who decides.
        value: Of an amended figure: the value in base units.
        unit: Of an amended figure: its unit, where that was read wrongly.
        indicator: Of an amended figure: what is counted, where that was read wrongly.
    """
    try:
        amendment = Amendment.of(value, unit, indicator)
        ended = _decided(quarantine_ids, verdict, reason, by, amendment)
    except EtlError as error:
        # A slip in a form is told to who made it, and is no alert.
        ended = state_of_error(error)
        publish_failure(NAME, "refused", error)
    get_run_logger().info("%s", ended.message)
    return ended


def _decided(
    quarantine_ids: list[int],
    verdict: Verdict,
    reason: str,
    by: str,
    amendment: Amendment,
) -> State[Any]:
    settings = Settings.load()
    guard(settings.log_level, settings.secrets)
    run_id = str(runtime.flow_run.id)
    archive = Archive(settings.archive)
    with current_run.bound(run_id), open_warehouse(settings.warehouse_url, create=False) as engine:
        with read_only(engine) as connection:
            those = [held(connection, number) for number in quarantine_ids]
        portals = sorted({one.portal for one in those})
        if len(portals) > 1:
            raise WarehouseError(
                f"These are of {' and '.join(portals)}: decide on one portal at a time."
            )
        portal = load_portal(portals[0], settings.portal_folders)
        tag(portal.name)
        tools = Tools(archive, engine, load_suites(resources.folder("expectations")))
        pages = _carry_out(
            quarantine_ids,
            str(verdict),
            reason,
            by,
            portal,
            tools,
            amendment,
            run_id,
        )
        report, total = publish_run(
            NAME, RunReport(portal.name, pages), portal, engine, archive, settings, run_id
        )
    said = f"{len(those)} {verdict} by {by}: {total:,} versions of figures added."
    if verdict is Verdict.REJECTED:
        return Completed(message=said, data=report)
    ended = state_of(report)
    if ended.is_completed() and ended.name not in TOLD:
        ended = ended.model_copy(update={"message": said})
    return ended
