"""What is wrong in a page is read right, held back, or loaded with a flag that names it."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from etl import resources
from etl.bulletin.model import Bulletin
from etl.quality.check import added, check, check_rows
from etl.quality.check_results import CheckResult
from etl.quality.gate_rows.history import history_rows
from etl.quality.suite import load_suites
from etl.quality.what_is_held_back import bulletin_failures
from etl.yaml_text import load_yaml
from tests.quality.samples import corrupted, corrupted_origin, corrupted_past, identified

# The bulletins are checked all at once, and so by one worker.
pytestmark = pytest.mark.xdist_group("gates")

SUITES = load_suites(resources.folder("expectations"))
CASES: list[dict[str, Any]] = load_yaml(
    Path(__file__).with_name("wrong_data.yaml").read_text("utf-8")
)


@pytest.fixture(scope="module")
def bulletins() -> list[Bulletin]:
    return [corrupted(case) for case in CASES]


@pytest.fixture(scope="module")
def found(bulletins: list[Bulletin]) -> tuple[tuple[CheckResult, ...], ...]:
    origins = [corrupted_origin(case) for case in CASES]
    rows = []
    for number, (case, bulletin, origin) in enumerate(zip(CASES, bulletins, origins, strict=True)):
        indicators, past = identified(bulletin, *case.get("after", [case["month"] - 1]))
        past = corrupted_past(case, past)
        rows.append(history_rows(number, bulletin, indicators, past, origin))
    return added(check(bulletins, SUITES, origins=origins), check_rows(rows, SUITES))


def _cases() -> Iterable[object]:
    for number, case in enumerate(CASES):
        reason = case.get("not_yet")
        marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
        yield pytest.param(number, id=case["case"], marks=marks)


@pytest.mark.parametrize("number", list(_cases()))
def test_nothing_wrong_is_held_as_true_in_silence(
    found: tuple[tuple[CheckResult, ...], ...], bulletins: list[Bulletin], number: int
) -> None:
    case, facts = CASES[number], bulletins[number].facts
    failed = [result for result in found[number] if not result.passed]
    if "held" in case:
        assert case["held"] in bulletin_failures(failed)
    if "flagged" in case:
        assert case["flagged"] in {result.expectation for result in failed}
    if "wrong" in case:
        words, measure = case["wrong"]["text"], case["wrong"]["measure"]
        for place, fact in enumerate(facts):
            if (fact.text, fact.measure) == (words, measure):
                names = {result.expectation for result in failed if result.fact == place}
                names |= set(fact.because) if fact.certainty == "doubtful" else set()
                assert names & set(case.get("because", ()))
