"""Receivers of alerts: a real HTTP server and a real SMTP server that keep what they get."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Posts:
    """What was posted to ``url``; ``status`` is what is answered."""

    url: str
    status: int = 200
    bodies: list[dict[str, Any]] = field(default_factory=list)


@contextmanager
def http_receiver() -> Iterator[Posts]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if posts.status == 200:
                posts.bodies.append(json.loads(body))
            self.send_response(posts.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Not on the terminal."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        posts = Posts(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=partial(server.serve_forever, 0.02), daemon=True)
        thread.start()
        try:
            yield posts
        finally:
            server.shutdown()
            thread.join()


@dataclass
class Mails:
    """Mails that came to ``port``."""

    port: int = 0
    got: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.got.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@contextmanager
def smtp_receiver(port: int) -> Iterator[Mails]:
    mails = Mails(port)
    controller = Controller(mails, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield mails
    finally:
        controller.stop()
