"""A draft of a fact: read from its clause, not yet tied to its promise."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import inf

from etl.bulletin.grammar.numerals.quantity import Quantity
from etl.bulletin.model import Measure, Part, Qualifier, Stage


@dataclass(slots=True, eq=False)
class Draft:
    """A fact in the making."""

    key: int
    """Its serial number in the bulletin."""
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
    part_of: "Draft | None" = None
    """The whole of which it counts a part: 其中公共泊位8000个."""
    from_topic: bool = False
    """The label is the topic's: nothing nearer names what is counted."""
    of: "Draft | None" = None
    """The figure that a share, a plan or a change speaks of."""
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
    target: int | None = None
    promise: "Draft | None" = None
    """The promise that stands right before it: 12个食堂已建成7个."""

    @property
    def qualifier(self) -> Qualifier | None:
        """What bends the figure: 超过, 左右, 多."""
        return self.quantity.qualifier
