"""Runs of one portal exclude one another, and a killed one stands in nobody's way."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine

from etl.errors import PortalBusy
from etl.warehouse.connection.engine import read_only
from etl.warehouse.journal.exclusive_run import exclusive_run
from etl.warehouse.queries.views_and_status import RunRow, status
from tests.warehouse.editions import portal

ROOT = Path(__file__).parents[2]
WORKER = """
import sys, time
from etl.warehouse.schema.open_and_upgrade import open_warehouse
from etl.warehouse.journal.exclusive_run import exclusive_run
from tests.warehouse.editions import portal
with open_warehouse(sys.argv[1], create=False) as engine:
    with exclusive_run(engine, portal(), "monthly", "killed"):
        print("working", flush=True)
        time.sleep(600)
"""


def runs(engine: Engine) -> dict[str, RunRow]:
    with read_only(engine) as connection:
        return {run.id: run for run in status(connection).runs}


def test_a_second_run_of_a_portal_is_refused_and_told_which_one_is_at_work(engine: Engine) -> None:
    with (
        exclusive_run(engine, portal(), "monthly", "first"),
        exclusive_run(engine, portal("jinan", "济南"), "monthly", "elsewhere"),
    ):
        with (
            pytest.raises(PortalBusy, match=r"^qingdao .* run first \(monthly, since "),
            exclusive_run(engine, portal(), "backfill", "second"),
        ):
            pass
        assert set(runs(engine)) == {"first", "elsewhere"}
    with exclusive_run(engine, portal(), "backfill", "second"):
        pass
    assert runs(engine)["second"].state == "completed"


def test_a_run_that_raises_is_closed_as_failed_with_the_reason(engine: Engine) -> None:
    def work() -> None:
        with exclusive_run(engine, portal(), "load", "bad") as run:
            run.summary = {"found": 3}
            raise ZeroDivisionError("division by zero")

    with pytest.raises(ZeroDivisionError):
        work()
    assert runs(engine)["bad"].state == "failed"
    assert runs(engine)["bad"].summary == {
        "found": 3,
        "problem": "ZeroDivisionError: division by zero",
    }


def test_a_killed_run_holds_nothing_and_the_next_one_closes_it(
    engine: Engine, warehouse_url: str
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WORKER, warehouse_url], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "working\n"
        with (
            pytest.raises(PortalBusy, match="run killed"),
            exclusive_run(engine, portal(), "monthly"),
        ):
            pass
        worker.kill()
    with exclusive_run(engine, portal(), "monthly") as run:
        assert run.abandoned == ("killed",)
    assert runs(engine)["killed"].state == "failed"


def test_a_run_tried_again_under_its_own_id_is_one_run(engine: Engine) -> None:
    for _ in range(2):
        with exclusive_run(engine, portal(), "monthly", "once") as run:
            assert runs(engine)["once"].finished_at is None
            run.summary = {"found": 1}
    assert runs(engine)["once"].summary == {"found": 1}
