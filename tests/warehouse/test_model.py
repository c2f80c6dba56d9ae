"""Laws: the warehouse agrees at every time with a model of a few lines."""

import itertools
from dataclasses import dataclass, replace
from datetime import datetime

from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from etl.warehouse.audit import violations
from etl.warehouse.connection.engine import read_only
from etl.warehouse.model import Edition
from etl.warehouse.queries.figures_as_of import known_as_published, known_as_recorded
from etl.warehouse.schema.tables import NO_PARSER
from tests.bulletins import Figure, Item
from tests.proofs import repeated
from tests.warehouse.editions import DECEMBER, NOVEMBER, Loader, bulletin_of, day, edition

LABELS = ("甲", "乙", "丙")
PERIODS = {"november": NOVEMBER, "december": DECEMBER}
serial = itertools.count()


@dataclass(frozen=True)
class Publication:
    """A page as it stood from a day on (targets by label), and who read it: nobody if gone."""

    page: str
    published: int
    says: tuple[tuple[str, str], ...]
    parser: str
    doubts: str = ""
    """The labels whose figures wait for a decision."""

    @property
    def content(self) -> tuple[object, ...]:
        """What is read, apart from who reads it."""
        return self.page, self.published, self.says

    @property
    def read(self) -> dict[str, str]:
        """What the parser makes of it: parser 2 overlooks 丙 and misreads 2.

        A page that is gone says nothing, though its last content is the evidence.
        """
        if self.parser == NO_PARSER:
            return {}
        if self.parser == "1":
            return dict(self.says)
        return {label: value.replace("2", "3") for label, value in self.says if label != "丙"}

    @property
    def said(self) -> dict[str, str | None]:
        """What it says of each label; None where that is held back."""
        return {label: None if label in self.doubts else v for label, v in self.read.items()}

    @property
    def stated(self) -> tuple[bool, dict[str, str | None]]:
        """What makes it another word of its page, whoever reads it."""
        return self.parser == NO_PARSER, self.said

    def edition(self, portal: str) -> Edition:
        items = [
            Item(number, (Figure("target", label, value, "个"),))
            for number, (label, value) in enumerate(self.read.items(), start=1)
        ]
        read = bulletin_of(*items, period_end=PERIODS[self.page])
        content = f"{self.page} {self.says}"
        made = edition(read, day(self.published), self.page, portal, self.parser, content=content)
        held = {
            place: frozenset({"doubt"})
            for place, fact in enumerate(read.facts)
            if fact.indicator in self.doubts
        }
        return replace(made, held=held)


@st.composite
def publications(draw: st.DrawFn, parsers: tuple[str, ...] = ("1", "2", NO_PARSER)) -> Publication:
    says = draw(st.dictionaries(st.sampled_from(LABELS), st.sampled_from("12"), max_size=3))
    return Publication(
        page=draw(st.sampled_from(sorted(PERIODS))),
        published=draw(st.integers(1, 4)),
        says=tuple(sorted(says.items())),
        parser=draw(st.sampled_from(parsers)),
        doubts=draw(st.sampled_from(("", "", "甲", "乙丙"))),
    )


@dataclass(frozen=True)
class Load:
    at: datetime
    what: Publication


def model(loads: list[Load], published_by: datetime, recorded_by: datetime) -> dict[str, str]:
    """What holds, by the rule as etl.warehouse.loading.which_version_holds puts it into words."""
    words: dict[str, list[tuple[int, str, str]]] = {}
    for page in PERIODS:
        editions = {
            load.what.published: load.what.said
            for load in loads
            if load.what.page == page
            and day(load.what.published) <= published_by
            and load.at <= recorded_by
        }
        for label in LABELS:
            word, since = None, 0
            for published, says in sorted(editions.items()):
                # What is held back is neither said nor withdrawn.
                if label in says and says[label] is None:
                    continue
                if says.get(label) != word:
                    word, since = says.get(label), published
            if word is not None:
                words.setdefault(label, []).append((since, PERIODS[page].isoformat(), word))
    return {label: max(said)[2] for label, said in words.items()}


