"""How a run ends, as Prefect shows it: a state's name and colour, and one sentence.

=================  =========  ============================================================
name               colour     what it says
=================  =========  ============================================================
Completed          green      bulletins were loaded
Nothing new        green      every page is as it was
Quarantined        orange     a bulletin is held back and waits for a decision
Overdue            orange     the portal should have published another bulletin by now
Corrected          green      the portal has changed figures that it had published before
Failed             red        the portal, or a page of it, could not be taken
Already running    grey       another run has the portal
Crashed            orange     the process was killed; found by the portal's next run
=================  =========  ============================================================

*Quarantined* and *Overdue* are of the type that Prefect also gives to crashes: nothing retries
them, hooks and automations see the name (``prefect.flow-run.Quarantined``), the dashboard lists
them with what needs somebody, and the colour is neither success nor failure.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State, StateType
from prefect.exceptions import ObjectNotFound
from prefect.states import Completed, Crashed, Failed

from etl import inert
from etl.errors import EtlError, PortalBusy
from etl.pipeline.model import RunReport
from etl.report.run import changed, corrections, sentence


def state_of(report: RunReport, *, visit: bool = False) -> State[Any]:
    """The state that a run ends in, with the report as its data.

    Args:
        visit: whether the portal was looked at, so that what was revised was so by the portal.
    """
    message = inert.line(sentence(report))
    if report.outcomes["failed"]:
        return Failed(message=message, data=report)
    if report.outcomes["quarantined"]:
        return State(type=StateType.CRASHED, name="Quarantined", message=message, data=report)
    if report.overdue:
        return State(type=StateType.CRASHED, name="Overdue", message=message, data=report)
    if visit and corrections(report):
        return Completed(name="Corrected", message=message, data=report)
    if changed(report):
        return Completed(message=message, data=report)
    return Completed(name="Nothing new", message=message, data=report)


def state_of_error(error: EtlError) -> State[Any]:
    """The state of a run that could not begin or go on, with the error as its data."""
    if isinstance(error, PortalBusy):
        return State(
            type=StateType.CANCELLED, name="Already running", message=str(error), data=error
        )
    return Failed(message=str(error), data=error)


def state_of_portals(ended: Mapping[str, State[Any]]) -> State[Any]:
    """The state of a run over several portals: that of the one that needs somebody most.

    Its data are the portals' reports or errors, by the portal's name.
    """
    data = {portal: state.result(raise_on_failure=False) for portal, state in ended.items()}
    message = "; ".join(f"{portal}: {state.message}" for portal, state in ended.items())
    for kind in (StateType.FAILED, StateType.CRASHED, StateType.CANCELLED):
        for state in ended.values():
            if state.type == kind:
                return State(type=kind, name=state.name, message=message, data=data)
    names = {state.name for state in ended.values()}
    name = next((one for one in ("Corrected", "Completed") if one in names), "Nothing new")
    return Completed(name=name, message=message, data=data)


def mark_crashed(run_ids: Sequence[str], found_by: str) -> None:
    """Have Prefect show runs that were killed as crashed; those it does not know are left."""
    crashed: State[Any] = Crashed(message=f"It was killed before its end; run {found_by} found it.")
    with get_client(sync_client=True) as client:
        for run_id in run_ids:
            try:
                known = client.read_flow_run(UUID(run_id))
            except (ObjectNotFound, ValueError):
                continue
            if known.state is None or not known.state.is_final():
                client.set_flow_run_state(known.id, crashed, force=True)
