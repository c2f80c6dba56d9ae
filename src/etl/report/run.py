"""The story of a run: on the terminal, and as Markdown for Prefect."""

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from etl import inert
from etl.pipeline.model import OUTCOMES, PageReport, RunReport
from etl.quality.model import CheckResult
from etl.report.rows import Column, markdown_table, moment, number, table
from etl.warehouse.model import Revision

_SHOWN = 12
"""Revisions and failed checks shown before the rest is only counted."""

_REVISIONS = (
    Column("indicator", "Indicator"),
    moment("period_end", "Period"),
    moment("measure", "Measure"),
    number("before", "Before"),
    number("after", "After"),
)
_CHECKS = (
    Column("title", "Bulletin"),
    moment("severity", "Severity"),
    Column("expectation", "Expectation"),
    Column("observed", "Observed"),
)
_NOT_LOADED = "Not loaded"
_DECIDE = (
    "What is quarantined waits for a decision: `etl quarantine list` has its number, `etl "
    "quarantine show N` all that failed; then `release N` loads it, `reject N` keeps it out."
)
_PROBLEMS = (
    Column("title", "Page"),
    moment("outcome", "Outcome"),
    moment("state", "State"),
    Column("problem", "Problem"),
)
_NOTES = (Column("title", "Page"), Column("note", "Note"))
_HELD = (Column("title", "Bulletin"), number("read", "Loaded"), number("held", "Held back"))
_IN_DOUBT = "Figures in doubt"
_DECIDE_FIGURES = (
    "A figure in doubt waits by itself, the rest of its bulletin is loaded: `etl quarantine list` "
    "shows what each was read as, `show N --open` makes a page to decide on; `release`, `amend` or "
    "`reject` decide."
)


def counts(report: RunReport) -> dict[str, int]:
    """What the run came to, in numbers; also kept with the run in the warehouse."""
    passed = sum(check.passed for check in report.checks)
    return {
        "found": len({page.url for page in report.pages}),
        **{outcome: report.outcomes[outcome] for outcome in OUTCOMES},
        "facts": report.facts,
        "facts_held": report.held,
        "versions": report.versions,
        "checks": len(report.checks),
        "checks_passed": passed,
        "warnings": sum(len(page.warnings) for page in report.pages),
    }


def summary(report: RunReport) -> RenderableType:
    """The run as a terminal shows it."""
    heading = Text(f"{report.portal}: {headline(report)}", style="bold")
    blocks: list[RenderableType] = [heading, _overview(report)]
    for title, columns, rows in _sections(report):
        blocks += [Text(), Text(title, style="bold"), table(rows[:_SHOWN], columns)]
        if len(rows) > _SHOWN:
            blocks.append(Text(f"and {len(rows) - _SHOWN} more", style="dim"))
    if report.data_docs:
        blocks += [Text(), Text(f"Data Docs: {report.data_docs}", overflow="fold")]
    if report.site:
        blocks += [Text(), Text(f"Site: {report.site}", overflow="fold")]
    return Group(*blocks)


def markdown(report: RunReport) -> str:
    """The run as an artifact in Prefect: what needs somebody first, the counts last."""
    lines = [f"# {report.portal}: {inert.markdown(sentence(report))}"]
    for title, columns, rows in _sections(report):
        lines += ["", f"## {title}", "", *markdown_table(rows, columns)]
        if title == _NOT_LOADED and report.outcomes["quarantined"]:
            lines += ["", _DECIDE]
        elif title == _IN_DOUBT:
            lines += ["", _DECIDE_FIGURES]
    if report.data_docs:
        # A path is more use than a link where the browser is on another machine.
        lines += ["", f"Data Docs: [{report.data_docs}]({report.data_docs})"]
    if report.site:
        lines += ["", f"Site: [{report.site}]({report.site})"]
    lines += ["", "## In numbers", "", "| | |", "|---|---:|"]
    lines += [f"| {name.strip()} | {value} |" for name, value in _overview_rows(report)]
    return "\n".join(lines) + "\n"


def headline(report: RunReport) -> str:
    """The run in one clause: ``3 new, 1 revised, 10 unchanged``."""
    parts = [f"{report.outcomes[o]} {o}" for o in OUTCOMES if report.outcomes[o]]
    return f"{', '.join(parts) or 'no bulletin found'}{_overdue(report)}"


