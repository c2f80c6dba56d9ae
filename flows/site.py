"""The site, brought up to date at the end of a run."""

from pathlib import Path

from prefect import get_run_logger
from sqlalchemy import Engine

from etl import resources
from etl.portal.archive import Archive
from etl.site.build import rebuilt
from flows.steps import plain_task


@plain_task("build the site")
def publish_site(engine: Engine, archive: Archive, folder: Path) -> str:
    """Bring the site up to date.

    Returns:
        The address of its first page, or why it was not built: a run is no failure for that.
    """
    told = rebuilt(engine, archive, folder, resources.folder("portals"))
    get_run_logger().info("Site: %s", told)
    return told
