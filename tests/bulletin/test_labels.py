"""The parts of which labels are made, each by itself: groups, nouns, rates, lists."""

from collections.abc import Callable
from typing import Any

import pytest

from etl.bulletin.grammar.labels import counted_noun, group_words
from etl.bulletin.grammar.measures import stages

SAID: list[tuple[Callable[..., Any], str, Any]] = [
    (group_words.leading_places, "东江区完成投入", ("东江区", "完成投入")),
    (group_words.leading_places, "完成投入", ("", "完成投入")),
    (group_words.trailing, "救助水平提高到城镇", ("救助水平", "城镇")),
    (group_words.trailing, "救助水平", ("救助水平", "")),
    (group_words.leading, "城市低保标准", ("城市", "低保标准")),
    (group_words.leading, "停车泊位", ("", "停车泊位")),
    (group_words.clean, "东湖区、西岭县等", "东湖区、西岭县"),
    (counted_noun.before, "截至11月底,全市城镇新增就业", "城镇新增就业"),
    (counted_noun.after, "园艺体验公园已全部开工", "园艺体验公园"),
    (counted_noun.subject, "口袋公园已全部开工", "口袋公园"),
    (counted_noun.subject, "正在推进", ""),
    (counted_noun.polish, "完成管网更新。", "管网更新"),
    (counted_noun.object_of, "对机构按照二孩", "二孩"),
    (stages.rate_stages, "开工率、竣工率分别为", ["开工", "完工"]),
    (stages.rate_names, "开工率、竣工率分别为", ["开工率", "竣工率"]),
    (stages.rate_stage, "竣工率", "完工"),
    (stages.rate_stage, "覆盖率", None),
    (stages.rate_name, "投资完成率", "投资完成率"),
    (stages.without_rate, "停车场开工率达", "停车场"),
]


@pytest.mark.parametrize(
    ("part", "words", "made"), SAID, ids=[f"{part.__name__} {words}" for part, words, _ in SAID]
)
def test_what_is_made_of_words(part: Callable[..., Any], words: str, made: object) -> None:
    assert part(words) == made


@pytest.mark.parametrize(
    ("judge", "yes", "no"),
    [
        (group_words.is_group, ("东湖区", "西岭县、南坪县", "二级", "80-89岁"), ("停车泊位",)),
        (group_words.is_place, ("乙县", "东湖区、西岭县"), ("公园",)),
        (counted_noun.is_bare, ("改建",), ("口袋公园",)),
        (counted_noun.is_account, ("结算", "报销", "接待"), ("新建",)),
        (counted_noun.is_nameless, ("", "任务"), ("公园",)),
        (counted_noun.begins_with_verb, ("更换雨水篦子",), ("雨水篦子",)),
        (counted_noun.is_general, ("投资", "改造任务", "项目"), ("公园",)),
        (counted_noun.is_dimension, ("全长", "金额", "发放人次"), ("公园",)),
    ],
)
def test_what_words_are(
    judge: Callable[[str], bool], yes: tuple[str, ...], no: tuple[str, ...]
) -> None:
    assert [word for word in (*yes, *no) if judge(word)] == list(yes)


def test_a_noun_is_put_together_with_what_another_place_says() -> None:
    assert counted_noun.with_verb("改建", "新建食堂") == "改建食堂"
    assert counted_noun.with_rate("老旧小区", "开工率") == "老旧小区开工率"
    assert counted_noun.of_part("投资", "中央补助") == "投资(中央补助)"


def test_a_list_is_split_into_its_groups_and_the_noun_they_have_in_common() -> None:
    words = "一级、二级、三级定点医疗机构报销比例"
    assert counted_noun.split_groups(words, 3) == ["一级", "二级", "三级"]
    assert counted_noun.common_noun("三级定点医疗机构报销比例", "三级") == "定点医疗机构报销比例"
    assert counted_noun.split_groups("公园", 2) is None
