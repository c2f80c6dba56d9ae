"""What the history gate is told of a plan year and its neighbours."""

from datetime import date

from sqlalchemy import Engine

from etl.quality.past_of_plan_year import Past
from etl.warehouse.connection.engine import read_only
from etl.warehouse.queries.history_gate_input import past_of
from tests.bulletins import bulletin, parking
from tests.warehouse.editions import DECEMBER, NOVEMBER, Loader, bulletin_of, day, edition


def past(engine: Engine) -> Past:
    with read_only(engine) as connection:
        return past_of(connection, "qingdao", {2024: (NOVEMBER, DECEMBER)})[2024]


def test_a_past_knows_pages_days_of_publication_and_the_year_before(engine: Engine) -> None:
    load = Loader(engine).load
    before = bulletin(
        *(parking(number=number) for number in (1, 2, 3)),
        title="2023年市办实事1-12月具体进展情况",
        plan_year=2023,
        period_end=date(2023, 12, 31),
    )
    load(edition(before, day(-300), "last year"))
    load(edition(bulletin_of(parking()), day(9), "november"))
    load(edition(bulletin_of(parking()), day(12), "november again"))
    known = past(engine)
    assert known.pages == {NOVEMBER: {"november", "november again"}}
    assert known.others(NOVEMBER, "november") == frozenset()
    assert known.others(NOVEMBER, "a third") == {"november", "november again"}
    assert known.shown == {
        2023: (day(-300).date(), day(-300).date()),
        2024: (day(9).date(), day(12).date()),
    }
    assert known.pledges_before == 3


def test_a_page_that_turns_out_to_be_of_another_period_counts_there_alone(engine: Engine) -> None:
    load = Loader(engine).load
    load(edition(bulletin_of(parking()), day(9), "page"))
    later = bulletin_of(parking("24000", "120"), period_end=DECEMBER)
    load(edition(later, day(40), "page", content="corrected"))
    assert past(engine).pages == {DECEMBER: {"page"}}
