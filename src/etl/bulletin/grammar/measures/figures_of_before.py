"""Figures in brackets that a text says are those of an earlier time: (括号内为上月数).

``完工5所(4所)``, ``投放960(880)``: what the bracket holds was so before, in the unit of what it
stands behind.
"""

import re
from collections.abc import Sequence

from etl.bulletin.grammar.numerals.quantity import Quantity

_LEGEND = re.compile(
    r"括[号弧](?:内|里|中)?(?:的)?(?:数字|数据|数值|数)?(?:均|皆|都)?(?:为|是|系|指|:)[^,。;()\n]{0,6}"
    r"(?:上[月期季旬周次]|前[期次]|(?:去年|上年)(?:同期)?|年初|(?P<month>\d{1,2})月)[末底份]*的?"
    r"(?:累计)?(?:完成)?(?:数据|数值|数字|数|情况|进度|量)?(?=[,。;()\n]|\Z)"
)


def told_of_before(text: str, quantities: Sequence[Quantity], month: int | None) -> list[Quantity]:
    """The figures; those alone in brackets behind another marked as of an earlier time, where a
    text says that such are: of another month than the one that it tells of."""
    found = list(quantities)
    legend = _LEGEND.search(text)
    if legend is None or (legend["month"] and int(legend["month"]) >= (month or 0)):
        return found
    for at in range(1, len(found)):
        before, q = found[at - 1], found[at]
        alone = text[before.end : q.start].strip() == "(" and text[q.end : q.end + 1] == ")"
        if not alone or before.earlier or q.unit not in ("", before.unit):
            continue
        if not q.unit and before.unit:
            q = q._replace(
                value=q.value * (before.scale if q.scale == 1 < before.scale else 1),
                unit=before.unit,
                dimension=before.dimension,
                kind=before.kind,
                word=before.word,
            )
        found[at] = q._replace(earlier=True)
    return found
