"""How sure a reading is: kept beside the figure, shown, and news only where words are reread."""

from dataclasses import replace
from decimal import Decimal

from sqlalchemy import Engine

from etl.bulletin.model import Bulletin, Certainty, Fact
from etl.report.answer_rows import history_columns, history_rows
from etl.warehouse.audit import schema_differences, violations
from etl.warehouse.connection.engine import read_only
from etl.warehouse.queries.figures_as_of import (
    Figure,
    history,
    known_as_published,
    known_as_recorded,
)
from etl.warehouse.queries.run_changes import changes
from etl.warehouse.queries.views_and_status import rows_of
from etl.warehouse.schema.open_and_upgrade import upgrade
from tests.bulletins import parking
from tests.warehouse.editions import DECEMBER, Loader, bulletin_of, day, edition
from tests.warehouse.older import go_back

DOUBT = ("share_disagrees", "two_readings")


def sure(said: Bulletin, certainty: Certainty, *because: str, measure: str = "actual") -> Bulletin:
    """The bulletin, its figures of a measure so sure."""

    def as_sure(fact: Fact) -> Fact:
        if fact.measure != measure:
            return fact
        return replace(fact, certainty=certainty, because=because)

    return replace(said, facts=tuple(map(as_sure, said.facts)))


def versions(engine: Engine, measure: str = "actual") -> list[Figure]:
    with read_only(engine) as connection:
        assert violations(connection) == []
        return [one for one in history(connection, "新增停车泊位") if one.measure == measure]


def test_every_answer_tells_how_sure_the_reading_is_and_why(engine: Engine) -> None:
    said = sure(bulletin_of(parking()), "doubtful", *DOUBT)
    Loader(engine).load(edition(said, day(5)))
    with read_only(engine) as connection:
        asked = [
            *(known_as_recorded(connection, day(200))),
            *(known_as_published(connection, day(200))),
        ]
        viewed = [*rows_of(connection, "current_fact"), *rows_of(connection, "fact_history")]
    expected = {
        "target": ("clear", ""),
        "pct_of_target": ("clear", ""),
        "actual": ("doubtful", "share_disagrees, two_readings"),
    }
    assert len(asked) == len(viewed) == 6
    assert all((f.certainty, f.because) == expected[f.measure] for f in asked)
    assert all((r["certainty"], r["because"]) == expected[str(r["measure"])] for r in viewed)


def test_a_history_shows_certainty_where_not_all_is_clear(engine: Engine) -> None:
    loader = Loader(engine)
    loader.load(edition(bulletin_of(parking()), day(5)))

    def shown() -> list[str]:
        return [column.key for column in history_columns(history_rows(versions(engine)))]

    assert "certainty" not in shown()
    loader.load(edition(sure(bulletin_of(parking()), "proved"), day(5), parser="2"))
    assert "certainty" in shown()
    assert "because" not in shown()
    doubtful = sure(bulletin_of(parking("9", "0.1")), "doubtful", *DOUBT)
    loader.load(edition(doubtful, day(9)))
    assert {"certainty", "because"} <= set(shown())


def test_the_same_words_read_with_another_certainty_are_a_version_by_reparse(
    engine: Engine,
) -> None:
    loader, said = Loader(engine), bulletin_of(parking())
    loader.load(edition(sure(said, "doubtful", *DOUBT), day(5)))
    again = edition(sure(said, "proved", "share"), day(5), parser="2")
    result = loader.load(again)
    assert (result.new, result.revised, result.unchanged) == (0, 1, 2)
    [revision] = result.revisions
    assert (revision.before, revision.after) == ("23352个 (doubtful)", "23352个 (proved)")
    with read_only(engine) as connection:
        [told, *_] = changes(connection, loader.run_id, 9)
    assert (told.before, told.after) == (revision.before, revision.after)
    before, after = versions(engine)
    assert (before.certainty, before.because) == ("doubtful", "share_disagrees, two_readings")
    assert (after.certainty, after.because, after.reason) == ("proved", "share", "reparse")
    assert before.value == after.value == Decimal(23352)
    assert loader.load(again).revised == 0
    assert len(versions(engine)) == 2


def test_a_revision_tells_what_is_not_the_same(engine: Engine) -> None:
    loader, said = Loader(engine), bulletin_of(parking())
    loader.load(edition(said, day(5)))
    target, *rest = said.facts
    at_least = replace(said, facts=(replace(target, qualifier=">="), *rest))
    [revision] = loader.load(edition(at_least, day(5), parser="2")).revisions
    assert (revision.before, revision.after) == ("20000个", ">=20000个")


def test_what_other_words_are_read_with_is_no_news(engine: Engine) -> None:
    """Neither another month's that repeat a promise, nor those of a page corrected elsewhere."""
    loader = Loader(engine)
    loader.load(edition(bulletin_of(parking()), day(5)))
    corrected = sure(bulletin_of(parking("24000", "120")), "proved", measure="target")
    loader.load(edition(corrected, day(8)))
    december = bulletin_of(parking("25000", "125"), period_end=DECEMBER)
    loader.load(edition(sure(december, "doubtful", measure="target"), day(40), "december"))
    assert [one.certainty for one in versions(engine, "target")] == ["clear"]
    # December read again, the promise as before: nothing about it was understood otherwise.
    better = sure(
        bulletin_of(parking("26000", "130"), period_end=DECEMBER), "doubtful", measure="target"
    )
    loader.load(edition(better, day(40), "december", parser="2", content=december.text))
    assert [one.certainty for one in versions(engine, "target")] == ["clear"]


def test_a_figure_linked_to_another_promise_by_a_better_parser_is_a_version(
    engine: Engine,
) -> None:
    loader, said = Loader(engine), bulletin_of(parking())
    unlinked = replace(said, facts=tuple(replace(fact, target=None) for fact in said.facts))
    loader.load(edition(unlinked, day(5)))
    result = loader.load(edition(said, day(5), parser="2"))
    assert [one.after for one in result.revisions if one.before] == [
        "23352个 (of another promise)",
        "116.7% (of another promise)",
    ]
    with read_only(engine) as connection:
        [row] = rows_of(connection, "pledge_scorecard")
    assert row["actual"] == 23352


def test_figures_of_before_are_clear_and_give_no_reason(engine: Engine) -> None:
    Loader(engine).load(edition(sure(bulletin_of(parking()), "doubtful", *DOUBT), day(5)))
    go_back(engine, "0008")
    upgrade(engine)
    with read_only(engine) as connection:
        assert schema_differences(connection) == []
    assert [(one.certainty, one.because) for one in versions(engine)] == [("clear", "")]
