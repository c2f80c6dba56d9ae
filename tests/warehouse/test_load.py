"""What loading a bulletin changes, and what it leaves alone."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import Connection, Engine, func, select

from etl.errors import WarehouseError
from etl.indicators.model import Indicator
from etl.warehouse.audit import violations
from etl.warehouse.connection.engine import read_only
from etl.warehouse.loading.load import load_edition
from etl.warehouse.model import LoadResult, Revision
from etl.warehouse.queries.figures_as_of import history, known_as_published, known_as_recorded
from etl.warehouse.schema.tables import fact, metadata
from tests.bulletins import Item, parking
from tests.warehouse.editions import DECEMBER, Loader, bulletin_of, day, edition, pledge, values

PARKING = Indicator("新增停车泊位", None, None, "个")
LATER = datetime(2030, 1, 1, tzinfo=UTC)


def test_a_first_bulletin_makes_first_versions(engine: Engine) -> None:
    loader = Loader(engine)
    assert loader.load(edition(bulletin_of(parking()), day(5))) == LoadResult(3, 3, 0, 0, 0, ())
    with read_only(engine) as connection:
        versions = history(connection, "新增停车泊位")
    target = next(version for version in versions if version.measure == "target")
    assert (target.portal, target.city, target.pledge) == ("qingdao", "青岛", 1)
    assert (target.value, target.unit) == (Decimal(20000), "个")
    assert (target.revision, target.reason, target.evidence) == (1, "first", "新增停车泊位20000个")
    assert (target.published_at, target.recorded_from) == (day(5), loader.clock)


def test_the_same_content_again_changes_nothing(engine: Engine) -> None:
    loader, november = Loader(engine), edition(bulletin_of(parking()), day(5))
    loader.load(november)
    with read_only(engine) as connection:
        before = _counts(connection)
    assert loader.load(november) == LoadResult(3, 0, 0, 3, 0, ())
    with read_only(engine) as connection:
        assert _counts(connection) == before


def test_a_silent_correction_makes_new_versions_of_exactly_the_changed_figures(
    engine: Engine,
) -> None:
    loader = Loader(engine)
    streets = pledge(2, "20", "22", "打通道路")
    loader.load(edition(bulletin_of(parking(), streets), day(5)))
    before = loader.clock
    corrected = edition(bulletin_of(parking("23325", "116.6"), streets), day(9))
    result = loader.load(corrected)
    assert (result.new, result.revised, result.unchanged) == (0, 2, 3)
    assert result.revisions == (
        Revision(PARKING, "2024-11-30", "actual", "23352个", "23325个"),
        Revision(PARKING, "2024-11-30", "pct_of_target", "116.7%", "116.6%"),
    )
    with read_only(engine) as connection:
        assert values(known_as_recorded(connection, before))["新增停车泊位", "actual"] == "23352"
        old, new = [v for v in history(connection, "新增停车泊位") if v.measure == "actual"]
        assert violations(connection) == []
    assert (old.value, old.recorded_to) == (Decimal(23352), new.recorded_from)
    assert (new.value, new.revision, new.reason) == (Decimal(23325), 2, "portal_revision")
    assert (old.published_at, new.published_at) == (day(5), day(9))


def test_a_page_corrected_elsewhere_does_not_say_its_old_target_anew(engine: Engine) -> None:
    loader = Loader(engine)
    november = edition(bulletin_of(pledge(1, "20000", "100")), day(5))
    december = edition(
        bulletin_of(pledge(1, "22000", "200"), period_end=DECEMBER), day(36), "december"
    )
    corrected = edition(bulletin_of(pledge(1, "20000", "101")), day(50))
    loader.load(november, december)
    assert [r.measure for r in loader.load(corrected).revisions] == ["actual"]
    with read_only(engine) as connection:
        held = values(known_as_recorded(connection, LATER))
    assert held["新增停车泊位", "target"] == "22000"


def test_a_late_bulletin_does_not_supersede_and_is_found_as_published(engine: Engine) -> None:
    loader = Loader(engine)
    december = edition(bulletin_of(pledge(1, "22000", None), period_end=DECEMBER), day(36), "d")
    assert loader.load(december).new == 1
    before = loader.clock
    late = loader.load(edition(bulletin_of(pledge(1, "20000", None)), day(5), "n"))
    assert (late.new, late.revised, late.unchanged) == (0, 0, 1)
    with read_only(engine) as connection:
        assert [v.value for v in history(connection, "新增停车泊位")] == [Decimal(22000)]
        [then] = known_as_published(connection, day(10))
        assert (then.value, then.title) == (Decimal(20000), "2024年市办实事1-11月具体进展情况")
        assert known_as_published(connection, day(10), recorded_by=before) == []


def test_a_later_bulletin_restates_an_earlier_period(engine: Engine) -> None:
    loader = Loader(engine)
    loader.load(edition(bulletin_of(pledge(1, None, "100")), day(5), "november"))
    restated = loader.load(edition(bulletin_of(pledge(1, None, "99")), day(36), "december"))
    assert restated.revised == 1


def test_the_same_bulletin_at_another_address_makes_no_version(engine: Engine) -> None:
    loader, said = Loader(engine), bulletin_of(parking())
    loader.load(edition(said, day(5), "here"))
    assert loader.load(edition(said, day(8), "there")) == LoadResult(3, 0, 0, 3, 0, ())


def test_a_figure_that_its_page_no_longer_states_is_withdrawn_and_may_come_back(
    engine: Engine,
) -> None:
    loader = Loader(engine)
    whole, less = bulletin_of(pledge(1, "30", "7")), bulletin_of(pledge(1, "30", None))
    loader.load(edition(whole, day(5)))
    gone = loader.load(edition(less, day(6)))
    assert (gone.withdrawn, gone.revisions[0].before, gone.revisions[0].after) == (1, "7个", None)
    with read_only(engine) as connection:
        assert ("新增停车泊位", "actual") not in values(known_as_recorded(connection, LATER))
    back = loader.load(edition(whole, day(7)))
    assert (back.revised, back.revisions[0].before, back.revisions[0].after) == (1, None, "7个")
    with read_only(engine) as connection:
        versions = [v for v in history(connection, "新增停车泊位") if v.measure == "actual"]
        assert [v.reason for v in versions] == ["first", "withdrawn", "portal_revision"]
        assert violations(connection) == []


def test_another_parser_on_the_same_bytes_is_a_reparse(engine: Engine) -> None:
    loader = Loader(engine)
    loader.load(edition(bulletin_of(pledge(1, "30", "7")), day(5), content="bytes"))
    reread = edition(bulletin_of(pledge(1, "30", "70")), day(5), content="bytes", parser="2")
    assert loader.load(reread).revised == 1
    with read_only(engine) as connection:
        assert [v.reason for v in history(connection, "新增停车泊位") if v.value == 70] == [
            "reparse"
        ]


def test_other_indicators_for_the_same_reading_move_its_figures_and_back_again(
    engine: Engine,
) -> None:
    loader = Loader(engine)
    filed = edition(bulletin_of(pledge(1, None, "7")), day(5))
    refiled = replace(filed, indicators=(Indicator("停车泊位", None, None, "个"),))
    first = loader.load(filed)
    moved, again, back = loader.load(refiled), loader.load(refiled), loader.load(filed)
    done = [(result.new, result.revised, result.withdrawn) for result in (first, moved, again)]
    assert done == [(1, 0, 0), (1, 0, 1), (0, 0, 0)]
    assert (back.revised, back.withdrawn) == (1, 1)
    with read_only(engine) as connection:
        versions = {
            label: [v.reason for v in history(connection, label) if v.indicator == label]
            for label in ("新增停车泊位", "停车泊位")
        }
        assert violations(connection) == []
    assert versions == {
        "新增停车泊位": ["first", "withdrawn", "reparse"],
        "停车泊位": ["reparse", "withdrawn"],
    }


def test_a_clock_that_goes_backwards_does_not_disturb_the_order_of_versions(
    engine: Engine,
) -> None:
    loader = Loader(engine)
    loader.load(edition(bulletin_of(pledge(1, "30", "7")), day(5)))
    corrected = edition(bulletin_of(pledge(1, "30", "8")), day(6))
    load_edition(engine, corrected, loader.run_id, day(1))
    with read_only(engine) as connection:
        old, new = [v for v in history(connection, "新增停车泊位") if v.measure == "actual"]
    assert old.recorded_from == loader.clock < new.recorded_from == old.recorded_to


def test_a_figure_given_twice_is_one_figure(engine: Engine) -> None:
    twice = edition(bulletin_of(pledge(1, None, "7"), pledge(2, None, "7")), day(5))
    alike = replace(twice, indicators=twice.indicators[:1] * 2)
    assert Loader(engine).load(alike) == LoadResult(2, 1, 0, 1, 0, ())


@pytest.mark.parametrize("wrong", ["two values", "no run", "no identity"])
def test_an_edition_that_cannot_be_right_is_refused_whole(engine: Engine, wrong: str) -> None:
    loader = Loader(engine)
    sound = edition(bulletin_of(pledge(1, None, "7"), pledge(2, None, "7")), day(5))
    bad = {
        "two values": replace(
            edition(bulletin_of(pledge(1, None, "7"), pledge(2, None, "8")), day(5)),
            indicators=sound.indicators[:1] * 2,
        ),
        "no run": sound,
        "no identity": replace(sound, indicators=sound.indicators[:1]),
    }[wrong]
    with read_only(engine) as connection:
        before = _counts(connection)
    with pytest.raises(WarehouseError) as caught:
        load_edition(engine, bad, "no such run" if wrong == "no run" else loader.run_id, day(9))
    assert str(caught.value).count(".") == 1
    with read_only(engine) as connection:
        assert _counts(connection) == before


def test_pledges_keep_the_words_and_agencies_of_the_bulletin_published_last(
    engine: Engine,
) -> None:
    loader = Loader(engine)
    old, new = (
        Item(1, pledge(1, n, None).figures, (name,)) for n, name in (("1", "甲局"), ("2", "乙局"))
    )
    loader.load(edition(bulletin_of(new), day(9), "new"), edition(bulletin_of(old), day(5), "old"))
    with read_only(engine) as connection:
        tables = metadata.tables
        names = select(tables["agency"].c.name).join(tables["pledge_agency"])
        assert connection.execute(names).scalars().all() == ["乙局"]
        words = connection.execute(select(tables["pledge"].c.text)).scalar()
        assert str(words).startswith("新增停车泊位2个")


def test_a_value_is_exact_to_the_last_digit(engine: Engine) -> None:
    value = "12345678901234567890.000000000123456789"
    Loader(engine).load(edition(bulletin_of(pledge(1, None, value)), day(5)))
    with read_only(engine) as connection:
        assert history(connection, "新增停车泊位")[0].value == Decimal(value)
        stored = select(func.count()).where(fact.c.value == Decimal(value + "00"))
        assert connection.execute(stored).scalar() == 1
        assert history(connection, "新增停车泊位")[0].period_end == date(2024, 11, 30)


def _counts(connection: Connection) -> dict[str, int]:
    return {
        name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for name, table in metadata.tables.items()
    }
