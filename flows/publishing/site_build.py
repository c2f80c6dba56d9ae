"""The site, brought up to date at the end of a run."""

from pathlib import Path

from prefect import get_run_logger
from sqlalchemy import Engine

from etl.errors import WarehouseError
from etl.flows.visit_tasks import plain_task
from etl.portal.archive.archive import Archive
from etl.settings import portal_folders
from etl.site.build import rebuilt
from etl.warehouse.asking.readers_file import write_readers_file


@plain_task("build the site")
def publish_site(engine: Engine, archive: Archive, folder: Path) -> str:
    """Bring the site up to date, and on SQLite the file of the views beside it.

    Returns:
        The address of its first page, or why it was not built: a run is no failure for that.
    """
    told = rebuilt(engine, archive, folder, portal_folders())
    get_run_logger().info("Site: %s", told)
    if engine.dialect.name == "sqlite":
        try:
            write_readers_file(engine, folder.parent / "views.sqlite")
        except WarehouseError as error:
            get_run_logger().warning("%s", error)
    return told
