"""A new portal's YAML, with a comment at each field for the person who will finish it."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from string import Template

from etl.errors import SettingsError
from etl.portal.model import Family, Portal, portal_file, read_portal

DEFAULT_PATTERN = r"^\d{4}年.*(进展|进度|推进|落实|完成)情况"
_TEMPLATE = Path(__file__).with_name("portal.yaml.template")
_SELECTORS = """selectors:
  row: li            # one row each
  link: a            # within the row
  date: span         # within the row; leave it out where no day is printed
  # next: a.next     # the link to the next page, or where a script makes those links
  # pages: '?pageIndex={number}'   # the address of page 2, 3…
"""
_FAMILIES: tuple[tuple[Family, re.Pattern[str]], ...] = (
    ("gkmlpt", re.compile(r"/gkmlpt/api/|^\s*\{.*\"articles\"\s*:", re.DOTALL)),
    ("hanweb", re.compile(r"<datastore>|\.jpage\(|dataproxy\.jsp|/col/col\d+/")),
    (
        "trs",
        re.compile(r"createPageHTML|pageControl|\"setPage\"|/t(?:\d{8}|null)_\d+\.s?html?"),
    ),
)


def guess_family(url: str, text: str) -> Family | None:
    """The CMS family of a listing, by its address and its page's text; None where unknown."""
    return next((name for name, marks in _FAMILIES if marks.search(f"{text}\n{url}")), None)


def describe(
    name: str,
    city: str,
    listing: str,
    adapter: Family,
    title_pattern: str,
    *,
    place_code: str | None = None,
    hosts: Sequence[str] = (),
    selectors: str = _SELECTORS,
    local: bool = False,
) -> tuple[str, Portal]:
    """The YAML of a new portal, and the portal that it describes.

    Args:
        name: the portal's key, which names its file.
        city: as people are to read it.
        listing: address of the listing's first page.
        adapter: family of content management systems.
        title_pattern: regular expression of a bulletin's title.
        place_code: of GB/T 2260; None where it is not known.
        hosts: further ones that belong to the portal.
        selectors: the field as YAML, for the adapter ``css``.
        local: whether its addresses may be private.

    Raises:
        SettingsError: a value is not what it must be.
    """
    text = Template(_TEMPLATE.read_text("utf-8")).substitute(
        city=json.dumps(city, ensure_ascii=False),
        listing=json.dumps(listing, ensure_ascii=False),
        adapter=adapter,
        place_code=f'place_code: "{place_code}"' if place_code else '# place_code: "370200"',
        hosts=json.dumps(list(hosts), ensure_ascii=False),
        selectors=selectors if adapter == "css" else "",
        local="local: true" if local else "#   local: true     ",
        title_pattern="'" + title_pattern.replace("'", "''") + "'",
    )
    return text, read_portal(name, text, f"{name}.yaml")


def write_new(name: str, text: str, folder: Path) -> Path:
    """Write a new portal's YAML; one that is there is never overwritten.

    Raises:
        SettingsError: there is one, or the folder cannot be written.
    """
    path = folder / f"{name}.yaml"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise SettingsError(f"{path} is there already; it is not overwritten.") from error
    except OSError as error:
        raise SettingsError(f"{path} cannot be written ({error.strerror}).") from error
    return path


def own_file(name: str, folders: Sequence[Path]) -> Path:
    """A portal's YAML where it may be edited, in the first of the folders; a bundled one is
    copied there, and wins from then on.

    Raises:
        SettingsError: there is no such portal, or the folder cannot be written.
    """
    found = portal_file(name, folders)
    if found.parent == folders[0]:
        return found
    return write_new(name, found.read_text("utf-8"), folders[0])
