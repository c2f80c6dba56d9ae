"""Files outside ``docs/`` that are pages of the site, and the links between the two."""

import posixpath
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = {
    "warehouse/DICTIONARY.md": "reference/data-dictionary.md",
    "expectations/README.md": "reference/gates.md",
    "benchmarks/README.md": "reference/benchmarks.md",
    "samples/README.md": "reference/sample-portal.md",
    "CONTRIBUTING.md": "reference/contributing.md",
    "CHANGELOG.md": "reference/changes.md",
}
"""Where a file of the checkout stands on the site."""

_SOURCES = {address: source for source, address in PAGES.items()}
_LINK = re.compile(r"\[([^\]\[]+)\]\((?!\w+:|#)([^)\s#]+)(#[^)\s]*)?\)")


def read(source: str) -> str:
    """The text of a file of the checkout."""
    return (ROOT / source).read_text("utf-8")


def linked(markdown: str, address: str) -> str:
    """A page's text with the links that hold on the site; what is no page of it is only named.

    What leads nowhere stays as it is, so that the build complains of it.
    """
    source = _SOURCES.get(address, f"docs/{address}")

    def replaced(link: re.Match[str]) -> str:
        words, path, anchor = link[1], link[2], link[3] or ""
        aim = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
        page = PAGES.get(aim) or (aim.removeprefix("docs/") if aim.startswith("docs/") else None)
        if page is not None:
            return (
                f"[{words}]({posixpath.relpath(page, posixpath.dirname(address) or '.')}{anchor})"
            )
        return f"{words} (`{aim}`)" if (ROOT / aim).exists() else link[0]

    return _LINK.sub(replaced, markdown)
