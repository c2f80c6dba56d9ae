"""The start page of a run's Data Docs: which bulletin passed which gate, and where it says why."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import get_args

from etl.quality.check_results import CheckResult, Gate

Checked = Sequence[tuple[str, Sequence[CheckResult]]]
"""The titles of bulletins, and what was found in each."""

_GATES: tuple[Gate, ...] = get_args(Gate)
_ABOUT = {
    "document": "the bulletin as a whole",
    "facts": "each figure",
    "history": "beside what was said before",
}


def index_page(
    heading: str, checked: Checked, pages: Mapping[str, Sequence[str]], style: str
) -> str:
    """The page.

    Args:
        heading: its first line.
        checked: what was found in each bulletin.
        pages: by gate the addresses of the validations, in order; a validation is of all
            bulletins that were checked at once.
        style: of all pages.
    """
    heads = "".join(f"<th>{gate}<br><small>{_ABOUT[gate]}</small></th>" for gate in _GATES)
    rows = "".join(_row(title, checks, pages) for title, checks in checked)
    listed = "".join(
        f'<li id="{gate}">{gate}: {_links(of_gate)}</li>' for gate, of_gate in pages.items()
    )
    bulletins = (
        f"<table><thead><tr><th>Bulletin</th>{heads}</tr></thead><tbody>{rows}</tbody></table>"
        if rows
        else "<p>No bulletin came through all gates.</p>"
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(heading)}</title>{style}</head><body><h1>{escape(heading)}</h1>"
        "<p>What was checked in this run. A failed check that is <b>critical</b> holds a bulletin "
        "or a figure back; a <b>warning</b> is kept with the figures.</p>"
        f"{bulletins}<h2>Validations</h2><p>Each is of all bulletins that were checked at once, "
        f"with every expectation and what it found.</p><ul>{listed}</ul></body></html>"
    )


def _row(title: str, checks: Sequence[CheckResult], pages: Mapping[str, Sequence[str]]) -> str:
    cells = "".join(
        "<td>"
        + _verdict(gate, [one for one in checks if one.gate == gate], pages.get(gate, ()))
        + "</td>"
        for gate in _GATES
    )
    return f"<tr><td>{escape(title)}</td>{cells}</tr>"


def _verdict(gate: str, checks: Sequence[CheckResult], pages: Sequence[str]) -> str:
    if not checks:
        return "not checked"
    failed = [check for check in checks if not check.passed]
    word = f"{len(failed)} failed" if failed else "passed"
    target = pages[0] if len(pages) == 1 else f"#{gate}"
    said = f'<a href="{escape(target)}">{word}</a>' if pages else word
    return said + "".join(
        f"<br><small>{escape(check.severity)}: {escape(check.expectation)}: "
        f"{escape(check.observed)}</small>"
        for check in failed
    )


def _links(pages: Iterable[str]) -> str:
    return ", ".join(
        f'<a href="{escape(page)}">validation {number}</a>'
        for number, page in enumerate(pages, start=1)
    )
