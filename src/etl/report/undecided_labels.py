"""Labels that may be one indicator, or two, and wait for a decision, as rows."""

from collections.abc import Iterable, Mapping

from etl.indicators.across_years import Undecided
from etl.report.write_rows import Column, Row, number

UNDECIDED = (
    Column("portal", "Portal", wraps=False),
    number("confidence", "Sure"),
    Column("one", "One"),
    Column("one_years", "Years", wraps=False),
    Column("one_values", "Latest"),
    Column("other", "Other"),
    Column("other_years", "Years", wraps=False),
    Column("other_values", "Latest"),
    Column("unit", "Unit", wraps=False),
)


def undecided_rows(
    portal: str,
    pairs: Iterable[Undecided],
    latest: Mapping[tuple[str, str], str],
) -> list[Row]:
    """Pairs of labels with their years, and the latest value of each by label and unit."""
    return [
        {
            "portal": portal,
            "confidence": f"{pair.confidence:.2f}",
            "one": pair.one,
            "one_years": _years(pair.one_years),
            "one_values": latest.get((pair.one, pair.unit), ""),
            "other": pair.other,
            "other_years": _years(pair.other_years),
            "other_values": latest.get((pair.other, pair.unit), ""),
            "unit": pair.unit,
        }
        for pair in pairs
    ]


def _years(years: Iterable[int]) -> str:
    return ", ".join(map(str, years))
