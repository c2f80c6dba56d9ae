"""Prefect's server for the length of one command.

Prefect would start a temporary server of its own, on the terminal's standard error, and
stop it while the last events are still on their way. This one keeps its database and log
in the data folder, so that past runs can be looked at later, and is stopped last of all.
"""

import atexit
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from etl.errors import EtlError
from etl.flows.local.background_process import Service

_PATIENCE_SECONDS = 120
QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    # The library's own lines are kept with the run; outside of one there is nowhere to.
    "PREFECT_LOGGING_EXTRA_LOGGERS": "etl",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
}
"""Nothing is sent anywhere, and the UI shows nothing but what is here."""


def start(home: Path, up_api: str, up_auth: str | None = None) -> Callable[[], None]:
    """Begin to start a server and point this process to it; to be called before Prefect is
    imported.

    Where ``PREFECT_API_URL`` is set that server is used and none is started; likewise the
    one that ``etl up`` has started.

    Args:
        home: folder of the server's database and log.
        up_api: API of the server that ``etl up`` starts.
        up_auth: its user and password.

    Returns:
        A function that waits until the server answers, and raises :class:`EtlError` where
        it does not.
    """
    # Prefect's own lines are kept by its server; the terminal belongs to the command.
    os.environ.update(QUIET, PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL="CRITICAL")
    if "PREFECT_API_URL" in os.environ:
        return lambda: None
    home.mkdir(parents=True, exist_ok=True)
    running = Service("server", home)
    if running.pid() is not None:
        api = up_api
        os.environ.update(PREFECT_HOME=str(home), PREFECT_API_URL=api)
        if up_auth:
            os.environ["PREFECT_API_AUTH_STRING"] = up_auth
        return lambda: wait_until_healthy(api, lambda: running.pid() is not None, running.log)
    port = _free_port()
    api = f"http://127.0.0.1:{port}/api"
    os.environ.update(PREFECT_HOME=str(home), PREFECT_API_URL=api)
    log = home / "run-server.log"
    with log.open("ab") as out:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter
            [
                sys.executable,
                "-m",
                "etl.flows.local.die_with_parent",
                "server",
                "start",
                "--port",
                str(port),
            ],
            env={**os.environ, "PREFECT_UI_ENABLED": "false"},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            # Ctrl-C is for the command, which then stops the server itself.
            start_new_session=True,
        )
    # Prefect registers its own farewells when it is imported, after this one, and Python
    # runs them in reverse: every event is delivered before the server stops.
    atexit.register(_stop, process)
    return lambda: wait_until_healthy(api, lambda: process.poll() is None, log)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_healthy(
    api: str, lives: Callable[[], bool] = lambda: True, log: Path | None = None
) -> None:
    """Wait for a server that is starting.

    Args:
        api: its address, which ends in ``/api``.
        lives: whether its process does.
        log: of the process.

    Raises:
        EtlError: the process ended, or does not answer.
    """
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while lives() and time.monotonic() < deadline:
        try:
            with urlopen(f"{api}/health", timeout=5):  # noqa: S310 - our own server
                return
        except (URLError, TimeoutError, ConnectionError):
            time.sleep(0.1)
    why = f"; {log} says why" if log else ""
    raise EtlError(f"Prefect's server at {api} does not answer{why}.")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
