"""The server of the local portal."""

import hashlib
import logging
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import HttpUrl

from etl.errors import SettingsError
from etl.localportal import render
from etl.localportal.faults import LISTING_FAULTS, PAGE_FAULTS, Answer, Fault
from etl.localportal.samples import Samples, load_samples
from etl.portal.model import Portal

_log = logging.getLogger(__name__)
_HOST = "127.0.0.1"
_ROBOTS = "User-agent: *\nDisallow: /admin/\n"
_ASSETS = {
    "/robots.txt": ("text/plain", _ROBOTS),
    "/images/style.css": ("text/css; charset=utf-8", render.asset("style.css")),
    "/images/page.js": ("text/javascript; charset=utf-8", render.asset("page.js")),
}
_HTML = "text/html; charset=utf-8"


@dataclass(slots=True)
class LocalPortal:
    """A portal that is being served. Set ``as_of`` to move its clock."""

    samples: Samples
    as_of: date
    """The day it is at the portal."""
    url: str
    """Without a slash at its end: ``http://127.0.0.1:8765``."""
    faults: tuple[str, ...] = ()
    """Names in :mod:`etl.localportal.faults`; may be set at any time."""
    answered: int = 0
    """Requests answered so far."""
    body_bytes: int = 0
    """What they have come to, headers apart."""

    def fault_of(self, path: str) -> Fault | None:
        """The fault that strikes an address today."""
        if path == self.samples.path:
            names = [name for name in self.faults if name in LISTING_FAULTS]
            return LISTING_FAULTS[names[0]] if names else None
        struck = [name for name in self.faults if name in PAGE_FAULTS]
        there = self.samples.published_by(self.as_of)
        for page, name in zip(there, struck, strict=False):
            if path == self.samples.path + page.path:
                return PAGE_FAULTS[name]
        return None

    @property
    def listing(self) -> str:
        """Address of the first page of the column of bulletins."""
        return self.url + self.samples.path

    def standing_in_for(self, portal: Portal) -> Portal:
        """The portal described by its YAML, to be found here instead of where it says."""
        return portal.model_copy(update={"listing": HttpUrl(self.listing)})


@contextmanager
def serve(samples: Path, as_of: date, port: int = 0) -> Iterator[LocalPortal]:
    """Serve the portal of a samples folder on this machine while the context lasts.

    Args:
        samples: folder with a ``portal.yaml``.
        as_of: the day it is at the portal.
        port: 0 for any free one.

    Raises:
        SettingsError: the manifest is wrong, or the port is taken.
    """
    with _bound(samples, as_of, port) as (server, portal):
        # Asking often whether to stop: the default of 0.5 s is what a test would wait.
        thread = threading.Thread(target=partial(server.serve_forever, 0.02), daemon=True)
        thread.start()
        try:
            yield portal
        finally:
            server.shutdown()
            thread.join()


def serve_until_interrupted(
    samples: Path, as_of: date, port: int, ready: Callable[[LocalPortal], None]
) -> None:
    """Serve the portal of a samples folder until Ctrl-C.

    Args:
        samples, as_of, port: as for :func:`serve`.
        ready: called once when the portal answers, to say where it is.

    Raises:
        SettingsError: the manifest is wrong, or the port is taken.
    """
    with _bound(samples, as_of, port) as (server, portal), suppress(KeyboardInterrupt):
        ready(portal)
        server.serve_forever()


@contextmanager
def _bound(samples: Path, as_of: date, port: int) -> Iterator[tuple["_Server", LocalPortal]]:
    manifest = load_samples(samples)
    try:
        server = _Server((_HOST, port), _Handler)
    except (OSError, OverflowError) as error:
        raise SettingsError(
            f"Port {port} cannot be served on ({error}): choose another, or 0 for any free one."
        ) from error
    with server:
        server.portal = LocalPortal(manifest, as_of, f"http://{_HOST}:{server.server_port}")
        yield server, server.portal


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    portal: LocalPortal

    def handle_error(self, request: object, client_address: object) -> None:
        """An asker who hangs up is for the log; the thread's other errors are defects."""
        if isinstance(sys.exception(), ConnectionError):
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

    def do_GET(self) -> None:
        """Answer a page, 304 where it has not changed, or 404."""
        path = urlsplit(self.path).path
        portal = self.server.portal
        if path in _ASSETS:
            self._answer(HTTPStatus.OK, *_ASSETS[path])
        elif path == "/":
            self._answer(HTTPStatus.FOUND, _HTML, "", {"Location": portal.samples.path})
        else:
            self._page(portal.samples, portal.as_of, path)

    do_HEAD = do_GET  # noqa: N815 - the name that http.server looks for

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Requests are for the log, not for the terminal."""
        _log.debug(format, *args)

    def _page(self, samples: Samples, as_of: date, path: str) -> None:
        found = find(samples, as_of, path)
        if found is None:
            self._answer(HTTPStatus.NOT_FOUND, _HTML, render.missing(samples))
            return
        html, changed_at = found
        changed = changed_at.replace(tzinfo=samples.zone).astimezone(UTC)
        etag = f'"{hashlib.sha256(html.encode()).hexdigest()[:20]}"'
        headers = {"ETag": etag, "Last-Modified": format_datetime(changed, usegmt=True)}
        struck = self.server.portal.fault_of(path) is not None
        if self._has(etag, changed) and not struck:
            self._answer(HTTPStatus.NOT_MODIFIED, _HTML, "", headers)
        else:
            self._answer(HTTPStatus.OK, _HTML, html, headers)

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

    def _answer(
        self,
        status: HTTPStatus,
        content_type: str,
        text: str,
        headers: dict[str, str] | None = None,
    ) -> None:
        answer = Answer(status, {**(headers or {}), "Content-Type": content_type}, text.encode())
        fault = self.server.portal.fault_of(urlsplit(self.path).path)
        if fault and status is HTTPStatus.OK:
            answer = fault(answer)
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if answer.breaks_off:
            self.close_connection = True
        portal = self.server.portal
        portal.answered += 1
        if self.command != "HEAD" and answer.body:
            portal.body_bytes += len(answer.body)
            with suppress(ConnectionError):
                self.wfile.write(answer.body[: len(answer.body) // (1 + answer.breaks_off)])


def find(samples: Samples, as_of: date, path: str) -> tuple[str, datetime] | None:
    """The page at ``path`` as it stood on that day, and when it was last changed.

    None where there was no such page (yet).
    """
    if not path.startswith(samples.path):
        return None
    there = samples.published_by(as_of)
    name = path.removeprefix(samples.path)
    for page in there:
        if name == page.path:
            return render.article(samples, page, as_of), page.changed_at(as_of)
    count = max(1, -(-len(there) // samples.rows))
    names = ["index.shtml", *(f"index_{n}.shtml" for n in range(1, count))]
    if (name or "index.shtml") not in names:
        return None
    number = names.index(name or "index.shtml")
    rows = there[number * samples.rows :][: samples.rows]
    changed_at = max((page.changed_at(as_of) for page in there), default=datetime(as_of.year, 1, 1))
    return render.listing(samples, rows, number, count, len(there)), changed_at
