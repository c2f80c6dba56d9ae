"""The catalogue is data: complete, and wrong entries are told with file and line."""

from decimal import Decimal
from pathlib import Path

import pytest

from etl.concepts.assign import assign
from etl.concepts.catalogue import load_catalogue
from etl.concepts.model import Wording
from etl.errors import SettingsError
from etl.resources import folder

TOPIC = """topic: {key: transport, zh: 交通出行, en: Transport}
concepts:
  parking_spaces:
    zh: 停车泊位
    en: Parking spaces
    units: [count]
    words: [停车泊位]
"""
SAID = "\n    by: li\n    at: 2025-02-03T09:30:00+08:00\n    why: the pledge counts spaces\n"


@pytest.fixture
def concepts(tmp_path: Path) -> Path:
    (tmp_path / "dimensions.yaml").write_text("length: [公里]\n", "utf-8")
    (tmp_path / "transport.yaml").write_text(TOPIC, "utf-8")
    return tmp_path


def test_concepts_have_two_names_and_topics_group_them() -> None:
    concepts = load_catalogue(folder("concepts")).concepts
    assert len(concepts) >= 120
    assert len({one.zh for one in concepts}) == len({one.en for one in concepts}) == len(concepts)
    topics = {one.topic for one in concepts}
    assert len({topic.key for topic in topics}) == len(topics) >= 10


def test_units_have_dimensions(concepts: Path) -> None:
    catalogue = load_catalogue(concepts)
    units = ("公里", "座", "元/人·月", "张/千人")
    assert [catalogue.dimension(unit) for unit in units] == [
        "length",
        "count",
        "standard",
        "ratio",
    ]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("z.yaml", TOPIC, r"z\.yaml: the concept parking_spaces .* already"),
        ("other.yaml", TOPIC.replace("words", "wrods"), r"other\.yaml:3: .*words"),
        ("dimensions.yaml", "count: [个]\n", "count is what other units are"),
        ("decisions.yaml", f"decisions:\n  - label: 车位\n    concept: gone{SAID}", "'gone'"),
        ("decisions.yaml", "decisions:\n  - label: 车位\n", r"decisions\.yaml:2"),
    ],
)
def test_a_wrong_file_is_told_with_its_place(
    concepts: Path, name: str, text: str, said: str
) -> None:
    (concepts / name).write_text(text, "utf-8")
    with pytest.raises(SettingsError, match=said):
        load_catalogue(concepts)


def test_the_last_decision_about_an_indicator_holds(concepts: Path) -> None:
    (concepts / "decisions.yaml").write_text(
        "decisions:\n"
        f"  - label: 车位\n    concept: parking_spaces{SAID}"
        f"  - label: 车位\n    portal: qingdao\n    concept: null{SAID}",
        "utf-8",
    )
    catalogue = load_catalogue(concepts)
    everywhere = assign(Wording("车位", "个"), catalogue, "shanghai")
    assert (everywhere.concept, everywhere.confidence) == ("parking_spaces", Decimal(1))
    assert (everywhere.decided_by, everywhere.source) == ("li", "decision")
    assert assign(Wording("车位", "个"), catalogue, "qingdao").concept is None
