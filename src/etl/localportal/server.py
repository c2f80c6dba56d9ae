"""The server of the local portal: what is found goes over the wire as its faults have it."""

import hashlib
import logging
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from etl.errors import SettingsError
from etl.localportal import trs_pages
from etl.localportal.faults.model import Answer
from etl.localportal.listing_layout import HTML
from etl.localportal.local_portal import Found, LocalPortal
from etl.localportal.samples import Samples, load_samples
from etl.localportal.tls import certificate_in, context

_log = logging.getLogger(__name__)
_HOST = "127.0.0.1"
_ASSETS = {
    "/images/style.css": ("text/css; charset=utf-8", trs_pages.asset("style.css")),
    "/images/page.js": ("text/javascript; charset=utf-8", trs_pages.asset("page.js")),
}
_DRIP_SECONDS = 0.05
# Linger for no time: closing the socket then resets the connection.
_NO_LINGER = struct.pack("ii", 1, 0)


@contextmanager
def serve(
    samples: Path, as_of: date, port: int = 0, *, tls: Path | None = None
) -> Iterator[LocalPortal]:
    """Serve the portal of a samples folder on this machine while the context lasts.

    Args:
        samples: folder with a ``portal.yaml``.
        as_of: the day it is at the portal.
        port: 0 for any free one.
        tls: folder of its certificate, made where there is none; it is then served by https
            as well, new and old, on ports of their own.

    Raises:
        SettingsError: the manifest is wrong, or the port is taken.
    """
    with ExitStack() as stack:
        server = _bind(stack, port)
        server.portal = LocalPortal(load_samples(samples), as_of, server.url)
        if tls is not None:
            secure, old = (_bind_tls(stack, tls, server.portal, old=old) for old in (False, True))
            server.portal.secure_url, server.portal.old_url = secure.url, old.url
        yield server.portal


@contextmanager
def serve_several(portals: Mapping[str, Samples], as_of: date) -> Iterator[dict[str, LocalPortal]]:
    """Serve portals at addresses of this machine, all at one port and by one process.

    Args:
        portals: what each has, by an address of the network 127.0.0.0/8 (``127.1.0.7``).
        as_of: the day on which they begin.

    Returns:
        The portal at each address.

    Raises:
        SettingsError: there is no free port.
    """
    with ExitStack() as stack:
        server = _bind(stack, 0, "0.0.0.0")  # noqa: S104 - only thus all of 127.0.0.0/8 is heard
        port = server.server_port
        for host, samples in portals.items():
            server.portals[host] = LocalPortal(samples, as_of, f"http://{host}:{port}")
        yield server.portals


def serve_until_interrupted(
    samples: Path,
    as_of: date,
    port: int,
    ready: Callable[[LocalPortal], None],
    *,
    tls: Path | None = None,
) -> None:
    """Serve the portal of a samples folder until Ctrl-C.

    Args:
        samples: folder with a ``portal.yaml``.
        as_of: the day it is at the portal.
        port: 0 for any free one.
        ready: called once when the portal answers, to say where it is.
        tls: folder of its certificate, as for :func:`serve`.

    Raises:
        SettingsError: the manifest is wrong, or the port is taken.
    """
    with serve(samples, as_of, port, tls=tls) as portal, suppress(KeyboardInterrupt):
        ready(portal)
        threading.Event().wait()


def _bind(stack: ExitStack, port: int, host: str = _HOST) -> "_Server":
    """A server that runs until the stack is closed."""
    try:
        server = stack.enter_context(_Server((host, port), _Handler))
    except (OSError, OverflowError) as error:
        raise SettingsError(
            f"Port {port} cannot be served on ({error}): choose another, or 0 for any free one."
        ) from error
    # Asking often whether to stop: the default of 0.5 s is what a test would wait.
    thread = threading.Thread(target=partial(server.serve_forever, 0.02), daemon=True)
    thread.start()
    stack.callback(thread.join)
    stack.callback(server.shutdown)
    return server


