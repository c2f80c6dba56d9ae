"""Item heads of any shape, sections that are no pledges, and items that are in doubt."""

from datetime import date
from decimal import Decimal

import pytest

from etl.bulletin.model import Bulletin
from etl.bulletin.read import read
from etl.document.extract import extract

_HAN = "一二三四五六"
_WORKS = (
    "改造棚户区。计划改造棚户区1860户,实际完成1912户。",
    "扩大供热。计划新增供热面积120万平方米,实际新增128.6万平方米。",
    "美化城区。计划新增绿地40公顷,实际完成42公顷。",
    "繁荣文化。计划送戏下乡120场,实际完成126场。",
)
_TITLE = "2015年全区4件民生实事完成情况\n今年以来,全区4件民生实事进展顺利。\n"


def _read(text: str) -> Bulletin:
    return read(extract(text.encode()), published=date(2015, 12, 28))


@pytest.mark.parametrize(
    "heads",
    [
        [f"【实事{n}】" for n in _HAN],
        [f"〔项目{n}〕" for n in range(1, 5)],
        [f"实事之{n}：" for n in _HAN],
        [f"★{n} " for n in range(1, 5)],
        [f"“实事{n}”：" for n in _HAN],
        [f"1.{n} " for n in range(1, 5)],
        ["①", "②", "③", "④"],
        ["甲、", "乙、", "丙、", "丁、"],
    ],
)
@pytest.mark.parametrize("end", ["\n", ""])
def test_heads_of_one_shape_that_count_on_begin_items(heads: list[str], end: str) -> None:
    works = (head + work for head, work in zip(heads, _WORKS, strict=False))
    bulletin = _read(_TITLE + end.join(works) + "\n")
    assert [pledge.number for pledge in bulletin.pledges] == [1, 2, 3, 4]


def test_sections_of_a_circular_are_no_pledges() -> None:
    items = "".join(f"({n}){work}\n" for n, work in zip(_HAN, _WORKS, strict=False))
    bulletin = _read(
        f"{_TITLE}一、基本情况\n完成投资1.73亿元。\n二、各件实事进展情况\n{items}"
        "三、存在的主要问题\n1.进度不平衡。\n2.资金缺口260万元。\n四、下步工作要求\n加快进度。\n"
    )
    assert [pledge.number for pledge in bulletin.pledges] == [1, 2, 3, 4]
    assert {fact.pledge for fact in bulletin.facts if fact.value == 2600000} == {0}


@pytest.mark.parametrize("head", ["第{}件 ", "{}、"])
def test_an_office_reports_on_some_of_all_pledges_by_their_numbers(head: str) -> None:
    parts = "(一)年度任务。{}。(二)工作进展。{}。\n"
    items = (
        f"{head.format(n)}{work.split('。')[0]}\n{parts.format(*work.split('。')[1].split(','))}"
        for n, work in zip("三五九", _WORKS, strict=False)
    )
    bulletin = _read(f"区供热处关于所承办实事进展的报告\n{''.join(items)}")
    assert [pledge.number for pledge in bulletin.pledges] == [3, 5, 9]
    assert {fact.certainty for fact in bulletin.facts} <= {"clear", "proved"}
    assert [fact.pledge for fact in bulletin.facts] == [3, 3, 5, 5, 9, 9]


def test_sections_with_one_unknown_name_between_overview_and_problems_are_no_pledges() -> None:
    bulletin = _read(
        f"{_TITLE}一、总体情况\n13项工程已开工12项。\n二、红黑榜\n东街办新建书房3家,已建成2家。\n"
        "三、存在问题\n西街办尚有2项工程未开工。\n"
    )
    assert not bulletin.pledges


_CONTENTS = (
    "".join(f"项目{n}\n" for n in range(1, 5)),
    "项目1 住房  项目2 供热(第1页)\n项目3 绿化  项目4 文化(第2页)\n\n总投资910万元。\n",
)


