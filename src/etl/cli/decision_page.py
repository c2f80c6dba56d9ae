"""``etl quarantine show --open``: what is held back, as a page to decide on."""

from pathlib import Path

from etl.cli.begin_command import begin
from etl.cli.open_page import write_page
from etl.cli.open_warehouse import asking


def write_decision(held_id: int, output: Path | None, *, show: bool) -> None:
    """Write the page and say where it is.

    Args:
        held_id: the number under which something waits.
        output: the page's path; None for the data folder.
        show: open it in a browser.

    Raises:
        EtlError: nothing is held back under that number, or the page cannot be written.
    """
    from etl.pipeline.decision_cases import Cases
    from etl.portal.archive.archive import Archive
    from etl.portal.model import load_portal
    from etl.site.decision_files import folder_for, path_of
    from etl.site.pages.decision import decision_page
    from etl.warehouse.journal.waiting_for_verdict import held

    settings = begin()
    with asking() as connection:
        portal = load_portal(held(connection, held_id).portal, settings.portal_folders)
        case = Cases(connection, Archive(settings.archive), portal).of(held_id)
    path = output or path_of(folder_for(settings.decisions_dir), held_id)
    write_page(decision_page(case), path, show=show)
