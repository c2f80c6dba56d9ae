"""A backfill as a flow: a subflow a portal, reading spread over processes."""

from pathlib import Path

import pytest

from etl import resources
from etl.pipeline.model import RunReport
from etl.pipeline.months import Months
from etl.settings import Settings
from flows import backfill
from flows.deployments import build, read_deployments
from flows.parameters import portal_names
from tests.flows.artifacts import artifact


def test_a_backfill_in_processes_loads_what_is_missing_and_shows_how_far_it_is(
    prefect: Settings, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ETL_TASK_RUNNER", "processes")
    monkeypatch.setenv("ETL_TASK_WORKERS", "1")
    seen: list[tuple[str, float]] = []
    half = Months.model_validate({"first": "2024-01-01", "last": "2024-06-01"})
    ended = backfill.run(["sample"], half, 1, lambda name, _done, part: seen.append((name, part)))
    report = ended["sample"]
    assert isinstance(report, RunReport)
    assert report.outcomes["new"] == 6
    assert {page.period_end.month for page in report.pages if page.period_end} == set(range(1, 7))
    assert seen[-1] == ("sample", 1.0)
    assert artifact("backfill-sample-progress") == "100.0"
    assert artifact("backfill").startswith("# backfill: 1 portal\n\n- **sample**: 6 new")


def test_every_deployment_can_be_built_and_every_schedule_names_a_portal_there_is() -> None:
    entries = read_deployments(resources.folder("prefect.yaml"))
    assert {entry.name for entry in entries} == {"monthly", "revisit", "backfill", "reparse"}
    for entry in entries:
        schema = build(entry)._parameter_openapi_schema.model_dump()
        assert "sample" in str(schema["properties"])
        for schedule in entry.schedules:
            assert schedule.timezone == "Asia/Shanghai"
            assert schedule.parameters["portal"] in portal_names()