@pytest.mark.parametrize("contents", _CONTENTS)
def test_a_list_of_contents_begins_no_items(contents: str) -> None:
    items = "".join(f"项目{n}:{work}\n" for n, work in enumerate(_WORKS, 1))
    bulletin = _read(_TITLE + contents + items)
    assert [pledge.number for pledge in bulletin.pledges] == [1, 2, 3, 4]


def test_pledges_without_figures_in_a_first_group_are_no_list_of_contents() -> None:
    bare = "1.推进无障碍服务\n2.优化预约服务\n3.加强应急救护\n"
    items = "".join(f"{n}.{work}\n" for n, work in enumerate(_WORKS, 1))
    bulletin = _read(f"{_TITLE}一、服务类\n{bare}二、工程类\n{items}")
    assert {fact.pledge for fact in bulletin.facts} >= {4, 5, 6, 7}


_PROMISES = "".join(f"{n}.{work.split(',')[0]}。\n" for n, work in enumerate(_WORKS, 1))
_RESULTS = "".join(
    f"{n}.{work.split('。')[0]}:目前{work.split(',')[1]}\n" for n, work in enumerate(_WORKS, 1)
)
_RATES = "序号 | 项目 | 单位 | 完成数 | 完成率\n" + "".join(
    f"{n} | {name} | {unit} | {done} | {rate}%\n"
    for n, (name, unit, done, rate) in enumerate(
        [
            ("改造棚户区", "户", 1912, 102.8),
            ("新增供热面积", "万平方米", 128.6, 107.2),
            ("新增绿地", "公顷", 42, 105),
            ("送戏下乡", "场", 126, 105),
        ],
        1,
    )
)


@pytest.mark.parametrize("results", [f"二、完成情况\n{_RESULTS}", f"附表\n{_RATES}"])
def test_pledges_listed_first_as_promised_and_then_as_done_are_the_same(results: str) -> None:
    bulletin = _read(f"{_TITLE}一、目标任务\n{_PROMISES}{results}")
    assert [pledge.number for pledge in bulletin.pledges] == [1, 2, 3, 4]
    done = [fact for fact in bulletin.facts if fact.measure == "actual"]
    assert [(fact.pledge, fact.target) for fact in done] == [(n, 1) for n in range(1, 5)]


def test_lists_of_two_years_are_of_different_pledges() -> None:
    later = _PROMISES.replace("0", "1")
    bulletin = _read(f"{_TITLE}2015年实事完成情况\n{_RESULTS}2016年实事项目\n{later}")
    assert len(bulletin.pledges) == 8


def test_remarks_counted_behind_a_table_begin_no_items() -> None:
    notes = "注:1.完成率=完成数/目标数。\n2.棚改含安置房。\n3.绿地原定37公顷,7月调整为41公顷。\n"
    bulletin = _read(f"{_TITLE}{_RATES}{notes}")
    assert [pledge.number for pledge in bulletin.pledges] == [1, 2, 3, 4]


def test_a_list_in_circles_within_one_paragraph_is_of_items() -> None:
    works = (*_WORKS, "修缮桥梁。计划修缮桥梁7座,实际修缮6座。")
    bulletin = _read(
        f"{_TITLE}具体情况:{''.join(map(''.join, zip('①②③④⑤', works, strict=True)))}\n"
    )
    assert [pledge.number for pledge in bulletin.pledges] == [1, 2, 3, 4, 5]


def test_months_as_headings_begin_no_items() -> None:
    months = "".join(f"{n} 月\n当月改造{n}7户,累计改造{n}90户。\n" for n in range(1, 5))
    assert not _read(_TITLE + months).pledges


def test_digits_in_keys_begin_items_and_a_table_behind_the_last_is_of_none() -> None:
    items = "".join(
        f"{n}\ufe0f\u20e3 {work.split('。')[0]}\n🎯目标:{work.split('。')[1].split(',')[0]}\n"
        f"📊进展:{work.split(',')[1]}\n"
        for n, work in enumerate(_WORKS, 1)
    )
    table = "📋各街办停车位“晒进度”\n街办\n任务数(个)\n已完成(个)\n"
    rows = "".join(f"{place}街办\n{n}3\n{n}1\n" for n, place in enumerate("东西南北", 1))
    bulletin = _read(_TITLE + items + table + rows)
    assert [pledge.number for pledge in bulletin.pledges] == [1, 2, 3, 4]
    assert {fact.pledge for fact in bulletin.facts if fact.value < 44} == {0, 3}


