"""Templates to pages. Whatever is filled in is escaped, and shown where it would not be seen."""

import base64
import unicodedata
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, StrictUndefined
from jinja2.loaders import FileSystemLoader
from markupsafe import Markup

from etl.decimals import plain
from etl.report import bilingual_names, words_for_checks
from etl.site.page_addresses import shown

_PAGES = Path(__file__).parent / "templates"
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
"""Categories of characters that do not print, or turn the order of those beside them."""


def fill(template: str, **values: object) -> str:
    """The page that a template of ``pages/`` makes of values."""
    return _environment().get_template(template).render(**values)


def visible(text: str) -> str:
    """The text with a mark in place of each character that does not print."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in "\t\n" else _mark(c) for c in text)


def policy(script: str) -> str:
    """A Content-Security-Policy under which a page asks for nothing and runs ``script`` alone."""
    digest = base64.b64encode(sha256(script.encode()).digest()).decode()
    return (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
        f"form-action 'none'; script-src 'sha256-{digest}'"
    )


def asset(name: str) -> Markup:
    """A style sheet or script of ``pages/``, to stand in a page as it is."""
    return Markup((_PAGES / name).read_text("utf-8"))  # noqa: S704 - a file of our own


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_PAGES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: (
            visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
        ),
    )
    environment.globals.update(
        number=lambda value: f"{value:,}",
        plain=plain,
        shown=shown,
        MEASURES=bilingual_names.MEASURES,
        MEANINGS=bilingual_names.MEANINGS,
        CERTAINTIES=bilingual_names.CERTAINTIES,
        STATUSES=bilingual_names.STATUSES,
        REASONS=bilingual_names.REASONS,
        SEVERITIES=bilingual_names.SEVERITIES,
        observed=words_for_checks.observed,
        why=words_for_checks.why,
        held_back=words_for_checks.held_back,
    )
    return environment


def _mark(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    return "�" if unicodedata.category(character) in _UNSEEN else " "
