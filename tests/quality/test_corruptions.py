"""Every expectation catches what it is there for, and the clean year passes them all."""

from pathlib import Path
from typing import Any

import pytest

from etl import resources
from etl.quality.check import Results, added, check, check_rows
from etl.quality.gate_rows.history import history_rows
from etl.quality.suite import load_suites
from etl.quality.what_is_held_back import outcome
from etl.yaml_text import load_yaml
from tests.quality.samples import (
    clean,
    corrupted,
    corrupted_origin,
    corrupted_past,
    identified,
    origin_of,
)

# The bulletins are checked all at once, and so by one worker.
pytestmark = pytest.mark.xdist_group("gates")

SUITES = load_suites(resources.folder("expectations"))
CORRUPTIONS: list[dict[str, Any]] = load_yaml(
    Path(__file__).with_name("corruptions.yaml").read_text("utf-8")
)


@pytest.fixture(scope="module")
def found() -> Results:
    """What the gates find in the corrupted bulletins, and then in the clean year's."""
    cases = [
        (corrupted(one), one.get("after", [one.get("month", 11) - 1]), corrupted_origin(one), one)
        for one in CORRUPTIONS
    ]
    cases += [(clean(month), range(1, month), origin_of(month), {}) for month in range(1, 13)]
    rows = []
    for number, (bulletin, months, origin, entry) in enumerate(cases):
        indicators, past = identified(bulletin, *months)
        past = corrupted_past(entry, past)
        rows.append(history_rows(number, bulletin, indicators, past, origin))
    bulletins, _, origins, _ = zip(*cases, strict=True)
    return added(check(bulletins, SUITES, origins=origins), check_rows(rows, SUITES))


@pytest.mark.parametrize(
    "number", range(len(CORRUPTIONS)), ids=lambda n: CORRUPTIONS[n]["corruption"]
)
def test_a_corrupted_bulletin_is_caught(found: Results, number: int) -> None:
    expected = CORRUPTIONS[number]
    failed = {(r.gate, r.expectation, r.severity) for r in found[number] if not r.passed}
    assert (expected["gate"], expected["expectation"], expected["severity"]) in failed
    assert outcome(found[number]) == expected["outcome"]


def test_every_expectation_has_a_corruption_that_it_catches() -> None:
    expectations = [(s.gate, e.name, e.severity) for s in SUITES for e in s.expectations]
    named = {(one["gate"], one["expectation"], one["severity"]) for one in CORRUPTIONS}
    assert named == set(expectations)


def test_the_clean_year_raises_one_warning_on_figures_that_are_printed_so(found: Results) -> None:
    failed = [r for results in found[len(CORRUPTIONS) :] for r in results if not r.passed]
    assert [(r.expectation, r.observed) for r in failed] == [
        ("value_suits_its_siblings", "37856 个 of 托位总数 stand beside 8 家")
    ]