def test_numbers_within_one_of_several_forms_count_its_points() -> None:
    forms = (
        f"[项目名称]{work.split('。')[0]}\n[建设内容]\n{content}\n[进展情况]\n{work.split(',')[1]}\n"
        for work, content in zip(
            _WORKS[:3],
            ("1.新建水站7座;2.新建书房5家;3.修桥3座。", "种树900株。", "新建广场8处。"),
            strict=True,
        )
    )
    bulletin = _read(_TITLE + "".join(forms))
    assert [pledge.number for pledge in bulletin.pledges] == [1, 2, 3]
    assert [fact.pledge for fact in bulletin.facts if fact.part == "target"] == [1, 1, 1, 2, 3]


@pytest.mark.parametrize("head", ["[实事{}/4]", "[{}号/住房]"])
def test_heads_that_are_not_found_leave_no_figure_sure(head: str) -> None:
    works = (head.format(n) + work for n, work in enumerate(_WORKS, 1))
    bulletin = _read(_TITLE + "\n".join(works))
    assert not bulletin.pledges
    assert {fact.certainty for fact in bulletin.facts} == {"doubtful"}


def test_a_promise_before_the_agencies_is_answered_behind_them() -> None:
    bulletin = _read(
        "2021年民生实事进展情况\n"
        "(一)新建公办幼儿园24所,新增学位6480个。(牵头单位:市教育局)\n已建成19所;新增学位5130个。\n"
        "(二)新建公厕85座(牵头单位:市城管局\n新建公厕79座。\n"
    )
    said = [(f.pledge, f.measure, int(f.value)) for f in bulletin.facts]
    assert said == [
        (1, "target", 24),
        (1, "target", 6480),
        (1, "actual", 19),
        (1, "actual", 5130),
        (2, "target", 85),
        (2, "actual", 79),
    ]


@pytest.mark.parametrize(
    "named", ["第{n}项 {name}:", "{n}.{name}:", "{name}:", "【{name}】", "({han}){name}。"]
)
@pytest.mark.parametrize("reported", [4, 3])
def test_prose_below_a_table_of_promises_reports_on_its_rows(named: str, reported: int) -> None:
    names = ("改造棚户区", "扩大供热面积", "美化城区行动", "繁荣文化活动")
    promises = ("棚户区1860户", "供热120万平方米", "绿地40公顷", "演出120场")
    results = ("完成1912户。", "新增128.6万平方米。", "新增42公顷。", "演出126场。")
    rows = "".join(
        f"<tr><td>{n}<td>{name}<td>{promise}<td>区建设局"
        for n, (name, promise) in enumerate(zip(names, promises, strict=True), 1)
    )
    table = f"<table><tr><td>序号<td>实事名称<td>年度目标<td>牵头单位{rows}</table>"
    lines = [
        f"<p>{named.format(n=n, han=_HAN[n - 1], name=name)}{result}"
        for n, (name, result) in enumerate(zip(names, results, strict=True), 1)
    ]
    text = f"<h1>2015年民生实事完成情况</h1><p>截至12月20日,完成情况如下。{table}"
    bulletin = _read(text + "".join(lines[:reported]))
    told = [(f.pledge, f.target) for f in bulletin.facts if f.part == "progress"]
    assert told == [(n, 1) for n in range(1, reported + 1)]


def test_reports_of_offices_that_count_each_in_its_way_are_put_together() -> None:
    heads = (("1、", "2、"), ("一、实事项目:", "二、实事项目:"), ("第一件 ", "第二件 "))
    offices = ("■区教育局", "区民政局(报送日期:9月30日)", "区水利局")
    works = iter(_WORKS * 2)
    text = "".join(
        f"{office}\n{first}{next(works)}\n{second}{next(works)}\n"
        for office, (first, second) in zip(offices, heads, strict=True)
    )
    bulletin = _read(f"2015年三季度民生实事进展情况汇总\n\n{text}")
    assert [pledge.number for pledge in bulletin.pledges] == [1, 2, 3, 4, 5, 6]


