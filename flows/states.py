"""How a run ends, as Prefect shows it: a state's type and name, and one sentence.

=================  ===========  ============================================================
name               type         what it says
=================  ===========  ============================================================
Completed          COMPLETED    bulletins were loaded
Corrected          COMPLETED    the portal has changed figures that it had published before
Nothing new        COMPLETED    every page is as it was
Quarantined        COMPLETED    a bulletin is held back and waits for a decision
Overdue            COMPLETED    the portal should have published another bulletin by now
Failed             FAILED       the portal, or a page of it, could not be taken
Already running    CANCELLED    another run has the portal
Crashed            CRASHED      the process was killed
=================  ===========  ============================================================

A run that holds a bulletin back, or finds the portal late, has done all that it should: its type
is a success, so that no hook or automation for failures and crashes takes it for one, and no count
of them is wrong. What it found is said by the state's name, by a tag of the run with the same word,
and by an event (:mod:`etl.flows.publishing.events`).
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State, StateType
from prefect.exceptions import ObjectNotFound
from prefect.states import Completed, Crashed, Failed

from etl import escaping
from etl.errors import EtlError, PortalBusy
from etl.pipeline.run_report import RunReport
from etl.report.run import changed, corrections, sentence

QUARANTINED, OVERDUE, CORRECTED, NOTHING_NEW = "Quarantined", "Overdue", "Corrected", "Nothing new"
TOLD = frozenset({QUARANTINED, OVERDUE, CORRECTED})
"""The names that are tags of the run, too."""
_URGENCY = (
    *("Crashed", "Failed", QUARANTINED, OVERDUE, "Already running", CORRECTED, "Completed"),
    NOTHING_NEW,
)


def state_of(report: RunReport, *, visit: bool = False) -> State[Any]:
    """The state that a run ends in, with the report as its data.

    Args:
        report: what the run did.
        visit: whether the portal was looked at, so that what was revised was so by the portal.
    """
    message = escaping.line(sentence(report))
    if report.outcomes["failed"]:
        return Failed(message=message, data=report)
    if report.outcomes["quarantined"]:
        name = QUARANTINED
    elif report.overdue:
        name = OVERDUE
    elif visit and corrections(report):
        name = CORRECTED
    else:
        name = "Completed" if changed(report) else NOTHING_NEW
    return Completed(name=name, message=message, data=report)


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
    worst = min(ended.values(), key=_urgency)
    return State(type=worst.type, name=worst.name, message=message, data=data)


def _urgency(state: State[Any]) -> int:
    return _URGENCY.index(state.name) if state.name in _URGENCY else 0


def mark_crashed(run_ids: Sequence[str], found_by: str) -> None:
    """Have Prefect show runs that were killed as crashed; those it does not know are left.

    Args:
        run_ids: those of flow runs, as the warehouse has them.
        found_by: who found that: ``run 0190…``.
    """
    crashed: State[Any] = Crashed(message=f"It was killed before its end; {found_by} found it.")
    with get_client(sync_client=True) as client:
        for run_id in run_ids:
            try:
                known = client.read_flow_run(UUID(run_id))
            except (ObjectNotFound, ValueError):
                continue
            if known.state is None or not known.state.is_final():
                client.set_flow_run_state(known.id, crashed, force=True)
