"""Prefect on one machine: server, worker, deployments that follow the portals, and pages, up and
down.

Both are safe to repeat: :func:`up` starts what does not run, :func:`down` stops what does.
"""

import json
import os
import re
import socket
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Callable
from ipaddress import ip_address
from urllib.request import Request, urlopen

from etl.errors import EtlError, SettingsError
from etl.flows.local import page_server, portals_watcher
from etl.flows.local.background_process import Service
from etl.flows.local.temporary_server import QUIET, wait_until_healthy
from etl.settings import Settings

POOL = "pledges"
"""The work pool of ``prefect.yaml``."""
LEASES = "prefect.server.concurrency.lease_storage.filesystem"
_RUNS_AT_ONCE = 4
_EVERYWHERE = frozenset(["0.0.0.0", "::"])  # noqa: S104 - to be told from one address
_AUTH = re.compile(r"[^\s:]+:\S+")
_PATIENCE_SECONDS = 300


def server(settings: Settings) -> Service:
    """The server that ``etl up`` starts."""
    return Service("server", settings.prefect_dir)


def worker(settings: Settings) -> Service:
    """The worker that ``etl up`` starts."""
    return Service("worker", settings.prefect_dir)


def address(settings: Settings) -> str:
    """Where people look at it."""
    host = settings.prefect_host
    host = "127.0.0.1" if host in _EVERYWHERE else host
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.prefect_port}"


def require_password(settings: Settings) -> None:
    """Refuse to let others than this machine's users in without a password.

    Raises:
        SettingsError: the server would listen for other machines and has no password.
    """
    if settings.prefect_auth is not None and not _AUTH.fullmatch(settings.prefect_auth):
        raise SettingsError("ETL_PREFECT_AUTH: write USER:PASSWORD, both without spaces.")
    if settings.prefect_auth is None and not _is_here(settings.prefect_host):
        raise SettingsError(
            f"ETL_PREFECT_HOST: {settings.prefect_host} lets other machines in, and whoever "
            "reaches Prefect runs what it likes; set ETL_PREFECT_AUTH=USER:PASSWORD first, or "
            "leave it on 127.0.0.1."
        )


def _is_here(host: str) -> bool:
    """Whether only this machine reaches what listens there; a name may mean anything."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def up(settings: Settings, say: Callable[[str], None] = lambda _said: None) -> bool:
    """Start what does not run yet, and wait until all of it is well.

    Args:
        settings: ports, folders and who may come in.
        say: told what is being done.

    Returns:
        Whether anything had to be started.

    Raises:
        SettingsError: others would be let in without a password.
        EtlError: the port is taken, or a part does not start; the message names its log.
    """
    require_password(settings)
    environment, api = _environment(settings), f"{address(settings)}/api"
    runs, works, shows = server(settings), worker(settings), page_server.service(settings)
    follows = portals_watcher.service(settings)
    all_ran = all(part.pid() is not None for part in (runs, works, shows, follows))
    if shows.pid() is None:
        _require_free(page_server.HOST, settings.pages_at, "ETL_PAGES_PORT")
        shows.start(
            [sys.executable, "-m", "etl.flows.local.page_server", str(settings.pages_at)],
            environment,
        )
    if runs.pid() is None:
        _require_free(settings.prefect_host, settings.prefect_port, "ETL_PREFECT_PORT")
        say("starting the server")
        where = (f"--host={settings.prefect_host}", f"--port={settings.prefect_port}")
        runs.start(_prefect("server", "start", *where), environment)
    # It remembers how the folder is before it is registered.
    follows.start([sys.executable, "-m", "etl.flows.local.portals_watcher"], environment)
    # It imports the flows while the server starts.
    right = ["--put-right"] if works.pid() is None else []
    deploying = _begin([sys.executable, "-m", "etl.flows.deployment.register", *right], environment)
    wait_until_healthy(api, lambda: runs.pid() is not None, runs.log)
    say("registering the deployments")
    _end(deploying)
    if all_ran:
        return False
    say("starting the worker")
    limit = f"--limit={_RUNS_AT_ONCE}"
    works.start(
        _prefect("worker", "start", f"--pool={POOL}", "--type=process", "--name=here", limit),
        environment,
    )
    _wait_until_online(api, works, settings.prefect_auth)
    return True


def down(settings: Settings) -> list[str]:
    """Stop the worker, the runs it has started, and all else; the names of what ran."""
    follows, shows = portals_watcher.service(settings), page_server.service(settings)
    parts = (worker(settings), follows, shows, server(settings))
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
        # How often the worker asks for work: a click on Run is followed at once.
        "PREFECT_WORKER_QUERY_SECONDS": "2",
        "ETL_DATA_DIR": str(settings.data_dir.absolute()),
        **({"ETL_PORTALS_DIR": str(own.absolute())} if (own := settings.portals_dir) else {}),
        # In files, so that runs that are going on keep their place when the server is restarted.
        "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": LEASES,
        **authentication(settings),
    }


def authentication(settings: Settings) -> dict[str, str]:
    """What Prefect's server and its clients are told of the password."""
    auth = settings.prefect_auth
    return (
        dict.fromkeys(("PREFECT_SERVER_API_AUTH_STRING", "PREFECT_API_AUTH_STRING"), auth)
        if auth
        else {}
    )


def _prefect(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "prefect", *arguments]


def _begin(command: list[str], environment: dict[str, str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(  # noqa: S603 - our own commands
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _end(deploying: "subprocess.Popen[str]") -> None:
    said, _ = deploying.communicate(timeout=_PATIENCE_SECONDS)
    if deploying.returncode:
        last = said.strip().splitlines()[-1:] or ["no reason given"]
        raise EtlError(f"The deployments cannot be registered: {last[0]}")


def _wait_until_online(api: str, works: Service, auth: str | None) -> None:
    """Wait until the worker has told the server that it is there."""
    question = {"workers": {"status": {"any_": ["ONLINE"]}}, "offset": 0, "limit": 1}
    request = Request(  # noqa: S310 - our own server
        f"{api}/work_pools/{POOL}/workers/filter",
        json.dumps(question).encode(),
        {"Content-Type": "application/json"},
    )
    if auth:
        request.add_header("Authorization", f"Basic {b64encode(auth.encode()).decode()}")
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while works.pid() is not None and time.monotonic() < deadline:
        with urlopen(request, timeout=30) as answer:  # noqa: S310 - our own server
            if json.load(answer):
                return
        time.sleep(0.2)
    raise EtlError(f"The worker did not start; {works.log} says why.")


def _require_free(host: str, port: int, setting: str) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise EtlError(
                f"Port {port} of {host} cannot be had ({error.strerror}): set {setting} to "
                "another, or ETL_PREFECT_HOST to an address of this machine."
            ) from error
