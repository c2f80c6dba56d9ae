"""A polite HTTP client for one portal.

It asks only the portal's hosts, one request at a time with a pause between two, says who
it is, waits as long as it is told to, and gives up early rather than late.
"""

import logging
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from types import TracebackType
from typing import Self
from urllib.parse import quote, urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError

from etl.errors import (
    Challenge,
    ClosedByRobots,
    ForeignHost,
    Gone,
    Moved,
    PortalError,
    RateLimited,
    Refused,
    ServerTrouble,
    TimedOut,
    TooLarge,
    Unreachable,
    Untrusted,
)
from etl.portal.addresses import authority, is_home, is_loopback
from etl.portal.causes import cause_of, timed_out
from etl.portal.challenge import challenge, leads_to
from etl.portal.kept import KeptPages
from etl.portal.model import Portal
from etl.portal.page import Known, Page
from etl.portal.patience import DEFAULT_LIMITS, TRANSIENT, Limits, PatientRetry
from etl.portal.robots import Robots
from etl.portal.soft404 import ends_early, soft_404
from etl.portal.transport import PrivateAddress, Transport

_KEPT_HEADERS = ("content-type", "date", "etag", "last-modified", "content-language")
_CHUNK = 64 * 1024

log = logging.getLogger(__name__)


