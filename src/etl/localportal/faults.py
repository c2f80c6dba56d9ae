"""Bad days to order: what becomes of an answer when a fault is switched on.

Faults of a page strike one article each, from the newest backwards, in the order in which
they were named; faults of the listing strike the listing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus

_HTML = "text/html; charset=utf-8"
_SHELL = "<html><head><script>document.cookie='x=1';location.reload()</script></head></html>"
_MISSING = "<html><head><title>提示</title></head><body>您访问的页面不存在</body></html>"
_EMPTY = '<html><body><ul class="list03"></ul><a href="/index.shtml">返回首页</a></body></html>'
_ATTACHED = (
    '<html><body><p>详见附件，请下载后查看。</p><p><a href="./P020250101000000000001.docx">'
    "附件：进展情况表.docx</a></p></body></html>"
)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it goes over the wire."""

    status: int
    headers: dict[str, str]
    body: bytes
    breaks_off: bool = False
    """Whether the connection is closed before the length that was promised."""


Fault = Callable[[Answer], Answer]


def _status(status: int, text: str = "", **headers: str) -> Fault:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: Answer(status, {"Content-Type": _HTML, **named}, text.encode())


def _encoded(encoding: str, content_type: str, says: str) -> Fault:
    """The same page in another encoding, which it calls by another name."""

    def encode(answer: Answer) -> Answer:
        text = answer.body.decode().replace("utf-8", says).replace("UTF-8", says)
        headers = {**answer.headers, "Content-Type": content_type}
        return replace(answer, headers=headers, body=text.encode(encoding))

    return encode


def _damaged(answer: Answer) -> Answer:
    headers = {"Content-Type": answer.headers["Content-Type"]}
    return replace(answer, headers=headers, body=answer.body[:200] + bytes(range(256)) * 40)


def _cut(answer: Answer) -> Answer:
    return replace(answer, breaks_off=True)


def _long(answer: Answer) -> Answer:
    return replace(answer, body=answer.body + b" " * 25_000_000)


PAGE_FAULTS: Mapping[str, Fault] = {
    "gone": _status(HTTPStatus.NOT_FOUND, _MISSING),
    "soft-404": _status(HTTPStatus.OK, _MISSING),
    "forbidden": _status(HTTPStatus.FORBIDDEN),
    "not-acceptable": _status(HTTPStatus.NOT_ACCEPTABLE),
    "challenge-412": _status(HTTPStatus.PRECONDITION_FAILED, _SHELL),
    "challenge-418": _status(HTTPStatus.IM_A_TEAPOT, "访问被拦截！"),
    "challenge-521": _status(521, _SHELL),
    "challenge-200": _status(HTTPStatus.OK, _SHELL),
    "rate-limited": _status(HTTPStatus.TOO_MANY_REQUESTS, Retry_After="3600"),
    "server-trouble": _status(HTTPStatus.SERVICE_UNAVAILABLE),
    "moved-in-circles": _status(HTTPStatus.FOUND, Location="?again"),
    "moved-away": _status(HTTPStatus.FOUND, Location="https://elsewhere.example/"),
    "breaks-off": _cut,
    "too-large": _long,
    "damaged": _damaged,
    "figures-attached": _status(HTTPStatus.OK, _ATTACHED),
    "gb18030-called-gb2312": _encoded("gb18030", "text/html", "gb2312"),
    "no-charset-header": lambda answer: replace(
        answer, headers={**answer.headers, "Content-Type": "text/html"}
    ),
    "header-contradicts-page": _encoded("utf-8", "text/html; charset=gb2312", "utf-8"),
}
"""What may become of an article; the last three leave it readable."""

LISTING_FAULTS: Mapping[str, Fault] = {
    "empty-listing": _status(HTTPStatus.OK, _EMPTY + "　" * 40 + "政府信息公开栏目" * 8),
    "listing-down": _status(HTTPStatus.SERVICE_UNAVAILABLE),
}
"""What may become of the listing's first page."""
