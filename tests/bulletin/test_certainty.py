"""How sure figures are: what dispels the doubt of a whole page, and what does not."""

from collections import Counter

import pytest

from etl.bulletin.read import read
from etl.document.extract import Document
from tests.corpus.scoring import HERE

_TITLE = "某县2031年民生实事进展情况\n"
_EXCERPT = """序号\t工作任务\t责任单位\t完成情况
32\t新建书房20家\t文旅局\t已建成18家
58\t整修水渠45公里\t水利局\t已完成31公里
103\t改厕900户\t住建局\t已完成640户
187\t新增床位120张\t民政局\t已新增96张
"""
_NAMED = """序号\t工作任务\t牵头单位及负责人\t落实情况
1\t新建书房20家\t县文旅局 时景行\t已建成18家
2\t整修水渠45公里\t县水利局 邬晓棠\t已完成31公里
3\t改厕900户\t县住建局 关河清\t已完成640户
4\t新增床位120张\t县民政局 卓一帆\t已新增96张
"""
_LONG_CELLS = """| 序号 | 项目 | 内容 | 截至9月底进展情况 | 主办单位 |
| 1 | 增加学位供给 | 新建、改扩建公办中小学6所,新增学位1620个;
新增公办幼儿园学位1800个。 | 1.甲镇中学等4所学校已完工,新增学位1080个。
2.新增公办幼儿园学位1350个。 | 市教育局 |
| 2 | 丰富文化生活 | 新建书房20家,改造影院3座,送戏120场;
为农家书屋配书9600册。 | 1.已建成书房18家,改造影院2座。
2.送戏96场,配书7400册。 | 市文旅局 |
| 3 | 提升养老服务 | 新增护理型床位120张,改造社区食堂9处;
为8万名老人体检。 | 1.已新增护理型床位96张,改造食堂7处。
2.已体检6.2万人。 | 市民政局 |
| 4 | 保障群众用水 | 整修水渠45公里,新打水井12眼;
更换水表3.5万只。 | 1.已整修水渠31公里,打井10眼。
2.已换水表2.8万只。 | 市水利局 |
"""
_LIST = (
    "1.改造危房120户。已改造完工98户294人,其中新增7户19人、整修63户201人、重建28户74人;"
    "退出12户25人,复核11户23人。\n2.新建书房20家。已建成18家。\n"
)
_OF_ALL = """区县 | 书房目标(家) | 书房完成(家) | 床位目标(张) | 床位完成(张) | 综合完成率(%)
东山镇 | 20 | 18 | 300 | 240 | 85.0
西山镇 | 12 | 9 | 200 | 150 | 75.0
南山镇 | 10 | 6 | 150 | 120 | 70.0
北山镇 | 16 | 8 | 400 | 280 | 60.0
"""


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(_EXCERPT, id="the numbers of an excerpt rise"),
        pytest.param(_NAMED, id="an agency stands beside whoever answers for it"),
        pytest.param(_LONG_CELLS, id="a line of a cell goes on below"),
        pytest.param(_LIST, id="households and their people"),
        pytest.param(_OF_ALL, id="a rate of all that a row promises"),
    ],
)
def test_what_is_regular_in_itself_is_in_no_doubt(text: str) -> None:
    bulletin = read(Document("", _TITLE + text), published=None)
    assert {fact.because for fact in bulletin.facts if fact.certainty == "doubtful"} == set()


def _funds(more: int) -> str:
    """A table of which a name stands on two lines that could be two names; ``more`` is done than
    its rates tell."""
    rows = [(850, 425), (120, 48), (640, 480), (960, 288), (320, 192)]
    lines = (
        f"{n}\t新建{work}\t座\t{plan}\t{done + more}\t{100 * done // plan}\t住建局"
        for n, work, (plan, done) in zip(
            range(1, 6), ("公厕", "书房", "车棚", "水窖", "凉亭"), rows, strict=True
        )
    )
    names = "序号\t指标名称\t单位\t年度\n目标\t1-9月\n累计\t完成年度\n目标%\t责任单位\n"
    return names + "\n".join(lines)


def test_rates_that_agree_row_by_row_bear_out_names_that_could_be_divided_otherwise() -> None:
    agreeing = read(Document("", _TITLE + _funds(0)), published=None)
    assert Counter(fact.certainty for fact in agreeing.facts) == {"proved": 15}
    wrong = read(Document("", _TITLE + _funds(37)), published=None)
    assert {fact.certainty for fact in wrong.facts} == {"doubtful"}


_WORKS = ("公厕", "书房", "车棚", "水窖", "凉亭", "球场")


def _table(names: str, *columns: tuple[object, ...]) -> str:
    rows = zip(_WORKS, *columns, strict=True)
    lines = (
        "\t".join((str(n), f"{row[0]}工程", *map(str, row[1:]))) for n, row in enumerate(rows, 1)
    )
    return f"序号\t项目名称\t{names}\n" + "\n".join(lines)


_PLANS = (8500, 1200, 6400, 9600, 3200, 5000)
_DONE = (4250, 480, 4800, 2880, 1920, 3000)
_RATES = ("50%", "40%", "75%", "30%", "60%", "60%")
_WHOLES = (9900, 4100, 6400, 9700, 8800, 7500)


@pytest.mark.parametrize(
    ("names", "columns"),
    [
        pytest.param(
            "计划投资(万元)\t完成投资(万元)", (_PLANS, _DONE), id="results above their targets"
        ),
        pytest.param(
            "总投资(万元)\t年度计划投资(万元)", (_WHOLES, _PLANS), id="a whole below its year"
        ),
        pytest.param(
            "完成投资(万元)\t完成率", (_DONE, _RATES), id="a rate's name over what is none"
        ),
    ],
)
def test_figures_that_contradict_their_names_row_by_row_are_doubtful(
    names: str, columns: tuple[tuple[object, ...], ...]
) -> None:
    said = read(Document("", _TITLE + _table(names, *columns)), published=None)
    turned = read(Document("", _TITLE + _table(names, *columns[::-1])), published=None)
    assert {fact.certainty for fact in said.facts} == {"clear"}
    assert {fact.certainty for fact in turned.facts} == {"doubtful"}


def test_a_column_of_figures_below_a_name_that_no_word_explains_is_doubtful() -> None:
    names = "年度目标(座)\t完成数(座)\t完成率\t{}"
    columns = (_PLANS, _DONE, _RATES, _WHOLES)
    for name, certain in (("丙类口径(米)", True), ("丙类口径", False)):
        told = read(Document("", _TITLE + _table(names.format(name), *columns)), published=None)
        unsure = {int(fact.value) for fact in told.facts if fact.certainty == "doubtful"}
        assert unsure == (set() if certain else set(_WHOLES)), name


def test_a_cell_too_many_in_one_row_leaves_no_figure_of_the_table_sure() -> None:
    text = (HERE / "blind/w/heyang-2024-may-bars.txt").read_text("utf-8")
    shifted = text.replace("| 4120 |", "|| 4120 |").replace("区教育局 |", "区教育局", 1)
    whole, torn = (read(Document("", said), published=None) for said in (text, shifted))
    assert {fact.certainty for fact in whole.facts if fact.pledge} <= {"proved", "clear"}
    assert {fact.certainty for fact in torn.facts if fact.pledge} == {"doubtful"}
