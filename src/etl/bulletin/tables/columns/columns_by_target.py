"""Which columns of a table speak of one thing: a target, its results and their rates.

计划改造数 | 累计开工数 | 开工率 | 计划投资额 | 已完成投资额 are two blocks. A result belongs to the
target that arithmetic, unit, name and place tie it to; a part of a total, a month's own
figure and another year's belong to none.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import reduce
from typing import NamedTuple

from etl.bulletin.grammar.labels import counted_noun
from etl.bulletin.grammar.measures import stages
from etl.bulletin.grammar.periods import period_in_name
from etl.bulletin.model import Measure, Stage
from etl.bulletin.tables.columns.cell_values import held, unit_in
from etl.bulletin.tables.columns.contradicted_names import contradicted
from etl.bulletin.tables.columns.header_and_body import Table
from etl.bulletin.tables.columns.read_columns import LIKELY, Reading
from etl.bulletin.words import column_names as names
from etl.bulletin.words import measure_words
from etl.bulletin.words.measure_words import Unit

ITEM = -1
"""The block of the item's own promise."""
_MEASURES: dict[str, Measure] = {
    "target": "target",
    "actual": "actual",
    "rate": "pct_of_target",
    "yoy": "yoy",
    "previous": "previous",
    "change": "change",
    "remaining": "remaining",
}
_BRACKETS = re.compile(r"\(([^()]*)\)")
_STARTED = re.compile(r"开工|开复工|动工|在建")
_FINISHED = re.compile(r"竣工|完工")
_FINISHED_TOO = re.compile(r"竣工|完工|建成|完成")
_MONEY = re.compile(r"投资|资金|金额|经费|补助|额$")
_PERIOD = re.compile(
    r"(?:截[至止])?(?:\d{4}年)?(?:\d{1,2}[-—至到])?(?:\d{1,2}月份?(?:\d{1,2}日)?|第?[一二三四前]+季度|上半年|(?:年初|今年)?以来|\d{4}年)[底末]?"
)
_BALLOT = re.compile(
    r"(?:赞成|反对|弃权|得|选|投|测评|满意)[^()]*票数?(?:\)|$)|\((?:单位:)?票\)|^票数$"
)
"""Votes of deputies are no figures of a pledge: 代表测评(单位:票)."""
_OF_TOTAL = re.compile(r"占(?!.*(?:计划|任务|目标|安排|年度|全年|投资)).*总(?:[额量数]|计)")
"""A share of all that was done, by whoever did it: 占发放总额."""
_RUNNING = re.compile(r"\d[-—至到]\d{1,2}月|累计|截[至止]|前[一二三]季度|上半年|年初")
_ALONE = re.compile(
    r"(?<![-—至到\d])\d{1,2}月(?![底末])|(?<![前至])[二三四]季度(?![底末])|本[月季]|当[月季]|新增完成"
)
"""A month or a quarter by itself, where another column runs on."""
_YEAR = re.compile(r"(?<!\d)(20\d{2})年?")
_LAST_YEAR = re.compile(r"上年|去年")
_STANDARD = re.compile(r"标准")
_WHOLE = re.compile(r"总投资|总规模|总面积|概算|(?<![年初])以来|历年|自开工|自建设")
"""Of the works themselves, beside the plan of a year: no result of it."""
_LEVEL = re.compile(r"满意|合格|达标|优良|覆盖|普及|知晓|好评|参[保合]")
"""What a rate is of that is a level, and no share of the plan."""
_REVISED = re.compile(r"调整(?!前)|变更后|[新现](?:目标|任务|计划)")
_BEFORE_REVISION = re.compile(r"原|调整前|变更前|年初")
_BOTH = re.compile(
    r"(?:计划|目标|任务|预算|概算)[^,;。\d]{0,12}\d[^。]{0,60}?[,;][^,;。]{0,10}"
    r"(?:完成|到位|拨付|支付|支出|已|累计)[^,;。\d]{0,8}\d"
)
"""In a cell that promises and reports: 计划投资2600万元,1—9月完成1638万元."""
_FEWEST_BOTH = 2
_MOST_SAID = 400
"""Characters of a cell that are looked at."""
_ASKED = re.compile(r"满意|好评|知晓")


