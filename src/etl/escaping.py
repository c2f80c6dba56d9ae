"""Words from outside, escaped as they leave: shown as they are, and never obeyed.

Titles, labels and notes are whatever a page says. Each way out has characters that it takes for
orders: a terminal escapes, a spreadsheet formulas, Markdown and HTML their markup. What is kept
in the warehouse is left as it was read; at the edge one of these functions is applied to it.
"""

import re
import unicodedata
from functools import lru_cache
from urllib.parse import quote

_UNSEEN = frozenset(["Cc", "Cf", "Cs", "Zl", "Zp"])
"""Control and format characters (escapes, the order of writing, no width), halves of characters,
and separators of lines."""
_PLAIN = re.compile(r"[\t\n -~\u00a1-\u00ac\u00ae-\u05ff\u3000-\ud7ff\uff00-\uffef]*")
_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_NUMBER = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?%?")
_MARKUP = re.compile(r"([\\`*_{}\[\]()#+!|~>@]|(?<!\d)-|-(?!\d)|:(?=//)|(?<=www)\.)", re.IGNORECASE)
"""Marks, and what makes an address of words by itself; the hyphens of days are none."""
_WEB = re.compile(r"https?://", re.IGNORECASE)


def shown(text: str) -> str:
    r"""Text with whatever a terminal would obey, or nobody would see, spelled out.

    Ends of lines and tabs stay; ``\x1b[2J`` and ``\u202e`` are read as here.
    """
    if _PLAIN.fullmatch(text):
        return text
    return "".join(one if one in "\n\t" else _spelled(one) for one in text)


def line(text: str) -> str:
    """Such text on one line."""
    return " ".join(shown(text).split())


def in_json(text: str) -> str:
    """JSON that says the same with those characters as its own escapes."""
    if _PLAIN.fullmatch(text):
        return text
    return "".join(one if one in "\n\t" else _escaped(one) for one in text)


def cell(text: str) -> str:
    """Text of a spreadsheet's cell: one that would be a formula has an apostrophe before it."""
    text = shown(text)
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def markdown(text: str) -> str:
    """Words on one line that are shown as they are, whatever Markdown or HTML they hold."""
    words = line(text).replace("&", "&amp;").replace("<", "&lt;")
    return _MARKUP.sub(r"\\\1", words)


def markdown_link(words: str, url: str) -> str:
    """Words that lead to a page of the web; words alone where the address is no such page."""
    if not _WEB.match(url):
        return markdown(words)
    return f"[{markdown(words)}]({quote(line(url), safe=_OF_ADDRESSES)})"


_OF_ADDRESSES = "%/:?#[]@!$&'*+,;=~"
"""What addresses are made of, but for what would end one in Markdown."""


@lru_cache(maxsize=4096)
def _spelled(one: str) -> str:
    if unicodedata.category(one) not in _UNSEEN:
        return one
    number = ord(one)
    return f"\\x{number:02x}" if number < 0x100 else _escaped(one)


@lru_cache(maxsize=4096)
def _escaped(one: str) -> str:
    if unicodedata.category(one) not in _UNSEEN:
        return one
    units = one.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
