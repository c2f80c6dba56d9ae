"""Numerals that their form alone tells to be none of a figure: dates, names, clocks, codes.

``2024-11-20``, ``《…2023年…》``, ``第3季度``, ``5G``, ``12345热线`` are framed before any
quantity is looked for.
"""

import re
from collections.abc import Collection, Iterator

from etl.bulletin.grammar.numerals.numbers import CHINESE
from etl.bulletin.model import Numeral
from etl.bulletin.words import measure_words

_YEAR = r"(?:19|20)\d{2}"
_TO = r"[-—–―~～至到]{1,2}"

# Most figures say by what follows that nothing frames them.
_PLAIN = r"(?<!\d\d)\d{0,3}(?:\.\d++)?(?:个(?!月)|[处所间家座条台部辆套张件项户人名万亿元%])"
# One set of characters comes first, so that all others are passed over at once.
_START = re.compile(
    rf"[\dA-Za-z《“\"「\[第排名位居列](?:(?<=\d)(?:{_PLAIN}|\d*)|(?<=[A-Za-z])[A-Za-z]*)?+"
)
_UNFRAMED = frozenset("个处所间家座条台部辆套张件项户人名万亿元%")
# “新增学位3.6万个” quotes a promise, “15分钟便民圈” is a name.
_QUOTED_PLEDGE = (
    r"[“「][^“”「」\n\d]{3,60}?\d[\d.,]*[万亿余多]*(?!分钟|小时|岁|级|号|[A-Za-z+\-·])[\u4e00-\u9fff%]"
    r"[^“”「」\n]{0,60}[”」](?!改革|活动|行动|计划|理念|模式|机制|品牌|服务|制度|办理|办成)"
)
_WITH_DECIMALS = frozenset({"length", "area", "volume", "mass", "money"})
_CORPS = re.compile(r"兵团|团场|师市|第[一二三四五六七八九十]+师(?!范|傅|资)")
"""What a text of the production corps says, whose regiments have numbers: 101团."""
_MONTH = re.compile(rf"{_YEAR}\.\d{{1,2}}")
_FRAMES = re.compile(
    rf"""
      (?P<title>《[^《》\n]{{1,80}}》)
    | (?P<address>https?://[^\s一-鿿]+|[A-Za-z\d._%+-]{{1,64}}@[A-Za-z\d.-]+)
    | (?P<quotation>(?!{_QUOTED_PLEDGE})
        (?:“[^“”\n]{{1,40}}”|"[^"\n]{{1,40}}"|「[^「」\n]{{1,40}}」))
    | (?P<document_number>\[{_YEAR}\][ \t]*(?:第?\d+号)?)
    | (?P<date>
        {_YEAR}[-./]\d{{1,2}}[-./]\d{{1,2}}(?:日)?
      | {_YEAR}年?{_TO}(?:{_YEAR})年?(?:\d{{1,2}}月)?
      | {_YEAR}(?:学?年度?|届)(?:\d{{1,2}}(?:{_TO}\d{{1,2}})?月(?:份)?(?:\d{{1,2}}日)?)?
      | (?<!\d){_YEAR}[./](?:0?[1-9]|1[0-2])(?![\d.%万亿])
      | (?<!\d)\d{{1,2}}(?:{_TO}|、)\d{{1,2}}月(?:份)?
      | (?<!\d)\d{{1,2}}月(?:份)?\d{{1,2}}日?(?:{_TO}(?:\d{{1,2}}月)?\d{{1,2}}日)?(?![\d万亿.])
      | (?<!\d)\d{{1,2}}月(?:份)?(?![龄大])
      | (?<!\d)\d{{1,2}}(?:{_TO}\d{{1,2}})?日(?![均常历元间])
      | (?<!\d){_YEAR}(?=[市县区省全]|[春秋]季)
      | (?<=前)(?<!提前)\d{{1,2}}个月
      | (?<![\d.])[1-4](?:{_TO}[1-4])?季度
      )
    | (?P<code>\d{{13,}})
    | (?P<damaged>(?<!\d)\d{{3,}}[日月](?![均常]) | \d{{3,}}-\d+岁)
    | (?P<clock>(?<!\d)\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?!\d)
        | (?<!\d)\d{{1,2}}[时点](?:\d{{1,2}}分|整|半)?(?![长位段次]))
    | (?P<phone>(?<!\d)(?:0\d{{2,3}}-\d{{7,8}}|[48]00-?\d{{3,4}}-?\d{{3,4}}|1[3-9]\d{{9}})(?!\d)
        | (?<!\d)(?:1\d{{4}}|9\d{{4}})(?=[^\d万亿.余多人名户个元件]*(?:热线|平台|电话|专线))
        | (?<!\d)123\d\d(?=(?:[政便]?民生?|市民)?(?:诉求|工单|投诉|举报)))
    | (?P<ordinal>第\d+(?:[、和及与至到—–~～-]\d+)+(?=[项件条号类期位名章])|第(?:\d+|[{CHINESE}]+)
        | (?:排名|排在|名列|位[居列]|[居列]全[省市国县区])[^,。;\d]{{0,8}}\d+位?)
    | (?P<regiment>(?<![\d.团])\d{{2,3}}团(?![队组费员购体次]))
    | (?P<name>
        (?<![\d./])(?!(?:(?<=\d\ )|(?<=[万亿]))(?:{measure_words.measures().latin}))
          (?![A-Z]{{2,}}\d+[台套部件座处])
          [A-Za-z][A-Za-z\d]*[-+.]?\d[\d.]*[A-Za-z]*
      | \d+(?:\.\d+)?(?!{measure_words.measures().latin})[A-Za-z]+\d*
      | \d+(?:\.\d+)?:\d+(?:\.\d+)?
      | \d+(?:\+[\dA-Za-z]+)+|\d+[×*]\d+(?:小时)?|\d+°(?!C)
      | (?<!\d)\d{{1,2}}·\d{{1,2}}(?![\d万亿%.])
      | (?<!\d)\d{{1,2}}\#(?:、\d{{1,2}}\#)*
      | (?<=[大中小][(])\d(?=[)]型)
      )
    """,
    re.VERBOSE,
)


