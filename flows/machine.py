"""Prefect on one machine: server, work pool, worker and deployments, up and down.

Both are safe to repeat: :func:`up` starts what does not run, :func:`down` stops what does.
"""

import os
import socket
import subprocess
import sys
from collections.abc import Callable

from etl.errors import EtlError
from etl.settings import Settings
from flows.server import QUIET, wait_until_healthy
from flows.services import Service

POOL = "pledges"
"""The work pool of ``prefect.yaml``."""
_RUNS_AT_ONCE = 4
_DEPLOY_SECONDS = 300


def server(settings: Settings) -> Service:
    """The server that ``etl up`` starts."""
    return Service("server", settings.prefect_dir)


def worker(settings: Settings) -> Service:
    """The worker that ``etl up`` starts."""
    return Service("worker", settings.prefect_dir)


def address(settings: Settings) -> str:
    """Where people look at it."""
    return f"http://127.0.0.1:{settings.prefect_port}"


def up(settings: Settings, say: Callable[[str], None] = lambda _said: None) -> bool:
    """Start what does not run yet, and wait until all of it is well.

    Args:
        say: told what is being done.

    Returns:
        Whether anything had to be started.

    Raises:
        EtlError: the port is taken, or a part does not start; the message names its log.
    """
    environment = _environment(settings)
    runs = server(settings)
    if runs.pid() is None:
        _require_free(settings.prefect_port)
        say("starting the server")
    started = runs.start(
        _prefect("server", "start", f"--port={settings.prefect_port}"), environment
    )
    wait_until_healthy(f"{address(settings)}/api", lambda: runs.pid() is not None, runs.log)
    if not started and worker(settings).pid() is not None:
        return False
    say("registering the deployments")
    _run([sys.executable, "-m", "flows.deployments"], environment)
    say("starting the worker")
    works = worker(settings)
    limit = f"--limit={_RUNS_AT_ONCE}"
    works.start(
        _prefect("worker", "start", f"--pool={POOL}", "--type=process", "--name=here", limit),
        environment,
    )
    return True


def down(settings: Settings) -> list[str]:
    """Stop the worker, the runs it has started, and the server; the names of what ran."""
    parts = (worker(settings), server(settings))
    return [part.name for part in parts if part.stop()]


def _environment(settings: Settings) -> dict[str, str]:
    """What server and worker are told: our settings as they are now, wherever they came from."""
    ours = settings.model_dump(exclude_none=True, exclude={"data_dir"})
    return {
        **os.environ,
        **{f"ETL_{name.upper()}": str(value) for name, value in ours.items()},
        **QUIET,
        "PREFECT_HOME": str(settings.prefect_dir),
        "PREFECT_API_URL": f"{address(settings)}/api",
        "ETL_DATA_DIR": str(settings.data_dir.absolute()),
    }


def _prefect(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "prefect", *arguments]


def _run(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(  # noqa: S603 - our own commands
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=_DEPLOY_SECONDS,
    )
    if done.returncode:
        said = " ".join((done.stderr or done.stdout).split())[-500:]
        raise EtlError(f"The deployments cannot be registered: {said}")


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise EtlError(
                f"Port {port} is taken ({error.strerror}): set ETL_PREFECT_PORT to another."
            ) from error
