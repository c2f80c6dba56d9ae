"""Where the rows of a listing are, as CSS selectors, when nobody has said so.

Links of a listing stand in elements laid out alike (``ul.list li``, ``.list dl``, ``tr``). Each set
of such elements is tried; the one with the most bulletins, then the most days and rows, is the
listing. Its selectors are the shortest with which the adapter ``css`` reads just these rows.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from bs4 import BeautifulSoup, Tag

from etl.portal.addresses import linked
from etl.portal.listing.adapters.css import read
from etl.portal.listing.adapters.rows import title_of
from etl.portal.listing.model import ListingPage
from etl.portal.model import Portal, Selectors
from etl.portal.page.printed_dates import find_day

_ROWS = ("li", "tr", "dl", "dd", "article")
_SHORTEST_TITLE = 6
_LONGEST_DAY = 24
_MOST_LINKS = 3
_MOST_ABOVE = 8
_MOST_SAMPLES = 200
_STABLE = re.compile(r"[A-Za-z][A-Za-z_-]*")
_PASSING = frozenset(
    ["odd", "even", "first", "last", "on", "active", "cur", "current", "hover", "clearfix", "line"]
)


@dataclass(frozen=True, slots=True)
class RowsGuess:
    """Selectors of a listing's rows, and what they read."""

    selectors: Selectors
    page: ListingPage
    exact: bool
    """Whether they read the rows found and nothing else."""

    @property
    def dated(self) -> int:
        """Rows with a day."""
        return sum(row.published is not None for row in self.page.rows)


@dataclass(frozen=True, slots=True)
class _Row:
    element: Tag
    link: Tag
    target: str


def guess_rows(
    soup: BeautifulSoup, text: str, portal: Portal, wanted: Callable[[str], bool]
) -> RowsGuess | None:
    """The selectors of a page's listing; None where it has no links that look like rows.

    Args:
        soup: the page.
        text: the page as it came.
        portal: for its address and hosts.
        wanted: whether a title is a bulletin's.
    """
    groups = _groups(soup, str(portal.listing))
    ranked = sorted(groups, key=lambda rows: _worth(rows, wanted), reverse=True)
    if not ranked or not any(_worth(ranked[0], wanted)[:2]):
        return None
    return _selected(ranked[0], text, portal)


def _groups(soup: BeautifulSoup, url: str) -> list[list[_Row]]:
    """The links of a page by the elements that they stand in."""
    found: defaultdict[tuple[str, ...], list[_Row]] = defaultdict(list)
    for link in soup.find_all("a", href=True):
        target = linked(url, str(link["href"]))
        if target is None or len(title_of(link)) < _SHORTEST_TITLE:
            continue
        element = _row_of(link)
        if element is None:
            continue
        above = [*element.parents][:2]
        key = (element.name, *(_signature(parent) for parent in above))
        rows = found[key]
        if not rows or rows[-1].element is not element:
            rows.append(_Row(element, link, target))
    return list(found.values())


def _row_of(link: Tag) -> Tag | None:
    """The element that is the link's row: a usual one, or the largest that holds no other link."""
    largest: Tag | None = None
    for parent in islice(link.parents, _MOST_ABOVE):
        if parent.name in ("body", "html", "[document]"):
            break
        links = {str(one["href"]) for one in parent.find_all("a", href=True, limit=20)}
        if len(links) > _MOST_LINKS:
            break
        if parent.name in _ROWS:
            return parent
        if len(links) == 1:
            largest = parent
    return largest


def _worth(rows: Sequence[_Row], wanted: Callable[[str], bool]) -> tuple[int, int, int]:
    titles = [title_of(row.link) for row in rows[:_MOST_SAMPLES]]
    days = sum(_day_beside(row) is not None for row in rows[:_MOST_SAMPLES])
    return sum(map(wanted, titles)), days, len(rows)


