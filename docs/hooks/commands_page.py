"""The page of commands, from the Typer application itself."""

import re

import typer.cli
import typer.main

from etl.cli import app

_HEAD = """# Commands

`.venv/bin/etl` in a checkout, `etl` where the package is installed; `etl COMMAND --help` says the
same. Tables fit the terminal and never cut a number; `--format csv`, `json` or `jsonl` is for
machines. An error is one sentence on standard error with exit status 1; wrong usage has exit
status 2.
"""

_HELP = re.compile(
    r"(?:\*\*Options\*\*:\n\n(?=\* `--help`[^\n]*\n\n))?\* `--help`: Show this message and exit.\n"
)
"""Every command has it, and with nothing beside it, its heading."""


def render() -> str:
    """Every command with its arguments and options."""
    command = typer.main.get_command(app)
    context = typer.Context(command, info_name="etl")
    text = typer.cli.get_docs_for_click(obj=command, ctx=context, name="etl")
    # The first part lists the commands with their sentences cut short; the contents have them.
    _, _, commands = text.partition("\n## ")
    return _HELP.sub("", f"{_HEAD}\n## {commands}")
