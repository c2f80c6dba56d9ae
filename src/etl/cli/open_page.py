"""Pages in files: written, and opened in a browser."""

import webbrowser
from pathlib import Path

import typer

from etl.errors import EtlError


def write_page(page: str, path: Path, *, show: bool) -> None:
    """Write a page, say where it is, and open it if asked to.

    Raises:
        EtlError: it cannot be written, or no browser can be started.
    """
    try:
        path.write_text(page, "utf-8")
    except OSError as error:
        raise EtlError(f"{path} cannot be written: {error.strerror}.") from error
    typer.echo(path)
    if show:
        open_page(path)


def open_page(path: Path) -> None:
    """Show a page in a browser.

    Raises:
        EtlError: no browser can be started.
    """
    if not webbrowser.open(path.resolve().as_uri()):
        raise EtlError(f"No browser could be started here: open {path} by hand.")
