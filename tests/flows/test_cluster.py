"""Backfill and reparse on Dask in several processes, with PostgreSQL and an archive in S3."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from sqlalchemy import text

from etl.flows.local import prefect_stack
from etl.portal.archive.archive import Archive
from etl.portal.archive.verify import verify
from etl.settings import Settings
from etl.warehouse.connection.engine import read_only
from etl.warehouse.schema.open_and_upgrade import open_warehouse
from tests.conftest import new_database
from tests.country.portals import SECOND_NIGHT, City, country
from tests.country.proof import mistakes
from tests.country.worker import Worker

# With the others that share the machine of conftest.py, one after another.
pytestmark = [pytest.mark.xdist_group("prefect"), pytest.mark.slow]

MONTHS = 24
"""A batch of each portal."""
CITIES = [City(number, MONTHS) for number in (0, 2)]
SAID = text("""
    SELECT portal, indicator, period_end, measure, value, unit FROM current_fact
    ORDER BY portal, indicator, period_end, measure, value, unit
""")
REREAD = """
import sys
if __name__ == "__main__":
    from etl.flows.reparse import reparse
    print(reparse(sys.argv[1], return_state=True).message)
"""


@pytest.fixture
def archive(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of an archive in an S3-compatible store of the test's own."""
    from moto.server import ThreadedMotoServer
    from s3fs import S3FileSystem

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "somebody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    S3FileSystem(skip_instance_cache=True).mkdir("bulletins")
    yield "s3://bulletins/archive"
    server.stop()


def workers_of(process: subprocess.Popen[str]) -> list[int]:
    """The processes of Dask's workers that a command has started."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
            command = (folder / "cmdline").read_text()
        except OSError:
            continue
        if parent == str(process.pid) and "spawn_main" in command:
            found.append(int(folder.name))
    return sorted(found)


def fetched(archive: str) -> int:
    """How many pages are in the archive."""
    folders = Archive(archive).store.folders()
    return sum(name.endswith(".gz") for _, names in folders for name in names)


def what_is_said(url: str) -> list[tuple[object, ...]]:
    with open_warehouse(url, create=False) as engine, read_only(engine) as connection:
        return [tuple(row) for row in connection.execute(SAID)]


def test_a_cluster_that_loses_a_worker_loads_what_one_process_loads(
    prefect: Settings, postgresql: str, archive: str, tmp_path: Path
) -> None:
    url, portals = new_database(postgresql), tmp_path / "portals"
    portals.mkdir()
    environment = {
        **os.environ,
        "ETL_DATA_DIR": str(tmp_path / "data"),
        "ETL_DATABASE_URL": url,
        "ETL_ARCHIVE_URL": archive,
        "ETL_PORTALS_DIR": str(portals),
        "ETL_TASK_RUNNER": "dask",
        "ETL_TASK_WORKERS": "2",
        "PREFECT_API_URL": f"{prefect_stack.address(prefect)}/api",
    }
    names = [city.name for city in CITIES]

    def etl(*words: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", "from etl.cli import main; main()", *words]
        return subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    with country(CITIES) as there:
        there.turn_to(SECOND_NIGHT)
        for name, described in there.portals.items():
            fields = {key: value for key, value in described.items() if key != "name"}
            (portals / f"{name}.yaml").write_text(yaml.safe_dump(fields, allow_unicode=True))
        with etl("backfill", *names, "--since", "2020-01", "--until", "2025-12") as filling:
            deadline = time.monotonic() + 180
            # The workers have begun to read, or are about to.
            while (
                fetched(archive) < 2 * MONTHS
                and filling.poll() is None
                and time.monotonic() < deadline
            ):
                time.sleep(0.2)
            os.kill(workers_of(filling)[-1], signal.SIGKILL)
            told, problem = filling.communicate(timeout=600)
        assert filling.returncode == 0, problem + told
        alone = new_database(postgresql)
        one = Worker.start(alone, tmp_path / "alone")
        for described in there.portals.values():
            assert one.look(described, "backfill", SECOND_NIGHT).outcomes["new"] == MONTHS
    assert mistakes(url, CITIES, SECOND_NIGHT) == []
    assert what_is_said(url) == what_is_said(alone)
    assert [found for found in verify(Archive(archive)) if found.problem] == []
    again = [sys.executable, "-c", REREAD, names[0]]
    told = subprocess.run(again, env=environment, capture_output=True, text=True, check=True).stdout
    assert f"{MONTHS} bulletins read" in told
    assert "0 differ" in told