class Column(NamedTuple):
    """A column with what it says of the figures in it."""

    role: str
    measure: Measure | None = None
    indicator: str = ""
    """What it counts, by its names: 投资额; empty where they tell only its role."""
    unit: Unit | None = None
    stage: Stage | None = None
    period_end: date | None = None
    block: int = ITEM
    """The column of its target; its own place where it has none."""
    doubtful: bool = False
    """Whether another role is nearly as likely."""
    region: str | None = None
    """The place whose figures it holds: 东区 over 计划 | 完成."""
    told: bool = False
    """Whether its cells hold sentences, whose figures have units of their own."""
    both: bool = False
    """Whether its name announces promise and result in one, or its cells tell both."""
    rate: str = ""
    """The name of its own that a rate has: 到位率, 开工率."""
    years_before: int = 0
    """How many years before the bulletin's period its figures are: 1 below 去年同期完成数."""


def describe(table: Table, reading: Reading, year: int | None) -> tuple[Column, ...]:
    """What each column says, and which belong together."""
    contrast = any(_STARTED.search("".join(table.names(c))) for c in range(len(reading.roles)))
    items = "item" in reading.roles
    regions = [_regions(table, c) if items else () for c in range(len(reading.roles))]
    columns = [
        _column(_less(table.names(c), regions[c]), role, year, contrast=contrast)._replace(
            region=regions[c][-1] if regions[c] else None,
            told=_is_told(table, c),
            both=(both := _tells_both(table, c, role)),
            doubtful=reading.margins[c] < LIKELY and not both,
        )
        for c, role in enumerate(reading.roles)
    ]
    columns = list(_grouped(table, reading, columns, year))
    columns = list(_revised(table, columns))
    strange = contradicted(table, columns, reading.triples)
    return tuple(
        _wary([c._replace(doubtful=c.doubtful or at in strange) for at, c in enumerate(columns)])
    )


def _tells_both(table: Table, column: int, role: str) -> bool:
    """Whether a column promises and reports: by its name, or in most of its cells, though only a
    promise is looked for in them: 资金投入 over 计划投资2600万元,1—9月完成1638万元."""
    if any(map(names.tells_both, table.names(column)[-1:])):
        return True
    if role != "target":
        return False
    told = [words for cell in table.column(column) if (words := table.words(cell).strip())]
    both = sum(_BOTH.search(words, 0, _MOST_SAID) is not None for words in told)
    return both >= _FEWEST_BOTH and 2 * both > len(told)


def _revised(table: Table, columns: Sequence[Column]) -> Iterator[Column]:
    """The columns, a plan's before it was changed told from the plan: 原定目标 | 调整后目标."""
    over = [
        "".join(table.names(c)) if column.role == "target" else ""
        for c, column in enumerate(columns)
    ]
    revised = any(map(_REVISED.search, over))
    for name, column in zip(over, columns, strict=True):
        before = revised and _BEFORE_REVISION.search(name)
        yield column._replace(measure="previous") if before else column


def _regions(table: Table, column: int) -> Sequence[str]:
    """The places that stand over a column of figures: 各县区, 东区 over 计划 | 完成."""
    return [name for name in table.names(column) if held(name).kind == "place"]


def _less(over: Sequence[str], regions: Sequence[str]) -> Sequence[str]:
    return [name for name in over if name not in regions]


def _wary(columns: Sequence[Column]) -> Iterator[Column]:
    """The columns, in doubt with each column those that speak of the same thing.

    Sentences say by themselves what they tell, and leave the columns beside them as they are.
    """
    blocks = {
        column.block
        for column in columns
        if column.doubtful
        and column.block != ITEM
        and not (column.told and column.role != "target")
    }
    for column in columns:
        yield column._replace(doubtful=column.doubtful or column.block in blocks)


