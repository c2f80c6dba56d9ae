"""Numbers that come from outside, bounded before anything is done with them."""

import re

_DIGITS = re.compile(r"[0-9]+")


def bounded(digits: str, most: int) -> int:
    """What decimal digits say, at most ``most``; 0 where they are none.

    ``int`` refuses 5,000 digits with an exception of its own, and a pager of a million pages
    is not worth the list of their addresses.
    """
    if _DIGITS.fullmatch(digits) is None:
        return 0
    digits = digits.lstrip("0")
    if len(digits) > len(str(most)):
        return most
    return min(int(digits or "0"), most)
