"""What good manners and the archive cost: pages a second, and memory for a page too large.

``python benchmarks/fetching.py`` asks a server on this machine, in a process of its own, for
the same pages

* by bare ``requests``: a session, one request at a time, the bytes thrown away;
* by the client: robots.txt, the portal's hosts, limits, challenges and lost pages told from
  pages;
* by the client into the archive: compressed, synced to the disk, with a note beside;
* by the client, asking only for what has changed, and nothing has;

and prints pages a second, each as a ratio to bare ``requests`` of the same round. Then it lets
each fetch a page of 50 MB in a process of its own and prints how much its memory grew.
"""

import argparse
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median

import requests
from pydantic import HttpUrl

from etl.errors import TooLarge
from etl.portal.archive.archive import Archive
from etl.portal.http.client import Client
from etl.portal.model import Entry, Portal, Snapshot
from etl.portal.retrieve import retrieve

PAGES = 200
LARGE = 50_000_000
TAG = '"as it was"'
PARAGRAPH = "<p>　　进展情况：全市新增停车泊位23352个，占年计划的116.7％。{0}</p>\n"

Row = tuple[str, float, float]


class Handler(BaseHTTPRequestHandler):
    """Bulletins of some 30 kB at /N.html, and a page of 50 MB at /large.html."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_GET(self) -> None:
        """Answer a page, 304 to who has it, 404 for robots.txt."""
        name = self.path.strip("/").removesuffix(".html")
        if name == "robots.txt":
            self._answer(404, b"")
        elif self.headers.get("If-None-Match") == TAG:
            self._answer(304, b"")
        elif name == "large":
            self._answer(200, b" " * LARGE)
        else:
            body = "".join(PARAGRAPH.format(f"{name}-{n}") for n in range(250))
            self._answer(200, f"<html><body>{body}</body></html>".encode())

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("ETag", TAG)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except ConnectionError:
            self.close_connection = True

    def log_message(self, *args: object) -> None:
        """Not on the terminal."""


@contextmanager
def served() -> Iterator[str]:
    """The server's address, in a process of its own: its work is not the contestants'."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        process = multiprocessing.get_context("fork").Process(target=server.serve_forever)
        process.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            process.terminate()
            process.join()


def client_of(url: str) -> Client:
    """A client of the server."""
    portal = Portal(
        name="bench",
        city="某市",
        listing=HttpUrl(url),
        adapter="trs",
        title_pattern="",
        local=True,
    )
    return Client(portal, contact="", pause_seconds=0)


def bare(url: str) -> None:
    """All pages by requests alone."""
    with requests.Session() as session:
        for number in range(PAGES):
            session.get(f"{url}/{number}.html", timeout=30).raise_for_status()


def polite(url: str) -> None:
    """All pages by the client."""
    with client_of(url) as client:
        for number in range(PAGES):
            client.get(f"{url}/{number}.html")


def archived(url: str, folder: Path) -> None:
    """All pages by the client into a new archive."""
    with client_of(url) as client, tempfile.TemporaryDirectory(dir=folder) as new:
        for entry in entries(url):
            retrieve(entry, client, Archive(Path(new)))


def unchanged(url: str, archive: Archive, known: dict[str, Snapshot]) -> None:
    """All pages by the client, of which the archive has every one."""
    with client_of(url) as client:
        for entry in entries(url):
            retrieve(entry, client, archive, previous=known[entry.key])


def entries(url: str) -> list[Entry]:
    """The rows of a listing of the pages."""
    return [Entry(str(n), f"{url}/{n}.html", "", None) for n in range(PAGES)]


def speed(url: str, rounds: int, folder: Path) -> list[Row]:
    """Name, pages a second and the ratio to bare requests, medians over rounds."""
    full = Archive(folder / "full")
    with client_of(url) as client:
        known = {entry.key: retrieve(entry, client, full) for entry in entries(url)}
    contestants: dict[str, Callable[[], None]] = {
        "requests": partial(bare, url),
        "client": partial(polite, url),
        "client and archive": partial(archived, url, folder),
        "client, nothing changed": partial(unchanged, url, full, known),
    }
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    for round_ in range(rounds + 1):
        for name, run in contestants.items():
            started = time.perf_counter()
            run()
            # The first round warms up.
            if round_:
                seconds[name].append(time.perf_counter() - started)
    reference = seconds["requests"]
    return [
        (
            name,
            PAGES / median(times),
            median(r / t for r, t in zip(reference, times, strict=True)),
        )
        for name, times in seconds.items()
    ]


def large_bare(url: str) -> None:
    """The large page by requests alone."""
    requests.get(f"{url}/large.html", timeout=60).raise_for_status()


def large_polite(url: str) -> None:
    """The large page by the client, which gives it up at its limit."""
    with client_of(url) as client:
        try:
            client.get(f"{url}/large.html")
        except TooLarge:
            return
    raise AssertionError("a page of 50 MB was not too large")


def growth(run: Callable[[str], None], url: str) -> float:
    """MB by which the peak of a new process's memory grew while it ran."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_measure, args=(run, url, sender))
    process.start()
    grown: float = receiver.recv()
    process.join()
    return grown


def _measure(run: Callable[[str], None], url: str, sender: Connection) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    run(url)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sender.send((after - before) / 1000)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    with served() as url, tempfile.TemporaryDirectory() as folder:
        print(f"{'':26}{'pages/s':>9}{'ratio':>8}")
        for name, pages, ratio in speed(url, rounds, Path(folder)):
            print(f"{name:26}{pages:9.0f}{ratio:8.2f}")
        print(f"\n{'a page of 50 MB':26}{'peak + MB':>9}")
        print(f"{'requests':26}{growth(large_bare, url):9.0f}")
        print(f"{'client (limit 20 MB)':26}{growth(large_polite, url):9.0f}")


if __name__ == "__main__":
    main()
