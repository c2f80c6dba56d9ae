"""What a browser shows of a page: text that is hidden, struck or furniture left out."""

import re
from collections.abc import Iterator

from bs4.element import Tag

CHROME = frozenset([
    "script", "style", "noscript", "template", "canvas", "nav", "header", "footer",
    "iframe", "svg", "option", "select", "textarea", "button", "object", "head",
])  # fmt: skip
BLOCKS = frozenset([
    "p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article",
    "table", "thead", "tbody", "tr", "dl", "dt", "dd", "blockquote", "pre", "center", "hr", "main",
    "aside", "figure", "figcaption", "details", "summary", "address", "fieldset", "legend", "form",
])  # fmt: skip
"""Elements before and after which a line ends."""
_STRUCK = frozenset(["s", "strike", "del"])
_UNSEEN_STYLE = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|text-decoration(?:-line)?:[^;]*line-through"
    r"|mso-hide:all|font-size:0(?![.\d])"
)
_MARK = re.compile(r"[\[［(（〔【]?\s*(?:\d{1,2}|[①-⑳*†a-z])\s*[\]］)）〕】]?")
_RAISED = {"2": "²", "3": "³", "２": "²", "３": "³"}
_LENGTH = re.compile(r"(?:[cdkm]?m|[CDK]?M|米)$")


def tags_of(root: Tag) -> Iterator[Tag]:
    """Every element in a page, or in an element of it, in order."""
    return (element for element in root.descendants if isinstance(element, Tag))


def is_unseen(tag: Tag) -> bool:
    """Whether a tag and what is in it is not shown, or shown struck through."""
    if tag.name in CHROME or tag.name in _STRUCK:
        return True
    if not tag.attrs:
        return False
    if tag.has_attr("hidden"):
        return True
    style = tag.get("style")
    return isinstance(style, str) and _UNSEEN_STYLE.search(_plain(style)) is not None


def _plain(style: str) -> str:
    return "".join(style.split()).lower()


def raised(words: str, before: str) -> str:
    """What a superscript says: ``²`` after a length, nothing where it marks a footnote.

    ``km<sup>2</sup>`` is km², ``3200<sup>1</sup>个`` is 3200个.
    """
    said = words.strip()
    if said in _RAISED and _LENGTH.search(before.rstrip()):
        return _RAISED[said]
    return "" if _MARK.fullmatch(said) else words