def _is_told(table: Table, column: int) -> bool:
    held = [table.held(cell) for cell in table.column(column)]
    said = [h for h in held if h.kind != "empty"]
    return 2 * sum(h.kind in ("report", "promise", "state", "words") for h in said) > len(said)


def _column(over: Sequence[str], role: str, year: int | None, *, contrast: bool) -> Column:
    if role not in _MEASURES or any(map(_BALLOT.search, over)):
        return Column("other" if role in _MEASURES else role)
    unit = measure_words.vocabulary()["%"] if role in ("rate", "yoy") else unit_in(over)
    if role == "rate" and any(map(_ASKED.search, over)):
        # What people say of it is no share of its plan.
        role = "actual"
    plain = "".join(_PERIOD.sub("", _BRACKETS.sub("", name)) for name in over)
    money = unit is not None and unit.dimension.startswith("money")
    stage: Stage | None = None
    if not money and not _MONEY.search(plain):
        finished = _FINISHED_TOO if contrast and role == "actual" else _FINISHED
        if _STARTED.search(plain):
            stage = "开工"
        elif finished.search(plain):
            stage = "完工"
    indicator = reduce(joined, filter(None, map(_indicator, over)), "")
    measure = _MEASURES[role]
    if role == "rate" and _OF_TOTAL.search(plain):
        measure = "share"
    counted = unit_in(over) if role == "yoy" else None
    if counted is not None and counted.canonical not in ("%", "百分点"):
        # 惠及对象(人) over 比上年同期增减
        unit, measure = counted, "yoy" if "同比" in plain else "change"
    period = _period(over, year, role)
    before = role == "actual" and _LAST_YEAR.search(plain) is not None
    if before and _STANDARD.search(plain):
        measure = "previous"
    rate = stages.rate_name(plain) if role == "rate" else ""
    back = int(before and measure == "actual" and not _is_before(period, year))
    return Column(role, measure, indicator, unit, stage, period, rate=rate, years_before=back)


def _indicator(name: str) -> str:
    return names.indicator(_PERIOD.sub("", _BRACKETS.sub("", name)))


def _period(over: Sequence[str], year: int | None, role: str) -> date | None:
    if role == "target":
        return None
    for name in reversed(over):
        if found := period_in_name.month_in(name, year):
            return found
        stated = _YEAR.search(name)
        if stated and _earlier(stated, year) and role == "actual":
            return date(int(stated[1]), 12, 31)
    return None


def _is_before(day: date | None, year: int | None) -> bool:
    return day is not None and year is not None and day.year < year


def _earlier(stated: re.Match[str], year: int | None) -> bool:
    return year is not None and int(stated[1]) < year


def _grouped(
    table: Table, reading: Reading, columns: Sequence[Column], year: int | None
) -> Iterator[Column]:
    targets = [c for c, column in enumerate(columns) if column.role == "target"]
    # What reports on itself is reported on beside it only where nothing else promises.
    targets = [c for c in targets if not columns[c].both] or targets
    parts = {p for s in reading.sums for p in s.parts if columns[s.whole].role == "actual"}
    running = any(
        _RUNNING.search("".join(table.names(c)))
        for c, column in enumerate(columns)
        if column.role == "actual"
    )
    blocks: dict[int, int] = {}
    for c, column in enumerate(columns):
        name = "".join(table.names(c))
        if column.role == "target":
            blocks[c] = c
        elif column.role in ("actual", "remaining"):
            stated = _YEAR.search(name)
            apart = (
                c in parts
                or (running and _ALONE.search(name) and not _RUNNING.search(name))
                or _LAST_YEAR.search(name)
                or _WHOLE.search(name)
                or (
                    column.unit is not None and column.unit.canonical == "%" and _LEVEL.search(name)
                )
                or (stated is not None and _earlier(stated, year))
            )
            blocks[c] = c if apart else _target_of(table, reading, columns, targets, c)
    for c, column in enumerate(columns):
        if column.role == "rate":
            yield _rate(reading, columns, blocks, targets, c)
        elif c in blocks:
            of = blocks[c]
            plan = columns[of] if of != ITEM and of != c else None
            yield column._replace(
                block=of,
                unit=column.unit or (plan.unit if plan and not column.told else None),
                indicator=_full(column.indicator, plan.indicator if plan else ""),
            )
        else:
            yield column._replace(block=c if column.role == "yoy" else ITEM)


