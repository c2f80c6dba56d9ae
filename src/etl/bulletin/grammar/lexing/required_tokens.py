"""What a pattern over tokens cannot do without, so that most rows need not be tried at all.

``DONE (YEAR|SET)* PLAN`` needs a PLAN: where no token of a clause is one, the row is passed over.
"""

import re
from collections.abc import Sequence

from etl.bulletin.grammar.lexing.lexer import codes_of

_PIECE = re.compile(r"[A-Z]+(?:_[A-Z]+)*|_|\(\?<?[!=:]?|[()|^$*+?]|\{\d*,?\d*\}")
_LOOKS = ("(?!", "(?<!", "(?=", "(?<=")

Codes = frozenset[str]


def required(written: str) -> Codes | None:
    """Codes of which one occurs in everything that a pattern matches; None where none need to."""
    found, _ = _sequence(_PIECE.findall(written), 0)
    return found


def _sequence(pieces: Sequence[str], at: int) -> tuple[Codes | None, int]:
    """What one of the alternatives up to a closing bracket needs, and where they end."""
    branches: list[Codes | None] = []
    least: Codes | None = None
    while at < len(pieces) and pieces[at] != ")":
        piece, at = pieces[at], at + 1
        if piece == "|":
            branches.append(least)
            least = None
            continue
        needed: Codes | None = None
        if piece.startswith("("):
            inner, end = _sequence(pieces, at)
            needed, at = None if piece in _LOOKS else inner, end + 1
        elif piece == "_" or piece[0].isalpha():
            needed = frozenset(codes_of(piece))
        if at < len(pieces) and _may_be_left_out(pieces[at]):
            needed = None
        if needed is not None and (least is None or len(needed) < len(least)):
            least = needed
    branches.append(least)
    if any(branch is None for branch in branches):
        return None, at
    return frozenset().union(*(branch for branch in branches if branch)), at


def _may_be_left_out(quantifier: str) -> bool:
    return quantifier in ("?", "*") or quantifier.startswith(("{0", "{,"))
