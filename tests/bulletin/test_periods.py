"""The year and the period of a bulletin, from its title and its opening (periods.tsv)."""

import csv
from datetime import date
from pathlib import Path

import pytest

from etl.bulletin.grammar.periods.bulletin_period import date_bulletin
from etl.bulletin.grammar.periods.date_mentions import mentions
from etl.bulletin.grammar.periods.period_in_name import month_in, period_in
from etl.bulletin.read import read
from etl.document.extract import Document

with Path(__file__).with_name("periods.tsv").open(encoding="utf-8", newline="") as file:
    OPENINGS = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize(
    "row", OPENINGS, ids=[f"{row['title']}|{row['text'][:20]}" for row in OPENINGS]
)
def test_a_bulletin_is_of_the_period_that_it_is_introduced_with(row: dict[str, str]) -> None:
    published = date.fromisoformat(row["published"]) if row["published"] else None
    dating = date_bulletin(row["title"], row["text"].replace("\\n", "\n"), published)
    assumed = (("year", dating.year_assumed), ("period", dating.period_assumed))
    assert {
        "plan_year": str(dating.plan_year or ""),
        "period_end": str(dating.period_end or ""),
        "assumed": " ".join(name for name, so in assumed if so),
    } == {name: row[name] for name in ("plan_year", "period_end", "assumed")}


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("截至10月31日", "2024-10-31"),
        ("1月1日至11月30日", "2024-11-30"),
        ("第1—3季度", "2024-09-30"),
        ("前11个月", "2024-11-30"),
        ("一至十一月", "2024-11-30"),
        ("1-11月累计完成", "2024-11-30"),
        ("进展情况(7月)", "2024-07-31"),
        ("2023年1-11月完成", "2023-11-30"),
        ("2023.11", "2023-11-30"),
        ("上半年", "2024-06-30"),
        ("2月末", "2024-02-29"),
        ("11月中旬", "2024-11-20"),
        ("Q3", "2024-09-30"),
        ("元月", "2024-01-31"),
        ("去年11月", "2023-11-30"),
        ("提前3个月完成", None),
        ("3个月", None),
        ("月嫂培训", None),
        ("每半年一次", None),
        ("2.5万人", None),
        ("10.5公里", None),
        ("完成率98.11%", None),
    ],
)
def test_the_words_of_a_period_have_a_last_day(words: str, day: str | None) -> None:
    found = period_in(words, 2024)
    assert (str(found) if found else None) == day


@pytest.mark.parametrize("name", ["全年目标", "年底前完成", "11月底前完成", "年度任务", "完成率"])
def test_the_name_of_a_column_of_the_plan_names_no_month(name: str) -> None:
    assert month_in(name, 2024) is None


@pytest.mark.parametrize("piece", ["1月", "2024年", "一", "1-", "截至", "二、", "前"])
def test_long_texts_are_dated_in_time(piece: str) -> None:
    assert list(mentions(piece * 20000)) is not None
    date_bulletin("进展情况", piece * 5000, date(2024, 12, 30))


def test_a_column_of_the_year_before_has_its_own_period() -> None:
    bulletin = read(
        Document(
            "2026年民生实事一季度完成情况",
            "2026年民生实事一季度完成情况\n"
            "序号 | 指标名称 | 单位 | 年度目标 | 一季度完成数 | 去年同期完成数 | 同比增长（%）\n"
            "1 | 城镇新增就业 | 人 | 7600 | 2318 | 2204 | 5.2\n"
            "2 | 职业技能培训 | 人次 | 1400 | 392 | 455 | -13.8\n"
            "3 | 加装电梯 | 部 | 60 | 21 | 14 | 50.0\n",
        ),
        published=date(2026, 4, 10),
    )
    told = [(int(f.value), f.period_end) for f in bulletin.facts if f.measure == "actual"]
    quarter, before = date(2026, 3, 31), date(2025, 3, 31)
    assert told == [
        (2318, quarter), (2204, before), (392, quarter), (455, before), (21, quarter), (14, before),
    ]  # fmt: skip
