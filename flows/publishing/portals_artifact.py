"""An artifact of Prefect with a table of all portals, kept up to date by each run."""

from contextlib import suppress
from datetime import UTC, datetime

from prefect import get_run_logger
from prefect.artifacts import create_markdown_artifact
from prefect.client.orchestration import get_client
from prefect.exceptions import PrefectHTTPStatusError
from sqlalchemy import Engine

from etl.errors import EtlError
from etl.portal.model import Portal, load_portal, portal_names
from etl.portal.page.printed_dates import ZONE
from etl.report.portals import portal_lines, portals_markdown
from etl.settings import Settings
from etl.warehouse.connection.engine import read_only

KEY = "portals"


def publish_overview(engine: Engine, settings: Settings) -> None:
    """Show how all portals stand, under one key; a run is no failure where that fails.

    The artifact of a day is written over, so that there is one a day and not one a run.
    """
    now = datetime.now(UTC)
    try:
        with read_only(engine) as connection:
            lines = portal_lines(connection, _readable(settings), now)
    except EtlError as error:
        get_run_logger().warning("No overview of the portals: %s", error)
        return
    told = portals_markdown(lines, now)
    with get_client(sync_client=True) as client:
        asked = {"artifacts": {"key": {"any_": [KEY]}}, "sort": "CREATED_DESC", "limit": 1}
        answer = client.request("POST", "/artifacts/filter", json=asked)
        for latest in answer.json():
            made = datetime.fromisoformat(latest["created"])
            if made.astimezone(ZONE).date() == now.astimezone(ZONE).date():
                path = {"id": latest["id"]}
                # One that was deleted meanwhile is made anew.
                with suppress(PrefectHTTPStatusError):
                    client.request(
                        "PATCH", "/artifacts/{id}", path_params=path, json={"data": told}
                    )
                    return
    create_markdown_artifact(told, key=KEY, description="All portals, what needs somebody first.")


def _readable(settings: Settings) -> list[Portal]:
    """The portals whose files can be read; `etl doctor` says what is wrong with the others."""
    found = []
    for name in portal_names(settings.portal_folders):
        try:
            found.append(load_portal(name, settings.portal_folders))
        except EtlError:
            continue
    return found
