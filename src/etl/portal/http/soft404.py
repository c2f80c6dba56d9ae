"""Telling a page from what comes with status 200 and is none: "not found", or half of it."""

import re

from etl.document.charset import decode
from etl.document.parse_markup import tree_of
from etl.errors import UnreadableDocument
from etl.portal.page.visible_text import seen_text

_MARKS = (
    b"404",
    "不存在".encode(),
    "不存在".encode("gb18030"),
    "找不到".encode(),
    "找不到".encode("gb18030"),
    "已删除".encode(),
    "已删除".encode("gb18030"),
)
_SAYS_GONE = re.compile(
    r"(?:页面|网页|文件|内容|信息|文章)[^。]{0,6}(?:不存在|找不到|已(?:经|被)?删除)"
    r"|(?:找不到|未找到)[^。]{0,8}(?:页面|网页|文件)|^404\b|\b404\s*(?:not found|错误)",
    re.IGNORECASE,
)
# A bulletin may speak of anything; an error page has no room to.
_FEW_CHARACTERS = 300
_UNSEEN = frozenset({"script", "style", "a", "footer", "header"})


def soft_404(raw: bytes, content_type: str) -> str | None:
    """What the page says where it says that it is not there; None where it is a page."""
    if not any(mark in raw for mark in _MARKS):
        return None
    try:
        soup = tree_of(decode(raw, content_type))
    except UnreadableDocument:
        return None
    text = seen_text(soup, _UNSEEN, _FEW_CHARACTERS + 1, " ")
    if len(text) > _FEW_CHARACTERS or soup.find("meta", attrs={"name": "ArticleTitle"}):
        return None
    found = _SAYS_GONE.search(text)
    return found[0] if found else None


def ends_early(raw: bytes, content_type: str) -> bool:
    """Whether a page stops in the middle, as after a Content-Length that was too short.

    A page may leave out the end of ``body`` or that of ``html``; none leaves out both.
    """
    text = raw.lower()
    opened = "html" in content_type.lower() and b"<body" in text
    return opened and b"</body" not in text and b"</html" not in text
