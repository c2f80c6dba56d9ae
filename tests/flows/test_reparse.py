"""The archive read again as a flow: what it tells of what it loads."""

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State

from etl.bulletin.model import Bulletin
from etl.flows.reparse import reparse
from etl.pipeline.steps import reread_contents
from etl.settings import Settings
from etl.warehouse.connection.engine import read_only
from etl.warehouse.queries import views_and_status
from etl.warehouse.schema.open_and_upgrade import open_warehouse
from tests.town import NOVEMBER, OCTOBER, Town, page, read_in_doubt

# With the others that share the machine of conftest.py, one after another.
pytestmark = pytest.mark.xdist_group("prefect")

SECONDS = 60


def read_otherwise(*arguments: Any, **more: Any) -> Bulletin:
    """A grammar that holds a figure of October back, and overlooks a pledge of November."""
    bulletin = read_in_doubt("21286个")(*arguments, **more)
    if bulletin.period_end is None or bulletin.period_end.month == 10:
        return bulletin
    pledges = (replace(one, number=2 * one.number - 1) for one in bulletin.pledges)
    facts = (replace(fact, pledge=2 * fact.pledge - 1) for fact in bulletin.facts)
    return replace(bulletin, pledges=tuple(pledges), facts=tuple(facts))


def events_of(run_id: str) -> list[dict[str, Any]]:
    """The events of ours that a flow run emitted, as soon as the server has some."""
    asked = {
        "filter": {
            "event": {"prefix": ["pledges."]},
            "related": {"id": [f"prefect.flow-run.{run_id}"]},
        }
    }
    deadline = time.monotonic() + SECONDS
    with get_client(sync_client=True) as client:
        while not (found := client.request("POST", "/events/filter", json=asked).json()["events"]):
            assert time.monotonic() < deadline
            time.sleep(0.1)
    return list(found)


@pytest.mark.usefixtures("prefect")
def test_what_a_reparse_holds_back_is_an_event_and_what_it_reads_otherwise_is_no_correction(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings.load()
    with open_warehouse(settings.warehouse_url, create=True) as engine:
        town = Town(data_dir, engine)
        town.publish(page(10, 10, OCTOBER), page(11, 11, NOVEMBER))
        town.visit()
        monkeypatch.setattr(reread_contents, "read_dated", read_otherwise)
        ended: State[Any] = reparse("sample", load=True, return_state=True)
        report = ended.result()
        with read_only(engine) as connection:
            [run, _] = views_and_status.status(connection).runs
    assert report.outcomes == {"revised": 1, "quarantined": 1}
    assert any(one.loaded and one.loaded.revisions for one in report.pages)
    [held] = events_of(run.id)
    assert held["event"] == "pledges.bulletin.held"
