"""Kinds of bulletins that were once misread, each in sentences of our own (faults/*.yaml).

``faults/not_yet.txt`` lists the cases that are misread still, ``file: name`` and, behind a tab,
why; one that is read right must be taken off the list.
"""

from pathlib import Path
from typing import Any

import pytest

from tests.bulletin.cases import Row, differences, load, names_are_unique

FOLDER = Path(__file__).with_name("faults")
CASES = {f"{file}: {case['name']}": case for file, case in load(FOLDER)}
NOT_YET = dict(
    line.split("\t") for line in (FOLDER / "not_yet.txt").read_text("utf-8").splitlines()
)


def parameters(name: str, case: Row) -> Any:
    """A case for pytest; one that is misread still says why it fails."""
    reason = NOT_YET.get(name)
    marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
    return pytest.param(case, id=name, marks=marks)


def test_each_case_has_its_own_name() -> None:
    assert names_are_unique(list(load(FOLDER)))


def test_what_is_misread_still_is_a_case() -> None:
    assert set(NOT_YET) <= set(CASES)


@pytest.mark.parametrize("case", [parameters(name, case) for name, case in CASES.items()])
def test_fault(case: Row) -> None:
    wrong = differences(case)
    assert not wrong, "\n".join(["", *wrong])
