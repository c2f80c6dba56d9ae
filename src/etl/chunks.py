"""Many values, a few at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

_T = TypeVar("_T")


def chunks(values: Iterable[_T], size: int = 1000) -> Iterator[list[_T]]:
    """``values`` in lists of ``size``; by default short enough for one IN of SQL."""
    rest = iter(values)
    while chunk := list(islice(rest, size)):
        yield chunk
