"""What is true of a bulletin that was read, corrupted or not, and what nobody could have seen."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from corruptions import Corrupted, Slip
from relations import Relations, Row
from years import Displaced

from etl.bulletin.model import Bulletin
from etl.quality.origin import Origin
from tests.corpus import scoring

Identity = tuple[Any, ...]
Figures = Counter[Identity]


def identity(row: Row) -> Identity:
    """What two rows must share to be one figure, the pledge's number first."""
    return scoring.identity(row)


@dataclass(frozen=True)
class Case:
    """A bulletin as the loader gets it, and what is true of it."""

    name: str
    bulletin: Bulletin | None
    """None where the reader refuses the page."""
    gold: Sequence[Row]
    misread: Figures = field(default_factory=Counter)
    """Figures that are read wrongly without any corruption."""
    done: Corrupted | None = None
    displaced: Displaced | None = None

    @property
    def facts(self) -> Sequence[Row]:
        """What is read; milestones are not scored and keep their places."""
        return [asdict(fact) for fact in self.bulletin.facts] if self.bulletin else []

    @property
    def origin(self) -> Origin:
        """What the portal's listing knows: a title, and of the sample year the city."""
        if self.displaced:
            return Origin(city="青岛", title=self.displaced.bulletin.title)
        return Origin(title=Path(self.name).stem)

    def wrong(self, facts: Sequence[Row]) -> set[int]:
        """The places of figures that are not the office's.

        Where items were lost or doubled their numbers mean nothing: each item that is read is
        held against the annotated item that it has most figures of.
        """
        truth = Counter(map(identity, self.gold))
        if not (self.done and self.done.renumbers):
            return _surplus(facts, truth)
        known: defaultdict[int, Figures] = defaultdict(Counter)
        for (pledge, *others), times in truth.items():
            known[pledge][tuple(others)] += times * (1 + self.done.twice)
        read_in: defaultdict[int, Figures] = defaultdict(Counter)
        for fact in facts:
            pledge, *others = identity(fact)
            read_in[pledge][tuple(others)] += 1
        meant: Figures = Counter()
        for pledge, figures in read_in.items():
            of = [pledge, *known]
            best = max(of, key=partial(_alike, figures, known))
            meant += Counter({(pledge, *one): times for one, times in known[best].items()})
        return _surplus(facts, meant)

    def invisible(self, wrong: Sequence[Row]) -> Figures:
        """Of wrong figures those that nothing on the page or before it contradicts."""
        figures = Counter(map(identity, wrong))
        if self.displaced:
            return Counter() if self.displaced.seen else figures
        if not self.done:
            return Counter()
        relations = Relations(self.gold)
        if not self.done.seen:
            pledges = {pledge for pledge, *_ in figures if not relations.ties(pledge)}
            return Counter({one: n for one, n in figures.items() if one[0] in pledges})
        return figures & Counter(
            _slipped(self.gold, slip)
            for slip in self.done.slips
            if not relations.sees(slip.row, slip.value)
        )


def _slipped(gold: Sequence[Row], slip: Slip) -> Identity:
    return identity({**gold[slip.row], "value": slip.value})


def _alike(figures: Figures, known: Mapping[int, Figures], pledge: int) -> int:
    return (figures & known[pledge]).total()


def _surplus(facts: Sequence[Row], truth: Figures) -> set[int]:
    left = Counter(truth)
    wrong = set()
    for place, fact in enumerate(facts):
        if fact["measure"] != "milestone":
            left[identity(fact)] -= 1
            if left[identity(fact)] < 0:
                wrong.add(place)
    return wrong
