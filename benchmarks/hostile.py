"""Whatever a portal serves: generated attacks on client, adapters and readers, for N minutes.

``python benchmarks/hostile.py --minutes 10`` plays one case after another: links, answers over
the wire (headers, encodings, chunks that never end), robots files, pagers, JSON, HTML, ZIP and
PDF. Failures are an exception that is no ``EtlError``, a case that takes longer than it may (of
the client by the clock, of the others by CPU), and memory that grows past its bound. Each distinct
failure is printed once with the file that holds its input (under ``var/hostile``), and the run
then ends with status 1. The same ``--seed`` makes the same cases.
"""

import argparse
import logging
import random
import resource
import socket
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

from hostile_cases import Piece, answer, category, damaged, link, packed, pager, pdf, robots, soup
from pydantic import HttpUrl

from etl.document.extract import extract
from etl.errors import BadAddress, EtlError
from etl.portal.addresses import address, joined
from etl.portal.http.client import Client
from etl.portal.http.retry import Limits
from etl.portal.http.robots import Robots
from etl.portal.listing.adapters import READERS
from etl.portal.listing.adapters.rows import MOST_FOLLOWING
from etl.portal.listing.pick_bulletins import discover
from etl.portal.model import Family, Portal, Selectors
from etl.portal.page.attachment_links import attachments
from etl.portal.page.metadata import read_metadata

ROOT = Path(__file__).parents[1]
LIMITS = Limits(
    connect_seconds=1, read_seconds=0.3, total_seconds=0.6, max_bytes=300_000, redirects=3,
    retries=1, backoff_seconds=0.01, retry_after_seconds=1,
)  # fmt: skip
# An ask takes its time and, where robots.txt or a redirect come first, that of each.
MOST_SECONDS = {"client": 8.0, "readers": 20.0}
MOST_CPU_SECONDS = 3.0
MOST_MEGABYTES = 1500
HERE = "http://www.town.example/bss/"
ZONE = ZoneInfo("Asia/Shanghai")
FAMILIES: tuple[Family, ...] = ("css", "gkmlpt", "hanweb", "trs")


@dataclass
class Tally:
    cases: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    slowest: dict[str, float] = field(default_factory=dict)
    failures: dict[str, Path] = field(default_factory=dict)


def portal(adapter: Family, url: str = HERE) -> Portal:
    """A town's portal of a family."""
    return Portal(
        name="town", city="某市", listing=HttpUrl(url), adapter=adapter, local=True,
        title_pattern="进展情况$",
        selectors=Selectors(row="li", date="span", pages="?p={number}"),
    )  # fmt: skip


