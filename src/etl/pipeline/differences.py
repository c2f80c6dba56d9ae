"""Two readings of a page beside one another, figure by figure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from etl.indicators.model import Indicator
from etl.pipeline.model import Reading
from etl.warehouse.stated import Key, Statement, statements_in

Kind = Literal["added", "removed", "changed"]


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
    again: Reading, indicators: Sequence[Indicator], before: Mapping[Key, Statement]
) -> Iterator[Difference]:
    """Where a reading states other figures than ``before``, whole statements compared."""
    after = statements_in(again.bulletin, indicators)
    for key in {**after, **before}:
        old, new = before.get(key), after.get(key)
        if old and new and old.says_as(new):
            continue
        kind: Kind = "changed" if old and new else "added" if new else "removed"
        yield Difference(kind, *key, old, new, again.title, again.snapshot.url)
