"""How the portals stand: what each published last, and whether its next bulletin is overdue."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from etl.portal.model import Portal
from etl.portal.publishing_habits import Expected, Published, expect, overdue
from etl.warehouse.journal.waiting_for_verdict import Held
from etl.warehouse.queries.portal_histories import histories


@dataclass(frozen=True, slots=True)
class Standing:
    """A portal and its latest bulletin."""

    portal: Portal
    last: Published | None
    """None where nothing of it was loaded yet."""
    expected: Expected | None
    """The next one, by the portal's habits; None of a sample, whose clock stands still."""
    overdue: bool


def standings(
    connection: Connection, portals: Iterable[Portal], held: Sequence[Held], now: datetime
) -> Iterator[Standing]:
    """How portals stand at ``now``; a bulletin that is held back has appeared.

    Args:
        connection: to the warehouse.
        portals: those in question.
        held: what waits for a decision.
        now: aware.
    """
    known = list(portals)
    found = histories(connection, known)
    for portal in known:
        history = found.get(portal.name, [])
        last = max(history, key=lambda one: (one.period_end, one.published), default=None)
        today = now.astimezone(portal.zone).date()
        late = None if portal.sample else overdue(history, today)
        expected = None if portal.sample else expect(history)
        is_late = late is not None and not appeared(portal, history, held)
        yield Standing(portal, last, expected, is_late)


def appeared(portal: Portal, history: Iterable[Published], held: Iterable[Held]) -> bool:
    """Whether a bulletin that was published after all that were loaded is held back whole."""
    last = max((one.published for one in history), default=None)
    return last is not None and any(
        one.portal == portal.name
        and one.figure is None
        and one.published_at is not None
        and one.published_at.astimezone(portal.zone).date() > last
        for one in held
    )
