"""A real HTTP server that answers what it is told to, and remembers what it was asked."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from pydantic import HttpUrl

from etl.portal.model import Portal

PAGE = "<html><body><p>全市新增停车泊位一批，各责任单位正在按计划推进。</p></body></html>".encode()


@dataclass(frozen=True)
class Answer:
    """What to answer; ``length`` is the Content-Length claimed, the true one when None.

    ``wait_seconds`` pass before the answer, ``drip_seconds`` between two bytes of it.
    """

    status: int = 200
    body: bytes = PAGE
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None
    wait_seconds: float = 0
    drip_seconds: float = 0


@dataclass(frozen=True)
class Asked:
    path: str
    headers: dict[str, str]
    body: str = ""


class BadDay:
    """Answers by path; a list is answered in turn and then its last for ever."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.answers: dict[str, Answer | list[Answer] | Callable[[Asked], Answer]] = {}
        self.asked: list[Asked] = []

    @property
    def paths(self) -> list[str]:
        """What was asked for, robots.txt apart."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]

    def answer(self, asked: Asked) -> Answer:
        before = sum(1 for earlier in self.asked if earlier.path == asked.path)
        self.asked.append(asked)
        planned = self.answers.get(asked.path, Answer(404, b"no"))
        if callable(planned):
            return planned(asked)
        if isinstance(planned, list):
            return planned[min(before, len(planned) - 1)]
        return planned


@contextmanager
def bad_day() -> Iterator[BadDay]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(headers.get("content-length", 0))).decode()
            answer = day.answer(Asked(self.path, headers, body))
            time.sleep(answer.wait_seconds)
            self.send_response(answer.status)
            for name, value in {"Content-Type": "text/html", **answer.headers}.items():
                self.send_header(name, value)
            if answer.status != 304:
                length = len(answer.body) if answer.length is None else answer.length
                self.send_header("Content-Length", str(length))
            self.end_headers()
            with suppress(ConnectionError):
                self._send(answer)
            self.close_connection = answer.length is not None

        do_POST = do_GET  # noqa: N815 - the name that http.server looks for

        def _send(self, answer: Answer) -> None:
            if not answer.drip_seconds:
                self.wfile.write(answer.body)
                return
            for byte in answer.body:
                self.wfile.write(bytes([byte]))
                time.sleep(answer.drip_seconds)

        def log_message(self, *args: object) -> None:
            """Not on the terminal."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *args: object) -> None:
            """One that hangs up in the middle is what is tested; other errors are defects."""
            if not isinstance(sys.exception(), ConnectionError):
                super().handle_error(*args)  # type: ignore[arg-type]

    with Server(("127.0.0.1", 0), Handler) as server:
        day = BadDay(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=partial(server.serve_forever, 0.02), daemon=True)
        thread.start()
        try:
            yield day
        finally:
            server.shutdown()
            thread.join()


def portal_at(url: str) -> Portal:
    return Portal(
        name="town",
        city="某市",
        listing=HttpUrl(f"{url}/bss/"),
        adapter="trs",
        title_pattern="进展情况$",
        local=True,
        # However long ago a test's page says that it was published, it is looked at again.
        revisit_months=1200,
    )
