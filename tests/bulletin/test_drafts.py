"""Figures of an item while they are read: frozen values that refer to each other by keys."""

from decimal import Decimal

from etl.bulletin.grammar.discourse.draft_facts import Draft, Drafts
from etl.bulletin.grammar.numerals.quantity import Quantity


def draft(key: int, value: int, of: int | None = None, part_of: int | None = None) -> Draft:
    """A count of 处 that may speak of another figure or be a part of it."""
    q = Quantity(
        start=key,
        end=key + 1,
        number=(key, key + 1),
        value=Decimal(value),
        unit="处",
        dimension="count",
        kind="quantity",
        word="处",
        qualifier=None,
        scale=Decimal(1),
    )
    return Draft(key, q, "progress", "actual", q.value, q.unit, "工程", of=of, part_of=part_of)


def test_what_a_figure_speaks_of_is_seen_as_it_is_by_now() -> None:
    drafts = Drafts([draft(3, 18), draft(4, 15, of=3)])
    drafts.put(drafts[3]._replace(measure="target"))
    of = drafts.get(drafts[4].of)
    assert of is not None
    assert of.measure == "target"
    assert [d.key for d in drafts] == [3, 4]


def test_a_copy_is_changed_without_what_it_was_copied_from() -> None:
    drafts = Drafts([draft(0, 18)])
    now = drafts.copy()
    now.put(draft(0, 20))
    now.put(draft(1, 15))
    assert [d.value for d in drafts] == [18]
    assert [d.value for d in now] == [20, 15]


def test_what_speaks_of_a_plan_said_again_speaks_of_the_plan() -> None:
    """计划新建工程18处。目前,18处工程已完工15处: the 15 are of the first 18, the others go."""
    drafts = Drafts([draft(0, 18), draft(1, 18), draft(2, 15, of=1), draft(3, 9, part_of=1)])
    kept = drafts.without({1: 0})
    assert [d.key for d in kept] == [0, 2, 3]
    assert kept[2].of == kept[3].part_of == 0
