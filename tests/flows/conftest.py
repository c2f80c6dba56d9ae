"""One machine for all tests of flows: server, worker and deployments, as `etl up` starts them."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from prefect.events.worker import EventsWorker
from prefect.settings import PREFECT_API_URL, PREFECT_LOGGING_TO_API_ENABLED, temporary_settings

from etl.flows.local import prefect_stack
from etl.settings import Settings
from tests.conftest import new_database


# Its server is busy even when nobody asks, so it ends with the tests of this folder.
@pytest.fixture(scope="package")
def prefect(tmp_path_factory: pytest.TempPathFactory, postgresql: str) -> Iterator[Settings]:
    """Prefect on this machine; its worker's warehouse is a PostgreSQL database."""
    with socket.socket() as probe, socket.socket() as other, pytest.MonkeyPatch.context() as patch:
        probe.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        patch.setenv("ETL_PREFECT_PORT", str(probe.getsockname()[1]))
        patch.setenv("ETL_PAGES_PORT", str(other.getsockname()[1]))
        patch.setenv("ETL_DATA_DIR", str(tmp_path_factory.mktemp("machine")))
        patch.setenv("ETL_DATABASE_URL", new_database(postgresql))
        patch.setenv("ETL_PORTALS_DIR", str(tmp_path_factory.mktemp("portals")))
        settings = Settings.load()
        probe.close()
        other.close()
        assert prefect_stack.up(settings)
    here = {
        PREFECT_API_URL: f"{prefect_stack.address(settings)}/api",
        PREFECT_LOGGING_TO_API_ENABLED: False,
    }
    with temporary_settings(here):
        yield settings
        # What this process still has to say would wait for a server that is gone.
        EventsWorker.drain_all()
    assert prefect_stack.down(settings) == ["worker", "portals", "pages", "server"]
    assert prefect_stack.down(settings) == []


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own, for flows that run in this process."""
    monkeypatch.setenv("ETL_DATA_DIR", str(tmp_path))
    return tmp_path
