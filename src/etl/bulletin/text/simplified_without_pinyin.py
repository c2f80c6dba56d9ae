"""Undo what a mirror does to a page: Traditional characters and injected pinyin.

``實(shí)現(xiàn)`` is 实现: the syllable is a reading of the character before it. ``(AED)``,
``(村)`` and 接口(api) are the page's own words and stay.
"""

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from etl.bulletin.text.character_origins import NormalText

if TYPE_CHECKING:
    from opencc import OpenCC

_HAN = re.compile(r"[\u3400-\u9fff]")
_READING = r"[a-zü\u00e0-\u01dc\u1e3f]{1,7}\)"
_SYLLABLE = re.compile(rf"\((?<=[\u3400-\u9fff]\(){_READING}(?:\({_READING})*")
# Frequent characters that exist in Traditional writing only.
_TRADITIONAL = re.compile(
    "[與國會對農業區設電車項實際責單處進開關長門學員務計劃價優創動務運營頭點號鄉鎮縣環級經給統續總線網線"
    "綠維護養體醫療衛參戶萬億個為無東這並後從應當類質見觀規視覺辦請證評調讓議黨報執場廠廣廳張擴據擊數]"
)


def clean(normal: NormalText) -> NormalText:
    """The text without injected readings and in Simplified characters; itself if neither."""
    if _SYLLABLE.search(normal.text):
        normal = normal.without(_SYLLABLE, _is_reading)
    traditional = len(_TRADITIONAL.findall(normal.text))
    if traditional and traditional * 50 > len(_HAN.findall(normal.text)):
        normal = _simplify(normal)
    return normal


def _is_reading(match: re.Match[str]) -> bool:
    character = match.string[match.start() - 1]
    return all(plain(syllable) in readings(character) for syllable in match[0][1:-1].split(")("))


def plain(syllable: str) -> str:
    """A syllable without its tone, ``ü`` kept apart as ``v``: ``lǜ`` is ``lv``."""
    decomposed = unicodedata.normalize("NFD", syllable.replace("ü", "v"))
    decomposed = decomposed.replace("u\u0308", "v")
    return "".join(c for c in decomposed if not unicodedata.combining(c))


@cache
def readings(character: str) -> frozenset[str]:
    """Every toneless reading of a character."""
    from pypinyin import Style, pinyin

    found = pinyin(character, style=Style.NORMAL, heteronym=True, v_to_u=False)
    return frozenset(found[0])


def _simplify(normal: NormalText) -> NormalText:
    convert = _converter().convert
    simplified = convert(normal.text)
    if len(simplified) != len(normal.text):
        simplified = "".join(c if len(s := convert(c)) != 1 else s for c in normal.text)
    return NormalText(simplified, normal.origins)


@cache
def _converter() -> "OpenCC":
    from opencc import OpenCC

    # t2s replaces character by character; tw2sp would also swap words (新增 for 添加).
    return OpenCC("t2s")
