"""Finding what stands between two marks, in time that grows with the text and no faster.

A pattern with ``.*?`` between two marks looks on to the text's end for each first mark that
has no second: twice the text, four times the work. Here the search ends with the first.
"""

import re
from collections.abc import Iterator


def between(text: str, start: re.Pattern[str], end: re.Pattern[str]) -> Iterator[str]:
    """The pieces of ``text`` from each ``start`` to the ``end`` that follows it."""
    at = 0
    while (opened := start.search(text, at)) and (closed := end.search(text, opened.end())):
        yield text[opened.end() : closed.start()]
        at = closed.end()


STRING = re.compile(
    r"\"(?P<double>(?:\\.?|[^\"\\])*+)(?P<end>\"|\Z)|'(?P<single>(?:\\.?|[^'\\])*+)(?P<stop>'|\Z)",
    re.DOTALL,
)
"""A string of a script. One that is never closed reaches to the end, so that it is tried once."""


def strings(script: str) -> Iterator[str]:
    """The contents of a script's strings, without their backslashes."""
    for found in STRING.finditer(script):
        if found["end"] or found["stop"]:
            yield (found["double"] or found["single"] or "").replace("\\", "")