def _bind_tls(stack: ExitStack, folder: Path, portal: LocalPortal, *, old: bool) -> "_Server":
    server = _bind(stack, 0)
    server.portal, server.scheme = portal, "https"
    server.socket = context(certificate_in(folder), old=old).wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False
    )
    return server


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    portal: LocalPortal
    scheme = "http"

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.portals: dict[str, LocalPortal] = {}
        """Those that have an address of their own."""

    @property
    def url(self) -> str:
        return f"{self.scheme}://{_HOST}:{self.server_port}"

    def verify_request(self, request: object, client_address: tuple[str, int]) -> bool:  # noqa: ARG002
        """Only this machine is answered, whatever addresses are heard."""
        return client_address[0].startswith("127.")

    def handle_error(self, request: object, client_address: object) -> None:
        """An asker who hangs up is for the log; the thread's other errors are defects."""
        if isinstance(sys.exception(), OSError):
            _log.debug("%s hung up", client_address)
        else:
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "Apache"
    sys_version = ""
    # Small answers leave at once instead of waiting to be joined by more.
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server

    @property
    def _portal(self) -> LocalPortal:
        """The portal that is asked."""
        host = self.connection.getsockname()[0]
        return self.server.portals.get(host) or self.server.portal

    def do_GET(self) -> None:
        """Answer a page, 304 where it has not changed, or 404."""
        with self._portal.asked():
            self._answer()

    def _answer(self) -> None:
        portal = self._portal
        if self.path == "/robots.txt":
            self._send(portal.robots())
        elif self.path in _ASSETS:
            content_type, text = _ASSETS[self.path]
            self._send(_answer(HTTPStatus.OK, text, {"Content-Type": content_type}))
        elif self.path == "/":
            self._send(_answer(HTTPStatus.FOUND, "", {"Location": portal.samples.path}))
        elif found := portal.find(self.path):
            self._page(found)
        else:
            self._send(_answer(HTTPStatus.NOT_FOUND, trs_pages.missing(portal.samples)))

    do_HEAD = do_GET  # noqa: N815 - the name that http.server looks for

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Requests are for the log, not for the terminal."""
        _log.debug(format, *args)

    def _page(self, found: Found) -> None:
        zone = self._portal.samples.zone
        changed = found.changed_at.replace(tzinfo=zone).astimezone(UTC)
        headers = {
            "Content-Type": found.content_type,
            "Last-Modified": format_datetime(changed, usegmt=True),
        }
        answer = Answer(HTTPStatus.OK, headers, found.body)
        for strike in found.strikes:
            answer = strike(answer)
        if answer.status == HTTPStatus.OK and "Last-Modified" in answer.headers:
            etag = f'"{hashlib.sha256(answer.body).hexdigest()[:20]}"'
            answer = replace(answer, headers={"ETag": etag, **answer.headers})
            if not found.strikes and self._has(etag, changed):
                answer = replace(answer, status=HTTPStatus.NOT_MODIFIED, body=b"")
        self._send(answer)

    def _has(self, etag: str, changed: datetime) -> bool:
        """Whether the asker has this page already; an ETag outweighs a date (RFC 9110)."""
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            return etag in (tag.strip().removeprefix("W/") for tag in tags.split(","))
        since = self.headers.get("If-Modified-Since")
        try:
            return since is not None and changed <= parsedate_to_datetime(since)
        except (ValueError, TypeError):
            return False

    def _send(self, answer: Answer) -> None:
        secure = self._portal.secure_url
        if answer.delivery == "https" and self.server.scheme == "http" and secure:
            answer = _answer(HTTPStatus.FOUND, "", {"Location": secure + self.path})
        if answer.delivery == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        length = len(answer.body) if answer.length is None else answer.length
        if answer.status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(length))
        self.end_headers()
        self.close_connection |= length != len(answer.body) or answer.delivery != "whole"
        portal = self._portal
        portal.answered += 1
        if self.command != "HEAD" and answer.body:
            portal.body_bytes += len(answer.body)
            with suppress(OSError):
                self._write(answer)

    def _write(self, answer: Answer) -> None:
        if answer.delivery == "drip":
            for byte in answer.body:
                self.wfile.write(bytes([byte]))
                time.sleep(_DRIP_SECONDS)
        else:
            half = answer.delivery == "half"
            self.wfile.write(answer.body[: len(answer.body) // (1 + half)])


def _answer(status: HTTPStatus, text: str, headers: dict[str, str] | None = None) -> Answer:
    return Answer(status, {"Content-Type": HTML, **(headers or {})}, text.encode())
