"""The examples in docstrings give what they say."""

import doctest
import importlib
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "etl"
# Looked for in the text: to import every module for those that have one costs each worker seconds.
WITH_EXAMPLES = [
    ".".join(("etl", *path.relative_to(SOURCE).with_suffix("").parts))
    for folder in (SOURCE, SOURCE / "flows")
    for path in folder.rglob("*.py")
    if ">>> " in path.read_text("utf-8")
]


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_examples_give_what_they_say(name: str) -> None:
    tried = doctest.testmod(importlib.import_module(name))
    assert tried.attempted
    assert not tried.failed