class Client:
    """A session with one portal; use it as a context manager.

    >>> with Client(portal, contact="data@example.org", pause_seconds=2) as client:
    ...     page = client.get(str(portal.listing))
    """

    def __init__(
        self,
        portal: Portal,
        *,
        contact: str,
        pause_seconds: float,
        limits: Limits = DEFAULT_LIMITS,
        kept: KeptPages | None = None,
    ) -> None:
        self.portal = portal
        self._kept = kept
        self._limits = limits
        self._pause_seconds = pause_seconds
        self._asked_at: dict[str, float] = {}
        self._robots: dict[str, Robots] = {}
        self._session = requests.Session()
        # HTTP headers are ASCII; a contact in Chinese travels percent-encoded.
        reachable = quote(contact, safe=" @:/.,+-_~()")
        self._agent = f"pledge-etl/{version('pledge-etl')} (contact: {reachable})"
        self._session.headers.update({"User-Agent": self._agent, "Accept-Language": "zh-CN,zh"})
        adapter = Transport(
            PatientRetry.within(limits),
            local=portal.local or portal.sample,
            legacy_tls=portal.legacy_tls,
        )
        self._session.mount("http://", adapter)
        self._session.mount("https://", adapter)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._session.close()

    def get(self, url: str) -> Page:
        """Fetch a page.

        Raises:
            Unreachable, TimedOut: no answer, or one that broke off or did not end.
            Untrusted: the portal's certificate or TLS is not acceptable.
            Refused: an answer that is not the page; each subclass is one next step.
            TooLarge: more bytes than :class:`Limits` allow.
        """
        return self._follow(url, {})

    def get_if_changed(self, url: str, known: Known) -> Page | None:
        """Fetch a page, or None when the portal says it is as it was when ``known``.

        Raises:
            PortalError: as :meth:`get`.
        """
        try:
            return self._follow(url, _conditions(known))
        except _Unchanged:
            return None

    def get_listing(self, url: str, form: Mapping[str, str]) -> Page:
        """Fetch a page of the listing, by POST where there is a form.

        The page kept from last time is returned where the portal says that it is as it was.

        Raises:
            PortalError: as :meth:`get`.
            SettingsError: the page cannot be kept.
        """
        if self._kept is None or form:
            return self._follow(url, {}, form)
        kept = self._kept.find(self.portal.name, url)
        try:
            page = self._follow(url, _conditions(kept.known) if kept else {})
        except _Unchanged as same:
            if kept is None:
                raise
            return replace(kept, url=same.url)
        self._kept.keep(self.portal.name, url, page)
        return page

    def _follow(
        self, url: str, headers: dict[str, str], form: Mapping[str, str] | None = None
    ) -> Page:
        asked = url
        for _ in range(self._limits.redirects + 1):
            self._check_host(asked, origin=url)
            self._check_robots(asked)
            with self._ask(asked, headers, form) as response:
                target = self._session.get_redirect_target(response)
                if target is None:
                    return self._page(response, asked, origin=url)
                asked = urljoin(asked, target)
        raise Moved(f"{url} redirects more than {self._limits.redirects} times", url=url)

    def _page(self, response: requests.Response, url: str, *, origin: str) -> Page:
        if response.status_code == requests.codes.not_modified and _conditional(response):
            raise _Unchanged(url)
        raw = b"".join(self._body(response, url))
        content_type = response.headers.get("content-type", "")
        target = leads_to(raw) if response.status_code == requests.codes.ok else None
        if target is not None:
            raise Moved(f"{url} answered with a page that only leads to {target}", url=url)
        reason = challenge(response.status_code, content_type, raw)
        if reason:
            raise Challenge(f"{url} answered with a challenge ({reason})", url=url)
        if response.status_code != requests.codes.ok:
            raise _refusal(url, response)
        said = soft_404(raw, content_type)
        if said:
            raise Gone(f"{url} answered HTTP 200 with a page that says {said!r}", url=url)
        if ends_early(raw, content_type):
            raise Unreachable(f"{url} broke off after {len(raw):,} bytes: it has no end", url=url)
        if url != origin and self._is_entrance(url) and not self._is_entrance(origin):
            raise Gone(f"{origin} redirects to {url}, where a lost page leads", url=origin)
        return Page(
            url=url,
            raw=raw,
            content_type=content_type,
            headers={k: response.headers[k] for k in _KEPT_HEADERS if k in response.headers},
            retrieved_at=datetime.now(UTC),
        )

    def _is_entrance(self, url: str) -> bool:
        return is_home(url) or url == str(self.portal.listing)

    def _ask(
        self, url: str, headers: dict[str, str], form: Mapping[str, str] | None = None
    ) -> requests.Response:
        self._pause(url)
        limits = self._limits
        try:
            log.debug("Asking for %s", url, extra={"event": "request", "url": url})
            return self._session.request(
                "POST" if form else "GET",
                url,
                data=form or None,
                headers=headers,
                timeout=(limits.connect_seconds, limits.read_seconds),
                allow_redirects=False,
                stream=True,
            )
        except PrivateAddress as error:
            raise ForeignHost(
                f"{url} is not asked ({error})",
                url=url,
                advice=f"if the portal is in your own network, set local: true in "
                f"portals/{self.portal.name}.yaml",
            ) from error
        except requests.exceptions.SSLError as error:
            raise Untrusted(f"{url} cannot be trusted ({cause_of(error)})", url=url) from error
        except requests.RequestException as error:
            if timed_out(error):
                raise TimedOut(f"{url} does not answer in time", url=url) from error
            raise Unreachable(f"{url} does not answer ({cause_of(error)})", url=url) from error
        finally:
            self._asked_at[urlsplit(url).netloc] = time.monotonic()

    def _body(self, response: requests.Response, url: str) -> Iterator[bytes]:
        deadline = time.monotonic() + self._limits.total_seconds
        size = 0
        try:
            # What has come, however little: a page that drips must not outlast its deadline.
            while chunk := response.raw.read1(_CHUNK, decode_content=True):
                size += len(chunk)
                if size > self._limits.max_bytes:
                    raise TooLarge(
                        f"{url} is larger than {self._limits.max_bytes:,} bytes", url=url
                    )
                if time.monotonic() > deadline:
                    raise TimedOut(
                        f"{url} was not complete after {self._limits.total_seconds:g} seconds",
                        url=url,
                    )
                yield chunk
        except ReadTimeoutError as error:
            raise TimedOut(f"{url} fell silent after {size:,} bytes", url=url) from error
        except (HTTPError, OSError) as error:
            raise Unreachable(
                f"{url} broke off after {size:,} bytes ({cause_of(error)})", url=url
            ) from error

    def _check_host(self, url: str, *, origin: str) -> None:
        if (
            urlsplit(url).scheme in ("http", "https")
            and authority(url) in self.portal.allowed_hosts
        ):
            return
        sent = "" if url == origin else f"{origin} redirects to "
        raise ForeignHost(
            f"{sent}{url}, which is not one of {self.portal.city}'s hosts "
            f"({', '.join(sorted(self.portal.allowed_hosts))})",
            url=url,
            advice=f"if it should be, add it to hosts in portals/{self.portal.name}.yaml",
        )

    def _check_robots(self, url: str) -> None:
        host = urlsplit(url).netloc
        if host not in self._robots:
            self._robots[host] = self._read_robots(urljoin(url, "/robots.txt"))
        if not self._robots[host].allows(self._agent, url):
            raise ClosedByRobots(f"{url} is closed to programs by robots.txt", url=url)

    def _read_robots(self, url: str) -> Robots:
        """A missing file allows everything, a forbidden one nothing, a failing one waits."""
        with self._ask(url, {}) as response:
            status = response.status_code
            if status in (requests.codes.unauthorized, requests.codes.forbidden):
                return Robots.closed()
            if status in TRANSIENT or status >= requests.codes.server_error:
                raise _refusal(url, response)
            if status != requests.codes.ok:
                return Robots("")
            return Robots(b"".join(self._body(response, url)).decode("utf-8", "ignore"))

    def _pause(self, url: str) -> None:
        host = urlsplit(url).netloc
        if host not in self._asked_at or is_loopback(url):
            return
        delay = max(self._pause_seconds, self._crawl_delay(host))
        wait = max(0.0, self._asked_at[host] + delay - time.monotonic())
        log.debug(
            "Waiting %.1f s before %s", wait, url, extra={"event": "wait", "url": url, "s": wait}
        )
        time.sleep(wait)

    def _crawl_delay(self, host: str) -> float:
        robots = self._robots.get(host)
        return robots.delay(self._agent) if robots else 0.0


class _Unchanged(Exception):
    """The portal says that the page is as it was."""

    def __init__(self, url: str) -> None:
        self.url = url
        super().__init__(url)


def _conditions(known: Known) -> dict[str, str]:
    """The headers that ask for a page only where it has changed."""
    headers = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in headers.items() if value}


def _conditional(response: requests.Response) -> bool:
    asked = response.request.headers
    return "If-None-Match" in asked or "If-Modified-Since" in asked


def _refusal(url: str, response: requests.Response) -> PortalError:
    """The error that an error status is."""
    status = response.status_code
    said = f"{url} answered HTTP {status} {response.reason or ''}".rstrip()
    if status in (requests.codes.not_found, requests.codes.gone):
        return Gone(said, url=url)
    if status == requests.codes.too_many_requests:
        wait = response.headers.get("Retry-After")
        return RateLimited(f"{said} and asks to wait {wait}" if wait else said, url=url)
    if status >= requests.codes.server_error:
        return ServerTrouble(said, url=url)
    return Refused(said, url=url)
