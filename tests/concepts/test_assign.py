"""An indicator's concept is found by its words and its unit, or left to a person."""

import pytest

from etl.concepts.assign import assign
from etl.concepts.catalogue import Catalogue, load_catalogue
from etl.concepts.model import Wording
from etl.resources import folder
from tests.concepts.judging import judged, score


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(folder("concepts"))


@pytest.mark.parametrize(
    ("label", "unit", "concept"),
    [
        # The same in three cities.
        ("新增停车泊位", "个", "parking_spaces"),
        ("城区公共停车位", "个", "parking_spaces"),
        ("停车泊位建设（2）", "个", "parking_spaces"),
        # The unit tells what of a place is counted.
        ("老旧小区改造", "个", "old_neighbourhoods"),
        ("老旧小区更换燃气管道", "公里", "gas_pipes"),
        ("老旧小区改造投资", "元", "completed_investment"),
        # The head of the phrase is its end.
        ("老旧小区加装电梯", "部", "lifts"),
        ("65岁以上老年人家庭医生签约率", "%", "family_doctors"),
        # What rules a concept out.
        ("增设电动自行车充电桩", "个", "ebike_charging"),
        ("公共充电桩", "个", "charging_points"),
        # Brackets speak where the rest says nothing.
        ("保障家庭(租金补贴)", "户", "rent_subsidy"),
        # Something else done in a place.
        ("学校直饮水设备", "所", None),
        ("新建", "所", None),
    ],
)
def test_words_and_unit_decide(
    catalogue: Catalogue, label: str, unit: str, concept: str | None
) -> None:
    found = assign(Wording(label, unit), catalogue)
    assert (found.concept if found.sure else None) == concept


def test_a_label_that_names_nothing_is_known_by_its_pledge(catalogue: Catalogue) -> None:
    pledge = "新建公办幼儿园20所，新增学位5400个"
    named = assign(Wording("新建", "所", pledge=pledge), catalogue)
    assert (named.concept, named.sure) == ("kindergartens", True)
    in_context = assign(Wording("增加学位", "个", pledge=pledge), catalogue)
    assert in_context.concept == "kindergarten_places"
    assert named.confidence < in_context.confidence < 1


def test_what_may_be_two_things_is_left_to_a_person(catalogue: Catalogue) -> None:
    found = assign(Wording("口袋公园和农村户厕建设进展", "座"), catalogue)
    assert not found.sure
    assert "口袋公园" in found.reason


def test_held_out_indicators_are_named_rightly_or_not_at_all(catalogue: Catalogue) -> None:
    last = [row for row in judged(catalogue) if row.round == "3"]
    found = score(last)
    assert found.indicators >= 300
    assert found.precision >= 0.97
    assert found.coverage >= 0.80
