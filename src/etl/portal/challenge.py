"""Telling a guard's challenge from a page.

Guards answer 412, 418 or 521, or a 200 whose body is nothing but a script that a browser
would run. Neither holds a bulletin; both look like success to a careless reader.
"""

from bs4 import BeautifulSoup

_STATUSES = {
    412: "HTTP 412, a script that must run first",
    418: "HTTP 418, a firewall's block page",
    521: "HTTP 521, a cookie that a script must set",
}
_UNSEEN = ("script", "style", "noscript", "title", "template")
# 正在验证… and 请开启JavaScript are all that a shell says to people.
_FEW_CHARACTERS = 40


def challenge(status: int, content_type: str, raw: bytes) -> str | None:
    """Why an answer is a challenge, in a few words; None when it is not one."""
    if status in _STATUSES:
        return _STATUSES[status]
    head = raw[:4096].lower()
    if "html" not in content_type.lower() and b"<html" not in head and b"<script" not in head:
        return None
    if b"<script" not in raw.lower():
        return None
    soup = BeautifulSoup(raw, "lxml")
    for unseen in soup.find_all(_UNSEEN):
        unseen.decompose()
    if not soup.find("a", href=True) and len(soup.get_text(strip=True)) < _FEW_CHARACTERS:
        return f"HTTP {status}, {len(raw):,} bytes of script and no text"
    return None