def _november(published: int, value: str | None) -> Publication:
    return Publication("november", published, (("甲", value),) if value else (), "1")


@example(
    # A figure that was gone in between is said anew, and is younger than December's.
    offered=[
        [_november(1, "1")],
        [_november(2, None)],
        [Publication("december", 3, (("甲", "2"),), "1")],
        [_november(4, "1")],
    ]
)
@example(
    # What December goes on saying would be plain, were it not that November withdraws it.
    offered=[
        [Publication("december", 1, (("甲", "1"),), "1"), _november(2, "1")],
        [Publication("december", 4, (("甲", "1"),), "1"), _november(3, None)],
    ]
)
@example(
    # What is read once more in an edition is withdrawn by the next, all in one batch.
    offered=[
        [Publication("november", 1, (("甲", "1"),), "2")],
        [_november(2, None), _november(1, "1")],
    ]
)
@example(
    # The page goes and comes back with the bytes that it had; December's word is the younger
    # until then.
    offered=[
        [_november(1, "1")],
        [Publication("december", 2, (("甲", "2"),), "1")],
        [Publication("november", 3, (("甲", "1"),), NO_PARSER)],
        [_november(4, "1")],
    ]
)
@example(
    # Between two editions that say the same, one that is held back; then it is let in.
    offered=[
        [_november(1, "1")],
        [replace(_november(2, "2"), doubts="甲"), Publication("december", 3, (("甲", "2"),), "1")],
        [_november(4, "1")],
        [_november(2, "2")],
    ]
)
@settings(max_examples=repeated(6, 60))
@given(offered=st.lists(st.lists(publications(), min_size=1, max_size=4), min_size=1, max_size=5))
def test_every_as_of_question_has_the_answer_of_the_model(
    engine: Engine, offered: list[list[Publication]]
) -> None:
    """Whatever comes one by one or in batches."""
    portal = f"p{next(serial)}"
    loader = Loader(engine, portal)
    loads: list[Load] = []
    for batch in offered:
        results = loader.load_batch(*(publication.edition(portal) for publication in batch))
        for publication, result in zip(batch, results, strict=True):
            read = {load.what.content: load.what for load in loads}
            last = read.get(publication.content)
            if last is not None and last.stated == publication.stated:
                assert result.new == result.revised == result.withdrawn == 0
            else:
                loads.append(Load(loader.clock, publication))
    with read_only(engine) as connection:
        assert violations(connection) == []
        days, times = [day(n) for n in range(5)], [day(99), *(load.at for load in loads)]
        for time in times:
            held = known_as_recorded(connection, time, portal)
            assert {f.indicator: str(f.value) for f in held} == model(loads, day(9), time)
        for published, time in itertools.product(days, times):
            found = known_as_published(connection, published, portal, recorded_by=time)
            assert {f.indicator: str(f.value) for f in found} == model(loads, published, time)


@settings(max_examples=repeated(5, 30))
@given(
    offered=st.lists(
        publications(parsers=("1", NO_PARSER)),
        min_size=2,
        max_size=5,
        unique_by=lambda publication: (publication.page, publication.published),
    ),
    data=st.data(),
)
def test_what_holds_in_the_end_does_not_depend_on_the_order_of_arrival(
    engine: Engine, offered: list[Publication], data: st.DataObject
) -> None:
    states = []
    for order in (offered, data.draw(st.permutations(offered))):
        portal = f"p{next(serial)}"
        loader = Loader(engine, portal)
        loader.load(*(publication.edition(portal) for publication in order))
        with read_only(engine) as connection:
            held = known_as_recorded(connection, loader.clock, portal)
            states.append([(f.indicator, f.period_end, f.value, f.unit, f.qualifier) for f in held])
    assert states[0] == states[1]
