"""``etl parse --explain``: how a bulletin was read, as a page."""

import re
import webbrowser
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import typer

from etl.errors import EtlError

if TYPE_CHECKING:
    from etl.bulletin.model import Bulletin
    from etl.bulletin.source.extract import Document

_SUFFIX = ".explained.html"
_UNFIT = re.compile(r"[^\w.+-]+")
_LONGEST = 120


def explain(
    document: "Document", bulletin: "Bulletin", source: str, output: Path | None, *, show: bool
) -> None:
    """Write the page and say where it is.

    Args:
        source: the file, the address, or ``-`` for standard input.
        output: the page's path; None for the current folder.
        show: open it in a browser.

    Raises:
        EtlError: it cannot be written.
    """
    from etl.bulletin.text.normal_form import normalise_document
    from etl.site.evidence import evidence_page

    _, grids = normalise_document(document)
    page = evidence_page(bulletin, grids, source=_called(source))
    path = output or Path(_file_name(source))
    try:
        path.write_text(page, "utf-8")
    except OSError as error:
        raise EtlError(f"{path} cannot be written: {error.strerror}.") from error
    typer.echo(path)
    if show and not webbrowser.open(path.resolve().as_uri()):
        raise EtlError(f"No browser could be started here: open {path} by hand.")


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
