"""Prefect, asked over its HTTP API: the server, its workers, its deployments."""

from importlib.metadata import version
from typing import Any, cast

import requests

from etl.doctor.model import Verdict, fail, ok, warn
from etl.errors import EtlError
from etl.portal.addresses import is_loopback

_TIMEOUT_SECONDS = 10
_START = "start it (`make up` on one machine), or correct PREFECT_API_URL"


class Api:
    """A Prefect server.

    Args:
        url: as in PREFECT_API_URL.
        auth: as in PREFECT_API_AUTH_STRING, ``user:password``; '' for none.
    """

    def __init__(self, url: str, auth: str = "") -> None:
        self.url = url.rstrip("/")
        user, _, password = auth.partition(":")
        self._auth = (user, password) if auth else None

    def get(self, path: str) -> Any:
        """The JSON at ``path``.

        Raises:
            EtlError: no answer, or a refusal.
        """
        return self._ask("GET", path)

    def filter(self, path: str) -> list[dict[str, Any]]:
        """Every object of a collection: ``deployments``, ``work_pools``.

        Raises:
            EtlError: no answer, or a refusal.
        """
        return cast(list[dict[str, Any]], self._ask("POST", f"/{path}/filter"))

    def is_open(self) -> bool:
        """Whether it answers whoever has no password.

        Raises:
            EtlError: no answer.
        """
        if self._auth is None:
            return True
        try:
            return requests.get(f"{self.url}/admin/version", timeout=_TIMEOUT_SECONDS).ok
        except requests.RequestException as error:
            raise EtlError(f"Prefect at {self.url} does not answer; {_START}.") from error

    def _ask(self, method: str, path: str) -> Any:
        try:
            answer = requests.request(
                method,
                f"{self.url}{path}",
                json={} if method == "POST" else None,
                auth=self._auth,
                timeout=_TIMEOUT_SECONDS,
            )
            answer.raise_for_status()
            return answer.json()
        except requests.HTTPError as error:
            raise EtlError(
                f"Prefect at {self.url} answers HTTP {error.response.status_code}; check "
                "PREFECT_API_URL and PREFECT_API_AUTH_STRING."
            ) from error
        except (requests.RequestException, ValueError) as error:
            raise EtlError(f"Prefect at {self.url} does not answer; {_START}.") from error


def server(api: Api) -> Verdict:
    """Whether the server answers, and is of our version."""
    api.get("/health")
    theirs, ours = str(api.get("/admin/version")), version("prefect")
    if not is_loopback(api.url) and api.is_open():
        return fail(
            f"{api.url} asks for no password, and whoever reaches it runs what he likes",
            "set PREFECT_SERVER_API_AUTH_STRING there and PREFECT_API_AUTH_STRING here",
        )
    if theirs != ours:
        return warn(
            f"{api.url} is Prefect {theirs}, this is {ours}", "install the same version on both"
        )
    return ok(f"{api.url} is Prefect {theirs}")


def workers(api: Api) -> Verdict:
    """Whether somebody takes up what is scheduled."""
    pools = [pool["name"] for pool in api.filter("work_pools")]
    if not pools:
        return warn("there is no work pool", "`make up` makes one, with a worker and deployments")
    online = {
        pool: sum(
            worker["status"] == "ONLINE" for worker in api.filter(f"work_pools/{pool}/workers")
        )
        for pool in pools
    }
    seen = ", ".join(f"{pool}: {many} online" for pool, many in sorted(online.items()))
    if not any(online.values()):
        return fail(f"no worker ({seen})", "start one: `prefect worker start --pool NAME`")
    return ok(seen)


def deployments(api: Api) -> Verdict:
    """Whether something is scheduled."""
    known = api.filter("deployments")
    scheduled = sorted(
        str(one["name"])
        for one in known
        if not one["paused"] and any(schedule["active"] for schedule in one["schedules"])
    )
    if not scheduled:
        return warn(f"{len(known)} deployments, none scheduled", "`make up`, or `etl deploy`")
    return ok(f"scheduled: {', '.join(scheduled)}")
