"""Deployments on a real server with a real worker, and what becomes of them on a bad day."""

import re
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
import requests
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import TERMINAL_STATES, FlowRun, StateType
from prefect.deployments import run_deployment
from prefect.exceptions import PrefectHTTPStatusError
from prefect.states import Pending
from sqlalchemy import func, select, text

from etl.flows.local import page_server, prefect_stack
from etl.pipeline.load_saved_page import load_saved_page
from etl.pipeline.run_tools import Tools
from etl.portal.archive.archive import Archive
from etl.portal.retrieve import snapshot_file
from etl.settings import Settings
from etl.warehouse.connection.engine import read_only
from etl.warehouse.journal.waiting_for_verdict import waiting
from etl.warehouse.schema.open_and_upgrade import open_warehouse
from etl.warehouse.schema.tables import fact
from etl.warehouse.schema.tables import run as runs
from tests.flows.artifacts import artifact
from tests.town import NOVEMBER, SAMPLE, SUITES

# With the others that share the machine of conftest.py, one after another.
pytestmark = pytest.mark.xdist_group("prefect")

PATIENCE = 180


def trigger(name: str = "monthly/sample", wait: bool = True, **parameters: object) -> FlowRun:
    """Have the worker run a deployment, as a click in the UI does."""
    run = run_deployment(
        name, parameters=parameters, timeout=PATIENCE if wait else 0, poll_interval=0.2
    )
    assert isinstance(run, FlowRun)
    return run


def flow_run(run_id: UUID) -> FlowRun:
    with get_client(sync_client=True) as client:
        return client.read_flow_run(run_id)


def recorded(settings: Settings) -> dict[str, str]:
    """State of each run in the worker's warehouse."""
    with (
        open_warehouse(settings.warehouse_url, create=True) as engine,
        read_only(engine) as connection,
    ):
        states = connection.execute(select(runs.c.id, runs.c.state))
        return {str(run_id): str(state) for run_id, state in states}


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_deployment_triggered_by_the_api_loads_and_tells_what_it_did(prefect: Settings) -> None:
    run = trigger()
    assert run.state is not None
    assert (run.state.type, run.state.name) == (StateType.COMPLETED, "Corrected")
    assert run.state.message is not None
    assert run.state.message.startswith("12 new, 1 revised")
    assert "新增停车泊位 by 2024-07-31 from 15480个 to 14580个" in run.state.message
    name = flow_run(run.id).name
    assert name.startswith("sample 2")
    assert name.endswith(" Shanghai, 3 corrections")
    assert set(flow_run(run.id).tags) == {"monthly", "sample", "corrected"}
    assert artifact("monthly-sample").startswith("# sample: 12 new, 1 revised")
    figures = artifact("monthly-sample-figures")
    assert "| 新增停车泊位 | 2024-07-31 | actual | 15480个 | 14580个 | changed by the portal |" in (
        figures
    )
    assert "## [2024年市办实事1-7月具体进展情况](http://127.0.0.1:" in figures
    with (
        open_warehouse(prefect.warehouse_url, create=False) as engine,
        read_only(engine) as connection,
    ):
        count = select(fact.c.run_id, func.count()).group_by(fact.c.run_id)
        versions = {str(run_id): int(number) for run_id, number in connection.execute(count)}
    assert versions == {str(run.id): 1346}
    assert recorded(prefect) == {str(run.id): "completed"}


def test_what_a_run_tells_hangs_on_the_run_and_its_links_open_in_a_browser(
    prefect: Settings,
) -> None:
    told = artifact("monthly-sample")
    links = re.findall(r"<(http://127.0.0.1:[^>]*)>", told)
    assert [urlsplit(link).path.split("/")[1] for link in links] == ["site", "data_docs"]
    for link in links:
        answer = requests.get(link, timeout=10)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html")
    for hidden in ("prefect/server.log", "site/../prefect/server.log", "data_docs/"):
        assert (
            requests.get(f"{page_server.address(prefect)}/{hidden}", timeout=10).status_code == 404
        )
    with get_client(sync_client=True) as client:
        found = client.request("POST", "/artifacts/filter", json={}).json()
    of_run = [one for one in found if str(one["key"]).startswith("monthly-sample")]
    assert of_run
    assert all(one["flow_run_id"] and not one["task_run_id"] for one in of_run)


