"""Lines that belong to the page and not to the bulletin: 字号, 打印, 上一篇, 来源."""

import re
from collections.abc import Iterator, Sequence

_BEFORE = r"[\[\](【•·|>\s☆★]*"
_REST = r"[^。]*[。\]]?"
_LABEL = re.compile(
    _BEFORE + r"(?:(?:信息|文章|稿件|发布|新闻)?来源|(?:信息)?发布(?:日期|时间|单位|机构|人)"
    r"|发文(?:日期|机关|字号|时间)|成文日期|生成日期|公开(?:日期|时间|方式)|更新(?:日期|时间)|日期|时间|作者"
    r"|编辑|责任编辑|责编|编审|审核|校对|发稿编辑|供稿|撰稿|摄影|文章作者|索引号?|文号|分类|主题词|有效性|名称"
    r"|收藏|转发|声明[::]|浏览|点击|阅读|访问量?|人气|首页|返回)" + _REST
)
"""What says something of the page, unless figures show that it is a word of a sentence:
时间银行注册志愿者2300人。"""
_CHROME = re.compile(
    _BEFORE
    + r"(?:(?:[上下]一[篇页条]|相关(?:附件|新闻|链接|阅读|文章|信息|报道)|推荐阅读|附件\d*|热门"
    r"|声明|(?:主办|承办|协办)(?:单位)?|技术支持|(?:联系)?(?:地址|电话)|邮编|传真|(?:电子)?邮箱)(?=:|$)"
    r"|[上下]一[篇页条](?=[^\d。]|\d{4}年)|字号|字体|视力保护色?|保护视力色|分享到?(?=:|$|\W)|扫一扫"
    r"|打印(?:本页|$|[\]\s】])|关闭(?:窗口|本页|$|[\]\s】])|收藏(?:本页|$|[\]\s】])|纠错"
    r"|返回(?:顶部|列表|首页|上一页|$)|首页(?=\W|$)|您(?:现在|当前)?的?(?:所在)?位置|当前(?:所在)?位置|版权所有"
    r"|网站标识码|联系我们|关于我们|网站地图|摘自|(?:网站)?备案(?=[号序编:]))" + _REST
)
_VIEWS = re.compile(
    _BEFORE
    + r"(?:已有|共有|本[文页篇]?(?:文章)?(?:已|被|共有?)?|总)?(?:浏览|点击|访问|阅读|点赞|评论)"
    r"(?:次数|人次|人数|总?量|总?数|率)?\W*[\d,.]*\s*万?(?:人?次|人|条|个)?\W*"
    r"|[^\d。]{0,8}[\d,]+(?:人次?|次|条)(?:已?(?:浏览|阅读|访问|点赞|评论)|已读)[^。\d]{0,4}"
    r"|(?:(?:点赞|赞|在看|收藏|转发|评论|分享|阅读)\W*\d*\W*){2,8}"
    r"|抄[送报]:.*|.*[(]?共印\d+份[)]?"
    r"|您是第\d+位[^。]*|(?:共\d+条)?\W*第\d+页\W*共\d+页\W*"
    r"|(?:展开|查看|阅读|显示|收起)(?:全文|全部|更多|原文)[^。]{0,12}",
)
_SITE = re.compile(r"ICP\s*备|公网安备|网站标识码|版权所有|copyright|©|分辨率", re.IGNORECASE)
_FILE_NAME = re.compile(
    r".{1,100}\.(?:docx?|xlsx?|wps|et|pdf|ofd|rtf|zip|rar|jpe?g|png)"
    r"\s*(?:[(\[]?\s*[\d.]+\s*[KMG]i?B?\s*[)\]]?)?\s*(?:\[?(?:点击)?(?:下载|预览|查看)\]?)?",
    re.IGNORECASE,
)
_BANNER = re.compile(r"[^,。;\d]{2,20}(?:人民政府网?|政务网|门户网站?|信息网|政府网|党政网)")
_DATELINE = re.compile(
    r"[\[(]?\s*(?:19|20)\d\d[-年./]\d{1,2}[-月./]\d{1,2}日?(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?[^,。;]{0,40}\)?"
    r"|[^\d,。;]{0,20}\d{1,2}[-月./]\d{1,2}日?\s*\d{1,2}:\d{2}(?::\d{2})?[^\d,。;]{0,20}"
)
"""``2031-10-10 09:12 来源``; without a year only to the minute: ``海川发布 10-10 09:12 关注``."""
_FIGURE = re.compile(
    r"(?<![\d:/.-])\d[\d,.]*\s*[万亿余多]*\s*(?![年月日号时分秒期次])[%‰\u4e00-\u9fff]"
)
_LONGEST = 200
_LONGEST_TEASER = 60
_RELATED = re.compile(
    r"\W*(?:(?:相关|最新|热[点门]|近期|更多|推荐|延伸)(?:新闻|链接|阅读|文章|信息|报道|稿件|资讯|推荐|内容)"
    r"|猜你(?:喜欢|想看)|[为给]您?你?推荐|大家都在看|(?:点击|阅读|新闻)排行榜?)\W*"
)
_REMARKS = re.compile(r"\W*(?:网友|读者|最新|热门|全部|发表)?(?:评论|留言|跟帖)\W*\d*条?\W*")
_HEADS_OTHERS = re.compile(
    rf"{_RELATED.pattern}|{_REMARKS.pattern}|\W*(?:相关|推荐|延伸|热门|最新)\W*"
    r"|.{0,60}(?:解读|图解|答记者问)\W*|\W*(?:AI|智能|内容|文章|本文)?(?:摘要|导读|提要|速览)\W*"
)
"""Of other pages, of what their readers say, or of what the article says itself, shorter."""
_NEIGHBOUR = re.compile(r"\W*[上下]一[篇页条]\W*")
_LEADS_TO = re.compile(r"\W*[上下]一[篇页条](?:[:\s]|\d{4}年)")
"""What stands beside the article, in one line: 上一篇:2019年三季度进展情况."""
_SENTENCE = re.compile(r"[。;]|,.*,")
_NAME = r"[^,。;]{2,60}(?:表|情况|清单|名单|报告|方案|通知|台账|汇总|说明|办法)[》)]?\s*"
_ATTACHMENTS = re.compile(rf"\W*附件\s*:\s*1[.、]{_NAME}")
_ATTACHMENT = re.compile(rf"\s*(\d)[.、]{_NAME}")


