"""A polite HTTP client for one portal.

It asks only the portal's hosts, one request at a time with a pause between two, says who
it is, waits as long as it is told to, and gives up early rather than late.
"""

import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

import requests

from etl.document.read_by_file_kind import is_file
from etl.errors import (
    BadAddress,
    Challenge,
    ClosedByRobots,
    ForeignHost,
    Gone,
    Moved,
    TooLarge,
    Unreachable,
)
from etl.portal.addresses import Address, address, is_home, is_loopback, joined
from etl.portal.http.challenges_and_stubs import challenge, leads_to
from etl.portal.http.fetched_page import Known, Page
from etl.portal.http.listing_cache import KeptPages
from etl.portal.http.request import Wire
from etl.portal.http.retry import DEFAULT_LIMITS, TRANSIENT, Limits
from etl.portal.http.robots import MOST_BYTES, Robots
from etl.portal.http.soft404 import ends_early, soft_404
from etl.portal.http.status_and_headers import (
    conditions,
    is_unchanged,
    kept_headers,
    redirect_of,
    refusal,
)
from etl.portal.model import Portal

log = logging.getLogger(__name__)


class Client:
    """A session with one portal; use it as a context manager::

    with Client(portal, contact="data@example.org", pause_seconds=2) as client:
        page = client.get(str(portal.listing))
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
        self.notes: list[str] = []
        """What an operator may want to know of the portal's rules and need not act on."""
        self._kept = kept
        self._limits = limits
        self._pause_seconds = pause_seconds
        self._asked_at: dict[str, float] = {}
        self._robots: dict[str, Robots] = {}
        self._wire = Wire(portal, contact, limits)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._wire.close()

    def get(self, url: str) -> Page:
        """Fetch a page.

        Raises:
            Unreachable, TimedOut: no answer, or one that broke off or did not end.
            Untrusted: the portal's certificate or TLS is not acceptable.
            Refused: an answer that is not the page; each subclass is one next step.
            TooLarge: more than :class:`Limits` allow.
            SettingsError: the environment names a proxy.
        """
        return self._follow(url, {})

    def get_if_changed(self, url: str, known: Known) -> Page | None:
        """Fetch a page, or None when the portal says it is as it was when ``known``.

        Raises:
            PortalError: as :meth:`get`.
        """
        try:
            return self._follow(url, conditions(known))
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
        address(url)
        kept = self._kept.find(self.portal.name, url)
        try:
            page = self._follow(url, conditions(kept.known) if kept else {})
        except _Unchanged as same:
            if kept is None:
                raise
            return replace(kept, url=same.url)
        self._kept.keep(self.portal.name, url, page)
        return page

    def allows(self, url: str) -> bool:
        """Whether the robots.txt of the portal's host lets us ask for a page.

        Raises:
            PortalError: the file cannot be had, or the address is not the portal's.
        """
        asked = address(url)
        self._check_host(asked, origin=url)
        return self._rules(asked).allows(asked.wire)

    def _follow(
        self, url: str, headers: dict[str, str], form: Mapping[str, str] | None = None
    ) -> Page:
        asked = address(url)
        for _ in range(self._limits.redirects + 1):
            self._check_host(asked, origin=url)
            if not self._rules(asked).allows(asked.wire):
                raise ClosedByRobots(f"{asked.text} is closed to programs by robots.txt", url=url)
            with self._ask(asked, headers, form) as response:
                target = redirect_of(response, asked)
                if target is None:
                    return self._page(response, asked.text, origin=url)
            asked = target
        raise Moved(f"{url} redirects more than {self._limits.redirects} times", url=url)

    def _page(self, response: requests.Response, url: str, *, origin: str) -> Page:
        if is_unchanged(response):
            raise _Unchanged(url)
        raw = self._wire.body(response, url)
        headers = kept_headers(response)
        content_type = headers.get("content-type", "")
        if not is_file(raw) and raw.count(b"<") > self._limits.max_tags:
            raise TooLarge(f"{url} has more than {self._limits.max_tags:,} tags", url=url)
        target = leads_to(raw) if response.status_code == requests.codes.ok else None
        if target is not None:
            raise Moved(f"{url} answered with a page that only leads to {target}", url=url)
        reason = challenge(response.status_code, content_type, raw)
        if reason:
            raise Challenge(f"{url} answered with a challenge ({reason})", url=url)
        if response.status_code != requests.codes.ok:
            raise refusal(url, response)
        said = soft_404(raw, content_type)
        if said:
            raise Gone(f"{url} answered HTTP 200 with a page that says {said!r}", url=url)
        if ends_early(raw, content_type):
            raise Unreachable(f"{url} broke off after {len(raw):,} bytes: it has no end", url=url)
        if url != origin and self._is_entrance(url) and not self._is_entrance(origin):
            raise Gone(f"{origin} redirects to {url}, where a lost page leads", url=origin)
        return Page(url, raw, content_type, headers, datetime.now(UTC))

    def _is_entrance(self, url: str) -> bool:
        return is_home(url) or url == str(self.portal.listing)

    @contextmanager
    def _ask(
        self, asked: Address, headers: dict[str, str], form: Mapping[str, str] | None = None
    ) -> Iterator[requests.Response]:
        self._pause(asked)
        try:
            with self._wire.ask(asked, headers, form) as response:
                yield response
        finally:
            self._asked_at[asked.authority] = time.monotonic()

    def _check_host(self, asked: Address, *, origin: str) -> None:
        if asked.authority in self.portal.allowed_hosts:
            return
        sent = "" if asked.text == origin else f"{origin} redirects to "
        raise ForeignHost(
            f"{sent}{asked.text}, which is not one of {self.portal.city}'s hosts "
            f"({', '.join(sorted(self.portal.allowed_hosts))})",
            url=asked.text,
            advice=f"if it should be, add it to hosts in portals/{self.portal.name}.yaml",
        )

    def _rules(self, asked: Address) -> Robots:
        host = asked.authority
        if host not in self._robots:
            rules = self._robots[host] = self._read_robots(joined(asked.text, "/robots.txt"))
            most = self._limits.crawl_delay_seconds
            if rules.delay > most:
                self.notes.append(
                    f"robots.txt of {host} asks for {rules.delay:g} seconds between two requests; "
                    f"{most:g} are kept."
                )
                log.warning(self.notes[-1])
        return self._robots[host]

    def _read_robots(self, asked: Address) -> Robots:
        """A missing file allows everything, a forbidden one nothing, a failing one waits.

        A redirect is followed on the portal's own hosts; one that leads elsewhere, or in
        circles, is a file that is missing.
        """
        for _ in range(self._limits.redirects + 1):
            with self._ask(asked, {}) as response:
                status = response.status_code
                if status in (requests.codes.unauthorized, requests.codes.forbidden):
                    return Robots.closed()
                if status in TRANSIENT or status >= requests.codes.server_error:
                    raise refusal(asked.text, response)
                if status == requests.codes.ok:
                    raw = self._wire.head(response, asked.text, MOST_BYTES)
                    return Robots(raw.decode("utf-8", "ignore"))
                try:
                    target = redirect_of(response, asked)
                except BadAddress:
                    return Robots("")
            if target is None or target.authority not in self.portal.allowed_hosts:
                return Robots("")
            asked = target
        return Robots("")

    def _pause(self, asked: Address) -> None:
        host = asked.authority
        if host not in self._asked_at or is_loopback(asked.text):
            return
        rules = self._robots.get(host)
        asked_for = min(rules.delay, self._limits.crawl_delay_seconds) if rules else 0.0
        delay = max(self._pause_seconds, asked_for)
        wait = max(0.0, self._asked_at[host] + delay - time.monotonic())
        url = asked.text
        log.debug(
            "Waiting %.1f s before %s", wait, url, extra={"event": "wait", "url": url, "s": wait}
        )
        time.sleep(wait)


class _Unchanged(Exception):
    """The portal says that the page is as it was."""

    def __init__(self, url: str) -> None:
        self.url = url
        super().__init__(url)
