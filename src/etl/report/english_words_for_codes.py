"""Words that a stranger knows for the warehouse's codes; CSV and JSON keep the codes."""

from collections.abc import Mapping

from etl.report.bilingual_names import MEASURES as NAMES

MEASURES = {measure: name.en for measure, name in NAMES.items()}
REASONS = {
    "first": "first",
    "portal_revision": "corrected",
    "reparse": "read anew",
    "withdrawn": "withdrawn",
    "released": "released",
    "amended": "amended",
}
OUTCOMES = {
    "new": "new",
    "revised": "revised",
    "withdrawn": "withdrawn",
    "unchanged": "unchanged",
    "external": "leading elsewhere",
    "settled": "too old to ask for again",
    "quarantined": "held back",
    "failed": "failed",
}
"""What became of pages."""
COUNTS = {
    **OUTCOMES,
    "found": "found",
    "facts": "figures read",
    "facts_held": "figures in doubt",
    "versions": "versions added",
    "warnings": "warnings",
    "differences": "figures differ",
    "loaded": "loaded",
}
"""What a run came to; other counts say nothing to somebody who looks at many runs."""


def counted(summary: Mapping[str, int | str] | None) -> str:
    """A run's counts without zeros: ``12 found, 1 revised``."""
    told = []
    for name, value in (summary or {}).items():
        if isinstance(value, str):
            told.append(", ".join(OUTCOMES.get(one, one) for one in value.split(", ")))
        elif value and name in COUNTS:
            told.append(f"{value:,} {COUNTS[name]}")
    return ", ".join(told)
