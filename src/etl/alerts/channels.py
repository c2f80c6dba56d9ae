"""Where alerts go: incoming webhooks, and whatever apprise knows (mail, chats, JSON).

A channel is called by its kind and host and a hash of its address, which can be shown and
kept; the address itself holds its secrets and never leaves here.
"""

import hashlib
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol
from urllib.parse import urlsplit

import requests

from etl import escaping
from etl.alerts.message import Message
from etl.errors import EtlError, SettingsError
from etl.logs.secrets import masked, of_webhook
from etl.portal.http.failure_reason import cause_of

_TIMEOUT_SECONDS = (5, 15)
"""To connect, and to answer."""


class NotSent(EtlError):
    """A channel did not take a message; says why, without the channel's address."""


class Channel(Protocol):
    """A place to send messages to."""

    @property
    def name(self) -> str:
        """What it is called where people read."""

    def send(self, message: Message) -> None:
        """Send a message, or raise :class:`NotSent` within half a minute."""


def channels(urls: Iterable[str]) -> tuple[Channel, ...]:
    """The channels at ``urls``: ``https://`` are webhooks, other schemes those of apprise.

    Raises:
        SettingsError: an address is none.
    """
    return tuple(
        Webhook(url) if url.startswith(("https://", "http://")) else AppriseChannel(url)
        for url in urls
    )


class Webhook:
    """An incoming webhook that takes what Slack's take: ``{"text": "…"}``."""

    def __init__(self, url: str) -> None:
        host = urlsplit(url).hostname
        if not host:
            raise SettingsError(
                "ETL_ALERT_URLS: a webhook's address has no host; write https://HOST/PATH."
            )
        self._url = url
        self.name = f"webhook {host} {_hash(url)}"

    def send(self, message: Message) -> None:
        """Post the message; any answer but 2xx is a refusal."""
        text = (
            f"*{_escaped(escaping.line(message.title))}*\n{_escaped(escaping.shown(message.body))}"
        )
        try:
            answer = requests.post(
                self._url, json={"text": text}, timeout=_TIMEOUT_SECONDS, allow_redirects=False
            )
        except requests.RequestException as error:
            raise NotSent(masked(cause_of(error), of_webhook(self._url))) from None
        if not answer.ok or answer.is_redirect:
            raise NotSent(f"HTTP {answer.status_code} {answer.reason or ''}".rstrip())


class AppriseChannel:
    """A service that apprise knows: ``mailto://``, ``json://``, ``slack://``…"""

    def __init__(self, url: str) -> None:
        import apprise

        with _overheard():
            service = apprise.Apprise.instantiate(url)
        if service is None:
            scheme = url.partition("://")[0]
            raise SettingsError(
                f"ETL_ALERT_URLS: an address that begins with {scheme}:// is not one that apprise "
                "understands; its documentation has the form of each service's address."
            )
        self._url, self._service = url, service
        # Some services keep a token where others have a host.
        host = f" {service.host}" if _has_host(url) else ""
        self.name = f"{str(service.service_name).lower()}{host} {_hash(url)}"

    def send(self, message: Message) -> None:
        """Hand the message to apprise, which tells its reasons to its log alone."""
        import apprise

        with _overheard() as reasons:
            sent = self._service.notify(
                title=escaping.line(message.title),
                body=escaping.shown(message.body),
                body_format=apprise.NotifyFormat.TEXT,
            )
        if not sent:
            reason = " ".join(reasons) or "apprise does not say why"
            raise NotSent(masked(reason, of_webhook(self._url)))


class _Lines(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        self.lines.append(" ".join(record.getMessage().split()))


@contextmanager
def _overheard() -> Iterator[list[str]]:
    """What apprise logs meanwhile, kept from every other log: it quotes whole addresses."""
    theirs, kept = logging.getLogger("apprise"), _Lines()
    theirs.propagate = False
    theirs.addHandler(kept)
    try:
        yield kept.lines
    finally:
        theirs.removeHandler(kept)


def _has_host(url: str) -> bool:
    """Whether the address names a host of the operator's, and not a service's token."""
    return url.partition("://")[0] in {"mailto", "mailtos", "json", "jsons", "form", "forms"}


def _hash(url: str) -> str:
    """Tells two channels apart; without the password, which a hash would let be tried."""
    return "#" + hashlib.sha256(masked(url).encode()).hexdigest()[:8]


def _escaped(text: str) -> str:
    """What Slack asks for: three characters are its markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
