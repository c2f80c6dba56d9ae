"""Places that words name at their head, whether or not a list knows them.

江苏省南通市崇川区2024年民生实事 names three, the last of which it is about; 市人社局, 全市,
老旧小区 and 城镇新增就业 name none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

ANY_LEVEL = (
    r"(?:经济技术|高新技术产业|经济|高新)?开发区|地区|街道|自治[区州县旗]"
    r"|市(?!场|民(?![生政族营]))|区(?!域|间)|省(?![级电钱时心])|乡(?![村镇亲土])|镇(?!村)|旗(?!帜|舰)|[县州盟]"
)
"""What a place may be, behind its name. 市场, 市民 and 乡村 are no cities and no townships."""
_LEVEL = re.compile(ANY_LEVEL)
_LONGEST = 16
"""双江拉祜族佤族布朗族傣族自治县 has fifteen characters."""
_HAN = re.compile(r"[一-龥]+")
_DATES = (
    r"(?:20\d\d|二[〇○零]..)年度?|今年|\d{1,2}[-—–~至]?\d{0,2}(?:月份?底?|日)|截[至止]|[年月]初|年底"
    r"|(?:第?[一二三四1-4]|前三)季度|[上下]半年"
)
_HEAD = re.compile(
    rf"(?:^|[^一-龥\d]|{_DATES})(?:关于|标题|来源|对|致|在)?(?=[一-龥])", re.MULTILINE
)
"""Where a name may begin: at the start, behind a sign (】《：—), a date, 关于."""
_NO_START = re.compile(
    r"[全我本各分该此贵两受对由经将](?:[省市县区旗盟镇乡]|街道|自治|州(?!县))|[省县区州盟]|市(?![南北中]区)"
    r"|自治|高新区|经开区"
)
"""全市, 我县, 各区, 市人社局, 县政府, 自治县."""


@dataclass(frozen=True, slots=True)
class Named:
    """A place that is named at a head."""

    name: str
    """慈溪市"""
    within: tuple[str, ...]
    """What is named before it in one breath: 浙江省, 宁波市."""
    start: int
    """Where the row of names begins in the words, and where it ends."""
    end: int


def places_named(words: str) -> Iterator[Named]:
    """The places that stand at a head within words, each the last of its row.

    >>> [one.name for one in places_named("关于江苏省南通市崇川区2024年实事的通报")]
    ['崇川区']
    >>> list(places_named("市人社局关于全市城镇新增就业的通报"))
    []
    """
    for head in _HEAD.finditer(words):
        row: list[str] = []
        at = head.end()
        while name := _name_at(words, at):
            row.append(name)
            at += len(name)
        if row:
            yield Named(row[-1], tuple(row[:-1]), head.end(), at)


def name_and_level(place: str) -> tuple[str, str]:
    """A place's name and what it is: 慈溪, 市. 萧县 is never called 萧."""
    for level in _LEVEL.finditer(place, 2):
        if level.end() == len(place):
            return place[: level.start()], level[0]
    return place, ""


def _name_at(words: str, at: int) -> str:
    run = _HAN.match(words, at)
    if not run or _NO_START.match(words, at):
        return ""
    for level in _LEVEL.finditer(words, at + 1, run.end()):
        stem = words[at : level.start()]
        if len(stem) > _LONGEST or _no_name().search(words, at, level.start() + 1):
            return ""
        if len(stem) > 1 or level[0] == "县":
            return words[at : level.end() + _goes_on(words, level, len(stem))]
    return ""


def _goes_on(words: str, level: re.Match[str], length: int) -> bool:
    """Whether a name has another level's word within it: 辉县市, 景德镇市, 梅县区."""
    if level[0] not in ("县", "镇"):
        return False
    behind = words[level.end() : level.end() + 1]
    return behind == "市" or (behind == "区" and length == 1)


@cache
def _no_name() -> re.Pattern[str]:
    lines = files("etl.quality").joinpath("no_places.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith(("#", "word\t")))
    return re.compile(
        "|".join(f"{word}(?!{unless})" if unless else word for word, unless, _ in rows)
    )