def test_a_run_emits_events_for_which_there_is_one_automation_each(prefect: Settings) -> None:
    asked = {"filter": {"event": {"prefix": ["pledges.", "prefect.asset"]}}, "limit": 50}
    with get_client(sync_client=True) as client:
        found = client.request("POST", "/events/filter", json=asked).json()["events"]
        names = [one["name"] for one in client.request("POST", "/automations/filter").json()]
    assert {one["event"] for one in found} >= {
        *("pledges.bulletin.loaded", "pledges.bulletin.corrected"),
        "prefect.asset.materialization.succeeded",
    }
    [corrected] = [one for one in found if one["event"] == "pledges.bulletin.corrected"]
    assert corrected["resource"]["prefect.resource.id"].startswith("pledges.bulletin.sample.")
    assert "3 published figures changed" in corrected["payload"]["said"]
    assert sorted(names) == sorted(
        f"pledges: {name}"
        for name in (
            *("Bulletin loaded", "Bulletin held back", "Bulletin corrected", "Portal overdue"),
        )
    )


def test_the_overview_has_every_portal_and_what_needs_somebody_first(prefect: Settings) -> None:
    told = artifact("portals")
    assert told.startswith("# 11 portals: 1 never run, 10 off")
    assert "[sample](/artifacts/key/monthly-sample) 青岛（示例） | 2024-12-31, on " in told


def test_the_archive_read_again_by_the_same_grammar_shows_no_difference(prefect: Settings) -> None:
    run = trigger("reparse/reparse", portal="sample")
    assert run.state is not None
    assert run.state.type == StateType.COMPLETED
    assert str(run.state.message).startswith("sample: 13 bulletins read, 0 differ")
    assert "0 differ" in artifact("reparse-sample-differences")


def test_a_person_decides_from_the_form_of_a_deployment(prefect: Settings, tmp_path: Path) -> None:
    gap, day = tmp_path / "gap.txt", date(2024, 12, 20)
    gap.write_text(NOVEMBER.replace("2.建设", "3.建设"), "utf-8")
    archive = Archive(prefect.archive)
    with open_warehouse(prefect.warehouse_url, create=False) as engine:
        snapshot = snapshot_file(gap, SAMPLE, day, archive)
        load_saved_page(snapshot, SAMPLE, day, Tools(archive, engine, SUITES))
        with read_only(engine) as connection:
            [first] = waiting(connection)
    said: dict[str, Any] = {"quarantine_ids": [first.id], "reason": "Cut short.", "by": "Li"}
    run = trigger("decide/decide", verdict="rejected", **said)
    assert run.state is not None
    assert run.state.type == StateType.COMPLETED
    assert run.state.message == "1 rejected by Li: 0 versions of figures added."
    assert run.name == f"rejected {first.id}"
    with pytest.raises(PrefectHTTPStatusError, match="is not one of"):
        trigger("decide/decide", verdict="postponed", **said)


def test_the_form_of_a_deployment_refuses_what_a_run_could_not_do(prefect: Settings) -> None:
    with pytest.raises(PrefectHTTPStatusError, match="is not one of"):
        trigger("reparse/reparse", portal="atlantis")


def test_up_knows_that_all_is_running(prefect: Settings) -> None:
    assert not prefect_stack.up(prefect)


@pytest.mark.slow
def test_the_next_up_closes_a_killed_run_and_begins_one_that_was_pending(
    prefect: Settings,
) -> None:
    with (
        open_warehouse(prefect.warehouse_url, create=False) as engine,
        engine.begin() as connection,
    ):
        # So that the run is under way, however long it takes to kill it.
        connection.execute(text("LOCK TABLE document"))
        killed = trigger(wait=False)
        until(lambda: recorded(prefect).get(str(killed.id)) == "running")
        for process in prefect_stack.worker(prefect).family():
            process.kill()
        until(lambda: prefect_stack.worker(prefect).pid() is None)
    assert recorded(prefect)[str(killed.id)] == "running"
    with get_client(sync_client=True) as client:
        deployment = client.read_deployment_by_name("monthly/sample").id
        pending = client.create_flow_run_from_deployment(deployment, state=Pending())
    assert prefect_stack.server(prefect).stop()
    assert prefect_stack.up(prefect)
    state = flow_run(killed.id).state
    assert state is not None
    assert (state.type, state.name) == (StateType.CRASHED, "Crashed")
    assert "`etl up` found it" in str(state.message)
    assert recorded(prefect)[str(killed.id)] == "failed"
    until(lambda: flow_run(pending.id).state_type in TERMINAL_STATES)
    assert flow_run(pending.id).state_type == StateType.COMPLETED
