"""All portals in one table: how each stands, what needs somebody first."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from sqlalchemy import Connection

from etl import escaping
from etl.portal.model import Portal
from etl.portal.page.printed_dates import ZONE
from etl.warehouse.journal.waiting_for_verdict import waiting
from etl.warehouse.queries.portal_histories import corrections_since, last_runs
from etl.warehouse.queries.portal_standings import Standing, standings

CORRECTED_WITHIN = timedelta(days=30)

State = Literal["failed", "held back", "overdue", "in doubt", "never run", "well", "off"]
_ORDER: tuple[State, ...] = (
    *("failed", "held back", "overdue", "in doubt", "never run", "well", "off"),
)
"""What needs somebody most comes first."""
_NEEDED: Mapping[State, str] = {
    "failed": "■",
    "held back": "▲",
    "overdue": "▲",
    "in doubt": "△",
}
"""What needs somebody, and its mark: of the shapes that any font has, as emoji are not."""


@dataclass(frozen=True, slots=True)
class PortalLine:
    """A portal in the table."""

    standing: Standing
    state: State
    """``off``: it is not looked at by itself, and nothing of it needs anybody."""
    held_bulletins: int
    held_figures: int
    corrections: int
    """Figures that the portal changed or took back, as learned within CORRECTED_WITHIN."""
    looked_at: datetime | None


def portal_lines(
    connection: Connection, portals: Iterable[Portal], now: datetime
) -> list[PortalLine]:
    """How all portals stand, those that need somebody first."""
    held = waiting(connection)
    whole = Counter(one.portal for one in held if one.figure is None)
    figures = Counter(one.portal for one in held if one.figure is not None)
    runs, corrected = last_runs(connection), corrections_since(connection, now - CORRECTED_WITHIN)
    lines = []
    for standing in standings(connection, portals, held, now):
        name = standing.portal.name
        ended, looked_at = runs.get(name, (None, None))
        many = (whole[name], figures[name])
        state = _state(standing, ended, *many)
        lines.append(PortalLine(standing, state, *many, corrected.get(name, 0), looked_at))
    return sorted(lines, key=lambda one: (_ORDER.index(one.state), one.standing.portal.name))


def _state(standing: Standing, ended: str | None, whole: int, figures: int) -> State:
    if ended == "failed":
        return "failed"
    if whole:
        return "held back"
    if standing.overdue:
        return "overdue"
    if figures:
        return "in doubt"
    if not standing.portal.scheduled:
        return "off"
    return "never run" if ended is None else "well"


def portals_markdown(lines: Sequence[PortalLine], now: datetime) -> str:
    """The table, headed by how many portals are in which state."""
    many = Counter(line.state for line in lines)
    said = ", ".join(f"{many[state]} {state}" for state in _ORDER if many[state])
    told = [
        f"# {len(lines)} portals: {said}",
        "",
        f"As of {now.astimezone(ZONE):%Y-%m-%d %H:%M} Shanghai. What needs somebody stands first; "
        f"figures corrected within {CORRECTED_WITHIN.days} days are counted.",
        "",
        "| State | Portal | Last bulletin | Due by | Held | Corrected | Looked at |",
        "|---|---|---|---|---|---:|---|",
    ]
    told += [f"| {' | '.join(_cells(line))} |" for line in lines]
    return "\n".join(told) + "\n"


def _cells(line: PortalLine) -> tuple[str, ...]:
    portal, last, next_one = line.standing.portal, line.standing.last, line.standing.expected
    held = [
        f"{many} {what}{'s' * (many != 1)}"
        for many, what in ((line.held_bulletins, "bulletin"), (line.held_figures, "figure"))
        if many
    ]
    name = (
        f"[{portal.name}](/artifacts/key/monthly-{portal.name})" if line.looked_at else portal.name
    )
    looked_at = line.looked_at and line.looked_at.astimezone(UTC).astimezone(ZONE)
    return (
        f"{mark} **{line.state}**" if (mark := _NEEDED.get(line.state)) else line.state,
        f"{name} {escaping.markdown(portal.city)}",
        f"{last.period_end}, on {last.published:%m-%d}" if last else "",
        str(next_one.by) if next_one else "",
        ", ".join(held),
        str(line.corrections or ""),
        f"{looked_at:%m-%d %H:%M}" if looked_at else "",
    )
