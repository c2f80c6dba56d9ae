"""Other cities than the portal's that a text names."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

# 济南市, 湘西州, 和田地区, 山东省; 济南市场 and 北京市民 name no city.
_BEHIND = r"(?:市(?!场|民(?!生))|(?:[一-鿿]{1,6}自治)?州|地区|盟|省|(?:回族|壮族|维吾尔)?自治区)"
_DATED = r"(?=20\d\d年)"
_MENTIONS = 2
"""How often a text must name another city: once is a neighbour, or where a train goes."""


@dataclass(frozen=True)
class Place:
    """Which city the words are about, as columns of the ``document`` gate."""

    city: str
    """The portal's; empty where nobody said."""
    named_in_title: str
    """Another city in the title; empty where there is none."""
    title_is_of_the_city: bool | None
    """None where the portal's city is unknown."""
    named_in_text: str
    """Another city that the text names again and again, and more often than its own."""
    text_is_of_the_city: bool | None


def place(title: str, text: str, city: str) -> Place:
    """Hold the cities that a bulletin names against that of its portal.

    >>> place("济南市2024年民生实事进展", "", "青岛").named_in_title
    '济南'
    """
    own = _own(city)
    if not own:
        return Place(city, "", None, "", None)
    titled = next((name for name in _named(title) if name not in own), "")
    often = Counter(_named(text))
    foreign = {name: times for name, times in often.items() if name not in own}
    most = max(foreign, key=foreign.__getitem__, default="")
    ours = sum(often[name] for name in own)
    other = most if most and foreign[most] >= _MENTIONS and foreign[most] > ours else ""
    return Place(city, titled, not titled, other, not other)


def _named(text: str) -> Iterator[str]:
    for found in _pattern().finditer(text):
        yield found[1] or found[2]


def _own(city: str) -> frozenset[str]:
    """The names that are the city's own: itself, its province, what lies in it."""
    own: set[str] = set()
    for province, prefectures in _provinces().items():
        here = {name for name in prefectures if name in city}
        if here:
            own |= here | {province}
        elif city.startswith(province):
            own |= {province, *prefectures}
    return frozenset(own)


@cache
def _provinces() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    lines = files("etl.quality").joinpath("places.tsv").read_text("utf-8").splitlines()
    for line in lines:
        if not line.startswith(("#", "province\t")):
            province, prefecture = line.split("\t")
            found[province] |= {prefecture} - {""}
    return {province: frozenset(names) for province, names in found.items()}


@cache
def _pattern() -> re.Pattern[str]:
    names = {name for pair in _provinces().items() for name in (pair[0], *pair[1])}
    either = "|".join(sorted(names, key=len, reverse=True))
    # Most characters begin no name, which is seen at once.
    first = "".join(sorted({name[0] for name in names}))
    return re.compile(rf"(?=[{first}])(?:({either}){_BEHIND}|^({either}){_DATED})")