def test_one_count_may_write_its_numbers_in_several_ways() -> None:
    heads = ("一、", "2、", "三. ", "4.", "（五）", "六、")
    works = (head + work for head, work in zip(heads, _WORKS + _WORKS[:2], strict=True))
    problems = "存在的问题\n1、进度不平衡。\n2、资金缺口260万元。\n"
    bulletin = _read("2015年实事项目进展情况\n" + "\n".join(works) + f"\n{problems}")
    assert [pledge.number for pledge in bulletin.pledges] == [1, 2, 3, 4, 5, 6]


def test_a_line_whose_number_was_lost_is_the_pledge_that_is_missing() -> None:
    items = [f"{n}.{work.replace(',', '。进展:', 1)}" for n, work in enumerate(_WORKS, 1)]
    lines = "\n".join(items).replace("进展:", "\n进展:").replace("3.", "", 1)
    bulletin = _read(f"2015年实事项目进展情况\n{lines}")
    assert [pledge.number for pledge in bulletin.pledges] == [1, 2, 3, 4]


def test_a_short_count_is_one_where_a_longer_one_is_written_alike() -> None:
    first = "".join(f"{mark}{work}\n" for mark, work in zip("①②③", _WORKS, strict=False))
    text = f"（一）城建类\n{first}（二）文化类\n①{_WORKS[3]}\n②{_WORKS[0]}\n"
    bulletin = _read(f"2015年实事项目进展情况\n{text}")
    assert [pledge.number for pledge in bulletin.pledges] == [1, 2, 3, 4, 5]


def test_captions_in_brackets_above_their_lines_are_no_cells_of_a_table() -> None:
    forms = "".join(
        f"{name}\n【年度目标】\n{promise};\n新建书房5家。\n【完成情况】\n{result}\n【责任单位】区住建局\n"
        for name, promise, result in (
            ("住有所居", "改造棚户区1860户", "完成1912户;书房建成6家。"),
            ("供热惠民", "新增供热120万平方米", "新增128.6万平方米;书房建成4家。"),
            ("美化城区", "新增绿地40公顷", "完成42公顷;书房建成5家。"),
        )
    )
    bulletin = _read(f"2015年实事项目完成情况\n截至12月20日,完成情况如下。\n{forms}")
    assert [(f.pledge, f.part) for f in bulletin.facts] == [
        (pledge, part)
        for pledge in (1, 2, 3)
        for part in ("target", "target", "progress", "progress")
    ]


@pytest.mark.parametrize(
    "page",
    [
        "{0}（第1项）。{1}\n{2}（第4项，与民政局共办）。{3}\n■民政局\n{4}（第4项）。{5}\n{6}（第2项）。{7}\n",
        "{0}（实事一）\n{1}\n{2}（实事四）\n{3}\n民政局\n{4}（实事四）\n{5}\n{6}（实事二）\n{7}\n",
        "【第1项】{0}。{1}\n【第4项】{2}。{3}\n【第4项】{4}。{5}\n【第2项】{6}。{7}\n",
        "【第1项】{0}。{1}\n【第4项】{2}。{3}\n第4项 {4}。{5}\n第2项：{6}。{7}\n",
    ],
)
def test_pledges_called_by_their_numbers_are_told_in_any_order_and_place(page: str) -> None:
    names = ("学校建设", "婴幼儿照护", "养老服务", "公共交通")
    said = [part for pair in zip(names, _WORKS, strict=True) for part in pair]
    bulletin = _read(f"2015年实事项目进展情况（按责任单位）\n一、牵头单位\n{page.format(*said)}")
    assert [(f.pledge, f.part) for f in bulletin.facts] == [
        (pledge, part) for pledge in (1, 4, 4, 2) for part in ("target", "progress")
    ]


