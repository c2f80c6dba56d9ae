"""A page with a byte or two that are no characters: read, where no figure is near them.

Editors paste from elsewhere, databases cut titles in the middle of a character, scripts have
comments in another encoding. Such a byte becomes ``\\ufffd``; the document's gate says so.
"""

import re

MARK = "\ufffd"
"""What stands for bytes that cannot be read."""
# What is never closed goes on to the end, as in a browser: to look on behind each that is opened
# would take the square of the time.
_UNREAD = re.compile(
    r"<(script|style)(?=[\s/>]).*?(?:</\1\b\s*>?|\Z)|<!--(?:-?>|.*?(?:--!?>|\Z))",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"<[^<>]*>")
_FIGURE = re.compile(r"[\d%％]|[百千万亿]|[一二两三四五六七八九十]+[个项家处所人户条座]")
_AROUND = 16
"""Characters on either side of a bad byte of its sentence among which no figure may be."""
_SENTENCE = re.compile("[。;；]")
_MOST = 8
_FEWEST_CHARACTERS = 50
"""Of readable text to one bad place."""


def mended(raw: bytes, encoding: str) -> str | None:
    """The text with the bad bytes marked; None where there are many, or a figure near one."""
    text = raw.decode(encoding, "replace")
    shown = _TAG.sub("", _UNREAD.sub("", text))
    places = [found.start() for found in re.finditer(MARK, shown)]
    if len(places) > _MOST or len(places) * _FEWEST_CHARACTERS > len(shown):
        return None
    for place in places:
        before = _SENTENCE.split(shown[max(place - _AROUND, 0) : place])[-1]
        after = _SENTENCE.split(shown[place : place + _AROUND])[0]
        if _FIGURE.search("".join((before + after).split())):
            return None
    return text
