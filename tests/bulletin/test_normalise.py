"""The normal form of a text, and the way back to where its characters came from."""

import pytest

from etl.bulletin.text.normal_form import normalise


@pytest.mark.parametrize(
    ("raw", "normal"),
    [
        ("占年计划的１０４．６％，新增：", "占年计划的104.6%,新增:"),
        ("　　\u00a01.实现就业", "1.实现就业"),
        ("新增 6120张 养老床位", "新增6120张养老床位"),
        ("新增\u200b停车\ufeff泊位", "新增停车泊位"),
        ("②5处，450㎡", "②5处,450㎡"),
        ("《办法》〔2024〕9号", "《办法》[2024]9号"),
        ("開展文化活動項目,實現農業與醫療進展", "开展文化活动项目,实现农业与医疗进展"),
        ("實(shí)現(xiàn)就業(yè)", "实现就业"),
        ("就(jiu)(jiu)业(ye)", "就业"),
    ],
)
def test_normal_form(raw: str, normal: str) -> None:
    assert normalise(raw).text == normal


@pytest.mark.parametrize("kept", ["除颤器(AED)300台", "社区(村)服务站(点)", "接口(api)12个"])
def test_brackets_of_the_page_itself_stay(kept: str) -> None:
    assert normalise(kept).text == kept


def test_a_sentence_broken_over_two_lines_is_joined() -> None:
    broken = "截至11月底，全市开展乡村体育活动、文艺汇演等活动\n317场，占年计划的317%。\n2.新建公园"
    assert "等活动317场,占年计划" in normalise(broken).text
    assert "\n2.新建公园" in normalise(broken).text


def test_every_character_knows_where_it_came_from() -> None:
    raw = "　實(shí)現(xiàn)城鎮(zhèn)新增就業(yè)３５萬(wàn)人"
    normal = normalise(raw)
    start = normal.text.index("35万人")
    begin, end = normal.origin(start, start + 4)
    assert raw[begin:end] == "３５萬(wàn)人"
