"""What of contents that are read again was held back, and what was decided about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Engine

from etl.pipeline.readings import Reading
from etl.quality.verdicts import Decision, FigureRead, Settled, applying, settle
from etl.warehouse.connection.engine import read_only
from etl.warehouse.journal.decision_records import decisions
from etl.warehouse.queries.earlier_readings import Content, held_of
from etl.warehouse.statements import Key, Statement


@dataclass(frozen=True, slots=True)
class HeldBefore:
    """What was held back of some contents, and what was decided about it."""

    held: Mapping[int, Mapping[Key, tuple[Statement, frozenset[str]]]]
    """By reading."""
    made: Mapping[str, Sequence[Decision]]
    """By the content's hash."""

    def settle(self, content: Content, again: Reading) -> Settled:
        """What of a content read again is loaded, and what is left out."""
        made = self.made.get(content.snapshot.sha256, ())
        return settle(again.bulletin, (), made, self.held_before(content))

    def rejected(self, content: Content) -> bool:
        """Whether somebody decided last that nothing of a content is loaded."""
        decision = applying(self.made.get(content.snapshot.sha256, ()), frozenset())
        return decision is not None and decision.verdict == "rejected"

    def held_before(self, content: Content) -> dict[FigureRead, frozenset[str]]:
        """What the last reading of a content left out."""
        return {
            FigureRead(
                one.promise[1], one.wording or "", measure, one.value, one.unit, one.evidence
            ): why
            for (_, _, measure), (one, why) in self.held.get(content.reading_id or 0, {}).items()
        }


def held_before(contents: Sequence[Content], engine: Engine) -> HeldBefore:
    """Ask the warehouse about a batch of contents.

    Raises:
        WarehouseError: the database fails.
    """
    with read_only(engine) as connection:
        held = held_of(connection, [one.reading_id for one in contents if one.reading_id])
        return HeldBefore(held, decisions(connection, [one.snapshot for one in contents]))
