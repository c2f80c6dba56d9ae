"""A decision on what is held back, carried out at once."""

from collections.abc import Sequence
from datetime import UTC, datetime

from etl.errors import NotABulletin, SettingsError, WarehouseError
from etl.logs import current_run
from etl.pipeline.load_saved_page import take_within
from etl.pipeline.run_report import PageReport
from etl.pipeline.run_tools import Tools
from etl.pipeline.steps.read_page import read_held_page
from etl.portal.model import Portal
from etl.quality.check_results import Verdict
from etl.quality.verdicts import AS_READ, Amendment
from etl.warehouse.connection.engine import read_only
from etl.warehouse.journal.decision_records import decide
from etl.warehouse.journal.exclusive_run import exclusive_run
from etl.warehouse.journal.waiting_for_verdict import Held, content, held
from etl.warehouse.queries.known_of_portal import contents

_FLOW = "decide"


def carry_out(
    held_ids: Sequence[int],
    verdict: Verdict,
    reason: str,
    decided_by: str,
    portal: Portal,
    tools: Tools,
    amendment: Amendment = AS_READ,
    run_id: str | None = None,
) -> tuple[PageReport, ...]:
    """Write down a decision, and load what it lets in by the way that all take.

    It has the portal to itself from the decision on, in a run of its own, called ``decide``.

    Where that now fails in another way than it did when it was held back, it is held back
    for that: the decision was about other failures.

    Args:
        held_ids: bulletins or single figures, all of ``portal``.
        verdict: what is to become of them.
        reason: why, in words.
        decided_by: who says so.
        portal: that they were held back of.
        tools: what the steps work with.
        amendment: what an amended figure is loaded as.
        run_id: the run's id, where an orchestrator has given it one.

    Returns:
        What became of each page that was loaded again; none for a rejection.

    Raises:
        NothingFound: nothing that was held back is called so.
        NotABulletin: it is held back because it cannot be read; nothing is written down.
        PortalBusy: another run works on the portal; nothing is written down.
        SettingsError: nothing, or several figures at once, would be amended, or what is not to be
            amended; or a suite cannot be evaluated as its file puts it.
        WarehouseError: it is loaded already, a bulletin is to be amended, or the database
            fails.
    """
    _require_sound(len(held_ids), verdict, amendment)
    with read_only(tools.engine) as connection:
        those = [held(connection, held_id) for held_id in held_ids]
        snapshots = {one.sha256: content(connection, one.id) for one in those}
    days = {} if verdict == "rejected" else {one.sha256: _published(one) for one in those}
    if foreign := [one.portal for one in those if one.portal != portal.name]:
        raise WarehouseError(f"What is held back is of {foreign[0]}, not of {portal.name}.")
    loaded = {one.sha256 for one in those if one.figure}
    with exclusive_run(tools.engine, portal, _FLOW, run_id) as run, current_run.bound(run.id):
        decide(tools.engine, held_ids, verdict, reason, decided_by, datetime.now(UTC), amendment)
        pages = []
        for sha256, published in days.items():
            snapshot = snapshots[sha256]
            before = contents(tools.engine, portal.name, snapshot.key)
            revisit = sha256 in loaded or any(other.sha256 != sha256 for other in before)
            reading = read_held_page(snapshot, tools.archive, portal, published, revisit=revisit)
            pages.append(take_within(reading, tools, run.id, again=True))
        run.summary = {"outcome": ", ".join(sorted({page.outcome for page in pages})) or verdict}
    return tuple(pages)


def _require_sound(many: int, verdict: Verdict, amendment: Amendment) -> None:
    if verdict != "amended":
        if amendment != AS_READ:
            raise SettingsError(
                f"What is {verdict} is not changed: choose amended, or leave value, unit and "
                "indicator empty."
            )
    elif amendment == AS_READ:
        raise SettingsError("Say what is other than it was read: value, unit or indicator.")
    elif many > 1:
        raise SettingsError("One figure is amended at a time.")


def _published(one: Held) -> datetime:
    if one.published_at is None:
        raise NotABulletin(
            f"{one.title or one.url} cannot be read, so there is nothing to load of it; reject it, "
            "or save its text and load that with etl load."
        )
    return one.published_at
