"""Decisions on what is held back, as rows."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, insert, select

from etl.chunks import chunks
from etl.errors import WarehouseError
from etl.portal.model import Snapshot
from etl.quality.check_results import Verdict
from etl.quality.verdicts import AS_READ, Amendment, Decision
from etl.warehouse.connection.engine import transaction
from etl.warehouse.journal.waiting_for_verdict import (
    CONTENTS,
    FIGURE,
    Held,
    content,
    figure_of,
    held,
)
from etl.warehouse.schema.tables import decision, document, portal, quarantine, snapshot

_MADE = "made_"
_COLUMNS = tuple(column.name for column in decision.columns)
_DECISIONS = (
    select(
        # Of both tables' columns of one name the decision's is what was amended.
        *(decision.c[name].label(f"{_MADE}{name}") for name in _COLUMNS),
        *(quarantine.c[name] for name in FIGURE),
        *(quarantine.c.failures, snapshot.c.sha256, document.c.key, portal.c.name),
    )
    .select_from(CONTENTS)
    .join(decision, decision.c.quarantine_id == quarantine.c.id)
    .where(snapshot.c.sha256.in_(bindparam("contents", expanding=True)))
    .order_by(decision.c.decided_at.desc(), decision.c.id.desc())
)


def decide(
    target: Engine | Connection,
    held_ids: Sequence[int],
    verdict: Verdict,
    reason: str,
    decided_by: str,
    now: datetime,
    amendment: Amendment = AS_READ,
) -> None:
    """Write down a decision on each of several; it loads nothing by itself.

    Raises:
        NothingFound: nothing that was held back is called so.
        WarehouseError: one is to be released that was loaded after all, a bulletin is to be
            amended as a whole, or the database fails; nothing is written down.
    """
    with transaction(target) as connection:
        for held_id in held_ids:
            one = held(connection, held_id)
            if verdict == "released" and one.released_at is not None:
                raise WarehouseError(
                    f"{_called(one)} was loaded on {one.released_at:%Y-%m-%d}: there is nothing "
                    "to release. To reject it takes it back."
                )
            if verdict == "amended" and one.figure is None:
                raise WarehouseError(
                    f"{one.title} is held back as a whole; only a single figure can be amended: "
                    "release it, and then amend the figures that still wait."
                )
            connection.execute(
                insert(decision).values(
                    quarantine_id=held_id,
                    verdict=verdict,
                    reason=reason,
                    decided_by=decided_by,
                    decided_at=now,
                    value=amendment.value,
                    unit=amendment.unit,
                    indicator=amendment.indicator,
                )
            )


def decisions(connection: Connection, contents: Iterable[Snapshot]) -> dict[str, list[Decision]]:
    """Every decision on each of the contents of one portal, by their hash, latest first."""
    found: dict[str, list[Decision]] = {}
    keys = {(one.portal, one.key, one.sha256) for one in contents}
    for some in chunks(sorted({sha256 for _, _, sha256 in keys})):
        for row in connection.execute(_DECISIONS, {"contents": some}):
            if (row.name, row.key, row.sha256) in keys:
                found.setdefault(row.sha256, []).append(_as_decision(row))
    return found


def decisions_on(connection: Connection, one: Held) -> list[Decision]:
    """Every decision on one that is held back, latest first."""
    page = content(connection, one.id)
    read = one.figure and one.figure.read
    made = decisions(connection, [page]).get(page.sha256, ())
    return [decision for decision in made if decision.figure == read]


def _as_decision(row: Any) -> Decision:
    made = {name: getattr(row, f"{_MADE}{name}") for name in _COLUMNS}
    return Decision(
        verdict=made["verdict"],
        failures=frozenset(row.failures or ()),
        reason=made["reason"],
        decided_by=made["decided_by"],
        decided_at=made["decided_at"],
        figure=figure_of(row),
        amendment=Amendment(made["value"], made["unit"], made["indicator"]),
    )


def _called(one: Held) -> str:
    if one.figure is None:
        return one.title
    return f"“{one.figure.read.evidence}” of {one.title}"
