"""Lines that belong to the page and not to the bulletin: 字号, 打印, 上一篇, 来源."""

import re
from collections.abc import Iterator
from itertools import islice

_FURNITURE = re.compile(
    r"[\[\](【•·>\s☆★]*(?:"
    r"(?:信息|文章|稿件|发布|新闻)?来源|(?:信息)?发布(?:日期|时间|单位|机构|人)|发文(?:日期|机关|字号|时间)"
    r"|成文日期|生成日期|公开(?:日期|时间|方式)|更新(?:日期|时间)|日期|时间|作者|编辑|责任编辑|责编|编审|审核|校对"
    r"|发稿编辑|供稿|撰稿|摄影|文章作者|索引号?|文号|分类|主题词|有效性|名称|浏览|点击|阅读|访问量|人气"
    r"|字号|字体|视力保护色?|保护视力色|分享到?|扫一扫|打印(?:本页|$|[\]\s】])|关闭(?:窗口|本页)?|收藏|纠错|返回"
    r"|上一[篇页条]|下一[篇页条]|相关(?:附件|新闻|链接|阅读|文章|信息)|附件下载|附件\d*:|附件\d*$|您(?:现在|当前)?的?(?:所在)?位置|当前(?:所在)?位置|首页"
    r"|主办(?:单位)?:|承办(?:单位)?:|版权所有|网站标识码|备案|技术支持|联系我们|声明[::]|推荐阅读|热门|摘自|转发)"
    r"[^。]*[。\]]?"
)
_BANNER = re.compile(r"[^,。;\d]{2,20}(?:人民政府网?|政务网|门户网站?|信息网|政府网|党政网)")
_DATELINE = re.compile(
    r"[\[(]?\s*(?:19|20)\d\d[-年./]\d{1,2}[-月./]\d{1,2}日?(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?[^,。;]{0,40}\)?"
)
_LONGEST = 200


def is_furniture(line: str) -> bool:
    """Whether a whole line is page furniture: 来源:市政府办 字号:大 中 小."""
    words = line.strip()
    return len(words) <= _LONGEST and any(
        form.fullmatch(words) is not None for form in (_FURNITURE, _BANNER, _DATELINE)
    )


_NAMES_A_BULLETIN = re.compile(
    r"情[况況]|[进進][展度]|通[报報]|公示|公告|[报報]告|[览计照进推实]表|排名|[办辦][结結]|兑现"
    r"|[实實]事|民[生心]|惠民"
)
_NO_HEADLINE = re.compile(r"[>|\t:：。;；]|现将|截[至止]|^附件")
_ENDS_A_TITLE = re.compile(r"情[况況]|通[报報]|公示|[报報]告|表$")
_APPEAL = re.compile(r"[!?！？]")
_DATED = re.compile(r"\d{4}|[〇零○年月季]")
_HEADLINES = 6
_HEAD = 2000
_LONGEST_TITLE = 80


def headline(text: str) -> str:
    """The line that names a plain text, which may stand below the site's name and a dateline.

    ``时刻在线⏎2022年1-9月民生实事进展情况⏎1.…`` is headed by its second line.
    """
    lines = [line.strip() for line in islice(_lines(text), _HEADLINES)]
    for line in lines:
        if _ITEM.match(line):
            break
        if _might_name(line) and (line is lines[0] or _DATED.search(line)):
            return line
    first = lines[0] if lines else ""
    return first if len(first) <= _LONGEST_TITLE and not is_furniture(first) else ""


def _lines(text: str) -> Iterator[str]:
    return (
        line for line in re.split(r"[\n\r\x0b\x0c\x85\u2028\u2029]", text[:_HEAD]) if line.strip()
    )


def _might_name(line: str) -> bool:
    return (
        8 <= len(line) <= _LONGEST_TITLE
        and _APPEAL.search(line, 0, 30) is None
        and _NO_HEADLINE.search(line) is None
        and _NAMES_A_BULLETIN.search(line) is not None
        and is_title(line)
        and (not is_furniture(line) or _ENDS_A_TITLE.search(line) is not None)
    )


_ITEM = re.compile(r"[(]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[)、.](?!\d)")
_TELLS = re.compile(
    r"\d[\d.,]*[万亿余多]*[^\d年月日\-—号届期件项].*[,;]|[,;].*\d[\d.,]*[万亿余多]*[^\d年月日\-—号届期件项]"
)


def is_title(line: str) -> bool:
    """Whether a first line names its document: not 1.更换候车亭30处,已完成12处 nor a sentence."""
    words = line.strip()
    return not (words.endswith(("。", ";")) or _ITEM.match(words) or _TELLS.search(words))
