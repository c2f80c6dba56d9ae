"""What the documents speak of is there: files, headings, commands and options."""

import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from etl.cli import app

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "*/README.md", "warehouse/*.md")
    for path in ROOT.glob(pattern)
)
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\((?!\w+:)([^)\s#]*)(?:#([^)\s]+))?\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_CODE = re.compile(r"`([^`]+)`|^(?: {4}|\t)(.+)$", re.MULTILINE)
_COMMAND = re.compile(r"(?<![\w/.-])(?:\.venv/bin/)?etl ([a-z][^\n#│;(]*)")


def _prose(path: Path) -> str:
    return _FENCE.sub("", path.read_text("utf-8"))


def _anchors(path: Path) -> set[str]:
    """Headings as a forge and the site call them."""
    headings = _HEADING.findall(_prose(path))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_types_that_the_glossary_names_are_there() -> None:
    named = re.findall(r"`(etl\.[\w.]+)\.(\w+)`", (ROOT / "docs/glossary.md").read_text("utf-8"))
    assert named
    for module, name in named:
        assert hasattr(importlib.import_module(module), name), f"{module}.{name}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    for address, anchor in _LINK.findall(_prose(document)):
        aim = (document.parent / address).resolve() if address else document
        assert aim.exists(), address
        assert not anchor or anchor in _anchors(aim), f"{address}#{anchor}"


def test_the_commands_that_documents_name_are_there() -> None:
    unknown = [
        f"{document.name}: etl {said}"
        for document in DOCUMENTS
        for said in _said(document)
        if not _is_command(said.replace("\\|", "|").split())
    ]
    assert not unknown


def _said(document: Path) -> Iterator[str]:
    """What stands behind ``etl`` in a document's code."""
    text = document.read_text("utf-8")
    code = [fence[0] for fence in _FENCE.finditer(text)]
    code += [" ".join((span or line).split()) for span, line in _CODE.findall(_prose(document))]
    for piece in code:
        yield from _COMMAND.findall(piece)


def _is_command(words: list[str]) -> bool:
    """Whether there are such a command, all of its alternatives, and the options."""
    command: Any = typer.main.get_command(app)
    commands = [command]
    while words and hasattr(commands[0], "commands"):
        names = words.pop(0).rstrip(",.:").split("|")
        if not set(names) <= set(commands[0].commands):
            return False
        commands = [commands[0].commands[name] for name in names]
    options = {name for one in commands for param in one.params for name in param.opts}
    named = {found[1] for word in words if (found := re.match(r"\[?(--[a-z-]+)", word))}
    return named - {"--help"} <= options
