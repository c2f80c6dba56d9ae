"""What every run leaves behind that changed something: artifacts, events, assets and the site."""

from dataclasses import replace

from sqlalchemy import Engine

from etl.flows.publishing import events
from etl.flows.publishing.artifacts import SHOWN_FIGURES, publish
from etl.flows.publishing.assets import materialise
from etl.flows.publishing.portals_artifact import publish_overview
from etl.flows.publishing.publish_waiting import publish_waiting
from etl.flows.publishing.site_build import publish_site
from etl.pipeline.run_report import RunReport
from etl.portal.archive.archive import Archive
from etl.portal.model import Portal
from etl.settings import Settings
from etl.warehouse.connection.engine import read_only
from etl.warehouse.queries.run_changes import changes, count_changes


def publish_run(
    flow: str,
    report: RunReport,
    portal: Portal,
    engine: Engine,
    archive: Archive,
    settings: Settings,
    run_id: str,
    *,
    reread: bool = False,
) -> tuple[RunReport, int]:
    """Show what a run came to, wherever people and programs look for it.

    Args:
        flow: its name; artifacts are called after it.
        report: what the run did.
        portal: what it did that to.
        engine: of the warehouse.
        archive: has the contents that pages quote.
        settings: where pages are written.
        run_id: of the run in the warehouse.
        reread: whether what was revised was so by our reading, and not by the portal.

    Returns:
        The report with the site's address, and how many versions of figures the run added.
    """
    with read_only(engine) as connection:
        changed = changes(connection, run_id, SHOWN_FIGURES)
        total = count_changes(connection, run_id)
    publish_waiting(flow, portal, engine, archive, settings.decisions_dir, run_id)
    publish_overview(engine, settings)
    report = replace(report, site=publish_site(engine, archive, settings.site_dir))
    events.emit(report, portal, reread=reread)
    materialise(report, portal)
    publish(flow, report, changed, total)
    return report, total
