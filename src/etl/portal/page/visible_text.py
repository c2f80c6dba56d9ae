"""The text of a page that a person sees.

To take elements out of a page costs time by the square of their number where there are very many:
so nothing is taken out.
"""

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement


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
