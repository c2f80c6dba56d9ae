"""The monthly flow on a real Prefect server."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from prefect import Task
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    ArtifactFilter,
    ArtifactFilterKey,
    FlowRunFilter,
    TaskRunFilter,
)
from prefect.client.schemas.sorting import ArtifactSort
from prefect.testing.utilities import prefect_test_harness

from etl import resources
from etl.errors import Unreachable
from etl.warehouse import overview
from etl.warehouse.alerts import latest
from etl.warehouse.engine import reading
from etl.warehouse.migrate import open_warehouse
from flows import monthly
from tests.alerts.receivers import http_receiver


@pytest.fixture(scope="session")
def prefect() -> Iterator[None]:
    """A Prefect server with a database of its own."""
    with prefect_test_harness(server_startup_timeout=120):
        yield


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ETL_DATA_DIR", str(tmp_path))
    return tmp_path


def test_a_run_loads_what_is_listed_and_shows_a_summary(prefect: None, data_dir: Path) -> None:
    seen: list[float] = []
    report = monthly.run("sample", lambda _done, part: seen.append(part))
    assert report.outcomes == {"new": 12, "revised": 1, "unchanged": 11}
    assert seen[-1] == 1.0
    with get_client(sync_client=True) as client:
        [artifact] = client.read_artifacts(
            artifact_filter=ArtifactFilter(key=ArtifactFilterKey(any_=["monthly-sample"])),
            flow_run_filter=FlowRunFilter(),
            task_run_filter=TaskRunFilter(),
            sort=ArtifactSort.CREATED_DESC,
            limit=1,
            offset=0,
        )
    assert "12 new, 1 revised" in str(artifact.data)
    assert "新增停车泊位" in str(artifact.data)
    assert f"[{report.data_docs}]" in str(artifact.data)
    [first_page] = data_dir.glob("data_docs/*-sample/index.html")
    assert report.data_docs == first_page.as_uri()
    with (
        open_warehouse(f"sqlite:///{data_dir / 'warehouse.sqlite'}", create=False) as engine,
        reading(engine) as connection,
    ):
        [alert] = latest(connection, 9)
    assert (alert.kind, alert.channel) == ("correction", None)
    assert "15480个 → 14580个" in alert.body


def test_a_portal_that_is_down_is_asked_again_and_then_fails_the_run(
    prefect: None, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (data_dir / "portals").mkdir()
    described = (resources.folder("portals") / "qingdao.yaml").read_text("utf-8")
    nobody = described.replace("http://www.qingdao.gov.cn/", "http://127.0.0.1:1/")
    (data_dir / "portals" / "qingdao.yaml").write_text(nobody, "utf-8")
    folder = resources.folder
    monkeypatch.setattr(
        resources,
        "folder",
        lambda name: data_dir / name if name == "portals" else folder(name),
    )
    discover = monthly.STEPS.discover
    assert isinstance(discover, Task)
    asked = []

    def counted(*arguments: object) -> object:
        asked.append(arguments)
        return discover.fn(*arguments)

    at_once = discover.with_options(retry_delay_seconds=0)
    at_once.fn = counted
    monkeypatch.setattr(monthly, "STEPS", replace(monthly.STEPS, discover=at_once))
    with http_receiver() as posts:
        monkeypatch.setenv("ETL_ALERT_URLS", posts.url)
        with pytest.raises(Unreachable, match="does not answer"):
            monthly.run("qingdao", lambda _done, _part: None)
    assert len(asked) == 2
    [told] = posts.bodies
    assert "The run over qingdao failed (unreachable)" in told["text"]
    assert "/runs/flow-run/" in told["text"]
    with (
        open_warehouse(f"sqlite:///{data_dir / 'warehouse.sqlite'}", create=False) as engine,
        reading(engine) as connection,
    ):
        [run] = overview.status(connection).runs
    assert run.state == "failed"
