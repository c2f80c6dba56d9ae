"""What is to be deployed: ``prefect.yaml``, and a deployment for each portal that has a file."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import yaml
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment
from prefect.flows import Flow, load_flow_from_entrypoint
from prefect.schedules import Schedule
from prefect.types.entrypoint import EntrypointType
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from etl.errors import SettingsError
from etl.portal.model import Folders, Portal, load_portal, portal_names


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PoolEntry(_Strict):
    """The work pool that a deployment's runs go to."""

    name: str


class Common(_Strict):
    """What the deployments of all portals have in common."""

    entrypoint: str
    """Module path of the flow: ``etl.flows.monthly.monthly``."""
    tags: list[str]
    work_pool: PoolEntry


class CronEntry(_Strict):
    """When a deployment runs."""

    cron: str
    timezone: str
    slug: str
    active: bool


class Entry(Common):
    """A deployment."""

    name: str
    description: str
    parameters: dict[str, Any]
    schedules: list[CronEntry] = Field(default_factory=list)
    one_at_a_time: bool = False
    """Whether its runs wait for one another."""


class File(BaseModel):
    """What we read of ``prefect.yaml``; the rest is Prefect's."""

    deployments: list[Entry]
    portals: Common


@dataclass(frozen=True, slots=True)
class Entries:
    """All that is to be deployed."""

    on_demand: tuple[Entry, ...]
    portals: tuple[Entry, ...]
    broken: dict[str, str]
    """Portals whose files are wrong, and how: what is deployed of them stays as it is."""


def read_entries(path: Path, folders: Folders) -> Entries:
    """The deployments of a ``prefect.yaml``, and of the portals in folders.

    Raises:
        SettingsError: there is no such file, or a field of it is wrong.
    """
    file = _read(path)
    portals, broken = list[Entry](), dict[str, str]()
    for name in portal_names(folders):
        try:
            portals.append(_entry(load_portal(name, folders), file.portals))
        except SettingsError as error:
            broken[name] = str(error)
    return Entries(tuple(file.deployments), tuple(portals), broken)


def _read(path: Path) -> File:
    try:
        return File.model_validate(yaml.safe_load(path.read_text("utf-8")))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"{path}: {where}: {first['msg']}.") from error
    except (OSError, yaml.YAMLError) as error:
        raise SettingsError(f"{path} cannot be read: {error}.") from error


def _entry(portal: Portal, common: Common) -> Entry:
    looked_after = f" Maintainer: {portal.maintainer}." if portal.maintainer else ""
    return Entry(
        entrypoint=common.entrypoint,
        work_pool=common.work_pool,
        name=portal.name,
        description=f"{portal.city}: looks for new bulletins, and for corrections of those of the "
        f"past months.{looked_after}",
        tags=[*common.tags, portal.name],
        parameters={"portal": portal.name},
        schedules=list(_schedules(portal)),
        one_at_a_time=True,
    )


def _schedules(portal: Portal) -> Iterator[CronEntry]:
    """Both, switched off where the portal is; a sample has none, for it is not there."""
    if portal.sample:
        return
    when = portal.schedule
    for slug, cron in (("bulletins", when.bulletins), ("revisit", when.revisit)):
        if cron:
            yield CronEntry(
                cron=cron,
                timezone=when.timezone or portal.timezone,
                slug=slug,
                active=portal.scheduled,
            )


def build(entry: Entry) -> RunnerDeployment:
    """The deployment that an entry describes; its version changes with all that it says.

    Raises:
        ValidationError: Prefect does not take a schedule.
    """
    flow: Flow[..., Any] = load_flow_from_entrypoint(entry.entrypoint)
    built = flow.to_deployment(
        entry.name,
        description=entry.description,
        tags=entry.tags,
        parameters=entry.parameters,
        schedules=_built(entry.schedules),
        work_pool_name=entry.work_pool.name,
        entrypoint_type=EntrypointType.MODULE_PATH,
        paused=False,
        # A run waits in Prefect's queue for the one before it; which of two has the portal is
        # decided by the portal's lock alone.
        concurrency_limit=ConcurrencyLimitConfig(
            limit=1, collision_strategy=ConcurrencyLimitStrategy.ENQUEUE
        )
        if entry.one_at_a_time
        else None,
    )
    # A coroutine only where an event loop runs.
    deployment = cast(RunnerDeployment, built)
    form = deployment._parameter_openapi_schema.model_dump(mode="json")
    said = json.dumps([entry.model_dump(), form], sort_keys=True)
    deployment.version = hashlib.sha256(said.encode()).hexdigest()[:16]
    return deployment


def _built(schedules: Sequence[CronEntry]) -> list[Schedule]:
    return [
        Schedule(cron=one.cron, timezone=one.timezone, slug=one.slug, active=one.active)
        for one in schedules
    ]
