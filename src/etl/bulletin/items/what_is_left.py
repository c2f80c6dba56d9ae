"""What is left to do, where a bulletin tells of its problems and of what it will do next.

All else there is no figure of the progress: ``下一步,加快剩余5处工程建设,力争年内新建8处``.
"""

import re
from collections.abc import Iterator

_COUNT = r"\d[\d.,]*[万亿]?(?![\d.,%‰至~—-]|个?[月日年天时]|个百分|倍)[^,。;:、|\n\d]{1,3}"
_NOT_YET = (
    r"(?:尚未|还未|未)(?:完成|完工|开工|竣工|动工|建成|进场|达标|整改|销号|拆除|搬迁|签约|启动|到位"
    r"|落实|拨付)"
)
_LEFT = re.compile(
    rf"(?:剩余|剩下|余下|其余|{_NOT_YET})的?(?!劳动力|产能)[^每,。;:、|\n\d()]{{0,6}}"
    rf"(?P<left>{_COUNT})(?!扣|的?单位)[^,。;:、|\n\d]{{0,10}}"
    rf"|(?:尚有|还有|仍有)?(?<![\d.月年第])(?P<undone>{_COUNT})[^,。;:、|\n\d]{{0,14}}?{_NOT_YET}"
)
_REACH = 600
"""Characters before a stretch in which its figure may have been told."""


def what_is_left(text: str, start: int, end: int, since: int) -> Iterator[tuple[int, int]]:
    """The words of a stretch that tell how much is left: 剩余5处工程建设.

    Args:
        text: the normalised text.
        start: where the stretch begins.
        end: where it ends.
        since: where begins what was told before it, which need not be said again.
    """
    for m in _LEFT.finditer(text, start, end):
        figure = re.escape(m["left"] or m["undone"])
        if not re.search(rf"(?<![\d.]){figure}", text[max(since, start - _REACH) : start]):
            yield m.span()
