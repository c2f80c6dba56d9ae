"""A backfill as a flow: a subflow a portal, reading spread over processes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from etl import resources
from etl.settings import Settings
from etl.warehouse.asking import figures as read
from etl.warehouse.connection.engine import reading
from etl.warehouse.schema.migrations import open_warehouse
from flows import machine
from flows.deployments import build, read_deployments
from flows.parameters import portal_names
from tests.flows.artifacts import artifact

# With the others that share the machine of conftest.py, one after another.
pytestmark = pytest.mark.xdist_group("prefect")


def test_a_backfill_in_processes_loads_what_is_missing_and_shows_how_far_it_is(
    prefect: Settings, tmp_path: Path
) -> None:
    environment = {
        **os.environ,
        "ETL_DATA_DIR": str(tmp_path),
        "ETL_TASK_RUNNER": "processes",
        "ETL_TASK_WORKERS": "1",
        "PREFECT_API_URL": f"{machine.address(prefect)}/api",
    }
    command = [sys.executable, "-c", "from etl.cli import main; main()", "backfill", "sample"]
    done = subprocess.run(
        [*command, "--from", "2024-01", "--to", "2024-03"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("sample: 3 new")
    assert float(artifact("backfill-sample-progress")) == 100
    assert artifact("backfill").startswith("# backfill: 1 portal\n\n- **sample**: 3 new")
    with (
        open_warehouse(f"sqlite:///{tmp_path / 'warehouse.sqlite'}", create=False) as engine,
        reading(engine) as connection,
    ):
        figures = read.history(connection, "新增停车泊位")
    assert {figure.period_end.month for figure in figures if figure.measure == "actual"} == {
        *range(1, 4)
    }


def test_every_deployment_can_be_built_and_every_schedule_names_a_portal_there_is() -> None:
    entries = read_deployments(resources.folder("prefect.yaml"))
    assert {entry.name for entry in entries} == {
        *("monthly", "revisit", "backfill", "reparse", "decide")
    }
    for entry in entries:
        schema = build(entry)._parameter_openapi_schema.model_dump()
        assert ("sample" in str(schema["properties"])) == (entry.name != "decide")
        for schedule in entry.schedules:
            assert schedule.timezone == "Asia/Shanghai"
            assert schedule.parameters["portal"] in portal_names()
