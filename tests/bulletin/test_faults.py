"""Kinds of bulletins that were once misread, each in sentences of our own (faults/*.yaml)."""

from pathlib import Path

import pytest

from tests.bulletin.cases import Row, differences, load, names_are_unique

CASES = list(load(Path(__file__).with_name("faults")))


def test_each_case_has_its_own_name() -> None:
    assert names_are_unique(CASES)


@pytest.mark.parametrize(
    "case", [case for _, case in CASES], ids=[f"{file}: {case['name']}" for file, case in CASES]
)
def test_fault(case: Row) -> None:
    wrong = differences(case)
    assert not wrong, "\n".join(["", *wrong])
