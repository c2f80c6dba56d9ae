"""Tables that are no plain list of pledges: measures, months or districts side by side or under
one another, groups with their sums, parts with numbers of their own, forms, torn tables.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from random import Random

from tests.bulletin.table_layouts.composed import Cell, Composed, Row, Stated
from tests.bulletin.table_layouts.words import (
    AGENCIES,
    CLASSES,
    COLUMN_NAMES,
    DISTRICTS,
    HAN,
    PROGRAMMES,
    Count,
    counts,
    in_base_unit,
)

_NO_PLEDGE = 0


def _target(pledge: int, count: Count) -> Stated:
    return pledge, "target", "target", *in_base_unit(count.plan, count.unit)


def _actual(pledge: int, value: int, unit: str) -> Stated:
    return pledge, "progress", "actual", *in_base_unit(value, unit)


def _rate(pledge: int, rate: Decimal) -> Stated:
    return pledge, "progress", "pct_of_target", rate, "%"


def _said(pledge: int, count: Count) -> list[Stated]:
    """What a row of a plan, its result and its rate states."""
    return [
        _target(pledge, count),
        _actual(pledge, count.done, count.unit),
        _rate(pledge, count.rate),
    ]


def _row(*words: object) -> Row:
    return [Cell(str(word)) for word in words]


def _named(random: Random, *keys: str) -> list[str]:
    return [random.choice(COLUMN_NAMES[key]) for key in keys]


def _several(random: Random, least: int = 4, most: int = 8) -> list[Count]:
    return counts(random, random.randint(least, most))


def _grown(random: Random, plan: int, unit: str) -> Count:
    """The same thing elsewhere: a plan of this size and what was done of it."""
    return Count("", "", unit, plan, max(1, int(plan * random.uniform(0.4, 1.15))))


def measures_in_blocks(random: Random) -> Composed:
    """建设规模 and 投资 over their plan and their result."""
    plain = random.random() < 0.5
    over = ("建设规模", random.choice(("投资（万元）", "资金（万元）", "投资情况（万元）")))
    under = random.choice((("计划", "完成"), ("年度计划", "累计完成"), ("目标", "实际")))
    item, agency = _named(random, "item", "agency")
    rows: list[Row] = [
        [
            Cell("序号", 2), Cell(item, 2), Cell(over[0], width=2), Cell(over[1], width=2),
            Cell(agency, 2),
        ],
        _row(*under, *under),
    ]  # fmt: skip
    stated: list[Stated] = []
    for number, count in enumerate(_several(random), 1):
        planned = random.randint(100, 9000)
        money = _grown(random, planned, "万元")
        name = f"{count.name}（{count.unit}）" if plain else count.name
        unit = "" if plain else count.unit
        size = (f"{count.plan}{unit}", f"{count.done}{unit}")
        rows.append(_row(number, name, *size, money.plan, money.done, random.choice(AGENCIES)))
        stated += [_target(number, count), _actual(number, count.done, count.unit)]
        stated += [_target(number, money), _actual(number, money.done, "万元")]
    return Composed([rows], stated)


def measures_below(random: Random) -> Composed:
    """年度目标, 完成数 and 完成率 under one another for each item, by district."""
    plan, result = random.choice(
        (("年度目标", "完成数"), ("目标任务", "累计完成"), ("计划", "完成"))
    )
    districts = random.sample(DISTRICTS, random.randint(2, 4))
    rows: list[Row] = [
        _row("序号", random.choice(("项目", "指标名称")), "指标", "全市", *districts)
    ]
    stated: list[Stated] = []
    for number, count in enumerate(_several(random, 3, 6), 1):
        shares = [_grown(random, max(2, count.plan // 3), count.unit) for _ in districts]
        columns = [
            Count("", "", count.unit, sum(s.plan for s in shares), sum(s.done for s in shares)),
            *shares,
        ]
        name = f"{count.name}（{count.unit}）"
        rows += [
            [Cell(str(number), 3), Cell(name, 3), *_row(plan, *(c.plan for c in columns))],
            _row(result, *(c.done for c in columns)),
            _row("完成率", *(f"{c.rate}%" for c in columns)),
        ]
        stated += [said for column in columns for said in _said(number, column)]
    return Composed([rows], stated)


def districts_in_rows(random: Random) -> Composed:
    """A row a district, with a total first or last, for one thing or several."""
    things = counts(random, random.randint(1, 3))
    districts = random.sample(DISTRICTS, random.randint(4, 6))
    rated = random.random() < 0.6
    parts = ["年度目标", "完成数", *(["完成率"] if rated else [])]
    heads = [f"{thing.name}（{thing.unit}）" for thing in things]
    rows: list[Row] = [
        [Cell("县区", 2), *(Cell(head, width=len(parts)) for head in heads)],
        _row(*parts * len(things)),
    ]
    cells = [
        [_grown(random, max(3, thing.plan // 3), thing.unit) for _ in districts] for thing in things
    ]
    total = [
        Count("", "", own[0].unit, sum(c.plan for c in own), sum(c.done for c in own))
        for own in cells
    ]
    named = [*zip(districts, zip(*cells, strict=True), strict=True)]
    whole = (random.choice(("合计", "全市", "总计")), tuple(total))
    ordered = [whole, *named] if random.random() < 0.5 else [*named, whole]
    stated: list[Stated] = []
    for name, row in ordered:
        figures = [(c.plan, c.done, *([f"{c.rate}%"] if rated else [])) for c in row]
        rows.append(_row(name, *(figure for own in figures for figure in own)))
        for count in row:
            stated += _said(_NO_PLEDGE, count)[: len(parts)]
    return Composed([rows], stated)


def districts_in_columns(random: Random) -> Composed:
    """A pledge a row, its result in each district side by side."""
    districts = random.sample(DISTRICTS, random.randint(2, 4))
    plan = random.choice(COLUMN_NAMES["plan"])
    rows: list[Row] = [
        [
            Cell("序号", 2), Cell("项目名称", 2), Cell("单位", 2), Cell(plan, 2),
            Cell("完成情况", width=len(districts) + 1),
        ],
        _row("全市", *districts),
    ]  # fmt: skip
    stated: list[Stated] = []
    for number, count in enumerate(_several(random), 1):
        own = [random.randint(1, max(2, count.plan // 2)) for _ in districts]
        done = [sum(own), *own]
        rows.append(_row(number, count.name, count.unit, count.plan, *done))
        stated.append(_target(number, count))
        stated += [_actual(number, value, count.unit) for value in done]
    return Composed([rows], stated)


def month_and_total(random: Random) -> Composed:
    """The month's own figure beside the running total, the same months a year before, growth."""
    month, total = random.choice(
        (("11月完成", "1-11月累计"), ("本月完成", "累计完成"), ("11月新增", "1-11月完成"))
    )
    before = random.random() < 0.6
    last = random.choice(("上年同期", "去年同期", "2022年1-11月"))
    rows: list[Row] = [
        _row(
            "序号", "项目名称", "单位", "年度目标", month, total,
            *([last, "同比增长（%）"] if before else []), "完成率（%）",
        )
    ]  # fmt: skip
    stated: list[Stated] = []
    for number, count in enumerate(_several(random), 1):
        own = max(1, count.done // random.randint(8, 14))
        earlier = max(1, int(count.done * random.uniform(0.7, 1.3)))
        growth = (Decimal(count.done - earlier) * 100 / earlier).quantize(Decimal("0.1"))
        compared = [earlier, growth] if before else []
        cells = (count.name, count.unit, count.plan, own, count.done, *compared, count.rate)
        rows.append(_row(number, *cells))
        stated += [*_said(number, count), _actual(number, own, count.unit)]
        if before:
            value = in_base_unit(earlier, count.unit)
            measure = "actual" if last.startswith("2022") else "previous"
            stated.append((number, "progress", measure, *value))
            stated.append((number, "progress", "yoy", growth, "%"))
    return Composed([rows], stated)


def groups_with_sums(random: Random) -> Composed:
    """Projects and their money by class, with 小计 below each class and 合计 at an end."""
    plan, done = random.choice(
        (("计划投资（万元）", "完成投资（万元）"), ("年度计划投资(万元)", "累计完成投资(万元)"))
    )
    rows: list[Row] = []
    stated: list[Stated] = []
    number, grown = 0, list[Count]()
    for name in random.sample(CLASSES, random.randint(2, 3)):
        own: list[Count] = []
        size = random.randint(2, 3)
        for at in range(size):
            number += 1
            money = _grown(random, random.randint(100, 9000), "万元")
            thing = counts(random, 1)[0]
            head = [Cell(name, size + 1)] if at == 0 else []
            figures = (f"{thing.name}工程", money.plan, money.done, f"{money.rate}%")
            rows.append([*head, *_row(number, *figures)])
            stated += _said(number, money)
            own.append(money)
        rows.append(_row("", "小计", *_summed(own, stated)))
        grown += own
    total = [Cell("合计", width=3), *_row(*_summed(grown, stated))]
    rows = [total, *rows] if random.random() < 0.5 else [*rows, total]
    return Composed([[_row("类别", "序号", "项目名称", plan, done, "完成率"), *rows]], stated)


def _summed(own: Sequence[Count], stated: list[Stated]) -> tuple[object, ...]:
    """The cells of a sum, which is no pledge's."""
    whole = Count("", "", own[0].unit, sum(c.plan for c in own), sum(c.done for c in own))
    stated += _said(_NO_PLEDGE, whole)
    return whole.plan, whole.done, f"{whole.rate}%"


def numbers_that_restart(random: Random) -> Composed:
    """一、教育提升 over rows 1 and 2, 二、住房改善 over rows 1 to 3."""
    names = _named(random, "number", "item", "plan", "result", "agency")
    rows: list[Row] = [_row(*names)]
    stated: list[Stated] = []
    running = 0
    for at, name in enumerate(random.sample(CLASSES, random.randint(2, 4))):
        rows.append([Cell(f"{HAN[at]}、{name}", width=len(names))])
        for number, count in enumerate(_several(random, 1, 3), 1):
            running += 1
            figures = f"{count.plan}{count.unit}", f"已完成{count.done}{count.unit}"
            rows.append(_row(number, count.name, *figures, random.choice(AGENCIES)))
            stated += _said(running, count)[:2]
    return Composed([rows], stated)


def numbered_parts(random: Random) -> Composed:
    """1 over 1.1 and 1.2, each part a row."""
    names = _named(random, "number", "item", "plan", "result")
    rows: list[Row] = [_row(*names)]
    stated: list[Stated] = []
    programmes = random.sample(PROGRAMMES, random.randint(3, 5))
    things = iter(counts(random, 15))
    for number, programme in enumerate(programmes, 1):
        rows.append(_row(number, programme, "", ""))
        for part in range(1, random.randint(2, 4)):
            count = next(things)
            figures = f"{count.plan}{count.unit}", f"{count.done}{count.unit}"
            rows.append(_row(f"{number}.{part}", count.name, *figures))
            stated += _said(number, count)[:2]
    return Composed([rows], stated)


def several_in_a_cell(random: Random) -> Composed:
    """Two or three figures in each cell: 新建幼儿园3所；改造老旧小区20个。"""
    names = _named(random, "number", "item", "plan", "result", "agency")
    rows: list[Row] = [_row(*names)]
    stated: list[Stated] = []
    things = iter(counts(random, 16))
    for number, programme in enumerate(random.sample(PROGRAMMES, random.randint(4, 6)), 1):
        own = [next(things) for _ in range(random.choice((1, 2, 2)))]
        promised = "；".join(f"{c.name}{c.plan}{c.unit}" for c in own) + "。"
        reported = "；".join(f"已{c.name}{c.done}{c.unit}" for c in own) + "。"
        rows.append(_row(number, programme, promised, reported, random.choice(AGENCIES)))
        stated += [said for c in own for said in _said(number, c)[:2]]
    return Composed([rows], stated)


def forms(random: Random) -> Composed:
    """A form for each pledge: 项目名称 | … | 责任单位 | …, 年度目标 | …, 完成情况 | …."""
    plan, result = random.choice((("年度目标", "完成情况"), ("目标任务", "进展情况")))
    paired = random.random() < 0.5
    tables: list[Sequence[Row]] = []
    stated: list[Stated] = []
    for number, count in enumerate(_several(random, 3, 6), 1):
        agency = random.choice(AGENCIES)
        promised = f"{count.name}{count.plan}{count.unit}"
        reported = (
            f"截至11月底，已{count.name}{count.done}{count.unit}，占年度目标的{count.rate}%。"
        )
        if paired:
            tables.append(
                [
                    _row("项目名称", count.name, "责任单位", agency),
                    [Cell(plan), Cell(promised, width=3)],
                    [Cell(result), Cell(reported, width=3)],
                ]
            )
        else:
            head = _row("项目名称", count.name), _row("责任单位", agency)
            tables.append([*head, _row(plan, promised), _row(result, reported)])
        stated += _said(number, count)
    return Composed(tables, stated)


def targets_in_brackets(random: Random) -> Composed:
    """新建幼儿园(5所) beside what was done."""
    item, result = _named(random, "item", "result")
    numbered, rated = random.random() < 0.7, random.random() < 0.5
    number_name, rate_name = ["序号"] * numbered, ["完成率"] * rated
    rows: list[Row] = [_row(*number_name, item, result, *rate_name)]
    stated: list[Stated] = []
    for number, count in enumerate(_several(random), 1):
        name = f"{count.name}（{count.plan}{count.unit}）"
        cells = [name, f"{count.done}{count.unit}", *[f"{count.rate}%"] * rated]
        rows.append(_row(*[number] * numbered, *cells))
        stated += _said(number, count)[: 2 + rated]
    return Composed([rows], stated)


def torn(random: Random) -> Composed:
    """A table cut over two, the names said again or not."""
    names = _named(random, "number", "item", "plan", "result", "rate")
    names[-1] = names[-1].removesuffix("(%)").removesuffix("%") + "（%）"
    body: list[Row] = []
    stated: list[Stated] = []
    for number, count in enumerate(_several(random, 6, 9), 1):
        figures = f"{count.plan}{count.unit}", f"{count.done}{count.unit}", count.rate
        body.append(_row(number, count.name, *figures))
        stated += _said(number, count)
    at = random.randint(2, len(body) - 2)
    again = [_row(*names)] if random.random() < 0.5 else []
    return Composed([[_row(*names), *body[:at]], [*again, *body[at:]]], stated)


LAYOUTS: Mapping[str, Callable[[Random], Composed]] = {
    "measures in blocks": measures_in_blocks,
    "measures below one another": measures_below,
    "districts in rows": districts_in_rows,
    "districts in columns": districts_in_columns,
    "month and running total": month_and_total,
    "groups with sums": groups_with_sums,
    "numbers that restart": numbers_that_restart,
    "numbered parts": numbered_parts,
    "several figures in a cell": several_in_a_cell,
    "forms": forms,
    "targets in brackets": targets_in_brackets,
    "torn over two tables": torn,
}
