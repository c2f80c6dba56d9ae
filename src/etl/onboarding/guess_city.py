"""Whose portal a page is: the city, its code in GB/T 2260, and a key for it.

Government sites must carry their identification code (网站标识码, meta SiteIDCode): the place's six
digits and four more. The public security record (鲁公网安备37020202000123号) begins with the
district that keeps it, the ICP record with the province in one character. They are held against
one another.
"""

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from pypinyin import Style, pinyin

from etl.portal.page.visible_text import seen_text
from etl.portal.region_codes import PROVINCE_BY_LETTER, PROVINCES, is_code

_SITE_CODE = re.compile(r"(?:网站)?标识码\s*:?\s*(\d{10})(?!\d)")
_ICP = re.compile(r"([一-龥])\s*ICP\s*备")
_POLICE = re.compile(r"公网安备\s*:?\s*(\d{6})\d{8}(?!\d)")
_GOVERNMENT = re.compile(r"([一-龥]{2,16}?)人民政府")
_OF_PROVINCE = re.compile(r"^[一-龥]{2,8}?(?:省|自治区)(?=[一-龥])")
_PORTAL = re.compile(
    r"(?:人民政府|政府|政务|门户|信息|公开|网站?|办公[厅室]|委员会|[市县区州盟]委)+.*$"
)
_PARTS = re.compile(r"^([一-龥]{2,6}?)市([一-龥]{1,6}?)([市县区旗])$")
_LEVEL = re.compile(r"(?<=[一-龥]{2})(?:市|区|自治州|地区|盟)$")
_PEOPLES = re.compile(
    r"(?:(?:土家|布依|景颇|哈尼|傈僳|朝鲜|蒙古|哈萨克|柯尔克孜|仫佬|毛南|仡佬|撒拉|保安|东乡|裕固|达斡尔"
    r"|鄂温克|鄂伦春|锡伯|塔吉克|纳西|普米|独龙|拉祜|布朗|阿昌|德昂|[苗藏羌彝回壮侗傣白满瑶畲黎水土怒佤各])族)+"
    r"(?:自治[县旗])?$"
)
_COUNTY = re.compile(r"(?<=[一-龥]{2})(?:新?区|县|旗)$")
_WORD = re.compile(r"[a-z][a-z0-9-]*")
_COMMON_LABELS = frozenset(["www", "gov", "cn", "com", "org", "net", "zwgk", "xxgk", "m", "wap"])
_BEFORE = re.compile(r"^.*(?:版权所有|主办单位|主办|承办|中国|欢迎访问|来源)")
_MOST_CHARACTERS = 200_000
_NAME = re.compile(r"[一-龥]{2,16}")
PLACEHOLDER = "某市"


@dataclass(frozen=True, slots=True)
class PlaceGuess:
    """Whose portal it is, why so, and what to check: empty where it is certain."""

    city: str
    city_because: str
    city_unsure: str
    code: str | None
    code_because: str
    code_unsure: str
    name: str
    name_because: str
    name_unsure: str


def guess_place(soup: BeautifulSoup, url: str) -> PlaceGuess:
    """What a page says of its place."""
    text = unicodedata.normalize("NFKC", seen_text(soup, frozenset(), _MOST_CHARACTERS, " "))
    names, city_because, city_unsure = _place(soup, text)
    city = "".join(names) or PLACEHOLDER
    code, code_because, code_unsure = _code(soup, text, city)
    name, name_because, name_unsure = _name(url, names)
    return PlaceGuess(
        city,
        city_because,
        city_unsure,
        code,
        code_because,
        code_unsure,
        name,
        name_because,
        name_unsure,
    )


def place_names(said: str) -> tuple[str, ...]:
    """A place as its people call it, and before it the city that it belongs to, where it is said.

    青岛 for 青岛市人民政府; 南通, 崇川 for 江苏省南通市崇川区人民政府.
    """
    place = _OF_PROVINCE.sub("", _PORTAL.sub("", _BEFORE.sub("", said.strip())))
    if parts := _PARTS.match(place):
        # 萧县 and 浦东新区 are never called 萧 and 浦东新.
        short = len(parts[2]) == 1 or parts[2].endswith("新")
        return parts[1], f"{parts[2]}{parts[3] if short else ''}"
    place = _PEOPLES.sub("", _LEVEL.sub("", place))
    return (place,) if _NAME.fullmatch(place) else ()


def _place(soup: BeautifulSoup, text: str) -> tuple[tuple[str, ...], str, str]:
    site = _meta(soup, "sitename")
    of_government = _GOVERNMENT.search(site)
    if names := place_names(of_government[0] if of_government else site):
        unsure = "" if of_government else f"made of the site's name {site}: is it the city's?"
        return names, f"meta SiteName: {site}", unsure
    title = soup.title.get_text("", strip=True) if soup.title else ""
    for where, said in (("title", title), ("text", text)):
        found = _GOVERNMENT.search(said)
        if found and (names := place_names(found[0])):
            return names, f"{found[0]} in the page's {where}", "it is the first one named there"
    return (), "the page names no government", "write the city as its people do"


def _code(soup: BeautifulSoup, text: str, city: str) -> tuple[str | None, str, str]:
    icp = _ICP.search(text)
    province = PROVINCE_BY_LETTER.get(icp[1]) if icp else None
    police = _POLICE.search(text)
    site = _meta(soup, "siteidcode")
    said = site if re.fullmatch(r"\d{10}", site) else ""
    if not said and (printed := _SITE_CODE.search(text)):
        said = printed[1]
    if said and is_code(said[:6]):
        code = said[:6]
        against = [
            f"the {what} says {PROVINCES[other]}"
            for what, other in (
                ("ICP record", province),
                ("public security record", police[1][:2] if police else None),
            )
            if other in PROVINCES and other != code[:2]
        ]
        return code, f"identification code {said}", "; ".join(against)
    if police and is_code(police[1]):
        code = police[1] if city.endswith(("县", "区", "旗")) else f"{police[1][:4]}00"
        if province in (None, code[:2]):
            unsure = f"{police[1]} keeps its public security record; look the city's code up"
            return code, f"public security record of {police[1]}", unsure
    where = f" (in {PROVINCES[province]}: {province}…)" if province else ""
    return None, f"the page does not say it{where}", f"look it up{where}: 行政区划代码"


def _name(url: str, names: tuple[str, ...]) -> tuple[str, str, str]:
    labels = [
        label
        for label in (urlsplit(url).hostname or "").split(".")
        if label not in _COMMON_LABELS and _WORD.fullmatch(label)
    ]
    label = labels[-1] if labels else ""
    by_host = label or "town", f"the host {urlsplit(url).hostname}", "the key is chosen for good"
    if not names:
        return by_host
    full = names[-1]
    short = _COUNTY.sub("", full)
    spelled = [_spelled(one) for one in (short, full)]
    if label in spelled:
        return label, f"host and city agree: {full}", ""
    if not _WORD.fullmatch(spelled[0]):
        return by_host
    unsure = "a reading may be another; the key is chosen for good"
    return spelled[0], f"{short} in pinyin", unsure


def _spelled(words: str) -> str:
    return "".join(one[0] for one in pinyin(words, style=Style.NORMAL, errors="ignore")).lower()


def _meta(soup: BeautifulSoup, name: str) -> str:
    for tag in soup.find_all("meta", content=True):
        if str(tag.get("name") or "").strip().lower() == name:
            return unicodedata.normalize("NFKC", str(tag["content"])).strip()
    return ""
