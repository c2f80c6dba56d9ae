"""The deployments of ``prefect.yaml``, registered with a server.

``prefect deploy`` reads the same file; 3.8.8 stops at the first deployment, because its
server refuses the question for workers that comes after it. Ours asks no such question,
and checks the file first.
"""

import sys
from pathlib import Path
from typing import Any, cast

import yaml
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectAlreadyExists
from prefect.flows import Flow, load_flow_from_entrypoint
from prefect.schedules import Schedule
from prefect.settings import PREFECT_API_URL
from prefect.types.entrypoint import EntrypointType
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from etl import resources
from etl.errors import SettingsError
from flows.server import wait_until_healthy


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CronEntry(_Strict):
    """When a deployment runs, and with which parameters."""

    cron: str
    timezone: str
    slug: str
    parameters: dict[str, Any] = Field(default_factory=dict)


class PoolEntry(_Strict):
    """The work pool that a deployment's runs go to."""

    name: str


class Entry(_Strict):
    """A deployment as the file describes it."""

    name: str
    description: str
    entrypoint: str
    """Module path of the flow: ``flows.monthly.monthly``."""
    tags: list[str]
    work_pool: PoolEntry
    parameters: dict[str, Any]
    schedules: list[CronEntry] = Field(default_factory=list)


class File(BaseModel):
    """What we read of ``prefect.yaml``; the rest is Prefect's."""

    deployments: list[Entry]


def read_deployments(path: Path) -> list[Entry]:
    """The deployments of a ``prefect.yaml``.

    Raises:
        SettingsError: there is no such file, or a field of it is wrong.
    """
    try:
        return File.model_validate(yaml.safe_load(path.read_text("utf-8"))).deployments
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"{path}: {where}: {first['msg']}.") from error
    except (OSError, yaml.YAMLError) as error:
        raise SettingsError(f"{path} cannot be read: {error}.") from error


def build(entry: Entry) -> RunnerDeployment:
    """The deployment that an entry describes.

    Raises:
        ValidationError: a schedule's cron or time zone is wrong.
    """
    flow: Flow[..., Any] = load_flow_from_entrypoint(entry.entrypoint)
    built = flow.to_deployment(
        entry.name,
        description=entry.description,
        tags=entry.tags,
        parameters=entry.parameters,
        schedules=[
            Schedule(
                cron=when.cron,
                timezone=when.timezone,
                slug=when.slug,
                parameters=when.parameters,
            )
            for when in entry.schedules
        ],
        work_pool_name=entry.work_pool.name,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    # A coroutine only where an event loop runs.
    return cast(RunnerDeployment, built)


def deploy() -> list[str]:
    """Make the work pools, and bring the server's deployments up to date with the file.

    A server that is starting is waited for.

    Returns:
        The deployments as Prefect calls them: ``monthly/revisit``.

    Raises:
        SettingsError: the file is wrong.
        EtlError: the server does not answer.
    """
    entries = read_deployments(resources.folder("prefect.yaml"))
    wait_until_healthy(_server())
    with get_client(sync_client=True) as client:
        for pool in sorted({entry.work_pool.name for entry in entries}):
            try:
                client.create_work_pool(WorkPoolCreate(name=pool, type="process"))
            except ObjectAlreadyExists:
                continue
    names = []
    for entry in entries:
        deployment = build(entry)
        deployment.apply()
        names.append(f"{deployment.flow_name}/{deployment.name}")
    return names


def _server() -> str:
    api: str | None = PREFECT_API_URL.value()
    if api is None:
        raise SettingsError("PREFECT_API_URL: it names no server; `etl up` starts one.")
    return api


if __name__ == "__main__":
    sys.stdout.write("\n".join(deploy()) + "\n")
