"""The annotated bulletins, one by one, each at least as well read as floors.tsv says."""

from datetime import date
from pathlib import Path

import pytest

from etl.bulletin.read import read
from etl.bulletin.text.normal_form import normalise
from etl.document.extract import Document
from tests.corpus import scoring

SAMPLES = scoring.samples()
SHARED = Path(__file__).parents[3] / "shared"
REAL = SHARED / "corpus" / "qingdao-2024-11.txt"
PUBLISHED = date(2024, 12, 30)
only_beside_the_real_one = pytest.mark.skipif(
    not REAL.exists(), reason="the one real bulletin is not beside the checkout"
)


def test_every_bulletin_has_a_floor() -> None:
    assert set(scoring.floors()) == {sample.name for sample in SAMPLES}


@pytest.mark.parametrize("sample", SAMPLES, ids=[sample.name for sample in SAMPLES])
def test_bulletin_is_read_as_well_as_it_was(sample: scoring.Sample) -> None:
    floor, result = scoring.floors()[sample.name], scoring.score(sample)
    assert result.f1 >= floor.f1
    assert result.label >= floor.label
    assert result.link >= floor.link
    assert result.dated >= floor.dated, result.period_end


def real() -> scoring.Sample:
    """The one bulletin that was really published, of which the repository has no copy."""
    annotated = scoring.samples(SHARED / "gold", REAL.parent)
    return next(sample for sample in annotated if sample.path == REAL)


@only_beside_the_real_one
def test_the_real_bulletin_is_read_as_annotated() -> None:
    result = scoring.score(real())
    assert min(result.f1, result.link, result.qualifier, result.stage) >= 0.99
    assert result.label >= 0.95
    assert result.breakdown >= 0.75
    assert result.dated
    assert not result.wrong_sure


@only_beside_the_real_one
def test_every_numeral_of_the_real_bulletin_is_accounted_for() -> None:
    assert real().read().score.unexplained == 0


@only_beside_the_real_one
def test_mirrored_and_clean_copy_give_the_same_facts() -> None:
    mirrored = real().read()
    clean = normalise(REAL.read_text("utf-8")).text
    assert read(Document("", clean), published=PUBLISHED).facts == mirrored.facts


TRUNCATED = [("32所", "106%"), ("23352个", "116.7%"), ("23739个", "237.3%")]
TRUNCATED += [("452.56万平方米", "100.5%"), ("930户", "132.8%")]


@only_beside_the_real_one
@pytest.mark.parametrize(("value", "share"), TRUNCATED)
def test_truncated_share_agrees_and_a_changed_digit_does_not(value: str, share: str) -> None:
    text = normalise(REAL.read_text("utf-8")).text

    def agreeing(text: str) -> list[bool | None]:
        read_again = read(Document("", text), published=PUBLISHED)
        return [
            check.agrees
            for check in read_again.shares
            if read_again.facts[check.fact].text == share
            and check.value in (expected, expected_changed)
        ]

    expected = next(f.value for f in real().read().facts if f.text == value)
    changed = value.replace(value[0], str(int(value[0]) % 9 + 1), 1)
    corrupted = text.replace(value, changed, 1)
    expected_changed = next(
        f.value
        for f in read(Document("", corrupted), published=PUBLISHED).facts
        if f.text == changed
    )
    assert agreeing(text) == [True]
    assert agreeing(corrupted) == [False]
