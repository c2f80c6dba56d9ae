"""Decisions are data: written beside what people wrote, checked, and never lost."""

from pathlib import Path

import pytest

from etl.errors import SettingsError
from etl.indicators.decision_writer import write_decision
from etl.indicators.decisions import Decisions
from etl.portal.model import load_portal

PORTAL = """# A city.
city: 青岛  # as its people write it
listing: http://localhost/
adapter: trs
title_pattern: 进展
"""
AFTER = "\n# Zone of the clock.\ntimezone: Asia/Shanghai\n"
SAID = {"by": "li", "at": "2025-02-03T09:30:00+08:00", "why": "the words: only adorned"}


def decisions(*entries: dict[str, object]) -> Decisions:
    return Decisions.model_validate([{**SAID, **entry} for entry in entries])


def test_a_decision_is_appended_and_the_rest_of_the_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "town.yaml"
    path.write_text(PORTAL, "utf-8")
    merge: dict[str, object] = {"merge": "公共停车泊位", "into": "停车泊位", "unit": "个", **SAID}
    split: dict[str, object] = {"split": "社区老年食堂", "from": "社区食堂", **SAID}
    write_decision(path, merge)
    path.write_text(path.read_text("utf-8") + AFTER, "utf-8")
    write_decision(path, split)
    text = path.read_text("utf-8")
    assert text.startswith(PORTAL)
    assert text.endswith(AFTER)
    assert "  - merge: 公共停车泊位\n    into: 停车泊位\n    unit: 个\n    by: li\n" in text
    assert load_portal("town", tmp_path).decisions == decisions(merge, split)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("decisions: {}\n", "must be a list"),
        ("[1, 2\n", "not a YAML mapping"),
        ("decisions:\n  - merge: 甲\n", "Field required"),
    ],
)
def test_a_file_that_cannot_take_a_decision_is_left_as_it_is(
    tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "town.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(SettingsError, match=said) as caught:
        write_decision(path, {"merge": "甲", "into": "乙", **SAID})
    assert str(path) in str(caught.value)
    assert path.read_text("utf-8") == text
    assert list(tmp_path.iterdir()) == [path]


def test_chains_lead_to_their_end_and_a_split_undoes_a_merge() -> None:
    chained = decisions({"merge": "甲", "into": "乙"}, {"rename": "乙", "to": "丙"})
    assert chained.label("甲", "个", 2025) == "丙"
    undone = decisions({"merge": "甲", "into": "乙"}, {"split": "甲", "from": "乙"})
    assert undone.label("甲", "个", 2025) == "甲"
    assert undone.apart("乙", "甲", "个", 2025)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"merge": "甲", "into": "乙"}, {"merge": "甲", "into": "丙"}),
        ({"merge": "乙", "into": "丙"}, {"merge": "甲", "into": "乙"}),
        ({"rename": "甲", "to": "乙"}, {"split": "甲", "from": "乙"}),
        ({"merge": "甲", "into": "乙"}, {"merge": "丙", "into": "丙"}),
        ({"merge": "甲", "into": "乙"}, {"merge": "丙", "into": "丁", "at": "2024-01-01T00:00Z"}),
    ],
)
def test_decisions_that_contradict_one_another_are_refused_by_file_and_entry(
    tmp_path: Path, first: dict[str, object], second: dict[str, object]
) -> None:
    path = tmp_path / "town.yaml"
    path.write_text(PORTAL, "utf-8")
    write_decision(path, {**SAID, **first})
    with pytest.raises(SettingsError, match="decision 2") as caught:
        write_decision(path, {**SAID, **second})
    assert str(path) in str(caught.value)
