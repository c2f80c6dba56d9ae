"""Each construction of the language, on a line or two of our own (constructions.yaml)."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from etl.bulletin.model import Fact
from etl.bulletin.read import read
from etl.document.extract import Document
from etl.yaml_text import load_yaml

TITLE = "2024年民生实事进展情况"
CASES = load_yaml(Path(__file__).with_name("constructions.yaml").read_text("utf-8"))


def expected(written: str) -> dict[str, Any]:
    """A fact as constructions.yaml writes it."""
    measure, value, unit, label, *more = written.split()
    options = dict(word.split("=", 1) for word in more if not word.startswith("->"))
    return {
        "pledge": int(options.get("pledge", 0)),
        "part": "target" if measure == "target" else options.get("part", "progress"),
        "measure": measure,
        "value": Decimal(value),
        "unit": unit,
        "qualifier": options.get("q"),
        "stage": options.get("stage"),
        "breakdown": options.get("of"),
        "target": next((int(word[2:]) for word in more if word.startswith("->")), None),
        "label": label,
    }


def found(fact: Fact, label: str) -> dict[str, Any]:
    """The same fields of a fact that was read; the label where it contains the expected one."""
    fields = ("pledge", "part", "measure", "value", "unit", "qualifier", "stage", "breakdown")
    return {name: getattr(fact, name) for name in (*fields, "target")} | {
        "label": label if label in fact.indicator else fact.indicator
    }


def parameters(case: dict[str, Any]) -> Any:
    """A case for pytest; one with ``not_yet`` says why it fails."""
    reason = case.get("not_yet")
    marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
    return pytest.param(case, id=case["name"], marks=marks)


@pytest.mark.parametrize("case", [parameters(case) for case in CASES])
def test_construction(case: dict[str, Any]) -> None:
    text = case["text"].replace("\\n", "\n")
    if "\n" not in text and not text.startswith("20"):
        text = f"{TITLE}\n{text}"
    title = text.partition("\n")[0] if "\n" in text else ""
    bulletin = read(Document(title, text), published=date(2024, 12, 30))
    wanted = [expected(written) for written in case["facts"]]
    labels = [fact["label"] for fact in wanted] + [""] * len(bulletin.facts)
    assert [
        found(fact, label) for fact, label in zip(bulletin.facts, labels, strict=False)
    ] == wanted
    kinds = {numeral.text: numeral.kind for numeral in bulletin.numerals}
    for words, kind in case.get("none", {}).items():
        assert kinds.get(words) == kind, kinds
    if "unexplained" not in case.get("none", {}).values():
        assert not [n for n in bulletin.numerals if n.kind == "unexplained"]


def test_a_share_of_a_plan_that_is_said_again_is_one_of_the_plan() -> None:
    text = "2024年进展情况\n2计划5个5个完成40％"
    plan, share = read(Document("2024年进展情况", text), published=None).facts
    assert (plan.measure, share.measure, share.target) == ("target", "pct_of_target", 1)
