"""How a monthly run ends, and what it shows."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from prefect import Task
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State, StateType
from prefect.states import Running

from etl import resources
from etl.errors import PortalBusy, Unreachable
from etl.flows import monthly, visit_tasks
from etl.flows.local.await_result import result_of
from etl.portal.model import load_portal
from etl.settings import Settings
from etl.warehouse.connection.engine import read_only
from etl.warehouse.journal.exclusive_run import exclusive_run
from etl.warehouse.journal.run_records import open_run
from etl.warehouse.queries import views_and_status
from etl.warehouse.schema.open_and_upgrade import open_warehouse
from tests.flows.artifacts import artifact
from tests.town import NOVEMBER, OCTOBER, Town, page

# With the others that share the machine of conftest.py, one after another.
pytestmark = pytest.mark.xdist_group("prefect")

MISCOUNTED = NOVEMBER.replace("2.建设", "3.建设")


def run_states(data_dir: Path) -> list[str]:
    with (
        open_warehouse(f"sqlite:///{data_dir / 'warehouse.sqlite'}", create=False) as engine,
        read_only(engine) as connection,
    ):
        return [run.state for run in views_and_status.status(connection).runs]


def run(portal: str = "sample") -> State[Any]:
    state: State[Any] = monthly.monthly(portal, return_state=True)
    return state


@pytest.fixture
def put(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose ``portals`` and ``samples`` are used instead of the bundled ones."""
    folder = resources.folder
    monkeypatch.setattr(
        resources,
        "folder",
        lambda name: data_dir / name if (data_dir / name).exists() else folder(name),
    )
    return data_dir


def test_a_bulletin_held_back_ends_the_run_apart_from_success_and_failure(
    prefect: Settings, put: Path
) -> None:
    with open_warehouse(f"sqlite:///{put / 'warehouse.sqlite'}", create=True) as engine:
        Town(put, engine).publish(page(10, 10, OCTOBER), page(11, 11, MISCOUNTED))
    ended = run()
    assert (ended.type, ended.name) == (StateType.COMPLETED, "Quarantined")
    assert "1-11月" in str(ended.message)
    told = artifact("monthly-sample")
    assert told.startswith("# sample: Held back, nothing of it is loaded: 2024年市办实事1-11月")
    assert "`etl quarantine list` has its number" in told
    assert (
        told.index("## Not loaded") < told.index("## Checks failed") < told.index("## In numbers")
    )
    assert result_of(ended).outcomes["quarantined"] == 1


def test_a_second_run_of_a_portal_ends_at_once_and_names_the_first(
    prefect: Settings, data_dir: Path
) -> None:
    sample = load_portal("sample", resources.folder("portals"))
    with (
        open_warehouse(f"sqlite:///{data_dir / 'warehouse.sqlite'}", create=True) as engine,
        exclusive_run(engine, sample, "backfill", "first"),
    ):
        ended = run()
        with pytest.raises(PortalBusy):
            monthly.run("sample", lambda _done, _part: None)
    assert (ended.type, ended.name) == (StateType.CANCELLED, "Already running")
    assert "run first (backfill" in str(ended.message)
    assert run_states(data_dir) == ["completed"]


def test_a_run_that_was_killed_is_shown_as_crashed_by_the_next(
    prefect: Settings, put: Path
) -> None:
    with get_client(sync_client=True) as client:
        killed = client.create_flow_run(
            monthly.monthly, parameters={"portal": "sample"}, state=Running()
        )
        sample = load_portal("sample", resources.folder("portals"))
        with open_warehouse(f"sqlite:///{put / 'warehouse.sqlite'}", create=True) as engine:
            open_run(engine, sample, "monthly", datetime.now(UTC), str(killed.id))
            Town(put, engine).publish(page(10, 10, OCTOBER))
        assert run().is_completed()
        state = client.read_flow_run(killed.id).state
    assert state is not None
    assert (state.type, state.name) == (StateType.CRASHED, "Crashed")
    assert sorted(run_states(put)) == ["completed", "failed"]


def test_a_portal_that_is_down_is_asked_again_and_then_fails_the_run(
    prefect: Settings, put: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    described = yaml.safe_load((resources.folder("portals") / "qingdao.yaml").read_text("utf-8"))
    (put / "portals").mkdir()
    (put / "portals" / "qingdao.yaml").write_text(
        yaml.safe_dump({**described, "listing": "http://127.0.0.1:1/bss/", "local": True}), "utf-8"
    )
    discover = visit_tasks.STEPS.discover
    assert isinstance(discover, Task)
    asked: list[Unreachable] = []

    def counted(*arguments: object) -> object:
        if not asked:
            with pytest.raises(Unreachable) as said:
                discover.fn(*arguments)
            asked.append(said.value)
        else:
            # The client has been patient once already.
            asked.append(asked[0])
        raise asked[0]

    at_once = discover.with_options(retry_delay_seconds=0)
    at_once.fn = counted
    monkeypatch.setattr(visit_tasks, "STEPS", replace(visit_tasks.STEPS, discover=at_once))
    ended = run("qingdao")
    assert len(asked) == 3
    assert ended.type == StateType.FAILED
    assert "does not answer" in str(ended.message)
    assert "try later" in artifact("monthly-qingdao")
    assert run_states(put) == ["failed"]