def sentence(report: RunReport) -> str:
    """The run in one sentence that says first what needs somebody."""
    found = counts(report)["found"]
    failed = [page for page in report.pages if page.outcome == "failed"]
    held = [page for page in report.pages if page.outcome == "quarantined"]
    if failed:
        ways = ", ".join(sorted({page.state for page in failed}))
        return f"{len(failed)} of {found} bulletins failed ({ways}); in all: {headline(report)}."
    if held:
        names = ", ".join(page.title for page in held)
        return f"Held back, nothing of it is loaded: {names}; in all: {headline(report)}."
    if changed(report):
        doubt = f", {report.held:,} figures in doubt held back" if report.held else ""
        return f"{headline(report)}: {report.versions:,} versions of figures added{doubt}."
    return f"Nothing new: all {found} bulletins are as they were{_overdue(report)}."


def changed(report: RunReport) -> bool:
    """Whether the run changed anything that is held true."""
    return any(report.outcomes[outcome] for outcome in ("new", "revised", "withdrawn"))


def _overdue(report: RunReport) -> str:
    late = report.overdue
    return f"; overdue: {late.period_end}, expected by {late.by}" if late else ""


def _overview(report: RunReport) -> Table:
    grid = Table(show_header=False)
    grid.add_column()
    grid.add_column(justify="right")
    for name, value in _overview_rows(report):
        grid.add_row(name, value)
    return grid


def _overview_rows(report: RunReport) -> list[tuple[str, str]]:
    count = counts(report)
    return [
        ("Bulletins found", f"{count['found']:,}"),
        *((f"  {outcome}", f"{count[outcome]:,}") for outcome in OUTCOMES),
        *((f"    {state}", f"{many:,}") for state, many in sorted(report.states.items())),
        ("Facts read", f"{count['facts'] + count['facts_held']:,}"),
        *([("  held back, in doubt", f"{report.held:,}")] if report.held else []),
        ("Versions added", f"{count['versions']:,}"),
        ("Checks passed", f"{count['checks_passed']:,} of {count['checks']:,}"),
    ]


def _sections(
    report: RunReport,
) -> Iterator[tuple[str, Sequence[Column], list[dict[str, object]]]]:
    """The tables that have rows."""
    problems: list[dict[str, object]] = [
        {
            "title": page.title,
            "outcome": page.outcome,
            "state": page.state,
            "problem": page.problem,
        }
        for page in report.pages
        if page.problem
    ]
    notes: list[dict[str, object]] = [
        {"title": page.title, "note": page.note} for page in report.pages if page.note
    ]
    checks = [_check(page, c) for page in report.pages for c in page.checks if not c.passed]
    checks.sort(key=lambda row: row["severity"] != "critical")
    revisions = [_revision(r) for p in report.pages if p.loaded for r in p.loaded.revisions]
    doubts: list[dict[str, object]] = [
        {"title": page.title, "read": page.loaded.facts, "held": page.loaded.held}
        for page in report.pages
        if page.loaded and page.loaded.held
    ]
    if problems:
        yield _NOT_LOADED, _PROBLEMS, problems
    if doubts:
        yield _IN_DOUBT, _HELD, doubts
    if notes:
        yield "To be looked at", _NOTES, notes
    if checks:
        yield "Checks failed", _CHECKS, checks
    if revisions:
        yield "Figures revised", _REVISIONS, revisions


def _check(page: PageReport, check: CheckResult) -> dict[str, object]:
    return {
        "title": page.title,
        "severity": check.severity,
        "expectation": check.expectation,
        "observed": check.observed,
    }


def _revision(revision: Revision) -> dict[str, object]:
    return {
        "indicator": revision.indicator.name,
        "period_end": revision.period_end,
        "measure": revision.measure,
        "before": revision.before,
        "after": revision.after or "withdrawn",
    }


def next_steps(report: RunReport) -> Table:
    """What to try after a run: commands, and what each shows."""
    grid = Table.grid(padding=(0, 3))
    grid.add_row("[bold]What to try next[/bold]")
    if report.outcomes["quarantined"] or report.held:
        grid.add_row("etl quarantine list", "what is held back, and why; show ID for all of it")
    grid.add_row("etl history 新增停车泊位", "a figure through the months, each version of it")
    grid.add_row("etl known 2024-12-31 --published", "all that had been published by a day")
    grid.add_row("etl site build --open", "all of it in a browser, in Chinese and English")
    grid.add_row("etl status", "what the warehouse holds, and the latest runs")
    return grid
