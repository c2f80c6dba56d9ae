"""Pictures that are the article: a bulletin photographed or scanned, page after page.

They count where the article says next to nothing itself, or points to them (详见附图). Icons,
logos, codes to scan and the furniture around the article do not.
"""

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from bs4 import Tag

from etl.document.charset import decode
from etl.document.extract import extract
from etl.document.parse_markup import tree_of
from etl.errors import BadAddress, EtlError, UnreadableDocument
from etl.portal.addresses import joined
from etl.portal.document_keys import stable_key
from etl.portal.model import Entry
from etl.portal.page.visible_text import is_within

_MOST = 30
_MOST_LOOKED_AT = 2000
_LITTLE_TEXT = 200
"""Characters of an article below which it is its pictures that speak."""
_POINTS = re.compile(r"[见如](?:附|下|上|本)?图|附图|图片|扫描件|长图|图解|一图")
_AROUND = frozenset(["nav", "header", "footer", "aside", "button", "noscript"])
_DECORATIVE = re.compile(
    r"icon|ico\b|logo|banner|qrcode|ewm|erweima|weixin|wechat|weibo|share|btn|button|arrow|bg\b|"
    r"search|blank|spacer|loading|wza|jiucuo|dzjg|gongan|beian|avatar",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"\s(?:foot(?:er)?|head(?:er)?|nav(?:bar)?|banner|copyright|sidebar|share)(?:[-_]\S*)?\s",
    re.IGNORECASE,
)
_SAYS = re.compile(r"二维码|分享|图标|标识|打印|返回|网站|微信|微博|公安|备案|党政机关")
_SUFFIXES = frozenset([".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ""])
_LEAST = {"width": 200, "height": 100}
_SOURCES = ("data-original", "data-src", "data-url", "src")
_NUMBER = re.compile(r"\d{1,5}")


def pictures(
    raw: bytes, content_type: str, url: str, allowed_hosts: frozenset[str]
) -> tuple[Entry, ...]:
    """The pictures of a page without a bulletin, as one to be got whole; none, or one."""
    try:
        soup = tree_of(decode(raw, content_type))
        text = extract(raw, content_type).text
    except UnreadableDocument:
        return ()
    except EtlError:
        # There is no article but what the pictures say.
        text = ""
    if len("".join(text.split())) > _LITTLE_TEXT and not _POINTS.search(text):
        return ()
    found: dict[str, str] = {}
    for tag in islice(soup.find_all("img"), _MOST_LOOKED_AT):
        if _is_decorative(tag):
            continue
        for reference in _references(tag):
            try:
                target = joined(url, reference)
            except BadAddress:
                continue
            if target.authority in allowed_hosts and _is_picture(target.path):
                found.setdefault(target.wire, target.text)
                break
    addresses = list(found.values())[:_MOST]
    if not addresses:
        return ()
    first, *further = addresses
    return (Entry(stable_key("pictures", first), first, "", None, further=tuple(further)),)


def _is_decorative(tag: Tag) -> bool:
    if is_within(tag, _AROUND):
        return True
    last = str(tag.get("src") or "").rpartition("/")[2]
    words = f"{tag.get('alt') or ''} {tag.get('title') or ''}"
    if _DECORATIVE.search(f"{_names(tag)} {last}") or _SAYS.search(words):
        return True
    if any(_FURNITURE.search(_names(one)) for one in tag.parents if one.attrs):
        return True
    return any(0 < _size(tag, name) < least for name, least in _LEAST.items())


def _names(tag: Tag) -> str:
    """What a tag is called, its names between blanks."""
    named = tag.get("class") or []
    return " ".join(
        ["", str(tag.get("id") or ""), *([named] if isinstance(named, str) else named), ""]
    )


def _size(tag: Tag, name: str) -> int:
    """Pixels as the page says; 0 where it does not."""
    said = str(tag.get(name) or "").strip()
    number = _NUMBER.match(said)
    return int(number[0]) if number and not said.endswith("%") else 0


def _references(tag: Tag) -> Iterator[str]:
    """Where the picture is: pages that load pictures late have a placeholder in ``src``."""
    for name in _SOURCES:
        said = str(tag.get(name) or "").strip()
        if said and not said.startswith("data:"):
            yield said


def _is_picture(path: str) -> bool:
    return PurePosixPath(urlsplit(path).path).suffix.lower() in _SUFFIXES
