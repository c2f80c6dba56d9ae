"""How clearly a figure was seen in a picture, carried into how sure its reading is."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

from etl.bulletin.grammar.discourse.draft_facts import Draft
from etl.bulletin.linking.certainty import Sureness
from etl.bulletin.text.character_origins import NormalText
from etl.document.ocr_confidence import Unclear

PICTURED, UNCLEAR = "read from a picture", "read from a picture, unclear"
_LEAST, _LEAST_ABOUT = 0.9, 0.5
"""How sure each character of a figure must be, and each of the words before it in its clause,
which say what it is; see benchmarks/README.md for the measurement."""
_ENDS = re.compile(r"[\n|,。;:]")
_LONGEST_CLAUSE = 60


class Sight:
    """How clearly the characters of a text were seen."""

    def __init__(self, unclear: Sequence[Unclear], normal: NormalText) -> None:
        """Lay it over the normal form of the text.

        Args:
            unclear: in the order of the text.
            normal: what is read, with the place of each character in the text.
        """
        self._at = [one.at for one in unclear]
        self._confidence = [one.confidence for one in unclear]
        self._normal = normal

    def of(self, start: int, end: int) -> float:
        """The confidence of the least clear character of a span of the normal form."""
        first, last = self._normal.origin(start, end)
        found = self._confidence[bisect_left(self._at, first) : bisect_left(self._at, last)]
        return min(found, default=1.0)


def _clause(text: str, at: int) -> int:
    """Where the clause of a figure begins."""
    begin = max(at - _LONGEST_CLAUSE, 0)
    return max((end.end() for end in _ENDS.finditer(text, begin, at)), default=begin)


def as_seen(
    text: str, sureness: Mapping[int, Sureness], drafts: Iterable[Draft], sight: Sight
) -> Mapping[int, Sureness]:
    """The same for a text that was read from pictures.

    A figure that was seen unclearly is in doubt even where arithmetic agrees: a share of three
    digits does not tell 23352 from 23358.
    """
    seen = dict(sureness)
    for d in drafts:
        before = sureness[d.key]
        start, end = d.quantity.start, d.quantity.end
        about = sight.of(_clause(text, start), end)
        if sight.of(start, end) >= _LEAST and about >= _LEAST_ABOUT:
            seen[d.key] = before._replace(because=(*before.because, PICTURED))
            continue
        doubts = before.because if before.certainty == "doubtful" else ()
        seen[d.key] = Sureness("doubtful", (*doubts, UNCLEAR), before.instead)
    return seen
