"""A page as a tree, and the text of it that a person sees.

To take elements out of a page, and to ask of each what it stands in, costs time by the square of
their number where there are very many or they are nested very deep: so nothing is taken out,
and what no browser would nest so deep is no page.
"""

import re
from itertools import accumulate

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement

from etl.errors import UnreadableDocument

_DEEPEST = 512
"""Where browsers give up."""
# Parsing itself is slow on what is nested deeper still, so that is seen before it.
_MOST_OPEN = 2000
_TAG = re.compile(
    r"<(?P<end>/?)(?!(?:area|base|br|col|hr|img|input|link|meta|param|p|li|dd|dt|t[dhr]|option)\b)"
    r"[a-z]",
    re.IGNORECASE,
)


def tree_of(markup: str) -> BeautifulSoup:
    """Parse a page.

    Raises:
        UnreadableDocument: it is nested too deep.
    """
    if markup.count("<") > _MOST_OPEN and _most_open(markup) > _MOST_OPEN:
        raise _too_deep()
    soup = BeautifulSoup(markup, "lxml")
    depths = {id(soup): 0}
    for element in soup.descendants:
        if isinstance(element, Tag):
            depth = depths[id(element.parent)] + 1
            if depth > _DEEPEST:
                raise _too_deep()
            depths[id(element)] = depth
    return soup


def is_within(element: PageElement, names: frozenset[str]) -> bool:
    """Whether an element or a text stands in an element of one of the names."""
    return any(parent.name in names for parent in element.parents)


def seen_text(soup: BeautifulSoup, without: frozenset[str], most: int, gap: str = "") -> str:
    """The first characters of the page's text, its pieces trimmed.

    Args:
        soup: the page.
        without: names of the elements whose text is passed over.
        most: after so many characters it is enough.
        gap: stands between two pieces.
    """
    pieces: list[str] = []
    size = 0
    passed_over: set[int] = set()
    for element in soup.descendants:
        if isinstance(element, Tag):
            if element.name in without or id(element.parent) in passed_over:
                passed_over.add(id(element))
            continue
        # Comments and the texts of scripts and styles have types of their own.
        piece = element.strip() if type(element) is NavigableString else ""
        if piece and id(element.parent) not in passed_over:
            pieces.append(piece)
            size += len(piece) + len(gap)
            if size >= most + len(gap):
                break
    return gap.join(pieces)


def _most_open(markup: str) -> int:
    """How many elements are open at once, at most."""
    steps = (-1 if found["end"] else 1 for found in _TAG.finditer(markup))
    return max(accumulate(steps), default=0)


def _too_deep() -> UnreadableDocument:
    return UnreadableDocument(
        f"The page is nested deeper than {_DEEPEST} levels: it is made to do harm, or damaged; "
        "save its text by hand."
    )
