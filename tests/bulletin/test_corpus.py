"""The shared corpus, bulletin by bulletin, against its annotation and by its own scorer."""

import importlib.util
import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from etl.bulletin.model import Bulletin
from etl.bulletin.read import read
from etl.bulletin.source.extract import Document, extract
from etl.bulletin.text.normal_form import normalise

SHARED = Path(__file__).parents[3] / "shared"
GOLD = sorted((SHARED / "gold").glob("*.jsonl"))
PUBLISHED = date(2024, 12, 30)

pytestmark = pytest.mark.skipif(not GOLD, reason="there is no ../shared beside the checkout")


@pytest.fixture(scope="module")
def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", SHARED / "gold" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def bulletin(slug: str) -> Bulletin:
    raw = (SHARED / "corpus" / f"{slug}.txt").read_bytes()
    return read(extract(raw), published=PUBLISHED)


@pytest.mark.parametrize("gold", GOLD, ids=[path.stem for path in GOLD])
def test_bulletin_is_read_as_annotated(gold: Path, scorer: ModuleType) -> None:
    rows = [json.loads(line) for line in gold.read_text("utf-8").splitlines()]
    result = scorer.score(rows, [asdict(fact) for fact in bulletin(gold.stem).facts])
    assert result["strict"][2] >= 0.99
    assert min(result["label"], result["link"], result["qualifier"]) >= 0.98
    if any(row["stage"] for row in rows):
        assert result["stage"] >= 0.95
    if any(row["breakdown"] for row in rows):
        assert result["breakdown"] == 1


@pytest.mark.parametrize("gold", GOLD, ids=[path.stem for path in GOLD])
def test_every_numeral_is_accounted_for(gold: Path) -> None:
    assert bulletin(gold.stem).score.unexplained == 0


def test_mirrored_and_clean_copy_give_the_same_facts() -> None:
    mirrored = bulletin("qingdao-2024-11")
    clean = normalise((SHARED / "corpus" / "qingdao-2024-11.txt").read_text("utf-8")).text
    assert read(Document("", clean), published=PUBLISHED).facts == mirrored.facts


TRUNCATED = [("32所", "106%"), ("23352个", "116.7%"), ("23739个", "237.3%")]
TRUNCATED += [("452.56万平方米", "100.5%"), ("930户", "132.8%")]


@pytest.mark.parametrize(("value", "share"), TRUNCATED)
def test_truncated_share_agrees_and_a_changed_digit_does_not(value: str, share: str) -> None:
    text = normalise((SHARED / "corpus" / "qingdao-2024-11.txt").read_text("utf-8")).text

    def agreeing(text: str) -> list[bool | None]:
        read_again = read(Document("", text), published=PUBLISHED)
        return [
            check.agrees
            for check in read_again.shares
            if read_again.facts[check.fact].text == share
            and check.value in (expected, expected_changed)
        ]

    expected = next(f.value for f in bulletin("qingdao-2024-11").facts if f.text == value)
    changed = value.replace(value[0], str((int(value[0]) + 1) % 10), 1)
    corrupted = text.replace(value, changed, 1)
    expected_changed = next(
        f.value
        for f in read(Document("", corrupted), published=PUBLISHED).facts
        if f.text == changed
    )
    assert agreeing(text) == [True]
    assert agreeing(corrupted) == [False]