def _full(own: str, planned: str) -> str:
    """What a result counts, by its own name and its target's: 开工 of 旧区改造."""
    if own and planned and counted_noun.is_bare(own) and own not in planned:
        return joined(planned, own)
    return own or planned


def joined(front: str, back: str) -> str:
    """Two names as one, what they share said once: 危桥改造, 改造开工 → 危桥改造开工."""
    if back in front:
        return front
    shared = next((n for n in range(len(back), 1, -1) if front.endswith(back[:n])), 0)
    return front + back[shared:]


def _target_of(
    table: Table, reading: Reading, columns: Sequence[Column], targets: Sequence[int], c: int
) -> int:
    """The column of the target that a result measures; its own where none fits."""
    if columns[c].told:
        # 形象进度 tells of the works, not of the money promised for them.
        told = [t for t in targets if columns[t].told]
        targets = told or [t for t in targets if not _is_money(columns[t])]
    if not targets:
        return ITEM
    proved = {reading.roles[t.target] for t in reading.triples if t.actual == c}
    if proved == {"item"}:
        return ITEM
    nearest = max((t for t in targets if t < c), default=targets[0])
    scored = [
        (_fit(table, reading, columns, t, c) + (0.6 if t == nearest else 0), t) for t in targets
    ]
    best, target = max(scored, key=lambda s: (s[0], -abs(s[1] - c)))
    return target if best > 0 else c


def _fit(table: Table, reading: Reading, columns: Sequence[Column], t: int, c: int) -> float:
    score = 0.0
    if any((held.target, held.actual) == (t, c) for held in reading.triples):
        score += 4
    one, other = columns[t].unit, columns[c].unit
    if one is not None and other is not None:
        score += 1 if one.canonical == other.canonical else -5
    elif other is not None and other.dimension.startswith("money"):
        score -= 1
    score += 2 * _alike(columns[t].indicator, columns[c].indicator)
    one_above, other_above = table.over(t), table.over(c)
    if any(cell in one_above for cell in other_above):
        score += 0.5
    elif one_above[:-1] and other_above[:-1]:
        # Of two groups of columns: 户厕改造 | 污水治理.
        score -= 1.5
    return score


def _is_money(column: Column) -> bool:
    return column.unit is not None and column.unit.dimension.startswith("money")


def _alike(one: str, other: str) -> float:
    if not one or not other:
        return 0
    pairs, others = ({w[i : i + 2] for i in range(len(w) - 1)} for w in (one, other))
    return len(pairs & others) / max(1, min(len(pairs), len(others)))


def _rate(
    reading: Reading,
    columns: Sequence[Column],
    blocks: dict[int, int],
    targets: Sequence[int],
    c: int,
) -> Column:
    """A rate with the target and the name of the result that it is of."""
    column = columns[c]
    proved = [t for t in reading.triples if t.rate == c]
    left = [a for a in blocks if a < c and columns[a].role == "actual"]
    if proved:
        of = max(proved, key=lambda t: t.support).actual
    else:
        fitting = [a for a in left if blocks[a] != a] or left
        same = [a for a in fitting if columns[a].indicator == column.indicator]
        of = (same or fitting or [ITEM])[-1]
    block = blocks.get(of, max((t for t in targets if t < c), default=ITEM))
    result = columns[of] if of != ITEM else None
    plan = columns[block] if block != ITEM else None
    own = column.indicator.removesuffix("率") if column.indicator != "率" else ""
    return column._replace(
        block=block,
        indicator=own or (result.indicator if result else "") or (plan.indicator if plan else ""),
        stage=column.stage or (result.stage if result else None),
        period_end=column.period_end or (result.period_end if result else None),
    )
