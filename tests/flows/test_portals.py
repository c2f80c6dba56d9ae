"""Deployments follow the folder of portals while the server runs."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from prefect.client.orchestration import get_client
from prefect.deployments import run_deployment
from prefect.exceptions import ObjectNotFound

from etl.settings import Settings

# With the others that share the machine of conftest.py, one after another.
pytestmark = pytest.mark.xdist_group("prefect")

YAML = """
city: 某市
listing: http://127.0.0.1:PORT/nowhere/
adapter: trs
title_pattern: 进展情况
local: true
maintainer: Data team
schedule:
  enabled: true
  bulletins: "15 8 6-30/2 * *"
"""


def deployed(name: str) -> Any:
    with get_client(sync_client=True) as client:
        try:
            return client.read_deployment_by_name(f"monthly/{name}")
        except ObjectNotFound:
            return None


def planned(name: str) -> int:
    """How many runs Prefect has planned of it."""
    with get_client(sync_client=True) as client:
        answer = client.request(
            "POST",
            "/flow_runs/count",
            json={
                "deployments": {"name": {"any_": [name]}},
                "flow_runs": {"state": {"name": {"any_": ["Scheduled"]}}},
            },
        )
    return int(answer.json())


def until(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + 180
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_a_portal_is_scheduled_when_its_file_comes_and_paused_when_it_goes(
    prefect: Settings,
) -> None:
    assert prefect.portals_dir is not None
    file = Path(prefect.portals_dir) / "newtown.yaml"
    described = YAML.replace("PORT", str(prefect.pages_at))
    file.write_text(described, "utf-8")
    until(lambda: deployed("newtown"))
    there = deployed("newtown")
    assert "Maintainer: Data team." in there.description
    assert {one.slug: (one.schedule.cron, one.schedule.timezone) for one in there.schedules} == {
        "bulletins": ("15 8 6-30/2 * *", "Asia/Shanghai"),
        "revisit": ("0 7 * * 1", "Asia/Shanghai"),
    }
    assert all(one.active for one in there.schedules)
    until(lambda: planned("newtown"))
    assert (there.paused, there.global_concurrency_limit.limit) == (False, 1)

    # There is no such column: what matters is that the worker knows the city.
    run = run_deployment("monthly/newtown", timeout=120, poll_interval=0.2)
    assert run.state_name == "Failed"  # type: ignore[union-attr]
    assert f"{prefect.pages_at}/nowhere/" in str(run.state.message)  # type: ignore[union-attr]
    # The forms with a list of portals know it, too.
    later = datetime.now(UTC) + timedelta(days=1)
    run_deployment(
        "reparse/reparse", parameters={"portal": "newtown"}, timeout=0, scheduled_time=later
    )

    file.write_text(described.replace("enabled: true", "enabled: false"), "utf-8")
    until(lambda: not any(one.active for one in deployed("newtown").schedules))
    assert not deployed("newtown").paused
    assert not planned("newtown")

    # A slip while editing changes nothing that is deployed, neither of this city nor of others.
    file.write_text(described.replace("15 8", "75 8"), "utf-8")
    log = prefect.prefect_dir / "portals.log"
    until(lambda: "newtown.yaml:10: schedule.bulletins: '75' is no minute" in log.read_text())
    assert not deployed("newtown").paused

    file.unlink()
    until(lambda: deployed("newtown").paused)
    assert not deployed("sample").paused