def find(text: str, plain: Collection[int] = ()) -> Iterator[tuple[int, int, Numeral | None]]:
    """The framed stretches of a text in order, each with its numeral if it holds one.

    ``plain``: where numbers begin that are none, whatever they look like.
    """
    search = 0
    in_corps = "团" in text and _CORPS.search(text) is not None
    while (start := _START.search(text, search)) is not None:
        if text[start.end() - 1] in _UNFRAMED:
            search = start.end()
            continue
        frame = _FRAMES.match(text, start.start())
        if (
            frame is None
            or start.start() in plain
            or _is_measured(text, frame)
            or (frame.lastgroup == "regiment" and not in_corps)
        ):
            search = start.end()
            continue
        kind = _kind(frame)
        framed = (
            Numeral(frame[0], frame.start(), frame.end(), kind, f"form of a {kind}")
            if kind
            else None
        )
        yield frame.start(), frame.end(), framed
        search = frame.end()


def _is_measured(text: str, frame: re.Match[str]) -> bool:
    """Whether what looks like a month has a measure word: 管网1977.6公里."""
    if frame.lastgroup != "date" or not _MONTH.fullmatch(frame[0]):
        return False
    unit = measure_words.match(text, frame.end(), len(text))
    if unit is None or unit.dimension not in _WITH_DECIMALS:
        return False
    # 2031.6米面油发放
    return len(unit.word) > 1 or unit.word == "亩"


def _kind(frame: re.Match[str]) -> str | None:
    if not any(c.isdigit() for c in frame[0]) and frame.lastgroup != "ordinal":
        return None
    return "name" if frame.lastgroup in ("title", "quotation", "regiment") else frame.lastgroup
