"""What kind of thing a cell holds, told from its words alone.

``75%`` a percentage, ``420户`` a count, ``3.8`` a bare figure, ``万人次`` a unit, ``市民政局`` an
agency, ``已建成4家。`` a report. Columns of a table hold one kind each.
"""

import re
from functools import lru_cache
from typing import Literal

from etl.bulletin.words import measure_words, units_in_names

Kind = Literal[
    "empty", "dash", "ordinal", "number", "figure", "percent", "count", "unit", "date", "status",
    "agency", "person", "region", "category", "bracket", "report", "plan", "name",
]  # fmt: skip
KINDS: tuple[Kind, ...] = (
    "empty", "dash", "ordinal", "number", "figure", "percent", "count", "unit", "date", "status",
    "agency", "person", "region", "category", "bracket", "report", "plan", "name",
)  # fmt: skip
SHORT = frozenset(
    ["dash", "ordinal", "number", "figure", "percent", "count", "unit", "date", "agency", "person",
     "region"]
)  # fmt: skip
"""Kinds of which a cell holds one alone: no paragraph follows another."""

_DASH = re.compile(r"[-—–―/\\无*]{1,4}")
_NUMBER = re.compile(r"[★☆*※△▲◆●]?(?:\d{1,4}|[一二三四五六七八九十]{1,3})[.、]?[★☆*※△▲◆●]?")
_FIGURE = re.compile(r"[-+−]?\d[\d,.]*[万亿千百]?元?")
_PERCENT = re.compile(r"[^\d。]{0,4}-?\d[\d.]*\s*[%‰](?:[(].*)?|[^\d]{0,6}\d[\d.]*%")
_COUNT = re.compile(
    r"[^\d。,;]{0,4}?\d[\d,.]*\s*[万亿千百]?[余多]?\s*(?![年月日号])[^\d\s,。;:、%]{1,7}"
)
_DATE = re.compile(
    r"(?:20\d\d|[今本明当]|次)?年?(?:\d{1,2}|[一二三四五六七八九十]{1,2})?"
    r"(?:月(?:\d{1,2}日|底|末|[上中下]旬)?|年|年底|季度|20\d\d|底)(?:之?前|完成|[-—~至].*)?"
    r"|全年|常年|长期(?:坚持)?|20\d\d[-./]\d{1,2}(?:[-./]\d{1,2})?"
)
_REPORT = re.compile(
    r"^(?:[一二三四1-9][是、.)])?(?:.{0,12}[::])?(?:现|均|共|全[市县区省部])?"
    r"(?:已|目前|正在|正|截[至止]|其中|完成(?=\d|率|年度|全年|投资|目标)|累计|现[已累]|全部|基本|提前|超额|实际|共计|尚?未|暂|处于|达到|实测)"
    r"|(?:已|均)(?:[经全]|完|建|开|竣|投|新|实|启|发|累)|完成率|占(?:年|全|总)|正在|进度(?:达|为)"
    r"|在建|进场|(?:施工|安装|办理|建设|铺设)中(?:[,。;]|$)|收尾|办结|启动|落实|已[^\d,。;]{1,3}。?$"
)
_AGENCY = re.compile(
    r"(?:[^\d。;]{0,14}(?:局|委|办|厅|部|处|院|会|集团|公司|中心|政府|联|署|总队|支队|大队|银行"
    r"|街道|科|股|室|公安|高新区)(?:[、,;/\s]|$))+"
)
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
    "酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞"
    "熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣邓郁"
    "单杭洪包诸左石崔吉龚程嵇邢裴陆荣翁荀羊惠甄曲家封储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全班仰秋仲伊宫宁仇栾暴甘钭厉戎"
    "祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍桑桂牛寿通边"
    "燕冀浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧沃利蔚越夔隆师巩聂晁勾敖融关"
)
_PERSON = re.compile(
    rf"[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}(?:[、, ]*[{_SURNAMES}][\u4e00-\u9fff]{{1,2}})*"
)
_REGION = re.compile(
    r"(?:[\u4e00-\u9fff]{1,7}?(?:[市县区州盟旗镇]|(?<![下返回城])乡|街道|园区|新城)[、, ]?){1,4}"
    r"|合计|总计|小计|共计|全[市县区省州]"
)
_CATEGORY = re.compile(r"[(]?[一二三四五六七八九十]{1,3}[)、.].{2,40}")
_BRACKET = re.compile(r"[(].{0,28}[)]")
_STOP = re.compile(r"[。;;!?]")


_WHOLE: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("dash", _DASH),
    ("number", _NUMBER),
    ("figure", _FIGURE),
    ("percent", _PERCENT),
)


@lru_cache(maxsize=4096)
def kind_of(words: str) -> Kind:
    """The kind of a cell's words, which are in normal form; blanks do not matter.

    ``12`` is a number, ``1.5万`` a figure, ``县卫健局`` an agency, ``新建书房5家。`` a plan.
    """
    text = "".join(words.split())
    if not text:
        return "empty"
    short = len(text) <= 16
    for kind, pattern in _WHOLE:
        if pattern.fullmatch(text):
            return kind
    if short and _DATE.fullmatch(text):
        return "date"
    if text in measure_words.vocabulary() or (
        short and units_in_names.from_name(f"({text})") is not None
    ):
        return "unit"
    if _BRACKET.fullmatch(text):
        return "bracket"
    return _named_kind(text, words.strip(), short) or _told_kind(text, short)


def _named_kind(text: str, words: str, short: bool) -> Kind | None:
    """The kind of words that name an agency, people or places."""
    if short and _REGION.fullmatch(text):
        return "region"
    if len(text) <= 60 and not _STOP.search(text) and _AGENCY.fullmatch(words):
        return "agency"
    return "person" if short and _PERSON.fullmatch(words) else None


def _told_kind(text: str, short: bool) -> Kind:
    """The kind of words that tell of a task or of what has been done."""
    reports = _REPORT.search(text) is not None
    digits = any(c.isdigit() for c in text)
    if short and digits and not reports and _COUNT.fullmatch(text):
        return "count"
    if _CATEGORY.fullmatch(text) and not _STOP.search(text):
        return "category"
    if reports:
        return "report" if digits or len(text) > 14 else "status"
    return "plan" if digits or len(text) > 24 or _STOP.search(text) else "name"
