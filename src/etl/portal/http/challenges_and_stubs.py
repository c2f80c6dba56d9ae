"""Telling a guard's challenge, or a stub, from a page.

Guards answer 412, 418 or 521, or a 200 whose body is nothing but a script that a browser
would run. Neither holds a bulletin; both look like success to a careless reader.
"""

import re

from etl.document.charset import decode
from etl.document.parse_markup import tree_of
from etl.errors import UnreadableDocument
from etl.portal.page.visible_text import is_within, seen_text

_STATUSES = {
    412: "HTTP 412, a script that must run first",
    418: "HTTP 418, a firewall's block page",
    521: "HTTP 521, a cookie that a script must set",
}
_UNSEEN = frozenset({"script", "style", "noscript", "title", "template"})
# 正在验证… and 请开启JavaScript are all that a shell says to people.
_FEW_CHARACTERS = 40
_STUB_BYTES = 600
_LEADS = re.compile(
    rb"""location(?:\.href)?\s*=\s*["']([^"'<>]+)["']|location\.replace\(\s*["']([^"'<>]+)["']"""
    rb"""|http-equiv=["']?refresh["']?[^>]*?url=([^"'<>]+)""",
    re.IGNORECASE,
)
# A guard's script does more than lead on: it sets what the next request must carry.
_GUARDS = re.compile(rb"cookie|eval\(|reload|\bsrc=", re.IGNORECASE)


def leads_to(raw: bytes) -> str | None:
    """Where a few bytes that are no page lead a browser; None where they are a page.

    Portals answer so, with status 200, for pages that have been moved, and for pages of a
    listing that are not there.
    """
    if len(raw) > _STUB_BYTES or _GUARDS.search(raw):
        return None
    found = _LEADS.search(raw)
    if found is None:
        return None
    target: bytes = found[1] or found[2] or found[3]
    return target.decode("ascii", "backslashreplace").strip()


def challenge(status: int, content_type: str, raw: bytes) -> str | None:
    """Why an answer is a challenge, in a few words; None when it is not one."""
    if status in _STATUSES:
        return _STATUSES[status]
    head = raw[:4096].lower()
    if "html" not in content_type.lower() and b"<html" not in head and b"<script" not in head:
        return None
    if b"<script" not in raw.lower():
        return None
    try:
        soup = tree_of(decode(raw, content_type))
    except UnreadableDocument:
        return None
    link = soup.find("a", href=True)
    linked = link is not None and not is_within(link, _UNSEEN)
    if not linked and len(seen_text(soup, _UNSEEN, _FEW_CHARACTERS)) < _FEW_CHARACTERS:
        return f"HTTP {status}, {len(raw):,} bytes of script and no text"
    return None
