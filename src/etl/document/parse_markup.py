"""A page as a tree, where it is no deeper than browsers make one.

A tree is slow to build and to walk where it is very deep, by depth times size: what is nested so
is told by a parser that builds nothing, which ends there.
"""

from bs4 import BeautifulSoup
from lxml import etree

from etl.errors import UnreadableDocument

_DEEPEST = 512
"""Where browsers give up."""
_PIECE = 8_192
"""Characters after which the parser that measures can be stopped."""


def tree_of(markup: str) -> BeautifulSoup:
    """Parse a page.

    Raises:
        UnreadableDocument: it is nested too deep.
    """
    if markup.count("<") > _DEEPEST and _is_deep(markup):
        raise UnreadableDocument(
            f"The page is nested deeper than {_DEEPEST} levels: it is made to do harm, or damaged; "
            "save its text by hand."
        )
    return BeautifulSoup(markup, "lxml")


class _Depth:
    """How deep the parser's elements are."""

    def __init__(self) -> None:
        self._open = 0
        self.deepest = 0

    def start(self, _name: str, _attributes: object) -> None:
        self._open += 1
        self.deepest = max(self.deepest, self._open)

    def end(self, _name: str) -> None:
        self._open -= 1

    def close(self) -> None:
        """The parser asks for it."""


def _is_deep(markup: str) -> bool:
    depth = _Depth()
    parser = etree.HTMLParser(target=depth)
    for at in range(0, len(markup), _PIECE):
        parser.feed(markup[at : at + _PIECE])
        if depth.deepest > _DEEPEST:
            return True
    return False
