"""One limit of time and bytes over a whole answer, whatever it is that does not end."""

import gzip
import itertools
import time
import zlib
from collections.abc import Callable

import pytest

from etl.errors import (
    BadAddress,
    PortalError,
    ServerTrouble,
    SettingsError,
    TimedOut,
    TooLarge,
    Unreachable,
)
from etl.portal.http.client import Client
from etl.portal.http.retry import Limits
from tests.portal.bad_days import PAGE, Answer, BadDay, portal_at
from tests.portal.conftest import QUICK
from tests.portal.wires import Say, saying

SHORT = Limits(
    connect_seconds=1,
    read_seconds=0.5,
    total_seconds=0.8,
    max_bytes=100_000,
    retries=1,
    backoff_seconds=0.01,
)
# A server that is listened to for longer than this has outlasted the limit.
_GIVES_UP_AFTER = 5
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


def drip(say: Say, head: bytes, again: bytes, pause: float = 0.05) -> None:
    say(head)
    until = time.monotonic() + _GIVES_UP_AFTER
    while time.monotonic() < until:
        say(again)
        time.sleep(pause)


def chunk(body: bytes) -> bytes:
    return f"{len(body):x}\r\n".encode() + body + b"\r\n"


def raw_deflate(say: Say) -> None:
    blocks = zlib.compressobj(wbits=-15)
    head = OK + b"Content-Encoding: deflate\r\nTransfer-Encoding: chunked\r\n\r\n"
    drip(say, head + chunk(blocks.flush(zlib.Z_FULL_FLUSH)), chunk(b"\x00\x00\x00\xff\xff"))


ENDLESS: dict[str, Callable[[Say], None]] = {
    "headers": lambda say: drip(say, OK, b"X"),
    "continue": lambda say: drip(say, b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "a flood of continue": lambda say: drip(say, b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 999, 0),
    "the length of a chunk": lambda say: drip(say, CHUNKED, b"0"),
    "trailers": lambda say: drip(say, CHUNKED + b"0\r\n", b"X: y\r\n"),
    "empty gzip members": lambda say: drip(
        say,
        OK + b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n",
        chunk(gzip.compress(b"")),
    ),
    "empty deflate blocks": raw_deflate,
    "the body": lambda say: drip(say, OK + b"\r\n", b"x"),
    "the body of a redirect": lambda say: drip(
        say, b"HTTP/1.1 302 Found\r\nLocation: /\xff\r\nContent-Length: 999999\r\n\r\n", b"x"
    ),
    "the body of a failure": lambda say: drip(
        say, b"HTTP/1.1 503 Busy\r\nContent-Length: 999999\r\n\r\n", b"x"
    ),
    "a flood in a failure": lambda say: drip(say, b"HTTP/1.1 503 Busy\r\n\r\n", b"x" * 99999, 0),
}


@pytest.mark.parametrize("what", ENDLESS)
def test_an_answer_that_never_ends_is_given_up(what: str) -> None:
    counter = itertools.count()

    def answer(say: Say, _path: str) -> None:
        next(counter)
        ENDLESS[what](say)

    with (
        saying(answer) as url,
        Client(portal_at(url), contact="", pause_seconds=0, limits=SHORT) as client,
    ):
        with pytest.raises(PortalError) as ended:
            client.get(f"{url}/a")
        # Had it been listened to until the server gave up, it would have broken off: Unreachable.
        given_up = (TimedOut, TooLarge, ServerTrouble)
        assert isinstance(ended.value, BadAddress if "redirect" in what else given_up)
    assert next(counter) <= SHORT.retries + 1


@pytest.mark.parametrize("status", [b"200 OK", b"503 Busy"])
@pytest.mark.parametrize("length", [b"-5", b"", b"zz", b"ffffffffffffffff"])
def test_a_chunk_of_no_length_is_a_broken_answer(status: bytes, length: bytes) -> None:
    head = CHUNKED.replace(b"200 OK", status)
    with (
        saying(lambda say, _path: say(head + length + b"\r\nabcde\r\n0\r\n\r\n")) as url,
        Client(portal_at(url), contact="", pause_seconds=0, limits=SHORT) as client,
        pytest.raises((Unreachable, ServerTrouble)),
    ):
        client.get(f"{url}/a")


@pytest.mark.parametrize("wait", ["9" * 5000, "Fri, 31 Dec 99999 23:59:59 GMT", "²", "soon", "-1"])
def test_whatever_a_portal_asks_to_wait_is_bounded(day: BadDay, hasty: Client, wait: str) -> None:
    day.answers["/a"] = Answer(503, headers={"Retry-After": wait.encode().decode("latin-1")})
    with pytest.raises(ServerTrouble):
        hasty.get(f"{day.url}/a")


def test_a_page_of_nothing_but_tags_is_not_read(day: BadDay, hasty: Client) -> None:
    hasty_limits = Limits(max_tags=100)
    day.answers["/a"] = Answer(body=b"<html><body>" + b"<br>" * 101 + b"</body>")
    with (
        Client(portal_at(day.url), contact="", pause_seconds=0, limits=hasty_limits) as client,
        pytest.raises(TooLarge, match="more than 100 tags"),
    ):
        client.get(f"{day.url}/a")


def test_a_proxy_is_used_only_where_no_address_is_checked(
    day: BadDay, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", day.url)
    day.answers["http://town.example/robots.txt"] = Answer(404)
    day.answers["http://town.example/a"] = Answer()
    portal = portal_at("http://town.example")
    elsewhere = portal.model_copy(update={"local": False})
    with (
        Client(elsewhere, contact="", pause_seconds=0, limits=QUICK) as client,
        pytest.raises(SettingsError, match=r"proxy.*no_proxy=town\.example"),
    ):
        client.get("http://town.example/a")
    assert day.asked == []
    with Client(portal, contact="", pause_seconds=0, limits=QUICK) as client:
        assert client.get("http://town.example/a").raw == PAGE
