"""What a run holds back, as pages to decide on and as an artifact."""

from pathlib import Path

from prefect import get_run_logger
from prefect.artifacts import create_markdown_artifact
from sqlalchemy import Engine

from etl.errors import EtlError
from etl.flows.local.page_server import served
from etl.flows.visit_tasks import plain_task, unvisited
from etl.pipeline.decision_cases import Cases
from etl.portal.archive.archive import Archive
from etl.portal.model import Portal
from etl.report.waiting_markdown import waiting_markdown
from etl.settings import Settings
from etl.site.decision_files import path_of, write_decisions
from etl.warehouse.connection.engine import read_only
from etl.warehouse.journal.waiting_for_verdict import Held, waiting

MOST_PAGES = 50
"""Pages written at the end of a run, of what it held back; the others are made on demand."""


@plain_task("write decision pages")
def _write(
    engine: Engine, portal: Portal, archive: Archive, held_ids: list[int], folder: Path
) -> None:
    with read_only(engine) as connection:
        write_decisions(Cases(connection, archive, portal), held_ids, folder)


def _publish(flow: str, portal: str, told: str) -> None:
    create_markdown_artifact(
        told,
        key=f"{flow}-{portal}-waiting",
        description="What waits for a decision, with the words and the commands.",
    )


def publish_waiting(
    flow: str, portal: Portal, engine: Engine, archive: Archive, folder: Path, run_id: str
) -> None:
    """Show what waits of a portal, and write the pages of what the run held back.

    A run is no failure because a page cannot be written.

    Args:
        flow: its name; the artifact is called after it.
        portal: what of its waits is shown.
        engine: of the warehouse.
        archive: has the contents that the pages quote.
        folder: of the pages.
        run_id: of the run in the warehouse.
    """
    with read_only(engine) as connection:
        held = waiting(connection, portal.name)
    # Those of the latest page first: they are what is new.
    new = sorted((one.id for one in held if one.run_id == run_id), reverse=True)[:MOST_PAGES]
    if new:
        try:
            unvisited(_write)(engine, portal, archive, new, folder)
        except EtlError as error:
            get_run_logger().warning("No pages to decide on: %s", error)

    def page(one: Held) -> str | None:
        path = path_of(folder, one.id)
        # An older one is of a warehouse that was there before this one.
        written = path.exists() and path.stat().st_mtime >= one.quarantined_at.timestamp()
        return served(str(path), Settings.load()) if written else None

    _publish(flow, portal.name, waiting_markdown(portal.name, held, page))