def _day_beside(row: _Row) -> Tag | None:
    """The smallest element of a row that prints its day."""
    elements: list[Tag] = row.element.find_all(True)
    for element in reversed(elements):
        if element is row.link or element.name == "a":
            continue
        text = element.get_text("", strip=True)
        if len(text) <= _LONGEST_DAY and find_day(text):
            return element
    return None


def _selected(rows: Sequence[_Row], text: str, portal: Portal) -> RowsGuess | None:
    expected = [row.target for row in rows]
    best: RowsGuess | None = None
    link = _link_selector(rows)
    for where in _row_selectors(rows):
        for day in _day_selectors(rows):
            selectors = Selectors(row=where, link=link, date=day)
            tried = portal.model_copy(update={"selectors": selectors})
            page = read(text, str(portal.listing), tried)
            read_as = [row.url for row in page.rows]
            exact = read_as == [*dict.fromkeys(expected)]
            guess = RowsGuess(selectors, page, exact)
            if not set(expected) <= set(read_as):
                continue
            if best is None or (exact, guess.dated) > (best.exact, best.dated):
                best = guess
        if best is not None and best.exact:
            return best
    return best


def _row_selectors(rows: Sequence[_Row]) -> Iterator[str]:
    """From the plainest to the most particular."""
    element = rows[0].element
    own = [*dict.fromkeys(name for row in rows for name in _classes(row.element))]
    shared = [name for name in own if all(name in _classes(row.element) for row in rows)]
    parents = [one for one in element.parents if one.name not in ("body", "html", "[document]")]
    for parent in parents[:3]:
        for name in _classes(parent):
            yield f"{_plain(parent)}.{name} {element.name}"
        if isinstance(identity := parent.get("id"), str) and _STABLE.fullmatch(identity):
            yield f"#{identity} {element.name}"
    for name in shared:
        yield f"{element.name}.{name}"
    if len(parents) > 1:
        yield f"{parents[1].name} > {parents[0].name} > {element.name}"
    if parents:
        yield f"{parents[0].name} {element.name}"
    yield element.name


def _plain(parent: Tag) -> str:
    """A div's name says nothing beside its class."""
    return "" if parent.name == "div" else parent.name


def _link_selector(rows: Sequence[_Row]) -> str:
    first = rows[0].link
    above = first.parent.name if first.parent and first.parent is not rows[0].element else ""
    own = (f"a.{name}" for name in _classes(first))
    for selector in ("a", "a[title]", *own, *([f"{above} a"] if above else [])):
        if all(row.element.select_one(selector) is row.link for row in rows):
            return selector
    folder = rows[0].target.rpartition("/")[0].rpartition("/")[2]
    selector = f'a[href*="{folder}"]' if re.fullmatch(r"[\w.-]+", folder) else "a"
    right = all(row.element.select_one(selector) is row.link for row in rows)
    return selector if right else "a"


def _day_selectors(rows: Sequence[_Row]) -> list[str]:
    """Those that find each row's day; the empty one where none does."""
    days = [(row, day) for row in rows[:_MOST_SAMPLES] if (day := _day_beside(row))]
    if not days:
        return [""]
    first = days[0][1]
    names = [first.name, *(f"{first.name}.{name}" for name in _classes(first))]
    places = [f"{first.name}:last-of-type", f"{first.name}:first-of-type"]
    found = [
        selector
        for selector in (*reversed(names), *places)
        if all(_prints_day(row.element.select_one(selector)) for row, _ in days)
    ]
    return found[:1] or [""]


def _prints_day(element: Tag | None) -> bool:
    return element is not None and find_day(element.get_text("", strip=True)) is not None


def _signature(element: Tag) -> str:
    return f"{element.name}.{'.'.join(_classes(element))}"


def _classes(element: Tag) -> list[str]:
    """The classes of an element that are its kind's: no numbers, no places in a row."""
    said = element.get("class") or []
    names = said.split() if isinstance(said, str) else said
    return [name for name in names if _STABLE.fullmatch(name) and name not in _PASSING]
