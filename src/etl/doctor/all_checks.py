"""Every check there is, by name."""

import os
from collections.abc import Collection, Iterator
from functools import partial

from etl import resources
from etl.doctor import (
    archive,
    database,
    machine,
    operator_settings,
    portals,
    prefect,
)
from etl.doctor.model import Check, ok
from etl.errors import SettingsError
from etl.portal.model import Folders, Portal, load_portal, portal_names
from etl.settings import Settings


def all_checks(settings: Settings, names: Collection[str], *, offline: bool) -> dict[str, Check]:
    """The checks of this machine as it is set up.

    Args:
        settings: how the machine is set up.
        names: of the portals to ask; those that were verified where there are none.
        offline: ask neither portals nor Prefect.

    Raises:
        SettingsError: there is no such portal.
    """
    folders = settings.portal_folders
    asked = [load_portal(name, folders) for name in names] or list(_verified(folders))
    zones = tuple(sorted({"Asia/Shanghai", *(portal.timezone for portal in asked)}))
    checks: dict[str, Check] = {
        "contact": partial(operator_settings.contact, settings),
        "alert channels": partial(operator_settings.alert_channels, settings),
        "files": partial(operator_settings.files, folders, resources.folder("expectations")),
        "database": partial(database.database, settings),
        "schema": partial(database.schema, settings),
        "figures": partial(database.soundness, settings),
        "runs": partial(database.runs, settings, list(_readable(folders))),
        "assertions": partial(database.assertions, settings, list(_readable(folders))),
        "archive": partial(archive.writable, settings),
        "archived bytes": partial(archive.intact, settings),
        "disk": partial(machine.disk, settings.data_dir),
        "clock": partial(database.clock, settings),
        "time zones": partial(machine.zones, zones),
        "fonts": machine.fonts,
        "expectations": operator_settings.expectations,
    }
    if offline:
        return checks
    return (
        checks
        | _prefect()
        | {f"portal {portal.name}": partial(portals.listing, portal, settings) for portal in asked}
    )


def _verified(folders: Folders) -> Iterator[Portal]:
    """The portals that somebody has run live."""
    return (one for one in _readable(folders) if one.verified and not one.sample)


def _readable(folders: Folders) -> Iterator[Portal]:
    """Every portal; a file that is wrong is for another check."""
    for name in portal_names(folders):
        try:
            yield load_portal(name, folders)
        except SettingsError:
            continue


def _prefect() -> dict[str, Check]:
    url = os.environ.get("PREFECT_API_URL", "")
    if not url:
        return {"Prefect": lambda: ok("PREFECT_API_URL is not set: `etl run` has its own server")}
    api = prefect.Api(url, os.environ.get("PREFECT_API_AUTH_STRING", ""))
    return {
        "Prefect": partial(prefect.server, api),
        "workers": partial(prefect.workers, api),
        "deployments": partial(prefect.deployments, api),
    }
