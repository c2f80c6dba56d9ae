"""Drafts of facts: read from their clauses, not yet tied to their promises."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import islice
from math import inf
from typing import NamedTuple

from etl.bulletin.grammar.numerals.quantity import Quantity
from etl.bulletin.model import Measure, Part, Qualifier, Stage


class Draft(NamedTuple):
    """A fact in the making. What is learnt of it later is another draft with its key."""

    key: int
    """Its serial number in the bulletin, by which others refer to it."""
    quantity: Quantity
    part: Part
    measure: Measure
    value: Decimal
    unit: str
    label: str
    stage: Stage | None = None
    stage_said: bool = False
    """The stage rests on 已建成 alone; it holds where the pledge also counts started work."""
    breakdown: str | None = None
    among: str = ""
    """What tells a part from its whole in a label: 投资(中央补助)."""
    rate: str = ""
    """The name that a rate has of its own: 开工率."""
    part_of: int | None = None
    """Key of the whole of which it counts a part: 其中公共泊位8000个."""
    from_topic: bool = False
    """The label is the topic's: nothing nearer names what is counted."""
    of: int | None = None
    """Key of the figure that a share, a plan or a change speaks of."""
    own: bool = True
    """The figure's own clause names what is counted."""
    segment: int = 0
    """Place of the stretch it was read from, in its item."""
    grows: bool = False
    """It promises a growth or a fall, which a growth measures: 增长8%以上."""
    because: tuple[str, ...] = ()
    """The constructions that decided what it says."""
    margin: float = inf
    """Votes by which they lead."""
    instead: str = ""
    """The measure that came second, if one did."""
    row: int = 0
    period_end: date | None = None
    years_before: int = 0
    target: int | None = None
    promise: int | None = None
    """Key of the promise that stands right before it: 12个食堂已建成7个."""

    @property
    def qualifier(self) -> Qualifier | None:
        """What bends the figure: 超过, 左右, 多."""
        return self.quantity.qualifier


class Drafts:
    """Figures in the order of the text, each as it is by now, to be looked up by their keys."""

    def __init__(self, drafts: Iterable[Draft] = ()) -> None:
        self._by_key = {d.key: d for d in drafts}

    def __len__(self) -> int:
        return len(self._by_key)

    def __iter__(self) -> Iterator[Draft]:
        return iter(self._by_key.values())

    def __contains__(self, key: int) -> bool:
        return key in self._by_key

    def __getitem__(self, key: int) -> Draft:
        return self._by_key[key]

    def get(self, key: int | None) -> Draft | None:
        """The figure that is referred to, if it is among them."""
        return None if key is None else self._by_key.get(key)

    @property
    def last(self) -> Draft | None:
        """The last of them."""
        return next(reversed(self._by_key.values()), None)

    def latest(self, count: int) -> list[Draft]:
        """The last so many, in order."""
        return [*islice(reversed(self._by_key.values()), count)][::-1]

    def copy(self) -> "Drafts":
        """The same, to be changed without these."""
        other = Drafts()
        other._by_key = self._by_key.copy()
        return other

    def put(self, draft: Draft) -> None:
        """Put a figure in the place of the one with its key, or else behind all others."""
        self._by_key[draft.key] = draft

    def without(self, instead: Mapping[int, int]) -> "Drafts":
        """All but some, with another for each of these that others may refer to."""
        if not instead:
            return self

        def other(key: int | None) -> int | None:
            return None if key is None else instead.get(key, key)

        kept = Drafts(d for d in self if d.key not in instead)
        for d in kept:
            references = other(d.of), other(d.part_of), other(d.promise)
            if references != (d.of, d.part_of, d.promise):
                of, part_of, promise = references
                kept.put(d._replace(of=of, part_of=part_of, promise=promise))
        return kept
