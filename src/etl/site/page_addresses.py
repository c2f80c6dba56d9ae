"""Where the pages of the site are: names that stay when the warehouse is built anew.

A page is called by what it is about and not by a key of the database, and no word of a portal
is part of an address: ``qingdao/i-3f0c51d2ab.html`` is an indicator, ``qingdao/b-….html`` a
content of a bulletin.
"""

from functools import lru_cache
from hashlib import sha256
from pathlib import PurePath
from urllib.parse import unquote, urlsplit


def year_page(portal: str, year: int) -> str:
    """The promises of a city for a year."""
    return f"{portal}/{year}.html"


@lru_cache(10_000)
def indicator_page(portal: str, indicator: str, stage: str | None, breakdown: str | None) -> str:
    """What is counted, whatever its units."""
    return f"{portal}/i-{_name(indicator, stage or '', breakdown or '')}.html"


def bulletin_page(portal: str, key: str, content: str) -> str:
    """A content (by its hash) that a page of a portal (by its key there) had."""
    return f"{portal}/b-{_name(key, content)}.html"


def concept_page(key: str) -> str:
    """The same thing in several cities."""
    return f"concepts/{key.replace('_', '-')}.html"


def original(url: str) -> str:
    """Where anybody finds a page; '' for one that was loaded from a file."""
    return url if url.startswith(("https://", "http://")) else ""


def shown(url: str) -> str:
    """What a page is called by its address: of a file its name alone, since a folder's may
    be somebody's own."""
    return original(url) or PurePath(unquote(urlsplit(url).path)).name


def _name(*parts: str) -> str:
    return sha256("\x00".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:12]
