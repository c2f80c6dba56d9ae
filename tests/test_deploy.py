"""The files for systemd and for containers agree with the program."""

from pathlib import Path

import pytest
import yaml

from etl import resources
from etl.errors import SettingsError
from etl.flows.deployment.entries import read_entries
from etl.flows.local import prefect_stack
from etl.settings import Settings

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"


def test_what_compose_builds_and_mounts_is_there() -> None:
    described = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    assert set(described["services"]) == {"database", "server", "worker", "portals"}
    for name in ("server", "worker", "portals"):
        service = described["services"][name]
        context = (DEPLOY / service["build"]["context"]).resolve()
        assert context == ROOT
        assert (context / service["build"]["dockerfile"]).is_file()
        assert set(service["depends_on"]) <= set(described["services"])
    mounted = described["services"]["database"]["volumes"]
    files = [volume.split(":")[0] for volume in mounted if volume.startswith("./")]
    assert files
    assert all((DEPLOY / file).is_file() for file in files)


@pytest.mark.parametrize("file", ["compose.yaml", "pledge-etl-worker.service"])
def test_the_worker_listens_to_the_pool_of_the_deployments(file: str) -> None:
    entries = read_entries(resources.folder("prefect.yaml"), resources.folder("portals"))
    [pool] = {one.work_pool.name for one in (*entries.on_demand, *entries.portals)}
    assert pool == prefect_stack.POOL
    assert f"worker start --pool {pool} --type process" in (DEPLOY / file).read_text("utf-8")


def test_what_the_container_copies_is_in_the_checkout() -> None:
    lines = (DEPLOY / "Containerfile").read_text("utf-8").splitlines()
    copied = [source for line in lines if line.startswith("COPY ") for source in line.split()[1:-1]]
    assert "requirements/run.txt" in copied
    assert [source for source in copied if not (ROOT / source).exists()] == []


@pytest.mark.parametrize(
    ("host", "auth", "refused"),
    [
        ("127.0.0.1", None, None),
        ("::1", None, None),
        ("0.0.0.0", None, "ETL_PREFECT_HOST"),  # noqa: S104
        ("prefect.example.org", None, "ETL_PREFECT_HOST"),
        ("0.0.0.0", "ops:s3cret", None),  # noqa: S104
        ("127.0.0.1", "no colon", "ETL_PREFECT_AUTH"),
    ],
)
def test_other_machines_are_let_in_with_a_password_only(
    host: str, auth: str | None, refused: str | None, tmp_path: Path
) -> None:
    settings = Settings(prefect_host=host, prefect_auth=auth, data_dir=tmp_path)
    if refused is None:
        prefect_stack.require_password(settings)
        assert ("s3cret" in settings.secrets) is (auth is not None)
        return
    with pytest.raises(SettingsError, match=refused):
        prefect_stack.up(settings)
    assert not list(tmp_path.iterdir())


def test_the_servers_of_deploy_ask_for_a_password_or_listen_on_this_machine() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"]
    asked = services["server"]["environment"]["PREFECT_SERVER_API_AUTH_STRING"]
    assert asked.startswith("${PREFECT_AUTH:?")
    assert services["worker"]["environment"]["PREFECT_API_AUTH_STRING"] == "${PREFECT_AUTH}"
    unit = (DEPLOY / "pledge-etl-server.service").read_text("utf-8")
    assert "--host 127.0.0.1" in unit
