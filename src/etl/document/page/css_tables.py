"""Tables that a page lays out by its style, of divisions or lists that say what they are.

``<div class="row"><div class="cell">…</div>…</div>``, ``<ul class="tr"><li class="td">…``, and
whatever has the role or the style of a row and of cells. A grid of cards (``row`` and ``col-4``) is
none: its cells hold paragraphs, and no names stand above them.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain

from bs4.element import Comment, Tag

from etl.document.hidden_elements import BLOCKS, tags_of

_ROW = re.compile(r"(?:^|[-_])(?:row|tr|thead)(?:$|[-_])|(?:table|grid)[-_]?row$", re.IGNORECASE)
_CELL = re.compile(r"(?:^|[-_])(?:cell|td|th)(?:$|[-_\d])|(?:table|grid)[-_]?cell$", re.IGNORECASE)
_GROUP = re.compile(r"(?:^|[-_])(?:thead|tbody|head|body)(?:$|[-_])", re.IGNORECASE)
_ROLES = {
    _ROW: frozenset(["row"]),
    _CELL: frozenset(["cell", "gridcell", "columnheader", "rowheader"]),
    _GROUP: frozenset(["rowgroup"]),
}
_STYLES = {_ROW: "display:table-row", _CELL: "display:table-cell", _GROUP: "row-group"}
_NO_NAME = re.compile(r"[。;；]|\d+(?![年月季日\d])")
_FEWEST_ROWS, _FEWEST_COLUMNS = 3, 3


def css_rows(tag: Tag, is_left_out: Callable[[Tag], bool]) -> Sequence[Sequence[Tag]]:
    """The cells of each row of an element that is such a table; nothing of any other.

    No row has more cells than the first one, which names them; some may have fewer, where a
    copy has lost that a cell spans rows. What is left out of the page is no row and no cell.
    """
    rows = list(
        chain.from_iterable(_grouped(child, is_left_out) for child in _inside(tag, is_left_out))
    )
    if len(rows) < _FEWEST_ROWS or not all(_is(row, _ROW) for row in rows):
        return ()
    cells = [_inside(row, is_left_out) for row in rows]
    if not all(own and all(map(_is_cell, own)) for own in cells):
        return ()
    columns = len(cells[0])
    named = not any(_NO_NAME.search(cell.get_text()) for cell in cells[0])
    whole = columns >= _FEWEST_COLUMNS and max(map(len, cells)) == columns
    return cells if named and whole else ()


def _grouped(tag: Tag, is_left_out: Callable[[Tag], bool]) -> Iterator[Tag]:
    """An element, or the rows of which it is a group."""
    inside = _inside(tag, is_left_out) if _is(tag, _GROUP) else []
    yield from inside if inside and not any(map(_is_cell, inside)) else [tag]


def _inside(tag: Tag, is_left_out: Callable[[Tag], bool]) -> list[Tag]:
    """The elements within an element; none where it has words beside them."""
    own = [child for child in tag.children if isinstance(child, Tag)]
    beside = (c for c in tag.children if not isinstance(c, Tag | Comment))
    if any(str(words).strip() for words in beside):
        return []
    return [child for child in own if not is_left_out(child)]


def _is_cell(tag: Tag) -> bool:
    return _is(tag, _CELL) and not any(inner.name in BLOCKS - {"br"} for inner in tags_of(tag))


def _is(tag: Tag, called: re.Pattern[str]) -> bool:
    style = "".join(str(tag.get("style", "")).split()).lower()
    return (
        str(tag.get("role", "")).lower() in _ROLES[called]
        or _STYLES[called] in style
        or any(called.search(name) for name in tag.get_attribute_list("class", "") if name)
    )
