"""A bar on the terminal for what takes its time."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from etl.pipeline.visit import Watch


@contextmanager
def progress(portal: str) -> Iterator["Watch"]:
    """A bar on the terminal while the block lasts; nothing where there is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

    console = Console(stderr=True)
    columns = (
        SpinnerColumn(),
        TextColumn(f"{portal}:"),
        BarColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda done, part: bar.update(task, description=done, completed=part)