def test_an_office_may_tell_of_its_pledges_in_any_order() -> None:
    heads = ("第12件：", "第3件：", "第8件：", "第3件：")
    said = "\n".join(head + work for head, work in zip(heads, _WORKS, strict=True))
    bulletin = _read(f"2015年承担实事项目进展情况\n{said}")
    assert [f.pledge for f in bulletin.facts if f.part == "target"] == [12, 3, 3, 8]


def test_quarters_report_on_a_list_of_pledges_above_them() -> None:
    bulletin = _read(
        "2015年实事项目回顾\n年初确定以下实事：\n1.新增托位400个；\n2.改造公厕8座；\n"
        "3.新建书屋7家。\n【一季度：抢开局】\n第2件（公厕）：改造2座。\n第1件（托位）：新增60个。\n"
        "【上半年：抢进度】\n第3件（书屋）：新建4家。\n第1件（托位）：累计新增230个，占57.5%。\n"
    )
    told = [(f.pledge, f.value, str(f.period_end)) for f in bulletin.facts if f.part == "progress"]
    promised = [(f.pledge, int(f.value)) for f in bulletin.facts if f.part == "target"]
    assert promised == [(1, 400), (2, 8), (3, 7)]
    assert sorted(told) == [
        (1, Decimal("57.5"), "2015-06-30"),
        (1, 60, "2015-03-31"),
        (1, 230, "2015-06-30"),
        (2, 2, "2015-03-31"),
        (3, 4, "2015-06-30"),
    ]


def test_rows_named_as_the_items_tell_of_them() -> None:
    names = ("教育补短板", "医疗提升", "饮水巩固", "交通出行")
    items = "".join(
        f"{number}、{name}项目\n（1）{work}\n（2）{_WORKS[0]}\n"
        for number, name, work in zip("一二三四", names, _WORKS, strict=True)
    )
    rows = "".join(
        f"{n}\t{name}项目\t市第{n}局\t{plan}\t{plan // 2}\t50%\n"
        for n, (name, plan) in enumerate(zip(names, (4600, 6500, 2800, 9200), strict=True), 1)
    )
    bulletin = _read(
        f"2015年实事项目进展情况\n{items}附件\n2015年实事项目投资完成情况表\n单位：万元\n"
        f"序号\t项目\t责任单位\t年度计划投资\t已完成投资\t完成率\n{rows}"
    )
    assert [p.number for p in bulletin.pledges] == [1, 2, 3, 4]
    assert [p.agencies for p in bulletin.pledges] == [(f"市第{n}局",) for n in range(1, 5)]
    plans = [f for f in bulletin.facts if f.unit == "元" and f.part == "target"]
    assert [(f.pledge, int(f.value) // 10_000) for f in plans] == [
        (1, 4600), (2, 6500), (3, 2800), (4, 9200),
    ]  # fmt: skip


def test_points_that_count_only_problems_are_no_pledges_beside_a_table() -> None:
    rows = "".join(f"{n}\t实事{n}\t{work}\n" for n, work in enumerate(_WORKS, 1))
    bulletin = _read(
        "2015年实事项目进展情况\n一、总体情况\n各项目进展见下表。\n"
        f"序号\t项目名称\t任务和进展\n{rows}二、存在问题\n（一）资金压力较大。3240万元未到位。\n"
        "（二）进展缓慢。仅开工31台。\n三、下步打算\n一是加快进度。"
    )
    assert {f.pledge for f in bulletin.facts if f.unit in ("元", "台")} == {0}


def test_headings_that_tell_beside_a_table_of_other_names_leave_no_figure_sure() -> None:
    heads = "".join(
        f"{number}、{name}项目\n（1）{work}\n（2）{_WORKS[0]}\n"
        for number, name, work in zip(
            "一二三四", ("教育", "医疗", "饮水", "交通"), _WORKS, strict=True
        )
    )
    rows = "".join(f"{n}\t第{n}所学校\t{80 + n}\t{60 + n}\n" for n in range(1, 5))
    bulletin = _read(
        f"2015年实事项目进展情况\n{heads}附件\n序号\t项目\t计划投资（万元）\t完成投资（万元）\n{rows}"
    )
    assert {f.certainty for f in bulletin.facts if not f.pledge} <= {"doubtful"}
