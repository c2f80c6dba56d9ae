"""The vocabulary of measure words, from ``units.tsv``, and how it is recognised in a text."""

import csv
import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Unit:
    """A measure word as printed, and what it stands for."""

    word: str
    canonical: str
    dimension: str
    factor: Decimal
    """Canonical units in one word: 三成 is 3 × 10 %."""
    kind: str
    """``quantity``, or why a numeral before it is none: ``criterion``, ``ordinal``…"""


# A measure word that begins another word: 3000人 counts people, 3000人才公寓 does not.
_BEGINS_ANOTHER_WORD = {
    "人": "才口均工民行社文居群体车畜物事道流",
    "条": "例件",
    "户": "外籍",
    "场": "馆所地站景院",
    "期": "间末限",
    "分": "别布类散局公之级流",
    "天": "然",
    "度": "假汛",
    "片": "区",
    "只": "有要是",
    "对": "口外于接标象照",
    "成": "立果员功为长都效熟本人就套绩品年交型因份",
    "门": "诊口店户",
    "次": "数性生",
    "口": "袋岸腔径",
    "面": "积向对临貌",
    "道": "路德",
    "段": "落",
    "层": "次面级",
    "节": "能约点假水日目",
    "套": "餐路",
    "家": "庭长具居校政园电属",
    "位": "于居列置",
    "所": "有需属",
    "把": "握关",
    "批": "复准发",
    "班": "级子车",
    "里": "程",
    "方": "面便式案",
    "起": "到来点步",
    "组": "织建团",
    "升": "级至到学降",
    "单": "位元次个",
    "盘": "活",
    "首": "批次个创家",
    "团": "队体购",
    "管": "道网理护线",
    "课": "程堂外",
    "支": "出付持撑",
    "本": "科地市级年月土区省县",
    "台": "阶账",
    "座": "谈位椅",
    "列": "入车为",
    "处": "理置罚于方",
    "张": "贴",
    "幅": "度",
    "份": "额",
    "集": "中体聚团市",
    "年": "级度均龄限产",
    "路": "口段面网灯",
    "种": "植养",
    "类": "别似",
    "版": "本",
    "代": "表理",
    "号": "召",
    "级": "别",
    "大": "型力幅量",
    "周": "边",
    "点": "位",
}


@cache
def vocabulary() -> dict[str, Unit]:
    """Every measure word, by how it is printed."""
    lines = files("etl.bulletin.words").joinpath("units.tsv").read_text("utf-8").splitlines()
    rows = csv.DictReader(
        (line for line in lines if not line.startswith("#")),
        delimiter="\t",
        quoting=csv.QUOTE_NONE,
    )
    return {
        row["word"]: Unit(
            row["word"], row["canonical"], row["dimension"], Decimal(row["factor"]), row["kind"]
        )
        for row in rows
    }


def match(text: str, at: int, end: int) -> Unit | None:
    """The longest measure word that begins at a position, unless it begins another word."""
    pattern = _by_first_character().get(text[at]) if at < end else None
    found = pattern.match(text, at, end) if pattern else None
    return vocabulary()[found[0]] if found else None


@cache
def _by_first_character() -> dict[str, re.Pattern[str]]:
    words: dict[str, list[str]] = {}
    for word in sorted(vocabulary(), key=len, reverse=True):
        words.setdefault(word[0], []).append(_guarded(word))
    return {first: re.compile("|".join(alike)) for first, alike in words.items()}


def _guarded(word: str) -> str:
    followers = _BEGINS_ANOTHER_WORD.get(word)
    if word.isascii() and word.isalpha():
        return rf"{word}(?![A-Za-z0-9])"
    return re.escape(word) + (f"(?![{followers}])" if followers else "")


def from_name(name: str) -> Unit | None:
    """The unit that a table's header or an item's name gives in brackets: ``停车泊位(个)``."""
    found = re.search(r"[(:]\s*(?:单位[::]?\s*)?(?P<scale>[万亿]*)(?P<unit>[^()\d]{1,8})\)?$", name)
    unit = vocabulary().get(found["unit"]) if found else None
    if found is None or unit is None:
        return None
    scale = 10 ** (4 * found["scale"].count("万") + 8 * found["scale"].count("亿"))
    return replace(unit, factor=unit.factor * scale)
