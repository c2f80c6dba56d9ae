"""A loader that is killed leaves whole bulletins; two loaders never interleave."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine, func, select

from etl.warehouse.audit import schema_differences, violations
from etl.warehouse.connection.engine import read_only, transaction
from etl.warehouse.schema.tables import fact, restatement
from etl.warehouse.schema.tables import reading as readings
from tests.proofs import few_or_many
from tests.warehouse.editions import Loader
from tests.warehouse.loading import FIGURES, page

ROOT = Path(__file__).parents[2]
FEW = 4
"""Figures of a bulletin where a warehouse is checked again and again."""


def loaded(engine: Engine, figures: int = FIGURES) -> int:
    """Number of bulletins in the warehouse, each of which is whole."""
    with read_only(engine) as connection:
        assert violations(connection) == []
        stated = [
            select(table.c.reading_id, func.count()).group_by(table.c.reading_id)
            for table in (fact, restatement)
        ]
        found: dict[int, int] = {}
        for query in stated:
            for reading_id, count in connection.execute(query):
                found[reading_id] = found.get(reading_id, 0) + count
        count = connection.execute(select(func.count()).select_from(readings)).scalar_one()
    assert list(found.values()) == [figures] * count
    return int(count)


@pytest.mark.parametrize("kills", few_or_many(8, 60))
def test_a_loader_killed_at_any_instant_leaves_each_bulletin_whole_or_not_at_all(
    engine: Engine, warehouse_url: str, kills: int
) -> None:
    """One by one and in batches of three; the next process completes what was cut off."""
    chance = Random(2024)  # noqa: S311
    code = "import sys, tests.warehouse.loading as l; l.breed(sys.argv[1], int(sys.argv[2]))"
    done, window = 1, 0.09
    cut_off = came_through = 0
    with subprocess.Popen(
        [sys.executable, "-c", code, warehouse_url, str(FEW)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        assert parent.stdin is not None
        assert parent.stdout is not None
        while cut_off + came_through < kills or not (cut_off and came_through):
            batch = (1, 3)[(cut_off + came_through) % 2]
            parent.stdin.write(f"{done} {batch}\n")
            parent.stdin.flush()
            child = int(parent.stdout.readline())
            time.sleep(chance.uniform(0, window))
            os.kill(child, signal.SIGKILL)
            assert parent.stdout.readline() == "gone\n"
            # Once this one may write, PostgreSQL has noticed, too.
            with transaction(engine, portal="qingdao"):
                now = loaded(engine, FEW)
            assert now >= done
            assert (now - done) % batch == 0
            # As long as a load takes on this machine, so that kills fall into its every part.
            if now > done:
                came_through, window = came_through + 1, window * 0.8
            else:
                cut_off, window = cut_off + 1, window * 1.3
            done = now
        parent.stdin.close()
    again = Loader(engine).load_batch(*(page(n, figures=FEW) for n in range(done + 1)))
    assert [result.new for result in again[:-1]] == [0] * done
    assert again[-1].new == FEW // 2
    assert loaded(engine, FEW) == done + 1
    with read_only(engine) as connection:
        assert schema_differences(connection) == []


def test_two_loaders_at_once_wait_for_one_another(engine: Engine, warehouse_url: str) -> None:
    command = [sys.executable, "-m", "tests.warehouse.loading", warehouse_url, "15"]
    processes = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    for process in processes:
        process.communicate(timeout=60)
        assert process.returncode == 0
    assert loaded(engine) == 15
    with read_only(engine) as connection:
        targets = select(func.count()).where(fact.c.measure == "target")
        assert connection.execute(targets).scalar() == FIGURES // 2
