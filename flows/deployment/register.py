"""The deployments of ``prefect.yaml`` and of the portals, and the automations, on a server.

``prefect deploy`` reads such a file; 3.8.8 stops at the first deployment, because its
server refuses the question for workers that comes after it. Ours asks no such question,
checks the file first, and follows the folder of portals: a portal that has a file is deployed,
one that has none any more is paused. What is on the server as it should be is left alone.
"""

import sys
from collections.abc import Iterable
from dataclasses import dataclass

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import DeploymentUpdate, WorkPoolCreate
from prefect.client.schemas.responses import DeploymentResponse
from prefect.client.schemas.sorting import DeploymentSort
from prefect.exceptions import ObjectAlreadyExists
from prefect.settings import PREFECT_API_URL

from etl import resources
from etl.errors import EtlError, SettingsError
from etl.flows.deployment import automations
from etl.flows.deployment.entries import build, read_entries
from etl.flows.local.left_behind import put_right
from etl.flows.local.prefect_stack import POOL
from etl.flows.local.temporary_server import wait_until_healthy
from etl.flows.monthly import NAME as MONTHLY
from etl.settings import Settings

_PAGE = 200
_REMOVED = "removed"
"""Version of the deployment of a portal that has no file any more."""


@dataclass(frozen=True, slots=True)
class Deployed:
    """What a server was brought up to date with."""

    names: tuple[str, ...]
    """All deployments there should be, as Prefect calls them: ``monthly/qingdao``."""
    changed: tuple[str, ...]
    """Those of them that were not there, or otherwise."""
    paused: tuple[str, ...]
    broken: tuple[str, ...]
    """What is wrong with the files of portals."""


def deploy() -> Deployed:
    """Make the work pools, and bring the server's deployments and automations up to date.

    A server that is starting is waited for. A portal whose file is wrong keeps the deployment
    that it has.

    Raises:
        SettingsError: ``prefect.yaml`` or a setting is wrong.
        EtlError: the server does not answer.
    """
    settings = Settings.load()
    entries = read_entries(resources.folder("prefect.yaml"), settings.portal_folders)
    wanted = (*entries.on_demand, *entries.portals)
    wait_until_healthy(_server())
    names, changed = list[str](), list[str]()
    with get_client(sync_client=True) as client:
        for pool in sorted({entry.work_pool.name for entry in wanted}):
            try:
                client.create_work_pool(WorkPoolCreate(name=pool, type="process"))
            except ObjectAlreadyExists:
                continue
        built = [build(entry) for entry in wanted]
        there = _there(client, {one.flow_name for one in built if one.flow_name})
        for deployment in built:
            name = f"{deployment.flow_name}/{deployment.name}"
            names.append(name)
            if name not in there or there[name].version != deployment.version:
                deployment.apply()
                changed.append(name)
        kept = {*names, *(f"{MONTHLY}/{name}" for name in entries.broken)}
        gone = {
            name: one
            for name, one in there.items()
            if name.startswith(f"{MONTHLY}/") and name not in kept
        }
        paused = _pause(client, gone.values())
        automations.bring_up_to_date(client, settings.prefect_notify)
    return Deployed(tuple(names), tuple(changed), tuple(paused), tuple(entries.broken.values()))


def _there(client: SyncPrefectClient, flows: Iterable[str]) -> dict[str, DeploymentResponse]:
    """The deployments of some flows that the server has, as Prefect calls them."""
    # Nothing is created where there is such a flow.
    names = {client.create_flow_from_name(flow): flow for flow in flows}
    found: list[DeploymentResponse] = []
    page: list[DeploymentResponse] | None = None
    while page is None or len(page) == _PAGE:
        page = client.read_deployments(limit=_PAGE, offset=len(found), sort=DeploymentSort.NAME_ASC)
        found += page
    return {f"{names.get(one.flow_id)}/{one.name}": one for one in found}


def _pause(client: SyncPrefectClient, gone: Iterable[DeploymentResponse]) -> list[str]:
    """Pause what has no file any more; its past runs are kept, and it may come back."""
    paused = []
    for one in gone:
        if one.version != _REMOVED:
            client.update_deployment(one.id, DeploymentUpdate(paused=True, version=_REMOVED))
            paused.append(f"{MONTHLY}/{one.name}")
    return paused


def _server() -> str:
    api: str | None = PREFECT_API_URL.value()
    if api is None:
        raise SettingsError("PREFECT_API_URL: it names no server; `etl up` starts one.")
    return api


if __name__ == "__main__":
    try:
        # While no worker runs: `etl up` says so.
        done = deploy()
        left = put_right(Settings.load(), POOL) if "--put-right" in sys.argv else []
    except EtlError as error:
        sys.exit(str(error))
    for told in (
        *left,
        *(f"{name} is up to date" for name in done.changed),
        *(f"{name} is paused: its portal has no file any more" for name in done.paused),
        *done.broken,
    ):
        sys.stdout.write(f"{told}\n")
