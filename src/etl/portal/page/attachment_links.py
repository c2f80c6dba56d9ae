"""Files that a page hands out: often the whole table of figures is only there.

A link to a file is told by where it leads (``./P020240102.xlsx``), by what it asks a script
for (``downfile.jsp?classid=0&filename=a.xlsx``), or, where a script knows the file by a number
(``downloadfile.jsp?id=55``), by the name that it shows. A viewer in a frame has the file in its
address; a list of files may be data of a script (``{"name": "…", "url": "/u/1.xlsx"}``).
"""

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import PurePosixPath
from urllib.parse import parse_qsl, urlsplit

from bs4 import BeautifulSoup, Tag

from etl.document.charset import decode
from etl.document.parse_markup import tree_of
from etl.errors import BadAddress, UnreadableDocument
from etl.portal.addresses import FILE_SUFFIXES, Address, joined
from etl.portal.document_keys import document_key, stable_key
from etl.portal.model import Entry

STATE = "figures attached"
"""The state of a page whose figures are in an attachment."""
_MOST = 10
_MOST_LINKS = 5000
_LONGEST_NAME = 200
_FRAMES = {"iframe": "src", "embed": "src", "object": "data", "frame": "src"}
_SCRIPTED = re.compile(
    r"[\"']([^\"'<>\s]{1,300}\.(?:" + "|".join(sorted(s[1:] for s in FILE_SUFFIXES)) + r"))[\"']",
    re.IGNORECASE,
)
_HANDS_OUT = re.compile(r"down|attach|file", re.IGNORECASE)
_MOST_PARAMETERS = 50


def attachments(
    raw: bytes, content_type: str, url: str, allowed_hosts: frozenset[str]
) -> tuple[Entry, ...]:
    """What is attached to a page that came from ``url``, on the portal's own hosts."""
    try:
        soup = tree_of(decode(raw, content_type))
    except UnreadableDocument:
        return ()
    found: dict[str, Entry] = {}
    for reference, title in islice(_references(soup), _MOST_LINKS):
        try:
            target = joined(url, reference)
        except BadAddress:
            continue
        if target.authority in allowed_hosts:
            found.setdefault(target.text, Entry(_key(target), target.text, title, None))
        if len(found) == _MOST:
            break
    return tuple(found.values())


def _references(soup: BeautifulSoup) -> Iterator[tuple[str, str]]:
    """What may lead to a file, with the file's name."""
    for link in soup.find_all("a", href=True):
        reference, title = str(link["href"]).strip(), _name(link)
        if _names_file(reference) or (_is_file(title) and _HANDS_OUT.search(reference)):
            yield reference, title
    for frame in soup.find_all(list(_FRAMES)):
        reference = str(frame.get(_FRAMES[frame.name]) or "").strip()
        shown = next(filter(_is_file, _parameters(reference)), None)
        # A viewer shows another file; its own address is not the one to ask for.
        if _is_file(reference.partition("?")[0]):
            yield reference, _last(reference)
        elif shown:
            yield shown, _last(shown)
    for script in soup.find_all("script"):
        for quoted in _SCRIPTED.finditer(script.get_text().replace("\\/", "/")):
            if "/" in quoted[1]:
                yield quoted[1], _last(quoted[1])


def _names_file(reference: str) -> bool:
    path = reference.partition("#")[0].partition("?")[0]
    return _is_file(path) or any(map(_is_file, _parameters(reference)))


def _parameters(reference: str) -> list[str]:
    query = reference.partition("#")[0].partition("?")[2]
    try:
        return [value for _, value in parse_qsl(query, max_num_fields=_MOST_PARAMETERS)]
    except ValueError:
        return []


def _is_file(name: str) -> bool:
    return PurePosixPath(name.strip()[-_LONGEST_NAME:]).suffix.lower() in FILE_SUFFIXES


def _name(link: Tag) -> str:
    said = str(link.get("title") or "") or link.get_text("", strip=True)
    return " ".join(said.split())[-_LONGEST_NAME:]


def _last(reference: str) -> str:
    return reference.rpartition("/")[2][-_LONGEST_NAME:]


def _key(target: Address) -> str:
    """Of a file that a script hands out the path is every file's, and says nothing."""
    query = urlsplit(target.text).query
    return stable_key("url", target.text) if query else document_key(target.text)
