"""The normal form of a text, and the way back to where its characters came from."""

from collections.abc import Iterator

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


_PARAGRAPHS = (
    "01",
    "村道提升",
    "▶目标任务：新建改建村道公路60公里，实施村道安全防护工程30公里。",
    "▶完成情况：完成村道公路63.8公里、安全防护工程33公里，分别占任务的106.3%、110%。",
    "（县交通局）",
    "02",
    "扩充学位",
    "▶目标任务：新建和改扩建公办幼儿园3所、小学2所，新增学位2430个。",
    "▶完成情况：幼儿园3所、小学2所已全部竣工交付，新增学位2430个，总投资1.54亿元。",
    "（县教育局）",
    "03",
    "守护健康",
    "▶目标任务：65岁以上的老年人免费体检5.2万人，家庭医生签约服务18万人。",
    "▶完成情况：免费体检5.46万人，完成率105%；家庭医生签约服务18.9万人，其中重点人群7.4万人。",
    "（县卫健局）",
)


@pytest.mark.parametrize("width", range(14, 20))
def test_lines_that_a_narrow_screen_has_broken_are_whole_again(width: int) -> None:
    broken = "\n".join(line for said in _PARAGRAPHS for line in _broken(said, 2 * width))
    assert normalise(broken).text == normalise("\n".join(_PARAGRAPHS)).text


def _broken(paragraph: str, width: int) -> Iterator[str]:
    """The lines of a screen of that width, in halves of a character; none begins with a mark."""
    line, taken = "", 0
    for character in paragraph:
        places = 1 if character.isascii() else 2
        if taken + places > width and character not in "，。；：、）":
            yield line
            line, taken = "", 0
        line, taken = line + character, taken + places
    yield line
