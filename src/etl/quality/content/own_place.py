"""A portal's own place: what titles call it, and what it lies in."""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files

from etl.portal.region_codes import Level, level_of, province_of
from etl.quality.content.place_names import ANY_LEVEL, name_and_level, places_named

_ASIDE = re.compile(r"[（(].*?[)）]")
_PEOPLES = r"(?:[一-龥]{0,4}族|维吾尔)*(?:自治)?"
"""Before what the place is: 恩施土家族苗族自治州, 新疆维吾尔自治区."""
_LEVELS: dict[Level, str] = {
    "province": "省|市|区",
    "prefecture": "市|州|盟|地区",
    "county": "市|[新林特]?区|县|旗",
}
_NO_CITY = "[新林特]?区|县|旗"
_LISTED_LEVEL = f"{_PEOPLES}(?:{'|'.join(_LEVELS.values())})"
_OF_PEOPLES = re.compile(r"(?<=[一-龥]{2})(?:[一-龥]{0,4}族|维吾尔)+$")
_LONGEST = 7
"""科尔沁右翼中旗. What is longer may have other words before the name: 小编带你一起看星河县."""
_COUNTY_CITIES = 81
"""From here on a county's last two digits are those of a city: 慈溪市 is 330282."""


@dataclass(frozen=True)
class OwnPlace:
    """The place that a portal is of."""

    name: str
    """崇川, 萧县: without what it lies in."""
    city: str
    """南通崇川: with it, as the portal's file has it."""
    level: str
    """What it may be, behind the name: a regular expression."""
    others: tuple[str, ...]
    """What else it is or was called: 奉化市."""
    around: frozenset[str]
    """Listed places that it is, lies in or is made of; empty where its province is not known."""

    @cached_property
    def called(self) -> re.Pattern[str]:
        """What words call it."""
        either = f"(?:{re.escape(self.name)}|{re.escape(self.city)})"
        names = (f"{either}{_PEOPLES}(?:{self.level})", *map(re.escape, self.others))
        return re.compile("|".join(names))

    def is_called(self, name: str) -> bool:
        """Whether a name is its own."""
        if name in (self.name, self.city) or self.called.fullmatch(name):
            return True
        if len(name) > _LONGEST and any(
            found.end() == len(name) for found in self.called.finditer(name)
        ):
            return True
        # 宁波慈溪市: run together with what it lies in.
        ahead = _ahead().match(name)
        if ahead is None or (self.around and ahead[1] not in self.around):
            return False
        return self.called.fullmatch(name, ahead.end()) is not None


@lru_cache(maxsize=1024)
def own_place(city: str, code: str | None = None, others: tuple[str, ...] = ()) -> OwnPlace:
    """What is known of a portal's place.

    Args:
        city: as the portal's file has it: 青岛, 南通崇川, 浙江省宁波市慈溪市.
        code: in GB/T 2260.
        others: other names that it goes by.
    """
    city = _ASIDE.sub("", city).strip()
    above, own = _taken_apart(city)
    name, level = name_and_level(own)
    if level.startswith("自治"):
        name = _OF_PEOPLES.sub("", name)
    province = province_of(code) if code else ""
    in_it = above | {name}
    of, prefectures = next(
        (
            (one, own_prefectures)
            for one, own_prefectures in provinces().items()
            if (province.startswith(one) if code else in_it & {one, *own_prefectures})
        ),
        ("", frozenset[str]()),
    )
    # Which prefecture a county lies in need not be said: then it may be any of its province.
    said = prefectures & above or prefectures & {name}
    return OwnPlace(
        name,
        city,
        re.escape(level.removeprefix("自治")) or _level(name, code, above),
        others,
        frozenset({of, *(said or prefectures)}) - {""},
    )


def _taken_apart(city: str) -> tuple[frozenset[str], str]:
    """What a place lies in, and itself: 江苏, 南通 and 崇川 of 江苏省南通崇川."""
    above = set[str]()
    while ahead := _ahead().match(city):
        above.add(ahead[1])
        city = city[ahead.end() :]
    row = next(places_named(city), None)
    if row and row.within and (row.start, row.end) == (0, len(city)):
        above |= {name_and_level(name)[0] for name in row.within}
        city = row.name
    return frozenset(above), city


def _level(name: str, code: str | None, above: frozenset[str]) -> str:
    """What a place may be of which only the name is given."""
    listed = provinces()
    as_prefecture = any(name in prefectures for prefectures in listed.values())
    if code and level_of(code) != "county":
        return _LEVELS[level_of(code)]
    of_prefecture = any(prefectures & above for prefectures in listed.values())
    in_it = frozenset[str]().union(*(listed.get(one, ()) for one in above))
    if code or of_prefecture or (above and name not in in_it):
        # 朝阳市 is not the district 朝阳 of 北京.
        is_city = code is not None and int(code[4:]) >= _COUNTY_CITIES
        return _NO_CITY if as_prefecture and not is_city else _LEVELS["county"]
    if name in listed:
        return _LEVELS["province"] + as_prefecture * f"|{_LEVELS['prefecture']}"
    return _LEVELS["prefecture"] if as_prefecture else ANY_LEVEL


@cache
def provinces() -> dict[str, frozenset[str]]:
    """The provinces of places.tsv with their prefectures, by the names that titles use."""
    found: dict[str, set[str]] = defaultdict(set)
    lines = files("etl.quality").joinpath("places.tsv").read_text("utf-8").splitlines()
    for line in lines:
        if not line.startswith(("#", "province\t")):
            province, prefecture = line.split("\t")
            found[province] |= {prefecture} - {""}
    return {province: frozenset(names) for province, names in found.items()}


@cache
def listed_names() -> str:
    """Provinces and prefectures as alternatives of a regular expression."""
    names = {name for pair in provinces().items() for name in (pair[0], *pair[1])}
    return "|".join(sorted(names, key=len, reverse=True))


@cache
def _ahead() -> re.Pattern[str]:
    """A listed name before another one: 宿州 in 宿州萧县, and not 长沙 in 长沙县."""
    return re.compile(rf"({listed_names()})(?!{_LISTED_LEVEL}$)(?:{_LISTED_LEVEL})?(?=..)")
