"""How an answer comes over the wire: statuses, encodings, sockets, robots.txt, TLS."""

import gzip
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime
from http import HTTPStatus

from etl.localportal.faults.model import Answer, Fault, status

_SHELL = "<html><head><script>document.cookie='x=1';location.reload()</script></head></html>"
_MISSING = "<html><head><title>提示</title></head><body>您访问的页面不存在</body></html>"
_RARE = "（附：㎡、〇、镕）"
"""Characters that gb18030 has and gb2312 has not."""


def _encoded(encoding: str, content_type: str, says: str) -> Callable[[Answer], Answer]:
    """The same page in another encoding, which it calls by another name."""

    def encode(answer: Answer) -> Answer:
        text = answer.body.decode().replace("utf-8", says).replace("UTF-8", says)
        if encoding == "gb18030":
            text = text.replace("</h1>", f"{_RARE}</h1>")
        headers = {**answer.headers, "Content-Type": content_type}
        return replace(answer, headers=headers, body=text.encode(encoding))

    return encode


def _without_charset(answer: Answer) -> Answer:
    return replace(answer, headers={**answer.headers, "Content-Type": "text/html"})


def _gzipped(answer: Answer) -> Answer:
    headers = {**answer.headers, "Content-Encoding": "gzip"}
    return replace(answer, headers=headers, body=gzip.compress(answer.body))


def _damaged(answer: Answer) -> Answer:
    headers = {"Content-Type": answer.headers["Content-Type"]}
    return replace(answer, headers=headers, body=answer.body[:200] + bytes(range(256)) * 40)


def _long(answer: Answer) -> Answer:
    return replace(answer, body=answer.body + b" " * 25_000_000)


def _claims(part: float) -> Callable[[Answer], Answer]:
    return lambda answer: replace(answer, length=round(len(answer.body) * part))


def _anonymous(answer: Answer) -> Answer:
    kept = {"Content-Type": answer.headers["Content-Type"]}
    return replace(answer, headers=kept)


def _touched(answer: Answer) -> Answer:
    """Published again: another time, another tag, a counter in the page, the same words."""
    now = datetime.now(UTC)
    headers = {
        **answer.headers,
        "ETag": f'"{now.timestamp()}"',
        "Last-Modified": format_datetime(now, usegmt=True),
    }
    return replace(answer, headers=headers, body=answer.body + f"<!-- {now} -->".encode())


def _robots(code: int, text: str = "") -> Callable[[Answer], Answer]:
    return lambda _: Answer(code, {"Content-Type": "text/plain"}, text.encode())


def _page(about: str, answer: Callable[[Answer], Answer]) -> Fault:
    return Fault(about, "article", answer)


FAULTS: Mapping[str, Fault] = {
    "gone": _page("the page is not there (404)", status(HTTPStatus.NOT_FOUND, _MISSING)),
    "soft-404": _page("the page says so with status 200", status(HTTPStatus.OK, _MISSING)),
    "to-404": _page(
        "a redirect to where nothing is", status(HTTPStatus.FOUND, Location="/nowhere.shtml")
    ),
    "to-home": _page("a redirect to the home page", status(HTTPStatus.FOUND, Location="/")),
    "to-https": _page(
        "a redirect to the same address by https", lambda answer: replace(answer, delivery="https")
    ),
    "moved-in-circles": _page("a redirect to itself", status(HTTPStatus.FOUND, Location="?again")),
    "moved-away": _page(
        "a redirect to another host",
        status(HTTPStatus.FOUND, Location="https://elsewhere.example/"),
    ),
    "forbidden": _page("refused (403)", status(HTTPStatus.FORBIDDEN)),
    "not-acceptable": _page("refused (406)", status(HTTPStatus.NOT_ACCEPTABLE)),
    "challenge-412": _page(
        "a script must run first (412)", status(HTTPStatus.PRECONDITION_FAILED, _SHELL)
    ),
    "challenge-418": _page(
        "a firewall's block page (418)", status(HTTPStatus.IM_A_TEAPOT, "访问被拦截！")
    ),
    "challenge-521": _page("a script must set a cookie (521)", status(521, _SHELL)),
    "challenge-200": _page("a script and nothing else (200)", status(HTTPStatus.OK, _SHELL)),
    "rate-limited": _page(
        "too many requests (429), come back in an hour",
        status(HTTPStatus.TOO_MANY_REQUESTS, Retry_After="3600"),
    ),
    "server-trouble": _page(
        "the server is in trouble (503)", status(HTTPStatus.SERVICE_UNAVAILABLE)
    ),
    "breaks-off": _page(
        "the connection is closed half-way", lambda answer: replace(answer, delivery="half")
    ),
    "reset": _page("the connection is reset", lambda answer: replace(answer, delivery="reset")),
    "slow-drip": _page("a byte at a time", lambda answer: replace(answer, delivery="drip")),
    "length-too-long": _page("a Content-Length beyond the page", _claims(2)),
    "length-too-short": _page("a Content-Length within the page", _claims(0.5)),
    "too-large": _page("25 MB", _long),
    "damaged": _page("bytes that are no text", _damaged),
    "gb18030-called-gb2312": _page(
        "gb18030 with rare characters, called gb2312", _encoded("gb18030", "text/html", "gb2312")
    ),
    "no-charset-header": _page("no charset in the header", _without_charset),
    "header-contradicts-page": _page(
        "UTF-8 that its header calls gb2312",
        _encoded("utf-8", "text/html; charset=gb2312", "utf-8"),
    ),
    "gzip": _page("compressed", _gzipped),
    "no-validators": _page("neither ETag nor Last-Modified", _anonymous),
    "touched": _page("another ETag and Last-Modified each time, the same words", _touched),
    "robots-allows": Fault(
        "robots.txt allows everything", "robots", _robots(200, "User-agent: *\nDisallow:\n")
    ),
    "robots-closes": Fault(
        "robots.txt allows nothing", "robots", _robots(200, "User-agent: *\nDisallow: /\n")
    ),
    "robots-404": Fault("there is no robots.txt", "robots", _robots(404)),
    "robots-403": Fault("robots.txt is refused: nothing is allowed", "robots", _robots(403)),
    "robots-503": Fault("robots.txt is in trouble: later", "robots", _robots(503)),
    "old-tls": Fault("the portal is at a host with old TLS", "host"),
}
"""Faults of transport."""
