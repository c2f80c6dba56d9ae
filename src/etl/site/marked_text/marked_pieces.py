"""A bulletin's text cut where figures, numerals and pledges begin and end.

``新增停车泊位23352个，占年计划的116.7%。`` is five pieces, two of them figures. Two figures may be
read from the same words; then a piece has both.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from etl.bulletin.model import Numeral, Pledge
from etl.report.bilingual_names import LOST, Name, kind
from etl.site.shown_figures import Figure

_BLANKS = re.compile(r"[\s|]*")
_LINE_ENDS = re.compile(r"\n+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words with the same marks throughout."""

    start: int
    text: str
    figures: tuple[Figure, ...]
    """Figures read from these words."""
    opens: tuple[Figure, ...]
    """Those among them that begin here."""
    closes: bool
    """Whether a figure ends here."""
    numeral: Numeral | None
    """A numeral that is no figure."""
    pledges: tuple[int, ...]
    """Pledges that begin here."""

    @property
    def lines(self) -> Sequence[str]:
        return _LINE_ENDS.split(self.text)

    @property
    def kind(self) -> Name | None:
        """What the numeral was taken for."""
        return kind(self.numeral.kind) if self.numeral else None

    @property
    def lost(self) -> bool:
        """Whether it is a numeral that may be a figure which nobody has read."""
        return self.numeral is not None and self.numeral.kind in LOST


class Pieces:
    """The text of a bulletin in pieces, to be asked for by span."""

    def __init__(
        self,
        text: str,
        figures: Sequence[Figure],
        numerals: Iterable[Numeral],
        pledges: Iterable[Pledge],
        breaks: Iterable[int],
    ) -> None:
        """Cut ``text``; ``breaks`` are further places to cut at, where lines and cells end."""
        opening: dict[int, list[Figure]] = defaultdict(list)
        closing: dict[int, list[Figure]] = defaultdict(list)
        for figure in figures:
            opening[figure.fact.start].append(figure)
            closing[figure.fact.end].append(figure)
        others = [n for n in numerals if n.kind != "fact"]
        starting = {n.start: n for n in others}
        ending = {n.end for n in others}
        heads: dict[int, list[int]] = defaultdict(list)
        for pledge in pledges:
            # An item whose number is alone on its line begins at the end of that line.
            heads[_first_word(text, pledge.start)].append(pledge.number)
        places = sorted({0, len(text), *opening, *closing, *starting, *ending, *heads, *breaks})
        self._pieces: list[Piece] = []
        current: dict[int, Figure] = {}
        numeral: Numeral | None = None
        for start, end in pairwise(places):
            for figure in closing.get(start, ()):
                current.pop(figure.number)
            current.update((figure.number, figure) for figure in opening.get(start, ()))
            if start in ending:
                numeral = None
            numeral = starting.get(start, numeral)
            self._pieces.append(
                Piece(
                    start=start,
                    text=text[start:end],
                    figures=tuple(current.values()),
                    opens=tuple(opening.get(start, ())),
                    closes=end in closing,
                    numeral=numeral,
                    pledges=tuple(heads.get(start, ())),
                )
            )
        self._starts = [piece.start for piece in self._pieces]

    def within(self, start: int, end: int) -> Sequence[Piece]:
        """The pieces of a span that begins and ends where the text was cut."""
        return self._pieces[bisect_left(self._starts, start) : bisect_left(self._starts, end)]


def _first_word(text: str, start: int) -> int:
    """The first place from ``start`` on that is neither a blank nor a bar."""
    blanks = _BLANKS.match(text, start)
    return blanks.end() if blanks else start
