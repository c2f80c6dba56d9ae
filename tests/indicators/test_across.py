"""Next year's 停车泊位 is this year's, and 民办 is not 公办."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl import resources
from etl.bulletin.model import Bulletin
from etl.bulletin.read import read
from etl.document.extract import Document
from etl.indicators.across_years import undecided
from etl.indicators.decisions import Decisions
from etl.indicators.label_likeness import SAME, confidence
from etl.indicators.model import Indicator
from etl.indicators.wording_register import Register
from tests.bulletins import Figure, Item, bulletin

HERE = Path(__file__).parent
NONE = Decisions()


def bulletin_in(path: Path, year: int, month: int) -> Bulletin:
    title = f"{year}年市办实事1-{month}月具体进展情况"
    return read(Document(title, path.read_text("utf-8")), published=date(year, 12, 28))


@pytest.fixture(scope="module")
def years() -> dict[int, list[Bulletin]]:
    """The sample year with ten more pledges, and a next year in other words."""
    sample = resources.folder("samples") / "2024" / "11.txt"
    return {
        2024: [bulletin_in(sample, 2024, 11), bulletin_in(HERE / "2024.txt", 2024, 11)],
        2025: [bulletin_in(HERE / "2025.txt", 2025, 3)],
    }


def expected() -> dict[tuple[str, str], str]:
    rows = (HERE / "2025.tsv").read_text("utf-8").splitlines()
    fields = [row.split("\t") for row in rows if not row.startswith("#")]
    return {(label, unit): known if known != "-" else label for label, unit, known in fields}


def test_the_next_year_is_identified_as_a_person_would(years: dict[int, list[Bulletin]]) -> None:
    register = Register(NONE)
    for published in years[2024]:
        register.enter(published)
    [later] = years[2025]
    found = {
        (fact.indicator, fact.unit): indicator.label
        for fact, indicator in zip(later.facts, register.enter(later), strict=True)
        if fact.measure == "target"
    }
    assert found == expected()
    assert [(pair.one, pair.other) for pair in undecided(register.known, NONE)] == [
        ("更新老旧电梯", "更新老旧住宅电梯"),
        ("新增普惠性民办幼儿园学位", "新增民办幼儿园学位"),
    ]


def test_the_same_pairs_are_found_when_the_later_year_arrives_first(
    years: dict[int, list[Bulletin]],
) -> None:
    pairs = []
    for order in ((2024, 2025), (2025, 2024)):
        register = Register(NONE)
        for year in order:
            for published in years[year]:
                register.enter(published)
        counted: dict[Indicator, set[str]] = {}
        for known in register.known:
            counted.setdefault(known.indicator, set()).add(f"{known.plan_year} {known.wording}")
        pairs.append({frozenset(wordings) for wordings in counted.values() if len(wordings) > 1})
    assert pairs[0] == pairs[1]


def test_stages_of_a_reworded_promise_go_with_it(years: dict[int, list[Bulletin]]) -> None:
    register = Register(NONE)
    for published in (*years[2024], *years[2025]):
        register.enter(published)
    roads = {
        (known.plan_year, known.indicator.stage)
        for known in register.known
        if known.indicator.label == "城市未贯通道路打通"
    }
    assert roads == {(year, stage) for year in (2024, 2025) for stage in (None, "开工", "完工")}


def test_decisions_hold_against_what_the_words_say(years: dict[int, list[Bulletin]]) -> None:
    said = {"by": "li", "at": "2025-05-01T09:00:00+08:00", "why": "as the office explained"}
    decisions = Decisions.model_validate(
        [
            {"merge": "更新老旧住宅电梯", "into": "更新老旧电梯", **said},
            {"split": "停车泊位建设", "from": "新增停车泊位", **said},
            {"rename": "扶持创业", "to": "扶持创业人数", **said},
            {"rename": "惠民文化演出", "to": "惠民文化演出（新口径）", "plan_year": 2025, **said},
        ]
    )
    register = Register(decisions)
    for published in (*years[2024], *years[2025]):
        register.enter(published)
    labels = {
        (known.plan_year, known.wording): known.indicator.label
        for known in register.known
        if known.indicator.stage is None
    }
    assert labels[2025, "更新老旧住宅电梯"] == "更新老旧电梯"
    assert labels[2025, "停车泊位建设"] == "停车泊位建设"
    assert {labels[2024, "扶持创业"], labels[2025, "扶持创业"]} == {"扶持创业人数"}
    assert labels[2024, "惠民文化演出"] == "惠民文化演出"
    assert labels[2025, "惠民文化演出"] == "惠民文化演出（新口径）"
    assert [pair.one for pair in undecided(register.known, decisions)] == [
        "新增普惠性民办幼儿园学位"
    ]


def test_a_label_that_was_told_apart_by_its_pledge_can_be_renamed() -> None:
    trained = Figure("actual", "培训学员", "300", "人")
    said = {"by": "li", "at": "2025-05-01T09:00:00+08:00", "why": "they are drivers"}
    rename = {"rename": "培训学员（第7项）", "to": "培训驾驶员", **said}
    register = Register(Decisions.model_validate([rename]))
    both, alone = bulletin(Item(3, (trained,)), Item(7, (trained,))), bulletin(Item(7, (trained,)))
    assert [i.label for i in register.enter(both)] == ["培训学员", "培训驾驶员"]
    assert [i.label for i in register.enter(alone)] == ["培训驾驶员"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("公办幼儿园学位", "民办幼儿园学位"),
        ("一级医院", "二级医院"),
        ("新建中小学", "改建中小学"),
        ("城镇公厕", "农村公厕"),
        ("中小学", "小学"),
        ("小学", "中学"),
        ("托位总数", "新增托位"),
        ("停车泊位", "停车泊位管理系统"),
        ("地铁6号线一期", "地铁6号线二期"),
        ("机构数量", "机构数量(含幼儿园托班)"),
        ("公共停车泊位", "停车泊位"),
    ],
)
def test_words_that_may_limit_what_is_counted_never_match_by_themselves(
    one: str, other: str
) -> None:
    assert confidence(one, other) < SAME


words = st.lists(
    st.sampled_from(["新增", "改造", "公办", "民办", "老旧", "小区", "学位", "项目", "一级"]),
    min_size=1,
    max_size=4,
).map("".join)


@given(words, words)
def test_confidence_lies_between_0_and_1_and_is_the_same_both_ways(one: str, other: str) -> None:
    assert 0 <= confidence(one, other) == confidence(other, one) <= 1
