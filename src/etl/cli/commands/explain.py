"""``etl parse --explain``: how a bulletin was read, as a page."""

import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from etl.cli.open_page import write_page

if TYPE_CHECKING:
    from etl.bulletin.model import Bulletin
    from etl.document.extract import Document

_SUFFIX = ".explained.html"
_UNFIT = re.compile(r"[^\w.+-]+")
_LONGEST = 120


def explain(
    document: "Document", bulletin: "Bulletin", source: str, output: Path | None, *, show: bool
) -> None:
    """Write the page and say where it is.

    Args:
        document: as extracted.
        bulletin: as read from it.
        source: the file, the address, or ``-`` for standard input.
        output: the page's path; None for the current folder.
        show: open it in a browser.

    Raises:
        EtlError: it cannot be written.
    """
    from etl.bulletin.text.normal_form import normalise_document
    from etl.site.pages.explained_bulletin import explained_page

    _, grids = normalise_document(document)
    page = explained_page(bulletin, grids, source=_called(source))
    write_page(page, output or Path(_file_name(source)), show=show)


def _called(source: str) -> str:
    """What the page calls its source: an address, or a file without its folders."""
    if source == "-":
        return "standard input"
    return source if _is_address(source) else Path(source).name


def _file_name(source: str) -> str:
    """``t2024_01.html.explained.html`` for http://www.example.gov.cn/a/t2024_01.html."""
    if source == "-":
        return f"stdin{_SUFFIX}"
    if not _is_address(source):
        return f"{Path(source).name}{_SUFFIX}"
    parts = urlsplit(source)
    name = PurePosixPath(unquote(parts.path)).name or parts.hostname or "page"
    return f"{_UNFIT.sub('_', name)[:_LONGEST]}{_SUFFIX}"


def _is_address(source: str) -> bool:
    return source.startswith(("http://", "https://"))
