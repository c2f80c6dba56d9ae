"""Limits of one answer: a deadline and a number of bytes, kept where bytes come in.

A limit that is looked at between two pieces of a body is no limit: a server can let its
headers drip, say ``100 Continue`` for ever, send a chunk's length a digit a minute or an
endless trailer, and no piece ever comes. So the socket itself asks before each read how long
it may still wait, and says afterwards what it got.
"""

import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from urllib3.exceptions import HTTPError


class OutOfTime(HTTPError):
    """The answer was not complete at its deadline."""


class TooMuch(HTTPError):
    """More bytes came than the answer may have."""


class Allowance:
    """What is left of the time and the bytes of one answer.

    Args:
        seconds: for all of it, the attempts that it takes included.
        silence: longest wait for the next bytes.
        size: bytes as they come over the wire, headers included.
    """

    def __init__(self, seconds: float, silence: float, size: int) -> None:
        self._until = time.monotonic() + seconds
        self._silence = silence
        self._left = size

    def wait(self) -> float:
        """Seconds that the next read may wait.

        Raises:
            OutOfTime: none.
        """
        left = self._until - time.monotonic()
        if left <= 0:
            raise OutOfTime("the answer's time is over")
        return min(left, self._silence)

    def count(self, size: int) -> None:
        """Take note of bytes that came.

        Raises:
            TooMuch: they are more than was allowed.
        """
        self._left -= size
        if self._left < 0:
            raise TooMuch("more bytes came than an answer may have")

    def extend(self, seconds: float) -> None:
        """Add time: what was spent on waiting as the portal asked is not the answer's."""
        self._until += seconds


_current: ContextVar[Allowance | None] = ContextVar("allowance", default=None)


@contextmanager
def allowing(allowance: Allowance) -> Iterator[None]:
    """What is received within the context is received under the allowance."""
    token = _current.set(allowance)
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def not_counted() -> Iterator[None]:
    """Time that passes within the context is not the answer's."""
    began = time.monotonic()
    try:
        yield
    finally:
        if allowance := _current.get():
            allowance.extend(time.monotonic() - began)


def check_time() -> None:
    """Raises:
    OutOfTime: the time of the answer that is being read is over.
    """
    if allowance := _current.get():
        allowance.wait()


class MeteredSocket(socket.socket):
    """A socket whose reads keep to the allowance."""

    def recv_into(self, *arguments: Any) -> int:
        return _metered(self, super().recv_into, arguments)

    @classmethod
    def over(cls, connected: socket.socket) -> "MeteredSocket":
        """The same connection; the socket given is no longer to be used."""
        timeout = connected.gettimeout()
        family, kind, protocol = connected.family, connected.type, connected.proto
        metered = cls(family, kind, protocol, fileno=connected.detach())
        metered.settimeout(timeout)
        return metered


class MeteredTlsSocket(ssl.SSLSocket):
    """The same within TLS; it counts what was decrypted."""

    def recv_into(self, *arguments: Any) -> int:
        return _metered(self, super().recv_into, arguments)


def _metered(own: socket.socket, receive: Callable[..., int], arguments: tuple[Any, ...]) -> int:
    allowance = _current.get()
    if allowance is None:
        return receive(*arguments)
    own.settimeout(allowance.wait())
    try:
        size = receive(*arguments)
    except TimeoutError:
        # Silence, or the end of the time: two different things to say.
        allowance.wait()
        raise
    allowance.count(size)
    return size
