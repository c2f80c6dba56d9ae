"""Suites are files that people edit; a slip in one is said with its place."""

from pathlib import Path

import pytest
import yaml

from etl.errors import SettingsError
from etl.quality.suite import load_suites

ENTRY = {
    "name": "has_title",
    "type": "expect_column_value_lengths_to_be_between",
    "kwargs": {"column": "title", "min_value": 1},
    "severity": "critical",
    "why": "Without a title nobody can tell which bulletin this is.",
    "says": "the title is {title}",
}


def written(folder: Path, *entries: object) -> Path:
    content = {"gate": "document", "expectations": list(entries)}
    (folder / "document.yaml").write_text(yaml.safe_dump(content), "utf-8")
    return folder


def test_a_suite_is_read_from_its_file(tmp_path: Path) -> None:
    [suite] = load_suites(written(tmp_path, ENTRY))
    assert [e.name for e in suite.expectations] == ["has_title"]


@pytest.mark.parametrize(
    ("slip", "said"),
    [
        ({"severity": "fatal"}, "expectation has_title: severity"),
        ({"kwargs": {"column": "headline"}}, "no column headline"),
        ({"says": "the title is {headline}"}, "no column headline"),
        ({"kwargs": {"column": "title", "mostly": 0.9}}, "mostly has no meaning"),
        ({"reason": "unknown field"}, "expectation has_title: reason"),
    ],
)
def test_a_slip_names_the_file_and_the_entry(
    tmp_path: Path, slip: dict[str, object], said: str
) -> None:
    with pytest.raises(SettingsError, match=said) as caught:
        load_suites(written(tmp_path, {**ENTRY, **slip}))
    assert "document.yaml" in str(caught.value)


def test_the_same_name_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="has_title is defined twice"):
        load_suites(written(tmp_path, ENTRY, ENTRY))


def test_a_file_that_is_not_yaml_and_a_folder_without_suites_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no suite"):
        load_suites(tmp_path)
    (tmp_path / "facts.yaml").write_text("gate: [", "utf-8")
    with pytest.raises(SettingsError, match=r"facts\.yaml is not YAML"):
        load_suites(tmp_path)
