"""Bars on the terminal while something takes its time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from etl import escaping


@contextmanager
def bars() -> Iterator[Callable[[str, str, float], None]]:
    """A bar for each name while the block lasts; nothing where there is no terminal.

    Yields:
        What is told the name, what was done last, and which part (0 to 1) is done.
    """
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn

    console = Console(stderr=True)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.fields[name]}:"),
        BarColumn(),
        # It may quote a title of a page.
        TextColumn("{task.description}", markup=False),
    )
    known: dict[str, TaskID] = {}
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as shown:

        def tell(name: str, done: str, part: float) -> None:
            if name not in known:
                known[name] = shown.add_task("", total=1.0, name=name)
            shown.update(known[name], description=escaping.line(done), completed=part)

        yield tell


@contextmanager
def working(what: str) -> Iterator[None]:
    """Say what is being done while the block lasts; nothing where there is no terminal."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    with console.status(what):
        yield
