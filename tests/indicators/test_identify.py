"""November's 停车泊位 is October's."""

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from etl.bulletin.model import Bulletin
from etl.indicators.identify import identify
from etl.indicators.model import Indicator, KnownIndicator
from tests.bulletins import Figure, Item, bulletin, parking

PARKING = Indicator("新增停车泊位", None, None, "个")


def known_from(read: Bulletin, known: tuple[KnownIndicator, ...] = ()) -> list[KnownIndicator]:
    return [
        KnownIndicator(indicator, fact.indicator, read.plan_year, fact.pledge)
        for fact, indicator in zip(read.facts, identify(read, known), strict=True)
    ]


def test_target_value_and_share_of_a_promise_are_one_indicator() -> None:
    assert identify(bulletin(parking())) == (PARKING, PARKING, PARKING)


def test_a_figure_takes_the_wording_of_the_promise_that_it_measures() -> None:
    read = bulletin(
        Item(
            1,
            (
                Figure("target", "开展适龄女孩HPV疫苗免费接种", "50000", "人"),
                Figure("actual", "接种适龄女孩", "52000", "人", target=1),
            ),
        )
    )
    assert identify(read)[1].label == "开展适龄女孩HPV疫苗免费接种"


def test_started_and_finished_work_of_one_promise_are_two_indicators() -> None:
    read = bulletin(
        Item(
            1,
            (
                Figure("target", "打通未贯通道路", "20", "条"),
                Figure("actual", "打通未贯通道路", "28", "条", target=1, stage="开工"),
                Figure("actual", "打通未贯通道路", "22", "条", target=1, stage="完工"),
            ),
        )
    )
    assert [indicator.stage for indicator in identify(read)] == [None, "开工", "完工"]


def test_growth_belongs_to_the_figure_that_grew() -> None:
    read = bulletin(
        Item(
            1,
            (
                Figure("actual", "旅客吞吐量", "2600", "人次"),
                Figure("yoy", "旅客吞吐量", "12", "%"),
            ),
        )
    )
    assert identify(read)[1] == Indicator("旅客吞吐量", None, None, "人次")


def test_the_same_words_in_two_pledges_are_two_indicators() -> None:
    trained = Figure("actual", "培训学员", "300", "人")
    labels = [i.label for i in identify(bulletin(Item(3, (trained,)), Item(7, (trained,))))]
    assert labels == ["培训学员", "培训学员（第7项）"]


def test_a_pledge_keeps_its_qualified_name_in_a_month_when_it_speaks_alone() -> None:
    trained = Figure("actual", "培训学员", "300", "人")
    october = bulletin(Item(3, (trained,)), Item(7, (trained,)))
    november = bulletin(Item(7, (trained,)))
    assert identify(november, known_from(october))[0].label == "培训学员（第7项）"


def test_a_wording_with_a_word_put_in_is_recognised_within_its_pledge_only() -> None:
    october = known_from(bulletin(Item(1, (Figure("actual", "新建社区食堂", "7", "个"),))))
    longer = (Figure("actual", "新建社区老年食堂", "9", "个"),)
    assert identify(bulletin(Item(1, longer)), october)[0].label == "新建社区食堂"
    assert identify(bulletin(Item(2, longer)), october)[0].label == "新建社区老年食堂"


def test_a_wording_with_a_word_exchanged_is_another_indicator() -> None:
    october = known_from(bulletin(Item(1, (Figure("actual", "新增公办幼儿园学位", "7", "个"),))))
    november = bulletin(Item(1, (Figure("actual", "新增民办幼儿园学位", "9", "个"),)))
    assert identify(november, october)[0].label == "新增民办幼儿园学位"


def test_a_wording_beside_the_one_it_resembles_is_another_indicator() -> None:
    october = known_from(bulletin(Item(1, (Figure("actual", "新建社区食堂", "7", "个"),))))
    both = (
        Figure("actual", "新建社区食堂", "7", "个"),
        Figure("actual", "新建社区老年食堂", "3", "个"),
    )
    labels = [i.label for i in identify(bulletin(Item(1, both)), october)]
    assert labels == ["新建社区食堂", "新建社区老年食堂"]


figures = st.builds(
    Figure,
    st.sampled_from(["target", "actual", "yoy", "change", "remaining"]),
    st.sampled_from(["培训学员", "培训新学员", "新建公园"]),
    st.sampled_from(["1", "2", "3"]),
    st.sampled_from(["个", "%"]),
    target=st.sampled_from([None, 1, 2]),
    stage=st.sampled_from([None, "开工"]),
)
bulletins = st.lists(st.lists(figures, min_size=1, max_size=6), min_size=1, max_size=3).map(
    lambda items: bulletin(*(Item(n, tuple(own)) for n, own in enumerate(items, 1)))
)


@given(bulletins, bulletins)
def test_different_figures_never_share_an_indicator_a_period_and_a_measure(
    earlier: Bulletin, later: Bulletin
) -> None:
    contents = defaultdict(set)
    indicators = identify(later, known_from(earlier))
    for fact, indicator in zip(later.facts, indicators, strict=True):
        contents[indicator, fact.period_end, fact.measure].add((fact.value, fact.unit))
    assert all(len(values) == 1 for values in contents.values())


@given(bulletins)
def test_reading_the_same_bulletin_again_gives_the_same_indicators(read: Bulletin) -> None:
    assert identify(read, known_from(read)) == identify(read)
