"""The figures that a run changed, as Markdown for Prefect."""

from collections.abc import Sequence

from etl.escaping import markdown_link
from etl.report.english_words_for_codes import MEASURES
from etl.report.write_rows import Column, code, markdown_table, moment, number
from etl.warehouse.queries.run_changes import Change

_COLUMNS = (
    Column("indicator", "Indicator"),
    moment("period_end", "Period"),
    code("measure", "Measure", MEASURES),
    number("before", "Before"),
    number("after", "After"),
    Column("why", "Why"),
)
_WHY = {
    "first": "new",
    "portal_revision": "changed by the portal",
    "reparse": "read better",
    "withdrawn": "no longer stated",
    "released": "released by a person",
    "amended": "corrected by a person",
}


def figures_markdown(portal: str, changed: Sequence[Change], total: int) -> str:
    """New and revised figures with before and after, and under each page's link its own.

    Args:
        portal: its name, for the heading.
        changed: those to be shown, revisions first.
        total: how many there are.
    """
    revised = sum(change.reason != "first" for change in changed)
    lines = [f"# {portal}: {total:,} figures new or revised"]
    if not total:
        return f"{lines[0]}\n"
    lines += ["", f"{revised:,} of those shown took another's place; they come first."]
    if len(changed) < total:
        lines += ["", f"Shown are {len(changed):,}; `etl history INDICATOR` has every one."]
    pages: dict[tuple[bool, str, str], list[Change]] = {}
    for change in changed:
        pages.setdefault((change.reason == "first", change.url, change.title), []).append(change)
    for (_, url, title), of_page in pages.items():
        lines += ["", f"## {markdown_link(title or url, url)}", ""]
        lines += markdown_table([_row(change) for change in of_page], _COLUMNS)
    return "\n".join(lines) + "\n"


def _row(change: Change) -> dict[str, object]:
    return {
        "indicator": change.indicator.name,
        "period_end": change.period_end,
        "measure": change.measure,
        "before": change.before,
        "after": change.after,
        "why": _WHY[change.reason],
    }
