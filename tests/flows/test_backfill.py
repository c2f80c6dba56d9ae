"""A backfill as a flow: a subflow a portal, reading spread over processes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from etl import resources
from etl.flows.deployment.entries import build, read_entries
from etl.flows.local import prefect_stack
from etl.portal.model import portal_names
from etl.settings import Settings
from etl.warehouse.connection.engine import read_only
from etl.warehouse.queries import figures_as_of as read
from etl.warehouse.schema.open_and_upgrade import open_warehouse
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
        "PREFECT_API_URL": f"{prefect_stack.address(prefect)}/api",
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
        read_only(engine) as connection,
    ):
        figures = read.history(connection, "新增停车泊位")
    assert {figure.period_end.month for figure in figures if figure.measure == "actual"} == {
        *range(1, 4)
    }


def test_every_deployment_can_be_built_and_each_portal_has_one_of_its_own() -> None:
    folder = resources.folder("portals")
    entries = read_entries(resources.folder("prefect.yaml"), folder)
    assert [entry.name for entry in entries.on_demand] == ["backfill", "reparse", "decide"]
    assert [entry.name for entry in entries.portals] == portal_names(folder)
    assert entries.broken == {}
    for entry in entries.on_demand:
        schema = build(entry)._parameter_openapi_schema.model_dump()
        assert ("qingdao" in str(schema["properties"])) == (entry.name != "decide")
    active = {one.name for one in entries.portals if any(when.active for when in one.schedules)}
    assert active == {"qingdao"}
    [qingdao] = [one for one in entries.portals if one.name == "qingdao"]
    built = build(qingdao)
    assert [str(when.slug) for when in built.schedules or ()] == ["bulletins", "revisit"]
    assert (built.parameters, built.concurrency_limit) == ({"portal": "qingdao"}, 1)
    assert "青岛" not in resources.folder("prefect.yaml").read_text("utf-8")
