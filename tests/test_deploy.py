"""The files for systemd and for containers agree with the program."""

from pathlib import Path

import pytest
import yaml

from etl import resources
from flows.deployments import read_deployments

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"


def test_what_compose_builds_and_mounts_is_there() -> None:
    described = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    assert set(described["services"]) == {"database", "server", "worker"}
    for name in ("server", "worker"):
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
    [pool] = {e.work_pool.name for e in read_deployments(resources.folder("prefect.yaml"))}
    assert f"worker start --pool {pool} --type process" in (DEPLOY / file).read_text("utf-8")


def test_what_the_container_copies_is_in_the_checkout() -> None:
    for line in (DEPLOY / "Containerfile").read_text("utf-8").splitlines():
        if line.startswith("COPY "):
            *sources, _ = line.split()[1:]
            assert all((ROOT / source).exists() for source in sources)
