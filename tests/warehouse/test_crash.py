"""A loader that is killed leaves whole bulletins; two loaders never interleave."""

import subprocess
import sys
import time
from pathlib import Path
from random import Random

from sqlalchemy import Engine, func, select

from etl.warehouse.check import violations
from etl.warehouse.engine import reading, writing
from etl.warehouse.schema import fact, restatement
from etl.warehouse.schema import reading as readings
from tests.warehouse.editions import Loader
from tests.warehouse.loading import FIGURES, page

ROOT = Path(__file__).parents[2]


def start(url: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.warehouse.loading", url, str(count)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def loaded(engine: Engine) -> int:
    """Number of bulletins in the warehouse, each of which is whole."""
    with reading(engine) as connection:
        assert violations(connection) == []
        stated = [
            select(table.c.reading_id, func.count()).group_by(table.c.reading_id)
            for table in (fact, restatement)
        ]
        figures: dict[int, int] = {}
        for query in stated:
            for reading_id, count in connection.execute(query):
                figures[reading_id] = figures.get(reading_id, 0) + count
        count = connection.execute(select(func.count()).select_from(readings)).scalar_one()
    assert list(figures.values()) == [FIGURES] * count
    return int(count)


def test_a_loader_killed_at_any_instant_leaves_each_bulletin_whole_or_not_at_all(
    engine: Engine, warehouse_url: str
) -> None:
    chance = Random(2024)  # noqa: S311
    for _ in range(4):
        process = start(warehouse_url, 1000)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0, 0.3))
        process.kill()
        process.wait()
        process.stdout.close()
        loaded(engine)
    done = loaded(engine)
    again = [Loader(engine).load(page(number)) for number in range(done + 1)]
    assert [result.new for result in again[:-1]] == [0] * done
    assert loaded(engine) == done + 1


def test_two_loaders_at_once_wait_for_one_another(engine: Engine, warehouse_url: str) -> None:
    processes = [start(warehouse_url, 15) for _ in range(2)]
    for process in processes:
        process.communicate(timeout=60)
        assert process.returncode == 0
    assert loaded(engine) == 15
    with reading(engine) as connection:
        targets = select(func.count()).where(fact.c.measure == "target")
        assert connection.execute(targets).scalar() == FIGURES // 2


def test_a_reader_does_not_wait_for_a_loader(engine: Engine) -> None:
    loader = Loader(engine)
    loader.load(page(0))
    with writing(engine, portal="qingdao"):
        began = time.monotonic()
        assert loaded(engine) == 1
        assert time.monotonic() - began < 5
