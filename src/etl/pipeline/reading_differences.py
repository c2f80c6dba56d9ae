"""Two readings of a page beside one another, figure by figure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from etl.indicators.model import Indicator
from etl.pipeline.readings import Reading
from etl.quality.verdicts import Settled
from etl.warehouse.statements import Key, Statement, left_out, statements_in

Kind = Literal["added", "removed", "changed", "held"]
"""``held``: it is in doubt now, and waits for a decision."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that a page states otherwise when it is read again."""

    kind: Kind
    indicator: Indicator
    period_end: date
    measure: str
    before: Statement | None
    """None where the figure was not read before."""
    after: Statement | None
    """None where it is not read any more."""
    title: str
    url: str

    @property
    def evidence(self) -> str:
        """The words read, now or, of a removed figure, before."""
        stated = self.after or self.before
        return stated.evidence if stated else ""


def differences(
    again: Reading,
    settled: Settled,
    indicators: Sequence[Indicator],
    before: Mapping[Key, Statement],
    held_before: Mapping[Key, Statement],
) -> Iterator[Difference]:
    """Where a reading states, or holds back, other figures than one before.

    Whole statements are compared.

    Args:
        again: the new reading.
        settled: what is loaded of it and what is left out; ``indicators`` are parallel to it.
        indicators: those of its facts.
        before: what was stated before.
        held_before: what was left out before.
    """
    bulletin, held = settled.bulletin, settled.held
    after = statements_in(bulletin, indicators, held)
    everything = statements_in(bulletin, indicators)
    held_after = {key: everything[key] for key in left_out(bulletin, indicators, held)}
    for key in {**after, **held_after, **before, **held_before}:
        old, new = before.get(key), after.get(key)
        doubted = held_after.get(key)
        if old and new and old.says_as(new):
            continue
        if doubted:
            if old or key not in held_before:
                yield Difference("held", *key, old, doubted, again.title, again.snapshot.url)
            continue
        old = old or (None if new else held_before.get(key))
        kind: Kind = "changed" if old and new else "added" if new else "removed"
        yield Difference(kind, *key, old, new, again.title, again.snapshot.url)
