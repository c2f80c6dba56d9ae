"""Alerts at the end of a run that broke off, by a hook of Prefect."""

from typing import Any
from uuid import UUID

from prefect import Flow
from prefect.client.schemas.objects import FlowRun, State
from prefect.exceptions import FailedRun
from prefect.settings import PREFECT_UI_URL

from etl.alerts.notify import tell_error
from etl.errors import EtlError
from etl.logs import current_run
from etl.pipeline.run_report import RunReport
from etl.portal.model import load_portal
from etl.settings import Settings


def run_url(flow_run_id: UUID | str) -> str:
    """Where the UI shows a flow run; '' where no UI is known."""
    ui = PREFECT_UI_URL.value()
    return f"{ui}/runs/flow-run/{flow_run_id}" if ui else ""


def failed(flow: Flow[Any, Any], flow_run: FlowRun, state: State[Any]) -> None:  # noqa: ARG001
    """Hook for a flow with the parameter ``portal`` that broke off: a defect, or killed.

    A flow that ended in a state of its own choice (failed, quarantined) has told it already.

    Raises:
        SettingsError: the settings cannot be read; Prefect logs it.
    """
    error = state.result(raise_on_failure=False)
    if isinstance(error, FailedRun | EtlError | RunReport):
        return
    if not isinstance(error, BaseException):
        error = EtlError(state.message or "The run ended without saying why.")
    settings = Settings.load()
    portal = load_portal(str(flow_run.parameters["portal"]), settings.portal_folders)
    with current_run.bound(str(flow_run.id)):
        tell_error(error, portal, settings, str(flow_run.id), run_url(flow_run.id))
