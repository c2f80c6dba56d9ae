"""The story of a run: on the terminal, and as Markdown for Prefect."""

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from etl import escaping
from etl.pipeline.run_report import LISTING, OUTCOMES, PageReport, RunReport
from etl.quality.check_results import CheckResult
from etl.report.english_words_for_codes import MEASURES
from etl.report.english_words_for_codes import OUTCOMES as WORDS
from etl.report.write_rows import Column, code, moment, number, readable, said, table
from etl.warehouse.model import Revision

_IN_A_SENTENCE = 3
"""Revisions named in a state's message."""
_SHOWN = 12
"""Revisions and failed checks shown before the rest is only counted."""

_REVISIONS = (
    Column("indicator", "Indicator"),
    moment("period_end", "Period"),
    code("measure", "Measure", MEASURES),
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
_TO_LOOK_AT = "To be looked at"
_FAILED = "Checks failed"
_REVISED = "Figures revised"
_DECIDE = (
    "What is held back waits for a decision: `etl quarantine list` has its number, `etl "
    'quarantine show 7` all that failed; then `etl quarantine release 7 --reason "…"` loads it, '
    '`etl quarantine reject 7 --reason "…"` keeps it out.'
)
_PROBLEMS = (
    Column("title", "Page"),
    code("outcome", "Outcome", WORDS),
    moment("state", "State"),
    Column("problem", "Problem"),
)
_NOTES = (Column("title", "Page"), Column("note", "Note"))
_HELD = (Column("title", "Bulletin"), number("read", "Loaded"), number("held", "Held back"))
_IN_DOUBT = "Figures in doubt"
_DECIDE_FIGURES = (
    "A figure in doubt waits by itself, the rest of its bulletin is loaded: `etl quarantine list` "
    "shows what each was read as, `etl quarantine show 7 --open` makes a page to decide on; `etl "
    "quarantine release`, `amend` or `reject` decide."
)

_SAID = {
    _NOT_LOADED: "**{title}** ({state}): {problem}",
    _IN_DOUBT: "**{title}**: {read} figures are loaded, {held} in doubt wait.",
    _TO_LOOK_AT: "**{title}**: {note}",
    _FAILED: "**{title}** ({severity}, {expectation}): {observed}",
    _REVISED: "{indicator}, {measure} by {period_end}: **{before} → {after}**",
}
"""A row of each table as a paragraph, which no column clips."""
_PARAGRAPHS = 100


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
    lines = [f"# {report.portal}: {escaping.markdown(sentence(report))}"]
    for title, columns, rows in _sections(report):
        lines += ["", f"## {title}"]
        for row in rows[:_PARAGRAPHS]:
            words = {c.key: escaping.markdown(readable(said(row[c.key], c))) for c in columns}
            lines += ["", _SAID[title].format_map(words)]
        if len(rows) > _PARAGRAPHS:
            lines += ["", f"And {len(rows) - _PARAGRAPHS:,} more; the warehouse has all of them."]
        if title == _NOT_LOADED and report.outcomes["quarantined"]:
            lines += ["", _DECIDE]
        elif title == _IN_DOUBT:
            lines += ["", _DECIDE_FIGURES]
    if report.site:
        lines += ["", f"Site: {_link(report.site)}"]
    if report.data_docs:
        lines += ["", f"Data Docs: {_link(report.data_docs)}"]
    lines += ["", "## In numbers", "", "| | |", "|---|---:|"]
    lines += [f"| {name.strip()} | {value} |" for name, value in _overview_rows(report)]
    return "\n".join(lines) + "\n"


def _link(address: str) -> str:
    """A link where a browser can follow it; an http page may not open files."""
    return f"<{address}>" if address.startswith("http") else f"`{address}`"


def headline(report: RunReport) -> str:
    """The run in one clause: ``3 new, 1 revised, 10 unchanged``."""
    parts = [f"{report.outcomes[o]} {WORDS[o]}" for o in OUTCOMES if report.outcomes[o]]
    return f"{', '.join(parts) or 'no bulletin found'}{_overdue(report)}"


def sentence(report: RunReport) -> str:
    """The run in one sentence that says first what needs somebody."""
    found = counts(report)["found"]
    failed = [page for page in report.pages if page.outcome == "failed"]
    held = [page for page in report.pages if page.outcome == "quarantined"]
    if failed and found == 1 and failed[0].title == LISTING:
        return f"The portal could not be looked at ({failed[0].state}): {failed[0].problem}"
    if failed:
        ways = ", ".join(sorted({page.state for page in failed}))
        return f"{len(failed)} of {found} bulletins failed ({ways}); in all: {headline(report)}."
    if held:
        names = ", ".join(page.title for page in held)
        return f"Held back, nothing of it is loaded: {names}; in all: {headline(report)}."
    if changed(report):
        doubt = f", {report.held:,} figures in doubt held back" if report.held else ""
        added = f"{report.versions:,} versions of figures added{doubt}"
        return f"{headline(report)}: {added}.{_corrected(report)}"
    return f"Nothing new: all {found} bulletins are as they were{_overdue(report)}."


def remark(report: RunReport) -> str:
    """What of a run should be seen in its name: ``3 corrections``; '' for nothing."""
    corrected = len(corrections(report))
    said = (
        (report.outcomes["failed"], "failed"),
        (report.outcomes["quarantined"], "held back"),
        (corrected, f"correction{'s' * (corrected != 1)}"),
    )
    told = [f"{many} {what}" for many, what in said if many]
    return ", ".join([*told, *(["overdue"] if report.overdue else [])])


def corrections(report: RunReport) -> list[Revision]:
    """The figures that took another's place."""
    return [one for page in report.pages if page.loaded for one in page.loaded.revisions]


def _corrected(report: RunReport) -> str:
    """`` Corrected: 新增停车泊位 by 2024-07-31 from 15480个 to 14580个.``"""
    found = corrections(report)
    if not found:
        return ""
    told = [
        f"{one.indicator.name} by {one.period_end} from {one.before or 'nothing'} to "
        f"{one.after or 'nothing (withdrawn)'}"
        for one in found[:_IN_A_SENTENCE]
    ]
    more = [f"{len(found) - _IN_A_SENTENCE:,} more"] if len(found) > _IN_A_SENTENCE else []
    return f" Corrected: {'; '.join([*told, *more])}."


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
        *((f"  {WORDS[o]}", f"{count[o]:,}") for o in OUTCOMES if count[o]),
        *(
            (f"    {state}", f"{many:,}")
            for state, many in sorted(report.states.items())
            if state != WORDS["quarantined"]
        ),
        ("Figures read", f"{count['facts'] + count['facts_held']:,}"),
        *([("  in doubt or rejected", f"{report.held:,}")] if report.held else []),
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
    notes += [{"title": breach.what, "note": breach.advice} for breach in report.breaches]
    checks = [_check(page, c) for page in report.pages for c in page.checks if not c.passed]
    checks.sort(key=lambda row: row["severity"] != "critical")
    revisions = [_revision(one) for one in corrections(report)]
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
        yield _TO_LOOK_AT, _NOTES, notes
    if checks:
        yield _FAILED, _CHECKS, checks
    if revisions:
        yield _REVISED, _REVISIONS, revisions


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
