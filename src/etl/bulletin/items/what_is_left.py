"""What is left to do, where a bulletin tells of its problems and of what it will do next.

All else there is no figure of the progress: ``下一步,加快剩余5处工程建设,力争年内新建8处``.
"""

import re
from collections.abc import Iterator

_LEFT = re.compile(
    r"(?:(?:剩余|剩下|余下|其余|未(?:完成|完工|开工|竣工|动工|建成|达标|整改|销号))的?[^,。;:、|\n\d()]{0,6}"
    r"|(?:尚有|还有|仍有)(?=[^,。;\n]{1,16}未))"
    r"\d[\d.,]*[万亿]?(?![\d.,]|[月日年时])[^,。;:、|\n\d]{1,12}"
)


def what_is_left(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The words of a stretch that tell how much is left: 剩余5处工程建设."""
    return (m.span() for m in _LEFT.finditer(text, start, end))
