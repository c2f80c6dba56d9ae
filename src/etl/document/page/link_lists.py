"""What in an article is not of it: lists of links to other pages, names of files."""

import re

from bs4.element import Tag

from etl.document.hidden_elements import BLOCKS
from etl.document.page.element_weights import Weight
from etl.document.page.furniture_lines import heads_other_pages

_FILE = re.compile(
    r"\.(?:docx?|xlsx?|wps|et|pdf|ofd|ceb|rtf|csv|ods|zip|rar|7z|pptx?|jpe?g|png|tiff?)(?:$|[?#&])",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d")
_SENTENCE = re.compile("[。；;]")
_LONGEST_NAME = 100
_ASIDE = frozenset([
    "comment", "comments", "pinglun", "reply", "related", "recommend", "share", "sharebox",
    "sidebar", "footer", "copyright", "breadcrumb", "breadcrumbs", "crumb", "crumbs",
    "toolbar", "pagination",
])  # fmt: skip
_ABSTRACT = frozenset(["abstract", "intro", "summary", "zhaiyao"])
"""What says beside an article, shorter, what it says; other names may have these for parts."""
_NAME_PARTS = re.compile(r"[-_]|(?<=[a-z])(?=[A-Z])")
_FEW = 2
"""Links from which on they are a list."""


def is_file(address: str) -> bool:
    """Whether an address is a file's: ``f.xlsx``, ``downfile.jsp?filename=f.xlsx``."""
    return _FILE.search(address.strip()) is not None


def has_files(tag: Tag) -> bool:
    """Whether anything within an element leads to a file."""
    return any(is_file(str(link["href"])) for link in tag.find_all("a", href=True))


def is_aside(tag: Tag) -> bool:
    """Whether an element is called by what it is beside an article: comment-list, share_box.

    Or headed so: <div><h3>为你推荐</h3>…, whatever its cards say.
    """
    if tag.name == "aside":
        return True
    if tag.name not in BLOCKS:
        return False
    if _is_headed_aside(tag):
        return True
    if not tag.attrs:
        return False
    classes = tag.get("class") or ()
    called = [classes] if isinstance(classes, str) else [str(name) for name in classes]
    called.append(str(tag.get("id") or ""))
    return any(
        name.lower() in _ABSTRACT or any(part.lower() in _ASIDE for part in _NAME_PARTS.split(name))
        for name in called
    )


def _is_headed_aside(tag: Tag) -> bool:
    """Whether its first child is an element of its own, which heads what is beside an article."""
    first = next((c for c in tag.children if isinstance(c, Tag) or str(c).strip()), None)
    if not isinstance(first, Tag) or first.name not in BLOCKS:
        return False
    words = first.get_text("", strip=True) if len(first.contents) <= _FEW else ""
    return heads_other_pages(words)


def names_file(link: Tag) -> bool:
    """Whether a link's words are the name of a file, whose numbers are no figures.

    ``新增车位300个名单.docx``; a link without numbers, or within a sentence's words, may stay.
    """
    words = link.get_text().strip()
    if len(words) > _LONGEST_NAME or _SENTENCE.search(words):
        return False
    if _FILE.search(words):
        return True
    return _FIGURE.search(words) is not None and is_file(str(link.get("href") or ""))


def leads_elsewhere(tag: Tag, weight: Weight) -> bool:
    """Whether an element is a list of links to other pages."""
    listed = tag.name in BLOCKS and weight.links >= _FEW and not weight.telling
    return listed and weight.linked > 2 * weight.chars