def is_furniture(line: str) -> bool:
    """Whether a whole line is page furniture: 来源:市政府办 字号:大 中 小."""
    words = line.strip()
    if len(words) > _LONGEST:
        return False
    if any(form.fullmatch(words) for form in (_CHROME, _VIEWS, _BANNER, _FILE_NAME)):
        return True
    if _SITE.search(words) and "。" not in words:
        return True
    said = any(form.fullmatch(words) for form in (_LABEL, _DATELINE))
    return said and _FIGURE.search(words) is None


def of_other_pages(lines: Sequence[str]) -> frozenset[int]:
    """The places of lines that are not the article's: below 相关新闻, beside 上一篇, of readers,
    names of what is attached.

    ``相关新闻⏎我市新增充电桩120个⏎…``: titles are short and no sentences; a sentence ends the list.
    """
    found = set(_attachments(lines))
    expected = 0
    for at, line in enumerate(lines):
        words = line.strip()
        if _REMARKS.fullmatch(words):
            return frozenset({*found, *range(at, len(lines))})
        if _RELATED.fullmatch(words):
            found.add(at)
            expected = len(lines)
        elif _NEIGHBOUR.fullmatch(words):
            found.add(at)
            expected = max(expected, 1)
        elif _LEADS_TO.match(words) and len(words) <= _LONGEST_TEASER:
            found.add(at)
        elif not words or not expected:
            continue
        elif len(words) <= _LONGEST_TEASER and not _SENTENCE.search(words):
            found.add(at)
            expected -= 1
        else:
            expected = 0
    return frozenset(found)


def without_other_pages(text: str) -> str:
    """A text whose lines of other pages are blank, every place kept."""
    lines = text.split("\n")
    for at in of_other_pages(lines):
        lines[at] = " " * len(lines[at])
    return "\n".join(lines)


def heads_other_pages(line: str) -> bool:
    """Whether a line heads what is beside an article: 为你推荐, 政策解读, AI摘要."""
    return _HEADS_OTHERS.fullmatch(line) is not None


def _attachments(lines: Sequence[str]) -> Iterator[int]:
    """The places of lines that list what is attached: 附件:1.完成情况⏎2.分镇情况表."""
    following = 0
    for at, line in enumerate(lines):
        listed = _ATTACHMENT.fullmatch(line)
        if _ATTACHMENTS.fullmatch(line):
            following = 2
            yield at
        elif listed and int(listed[1]) == following:
            following += 1
            yield at
        elif line.strip():
            following = 0
