"""An automation for each event of a run, made and kept up to date by ``etl deploy``.

Each is found again by its name, so that there is one of it. By itself it does nothing, which
Prefect records as its having been triggered; where ``ETL_PREFECT_NOTIFY`` names a notification
block it sends the event's sentence. Whether it is on, and actions that were chosen in the UI, are
left as they are.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from prefect.client.orchestration import SyncPrefectClient
from prefect.events.actions import DoNothing, SendNotification
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
from prefect.events.schemas.events import ResourceSpecification
from prefect.exceptions import ObjectNotFound

from etl.errors import SettingsError
from etl.flows.publishing import events


@dataclass(frozen=True, slots=True)
class _Shipped:
    name: str
    event: str
    resources: str
    description: str


SHIPPED = (
    _Shipped("Bulletin loaded", events.LOADED, events.BULLETINS, "Figures of a new bulletin."),
    _Shipped(
        "Bulletin held back",
        events.HELD,
        events.BULLETINS,
        "A bulletin failed its checks and waits for a decision: `etl quarantine list`.",
    ),
    _Shipped(
        "Bulletin corrected",
        events.CORRECTED,
        events.BULLETINS,
        "A portal changed or took back figures that it had published.",
    ),
    _Shipped(
        "Portal overdue",
        events.OVERDUE,
        events.PORTALS,
        "By a portal's habits another bulletin should be there: look at its listing.",
    ),
)
_PREFIX = "pledges: "


def bring_up_to_date(client: SyncPrefectClient, notify: str | None) -> list[str]:
    """Make the automations that are missing, and bring the others up to date.

    Args:
        client: of the server that has them.
        notify: the notification block to tell, ``TYPE/NAME`` (``slack-webhook/ops``).

    Returns:
        Their names.

    Raises:
        SettingsError: there is no such block.
    """
    block = _block(client, notify) if notify else None
    for shipped in SHIPPED:
        there = client.read_automations_by_name(_PREFIX + shipped.name)
        for again in there[1:]:
            client.delete_automation(again.id)
        wanted = _automation(shipped, block)
        if not there:
            client.create_automation(wanted)
            continue
        [before, *_] = there
        kept: dict[str, Any] = {"enabled": before.enabled}
        if block is None:
            kept["actions"] = before.actions
        client.update_automation(before.id, wanted.model_copy(update=kept))
    return [_PREFIX + shipped.name for shipped in SHIPPED]


def _automation(shipped: _Shipped, block: Any) -> AutomationCore:
    action = (
        DoNothing()
        if block is None
        else SendNotification(
            block_document_id=block,
            subject=f"{shipped.name}: {{{{ event.resource.name }}}}",
            body="{{ event.payload['said'] }}",
        )
    )
    return AutomationCore(
        name=_PREFIX + shipped.name,
        description=shipped.description,
        trigger=EventTrigger(
            expect={shipped.event},
            match=ResourceSpecification({"prefect.resource.id": shipped.resources}),
            for_each={"prefect.resource.id"},
            posture=Posture.Reactive,
            threshold=1,
            within=timedelta(0),
        ),
        actions=[action],
    )


def _block(client: SyncPrefectClient, notify: str) -> Any:
    kind, _, name = notify.partition("/")
    try:
        return client.read_block_document_by_name(name, kind).id
    except ObjectNotFound as error:
        raise SettingsError(
            f"ETL_PREFECT_NOTIFY: there is no block {notify!r} (TYPE/NAME, "
            "like slack-webhook/ops); make it in the UI under Blocks."
        ) from error
