"""Where connections may lead, and how old their TLS may be."""

import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from etl.errors import ForeignHost, Untrusted
from etl.localportal.tls import Certificate, certificate_in, context
from etl.portal.http.client import Client
from etl.portal.model import Portal
from tests.portal.bad_days import PAGE, Answer, BadDay, portal_at
from tests.portal.conftest import QUICK


def client_of(portal: Portal) -> Client:
    return Client(portal, contact="d@example.org", pause_seconds=0, limits=QUICK)


def test_a_private_address_is_refused_before_anything_is_asked(day: BadDay) -> None:
    elsewhere = portal_at(day.url).model_copy(update={"local": False})
    day.answers["/a"] = Answer()
    with client_of(elsewhere) as client, pytest.raises(ForeignHost, match=r"private.*local: true"):
        client.get(f"{day.url}/a")
    assert day.asked == []


def test_two_requests_to_a_portal_that_is_not_this_machine_are_a_pause_apart(
    day: BadDay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("etl.portal.http.client.is_loopback", lambda _url: False)
    day.answers["/robots.txt"] = Answer(body=b"User-agent: *\nCrawl-delay: 1\n")
    day.answers["/a"] = Answer()
    with Client(portal_at(day.url), contact="", pause_seconds=0.2, limits=QUICK) as client:
        started = time.monotonic()
        client.get(f"{day.url}/a")
        assert time.monotonic() - started >= 1


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A certificate for this machine and its key."""
    return certificate_in(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def old_server(certificate: Certificate) -> Iterator[str]:
    """URL of a server that knows only a cipher that Python refuses by default."""
    with _https(context(certificate, old=True)) as url:
        yield url


@contextmanager
def _https(speaks: ssl.SSLContext) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(404 if self.path == "/robots.txt" else 200)
            self.send_header("Content-Length", str(len(PAGE)))
            self.end_headers()
            self.wfile.write(PAGE)

        def log_message(self, *args: object) -> None:
            """Not on the terminal."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *args: object) -> None:
            """A client that refuses the handshake is what is tested."""

    with Server(("127.0.0.1", 0), Handler) as server:
        server.socket = speaks.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
        threading.Thread(target=partial(server.serve_forever, 0.02), daemon=True).start()
        yield f"https://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_old_tls_needs_to_be_asked_for(
    old_server: str, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate.authority))
    portal = portal_at(old_server)
    with client_of(portal) as client, pytest.raises(Untrusted, match="legacy_tls"):
        client.get(f"{old_server}/a")
    with client_of(portal.model_copy(update={"legacy_tls": True})) as client:
        assert client.get(f"{old_server}/a").raw == PAGE


def test_old_tls_does_not_excuse_an_unknown_certificate(old_server: str) -> None:
    portal = portal_at(old_server).model_copy(update={"legacy_tls": True})
    with client_of(portal) as client, pytest.raises(Untrusted, match="certificate"):
        client.get(f"{old_server}/a")
