"""A decision on what is held back, or on what was loaded, carried out at once."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection

from etl.errors import NotABulletin, NothingFound, SettingsError, WarehouseError
from etl.logs import current_run
from etl.pipeline.load_saved_page import take_within
from etl.pipeline.page_log import told
from etl.pipeline.run_report import PageReport
from etl.pipeline.run_tools import Tools
from etl.pipeline.steps.read_page import read_held_page
from etl.portal.model import Portal, Snapshot
from etl.quality.check_results import Verdict
from etl.quality.verdicts import AS_READ, Amendment
from etl.warehouse.connection.engine import read_only, transaction
from etl.warehouse.journal.decision_records import decide
from etl.warehouse.journal.exclusive_run import exclusive_run
from etl.warehouse.journal.quarantine import hold_loaded
from etl.warehouse.journal.waiting_for_verdict import Held, content, held
from etl.warehouse.loading.take_back import take_back
from etl.warehouse.queries.earlier_readings import contents_of
from etl.warehouse.queries.known_of_portal import KnownPage, contents

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
    for that: the decision was about other failures. What was loaded is taken back where it is
    rejected, and loaded otherwise where it is amended.

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
        What became of each page that was loaded again, or taken back.

    Raises:
        NothingFound: nothing that was held back is called so.
        NotABulletin: it is held back because it cannot be read; nothing is written down.
        PortalBusy: another run works on the portal; nothing is written down.
        SettingsError: nothing, or several figures at once, would be amended, or what is not to be
            amended; or a suite cannot be evaluated as its file puts it.
        WarehouseError: it is to be released and is loaded already, a bulletin is to be
            amended, or the database fails.
    """
    _require_sound(len(held_ids), verdict, amendment)
    with read_only(tools.engine) as connection:
        those = [held(connection, held_id) for held_id in held_ids]
        snapshots = {one.sha256: content(connection, one.id) for one in those}
    rejected = verdict == "rejected"
    days = {
        one.sha256: _published(one)
        for one in those
        if not rejected or (one.released_at and one.figure)
    }
    loaded_whole = [one for one in those if rejected and one.released_at and not one.figure]
    if foreign := [one.portal for one in those if one.portal != portal.name]:
        raise WarehouseError(f"What is held back is of {foreign[0]}, not of {portal.name}.")
    loaded = {one.sha256 for one in those if one.figure}
    with exclusive_run(tools.engine, portal, _FLOW, run_id) as run, current_run.bound(run.id):
        now = datetime.now(UTC)
        with transaction(tools.engine, portal=portal.name) as connection:
            decide(connection, held_ids, verdict, reason, decided_by, now, amendment)
            pages = [
                page
                for one in loaded_whole
                for page in _take_back(
                    connection, one.title, snapshots[one.sha256], one.id, run.id, now
                )
            ]
        for sha256, published in days.items():
            snapshot = snapshots[sha256]
            before = contents(tools.engine, portal.name, snapshot.key)
            revisit = sha256 in loaded or any(other.sha256 != sha256 for other in before)
            reading = read_held_page(snapshot, tools.archive, portal, published, revisit=revisit)
            pages.append(take_within(reading, tools, run.id, again=True))
        run.summary = {"outcome": ", ".join(sorted({page.outcome for page in pages})) or verdict}
    return tuple(pages)


def withdraw(
    page: KnownPage, reason: str, decided_by: str, portal: Portal, tools: Tools
) -> tuple[PageReport, ...]:
    """Take back all that was ever loaded of a page, as if it had been held back and rejected.

    Each of its contents gets a number by which it can be released again.

    Args:
        page: as it was loaded.
        reason: why, in words.
        decided_by: who says so.
        portal: that it is of.
        tools: what the steps work with.

    Returns:
        What became of each content.

    Raises:
        NothingFound: all of it was taken back before.
        PortalBusy: another run works on the portal; nothing is written down.
        WarehouseError: the database fails; nothing is written down.
    """
    with exclusive_run(tools.engine, portal, _FLOW) as run, current_run.bound(run.id):
        now = datetime.now(UTC)
        pages: list[PageReport] = []
        with transaction(tools.engine, portal=portal.name) as connection:
            loaded = {
                one.snapshot.sha256: one
                for one in contents_of(connection, portal.name)
                if one.snapshot.key == page.document and one.reading_id and one.counts
            }
            if not loaded:
                raise NothingFound(f"{page.title} was taken back; nothing of it is loaded.")
            for one in loaded.values():
                held_id = hold_loaded(connection, one.snapshot, one.title, run.id, now)
                decide(connection, [held_id], "rejected", reason, decided_by, now)
                pages += _take_back(connection, one.title, one.snapshot, held_id, run.id, now)
        run.summary = {"outcome": "withdrawn"}
    return tuple(pages)


def _take_back(
    connection: Connection, title: str, content: Snapshot, held_id: int, run_id: str, now: datetime
) -> list[PageReport]:
    """Take back a loaded content that was just rejected; a report for each of its editions."""
    again = f"etl quarantine release {held_id} loads it again."
    return [
        told(
            content.portal,
            PageReport(
                title,
                content.url,
                "withdrawn",
                loaded=loaded,
                problem=again,
                state="rejected",
                key=content.key,
            ),
        )
        for loaded in take_back(connection, content, held_id, run_id, now)
    ]


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
