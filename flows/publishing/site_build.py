"""The site, brought up to date at the end of a run."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from prefect import get_run_logger
from sqlalchemy import Engine

from etl.errors import WarehouseError
from etl.flows.visit_tasks import plain_task
from etl.portal.archive.archive import Archive
from etl.settings import portal_folders
from etl.site.build import rebuilt
from etl.warehouse.readers_file import write_readers_file


@plain_task("build the site")
def publish_site(engine: Engine, archive: Archive, folder: Path) -> str:
    """Bring the site up to date, and on SQLite the file of the views beside it.

    Returns:
        The address of its first page, or why it was not built: a run is no failure for that.
    """
    # SQLite writes the file by itself while Python makes the pages.
    with ThreadPoolExecutor(1) as beside:
        views = folder.parent / "views.sqlite"
        writing = (
            beside.submit(write_readers_file, engine, views)
            if engine.dialect.name == "sqlite"
            else None
        )
        told = rebuilt(engine, archive, folder, portal_folders())
    get_run_logger().info("Site: %s", told)
    if writing is not None:
        try:
            writing.result()
        except WarehouseError as error:
            get_run_logger().warning("%s", error)
    return told
