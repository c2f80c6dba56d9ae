"""What a pattern over tokens cannot do without, so that most rows need not be tried at all.

``DONE (YEAR|SET)* PLAN`` needs a PLAN: where no token of a clause is one, the row is passed over.
"""

import re
from collections.abc import Sequence

from etl.bulletin.grammar.lexing.lexer import codes_of

_PIECE = re.compile(r"[A-Z]+(?:_[A-Z]+)*|_|\(\?<?[!=:]?|[()|^$*+?]|\{\d*,?\d*\}")
_LOOKS = ("(?!", "(?<!", "(?=", "(?<=")

Codes = frozenset[str]


def required(written: str) -> Sequence[Codes]:
    """Sets of codes of each of which one occurs in everything that a pattern matches, the smallest
    first."""
    found, _ = _sequence(_PIECE.findall(written), 0)
    return sorted(dict.fromkeys(found), key=len)


def _sequence(pieces: Sequence[str], at: int) -> tuple[Sequence[Codes], int]:
    """What the alternatives up to a closing bracket need, and where they end."""
    branches: list[Sequence[Codes]] = []
    needs: list[Codes] = []
    while at < len(pieces) and pieces[at] != ")":
        piece, at = pieces[at], at + 1
        if piece == "|":
            branches.append(needs)
            needs = []
            continue
        needed: Sequence[Codes] = ()
        if piece.startswith("("):
            inner, end = _sequence(pieces, at)
            needed, at = () if piece in _LOOKS else inner, end + 1
        elif piece == "_" or piece[0].isalpha():
            needed = (frozenset(codes_of(piece)),)
        if not (at < len(pieces) and _may_be_left_out(pieces[at])):
            needs.extend(needed)
    if not branches:
        return needs, at
    branches.append(needs)
    if not all(branches):
        return (), at
    return (frozenset().union(*(min(branch, key=len) for branch in branches)),), at


def _may_be_left_out(quantifier: str) -> bool:
    return quantifier in ("?", "*") or quantifier.startswith(("{0", "{,"))
