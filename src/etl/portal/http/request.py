"""One request and its answer, within its limits, with what can go wrong as errors of ours."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from urllib.parse import quote

import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError

from etl.errors import ForeignHost, SettingsError, TimedOut, TooLarge, Unreachable, Untrusted
from etl.portal.addresses import Address
from etl.portal.http.answer_limits import Allowance, OutOfTime, TooMuch, allowing, check_time
from etl.portal.http.connections import OtherHost, PrivateAddress, ThroughProxy, Transport
from etl.portal.http.failure_reason import cause_of, timed_out
from etl.portal.http.retry import Limits, PatientRetry
from etl.portal.http.robots import NAME
from etl.portal.model import Portal

_CHUNK = 64 * 1024
# Headers, and the lengths of chunks, come on top of the body.
_BESIDE_THE_BODY = 1_000_000

log = logging.getLogger(__name__)


class _Session(requests.Session):
    def get_redirect_target(self, _resp: requests.Response) -> str | None:
        """None: where an answer leads is for the client to follow.

        The library would read a redirect's whole body, whatever its size, and parse its
        address by rules of its own.
        """
        return None


class Wire:
    """Connections to one portal."""

    def __init__(self, portal: Portal, contact: str, limits: Limits) -> None:
        self._portal = portal
        self._limits = limits
        self._session = _Session()
        # HTTP headers are ASCII; a contact in Chinese travels percent-encoded.
        reachable = quote(contact, safe=" @:/.,+-_~()")
        agent = f"{NAME}/{version('pledge-etl')} (contact: {reachable})"
        self._session.headers.update({"User-Agent": agent, "Accept-Language": "zh-CN,zh"})
        adapter = Transport(
            PatientRetry.within(limits),
            hosts=portal.allowed_hosts,
            local=portal.local or portal.sample,
            legacy_tls=portal.legacy_tls,
        )
        self._session.mount("http://", adapter)
        self._session.mount("https://", adapter)

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    @contextmanager
    def ask(
        self, asked: Address, headers: dict[str, str], form: Mapping[str, str] | None = None
    ) -> Iterator[requests.Response]:
        """Ask; the answer's time runs until the context ends.

        Raises:
            PortalError: there is no answer, or it must not be asked for.
            SettingsError: the environment names a proxy.
        """
        limits, url = self._limits, asked.text
        allowance = Allowance(
            limits.total_seconds, limits.read_seconds, 2 * limits.max_bytes + _BESIDE_THE_BODY
        )
        with allowing(allowance), self._answer(asked, headers, form) as response:
            log.debug("Asked for %s", url, extra={"event": "request", "url": url})
            yield response

    def _answer(
        self, asked: Address, headers: dict[str, str], form: Mapping[str, str] | None
    ) -> requests.Response:
        limits, url = self._limits, asked.text
        try:
            return self._session.request(
                "POST" if form else "GET",
                asked.wire,
                data=form or None,
                headers=headers,
                timeout=(limits.connect_seconds, limits.read_seconds),
                allow_redirects=False,
                stream=True,
            )
        except (PrivateAddress, OtherHost) as error:
            raise ForeignHost(
                f"{url} is not asked ({error})",
                url=url,
                advice=f"if the portal is in your own network, set local: true in "
                f"portals/{self._portal.name}.yaml",
            ) from error
        except ThroughProxy as error:
            raise SettingsError(
                f"{url} is not asked through the proxy that the environment names (http_proxy, "
                "https_proxy, all_proxy): where a proxy leads cannot be checked. Take the "
                f"portal's hosts out (no_proxy={asked.host}), or, where the proxy itself keeps "
                f"to public addresses, set local: true in portals/{self._portal.name}.yaml."
            ) from error
        except OutOfTime as error:
            raise self._late(url) from error
        except TooMuch as error:
            raise self._large(url, limits.max_bytes) from error
        except requests.exceptions.SSLError as error:
            raise Untrusted(f"{url} cannot be trusted ({cause_of(error)})", url=url) from error
        except (requests.RequestException, HTTPError, ValueError) as error:
            # A chunk of -5 bytes, skipped before the next attempt, is a ValueError of http.client.
            if isinstance(error, requests.RequestException) and timed_out(error):
                raise TimedOut(f"{url} does not answer in time", url=url) from error
            raise Unreachable(f"{url} does not answer ({cause_of(error)})", url=url) from error

    def body(self, response: requests.Response, url: str) -> bytes:
        """The whole body, unpacked.

        Raises:
            TooLarge, TimedOut, Unreachable: it does not end within the limits, or breaks off.
        """
        most = self._limits.max_bytes
        raw = self.head(response, url, most + 1)
        if len(raw) > most:
            raise self._large(url, most)
        return raw

    def head(self, response: requests.Response, url: str, most: int) -> bytes:
        """The first ``most`` bytes of the body, or all where it has fewer.

        Raises:
            TimedOut, Unreachable: as :meth:`body`.
        """
        pieces: list[bytes] = []
        size = 0
        try:
            # What has come, however little, so that no single read is long.
            while size < most and (chunk := response.raw.read1(_CHUNK, decode_content=True)):
                check_time()
                pieces.append(chunk[: most - size])
                size += len(pieces[-1])
        except OutOfTime as error:
            raise self._late(url) from error
        except TooMuch as error:
            raise self._large(url, self._limits.max_bytes) from error
        except ReadTimeoutError as error:
            raise TimedOut(f"{url} fell silent after {size:,} bytes", url=url) from error
        except (HTTPError, OSError) as error:
            raise Unreachable(
                f"{url} broke off after {size:,} bytes ({cause_of(error)})", url=url
            ) from error
        return b"".join(pieces)

    def _late(self, url: str) -> TimedOut:
        seconds = self._limits.total_seconds
        return TimedOut(f"{url} was not complete after {seconds:g} seconds", url=url)

    def _large(self, url: str, most: int) -> TooLarge:
        return TooLarge(f"{url} is larger than {most:,} bytes", url=url)
