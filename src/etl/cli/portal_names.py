"""The portals that questions are about: one by its name, and those of the warehouse."""

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from etl.did_you_mean import did_you_mean
from etl.errors import NothingFound, SettingsError
from etl.portal.page.printed_dates import ZONE

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from etl.portal.model import Portal


def require_portal(connection: "Connection", name: str | None) -> None:
    """Refuse a name that no portal has, before an answer says that there is nothing of it.

    Raises:
        NothingFound: no portal is called so, or nothing of it was loaded yet.
    """
    from etl.portal.model import portal_names
    from etl.settings import portal_folders
    from etl.warehouse.queries.views_and_status import portals

    there = portals(connection)
    if name is None or name in there:
        return
    described = portal_names(portal_folders())
    if name in described:
        raise NothingFound(f"Nothing of {name} is in the warehouse yet; `etl run {name}` loads it.")
    known = sorted({*there, *described})
    hint = did_you_mean(name, known) or f" (known: {', '.join(known)})."
    raise NothingFound(f"There is no portal {name!r}{hint}")


def described(names: list[str]) -> list["Portal"]:
    """The portals of those names that still have a file which can be read."""
    from etl.portal.model import load_portal
    from etl.settings import portal_folders

    found = []
    for name in names:
        try:
            found.append(load_portal(name, portal_folders()))
        except SettingsError:
            # `etl doctor` says what is wrong with a file.
            continue
    return found


def zone_of(name: str | None) -> ZoneInfo:
    """The zone of a portal's clocks; the common one where there is no single portal."""
    portals = described([name]) if name else []
    return portals[0].zone if portals else ZONE