class Hostile:
    """A server on this machine that says what is planned for the case."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=100)
        self.host = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.plan: Callable[[str], list[Piece]] = lambda _path: []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            asker, _ = self._listener.accept()
            threading.Thread(target=self._serve, args=(asker,), daemon=True).start()

    def _serve(self, asker: socket.socket) -> None:
        with asker, suppress(OSError):
            asker.settimeout(5)
            asked = asker.recv(65536)
            path = asked.split(b" ")[1].decode("latin-1") if asked.count(b" ") > 1 else ""
            pieces = self.plan(path)
            for piece, pause in pieces:
                asker.sendall(piece)
                time.sleep(pause)
            last, pause = pieces[-1] if pieces else (b"", 0.0)
            # Far longer than any limit: it is the client that must hang up.
            until = time.monotonic() + 20
            while last and time.monotonic() < until:
                asker.sendall(last)
                time.sleep(pause)


Play = Callable[[], object]


def cases(rng: random.Random, server: Hostile) -> Iterator[tuple[str, bytes, Play]]:
    """One case after another, for ever: its kind, its input, and what is to be done with it."""
    while True:
        kind = rng.choice(("link", "client", "robots", "pager", "json", "html", "zip", "pdf"))
        if kind == "client":
            seed = rng.randrange(2**32)
            yield kind, str(seed).encode(), partial(ask, server, seed)
        elif kind in ("zip", "pdf"):
            raw = packed(rng) if kind == "zip" else pdf(rng)
            yield kind, raw, partial(extract, raw, "application/octet-stream")
        elif kind == "link":
            text = link(rng)
            yield kind, text.encode("utf-8", "replace"), partial(same, text)
        elif kind == "robots":
            text = robots(rng)
            yield kind, text.encode(), partial(rules, text)
        else:
            text = {"pager": pager, "json": category, "html": soup}[kind](rng)
            adapter = "gkmlpt" if kind == "json" else rng.choice(FAMILIES)
            raw = text.encode("utf-8", "replace")
            yield kind, raw, partial(listing, text, adapter)
            if kind == "html" and raw:
                raw = damaged(rng, raw)
                yield "article", raw, partial(article, raw)


def rules(text: str) -> None:
    """A robots.txt: its pause is a number that can be waited for."""
    found = Robots(text)
    found.allows(HERE + "a?b=c")
    law("a pause is finite", 0 <= found.delay < float("inf"))


class Broken(Exception):
    """A law that does not hold."""


def law(name: str, holds: bool) -> None:
    """Raises:
    Broken: it does not hold.
    """
    if not holds:
        raise Broken(name)


def same(text: str) -> None:
    """An address is refused, or is what the parser that connects makes of it, and stays it."""
    found = joined(HERE, text)
    law("an address is ASCII", found.wire.isascii())
    law("an address names no user", "@" not in found.wire.split("/")[2])
    law("an address is read as it is sent", address(found.wire).wire == found.wire)


def ask(server: Hostile, seed: int) -> None:
    """Discover, with the server's worst."""
    rng = random.Random(seed)  # noqa: S311 - repeatable
    plans = {path: answer(rng, server.host) for path in ("/robots.txt", "/bss/", "")}
    if rng.random() < 0.8:
        plans["/robots.txt"] = [(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", 0.0), (b"", 0.0)]
    server.plan = lambda path: plans.get(path, plans[""])
    described = portal(rng.choice(FAMILIES), f"http://{server.host}/bss/")
    with Client(described, contact="", pause_seconds=0, limits=LIMITS) as client:
        if rng.random() < 0.2:
            discover(described, client)
        else:
            client.get(str(described.listing))


def listing(text: str, adapter: Family) -> None:
    """A page of a listing; its rows and asks can be kept and asked for."""
    page = READERS[adapter](text, HERE, portal(adapter))
    law("a page names a bounded number of others", len(page.following) <= MOST_FOLLOWING)
    for row in page.rows:
        f"{row.key}{row.url}{row.title}".encode()
    for further in page.following:
        with suppress(BadAddress):
            address(further.url)


def article(raw: bytes) -> None:
    """A page: what it says of itself and what it hands out."""
    with suppress(EtlError):
        read_metadata(raw, "text/html", ZONE)
    attachments(raw, "text/html", HERE, frozenset({"www.town.example"}))
    extract(raw, "text/html")


@contextmanager
def watched(kind: str, raw: bytes, tally: Tally, folder: Path) -> Iterator[None]:
    """Count what comes of a case; a failure is told once, with its input kept."""

    def fail(what: str) -> None:
        if what not in tally.failures:
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"{kind}-{sha256(raw).hexdigest()[:12]}"
            path.write_bytes(raw)
            tally.failures[what] = path
            print(f"{what}\n  {path}", flush=True)

    began, cpu = time.monotonic(), time.thread_time()
    tally.cases[kind] += 1
    try:
        yield
    except EtlError as error:
        tally.errors[type(error).__name__] += 1
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        where = traceback.extract_tb(error.__traceback__)[-1]
        at = f"{Path(where.filename).name}:{where.lineno}"
        fail(f"{kind}: {type(error).__name__} at {at}: {str(error)[:100]}")
    took, cpu = time.monotonic() - began, time.thread_time() - cpu
    tally.slowest[kind] = max(tally.slowest.get(kind, 0.0), took if kind == "client" else cpu)
    if took > MOST_SECONDS.get(kind, MOST_SECONDS["readers"]):
        fail(f"{kind}: more than {MOST_SECONDS.get(kind, MOST_SECONDS['readers']):g} s")
    if cpu > MOST_CPU_SECONDS:
        fail(f"{kind}: more than {MOST_CPU_SECONDS:g} s of cpu")
    if peak() > MOST_MEGABYTES:
        fail(f"{kind}: more than {MOST_MEGABYTES} MB")


def peak() -> float:
    """The most memory that this process had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    """Play until the time is over; 1 where anything failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    # What stops the reader of one case must not stop the rest.
    resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
    logging.disable()
    tally, until = Tally(), time.monotonic() + 60 * arguments.minutes
    before = peak()
    rng = random.Random(arguments.seed)  # noqa: S311 - repeatable
    for kind, raw, play in cases(rng, Hostile()):
        with watched(kind, raw, tally, ROOT / "var" / "hostile"):
            play()
        if time.monotonic() > until:
            break
    print("| kind | cases | slowest, s |\n|---|---:|---:|")
    for kind, count in sorted(tally.cases.items()):
        print(f"| {kind} | {count:,} | {tally.slowest[kind]:.2f} |")
    print(f"errors of ours: {dict(tally.errors.most_common())}")
    print(
        f"memory: {before:.0f} MB before, at most {peak():.0f} MB; failures: {len(tally.failures)}"
    )
    return 1 if tally.failures else 0


if __name__ == "__main__":
    sys.exit(main())
