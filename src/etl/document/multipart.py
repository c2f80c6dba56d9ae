"""Several pages as one file: ``multipart/related`` (RFC 2557), which is also MHTML.

An article of several pages is bound so: the bytes of each page are kept as they came, with
the address and the Content-Type that came with them. Browsers, Word and Excel save pages so
(mht, mhtml, and many a doc and xls), with their pictures and styles, which are left.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.encoders import encode_base64
from email.message import Message
from email.mime.multipart import MIMEMultipart

_TYPE = "multipart/related"
_BEGINS = re.compile(rb"\s*[A-Za-z-]{4,40}: ")
_SAVED = re.compile(rb"^Content-Type:\s*multipart/related\b", re.IGNORECASE | re.MULTILINE)
_HEAD = 2_000
_PAGES = ("text/html", "application/xhtml+xml", "text/plain")


@dataclass(frozen=True, slots=True)
class Part:
    """One page of an article."""

    url: str
    content_type: str
    raw: bytes


def bind(parts: Sequence[Part]) -> tuple[bytes, str]:
    """The pages as one file, and its Content-Type; the same pages make the same bytes."""
    digest = hashlib.sha256(b"\0".join(part.raw for part in parts)).hexdigest()
    bound = MIMEMultipart("related", boundary=f"page-{digest[:32]}")
    for part in parts:
        page = Message()
        page["Content-Type"] = part.content_type or "text/html"
        page["Content-Location"] = part.url
        page.set_payload(part.raw)
        encode_base64(page)
        bound.attach(page)
    return bound.as_bytes(), _TYPE


def parts_of(raw: bytes, content_type: str) -> tuple[Part, ...]:
    """The pages of such a file; none where it is of another kind."""
    saved = _BEGINS.match(raw) and _SAVED.search(raw, 0, _HEAD)
    if not content_type.startswith(_TYPE) and not saved:
        return ()
    return tuple(
        Part(str(page["Content-Location"]), str(page["Content-Type"]), _bytes(page))
        for page in message_from_bytes(raw.lstrip()).walk()
        if not page.is_multipart() and page.get_content_type() in _PAGES
    )


def pictures_of(raw: bytes, content_type: str) -> tuple[Part, ...]:
    """The pictures of an article that has nothing else, bound together; none of another kind."""
    if not content_type.startswith(_TYPE) or parts_of(raw, content_type):
        return ()
    return tuple(
        Part(str(page["Content-Location"]), str(page["Content-Type"]), _bytes(page))
        for page in message_from_bytes(raw).walk()
        if page.get_content_maintype() == "image"
    )


def _bytes(page: Message) -> bytes:
    payload = page.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
