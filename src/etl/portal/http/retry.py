"""How long to wait for a portal, and how often to ask again."""

import logging
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from urllib3.connectionpool import ConnectionPool
from urllib3.exceptions import HTTPError, MaxRetryError, ResponseError, SSLError
from urllib3.response import BaseHTTPResponse
from urllib3.util.retry import Retry

from etl.portal.http.answer_limits import not_counted
from etl.portal.http.bounded_numbers import bounded
from etl.portal.http.failure_reason import cause_of

log = logging.getLogger(__name__)

TRANSIENT = (429, 500, 502, 503, 504)
"""Statuses worth asking again for."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much patience a page deserves."""

    connect_seconds: float = 10
    read_seconds: float = 30
    """Longest silence within an answer."""
    total_seconds: float = 120
    """Longest time for a whole answer, from its first header to the last byte; attempts that
    fail are part of it, waits between them are not."""
    max_bytes: int = 20_000_000
    """Of a body, unpacked."""
    max_tags: int = 200_000
    """Of a page: each costs a kilobyte of memory to read."""
    redirects: int = 5
    retries: int = 3
    backoff_seconds: float = 1.0
    """Doubled with each retry, with as much jitter again."""
    retry_after_seconds: float = 120
    """A portal that asks for a longer wait is left alone until the next run."""
    crawl_delay_seconds: float = 60
    """A longer pause that robots.txt asks for is cut to this, and said."""


DEFAULT_LIMITS = Limits()


class PatientRetry(Retry):
    """Retries that take a long Retry-After as a no for today."""

    @classmethod
    def within(cls, limits: Limits) -> Self:
        """Retries as ``limits`` allow; the last answer is returned, whatever it is.

        A POST is asked again too: it only asks for rows of a listing.
        """
        return cls(
            total=limits.retries,
            status_forcelist=TRANSIENT,
            allowed_methods=("GET", "POST"),
            backoff_factor=limits.backoff_seconds,
            backoff_jitter=limits.backoff_seconds,
            retry_after_max=round(limits.retry_after_seconds),
            raise_on_status=False,
        )

    def increment(
        self,
        method: str | None = None,
        url: str | None = None,
        response: BaseHTTPResponse | None = None,
        error: Exception | None = None,
        _pool: ConnectionPool | None = None,
        _stacktrace: TracebackType | None = None,
    ) -> Self:
        if isinstance(error, SSLError) and _pool is not None:
            raise MaxRetryError(_pool, url or "", error)
        asked = self.get_retry_after(response) if response is not None else None
        # What a portal asks for is cut to retry_after_max before it gets here.
        if asked is not None and asked >= self.retry_after_max and _pool is not None:
            raise MaxRetryError(_pool, url or "", ResponseError("asked to wait too long"))
        left = super().increment(method, url, response, error, _pool, _stacktrace)
        page = f"{_pool.scheme}://{_pool.host}:{_pool.port}{url}" if _pool is not None else url
        cause = f"HTTP {response.status}" if response is not None else "no answer"
        if error is not None:
            cause = cause_of(error)
        said = "" if asked is None else f", after the {asked:g} s it asks for"
        log.warning(
            "Asking again for %s (%s)%s",
            page,
            cause,
            said,
            extra={"event": "retry", "url": page, "cause": cause, "retry_after": asked},
        )
        return left

    def get_retry_after(self, response: BaseHTTPResponse) -> float | None:
        """Seconds that the portal asks to wait, at most ``retry_after_max``; None where it asks
        nothing that can be understood."""
        said = (response.headers.get("Retry-After") or "").strip()
        if said.isdigit():
            return float(bounded(said, self.retry_after_max))
        try:
            return super().get_retry_after(response)
        except (HTTPError, ValueError, OverflowError, TypeError):
            return None

    def sleep(self, response: BaseHTTPResponse | None = None) -> None:
        with not_counted():
            super().sleep(response)
