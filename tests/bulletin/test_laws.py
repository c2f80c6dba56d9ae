"""What holds of every bulletin, and of every text that is none."""

from datetime import date

from hypothesis import example, given
from hypothesis import strategies as st
from opencc import OpenCC
from pypinyin import Style, pinyin

from etl.bulletin.model import Bulletin
from etl.bulletin.read import read
from etl.bulletin.text.normal_form import normalise
from etl.document.extract import Document, extract
from etl.errors import EtlError
from tests.bulletin import generated
from tests.bulletin.any_text import HERE, PIECES, any_text, few, loose_bulletin, moderate

PUBLISHED = date(2024, 12, 30)
MARKUP = (HERE / "markup.txt").read_text("utf-8").split()
to_traditional = OpenCC("s2t")


def bulletin_or_none(document: Document) -> Bulletin | None:
    """The document read; None where it says so itself that it is no bulletin."""
    try:
        return read(document, published=PUBLISHED)
    except EtlError:
        return None


def refusal(raw: bytes) -> str:
    """Why the bytes are no bulletin."""
    try:
        read(extract(raw), published=PUBLISHED)
    except EtlError as error:
        return str(error)
    return "None: it is one."


def document_of(text: str) -> Document:
    return Document(generated.TITLE, f"{generated.TITLE}\n{text}")


def mirrored(text: str, every: int) -> str:
    """As mirrors copy it: Traditional, a reading after each ``every``-th character."""
    return "".join(
        f"{c}({pinyin(c, style=Style.TONE, heteronym=True)[0][0]})"
        if "\u4e00" <= c <= "\u9fff" and at % every == 0
        else c
        for at, c in enumerate(to_traditional.convert(text))
    )


# A text on the edge of being Traditional: its spaces must not decide.
@example("0" * 45 + "進(jin) 000")
@moderate
@given(any_text)
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalise(text).text
    assert normalise(once).text == once


@moderate
@given(any_text)
def test_every_character_of_the_normal_form_knows_its_place(text: str) -> None:
    normal = normalise(text)
    origins = list(normal.origins)
    assert len(origins) == len(normal.text)
    assert origins == sorted(set(origins))
    assert all(0 <= origin < len(text) for origin in origins)


@moderate
@given(loose_bulletin)
def test_spans_quote_the_words_they_claim(text: str) -> None:
    bulletin = bulletin_or_none(document_of(text))
    if bulletin is not None:
        for fact in bulletin.facts:
            assert fact.text == bulletin.text[fact.start : fact.end] != ""
        for numeral in bulletin.numerals:
            words = bulletin.text[numeral.start : numeral.end]
            assert numeral.text.strip() == words.strip() != ""


@moderate
@example("今年新增停车泊位5个,三百二十1-2")
@given(loose_bulletin)
def test_every_digit_stands_in_a_numeral_that_is_accounted_for(text: str) -> None:
    bulletin = bulletin_or_none(document_of(text))
    if bulletin is not None:
        covered = {at for n in bulletin.numerals for at in range(n.start, n.end)}
        digits = {at for at, c in enumerate(bulletin.text) if c in "0123456789"}
        assert digits <= covered, [bulletin.text[max(0, d - 8) : d + 8] for d in digits - covered]


@example("")
@example("2024年进展 字体大小: 今年。1.新建5个。2.新建6个。")
@example("局)\n\n进展情况\n18万人\n,占年计划\n基数(20万人)\n的90%千。\n处已建成投用,占年计进展情")
@moderate
@given(any_text)
@example("全市社区食堂12个," + "实际已" * 40 + "好5个。")
def test_any_text_is_read_or_refused_in_a_sentence(text: str) -> None:
    bulletin_or_none(Document("", text))


@moderate
@given(st.one_of(st.binary(max_size=200), any_text.map(str.encode)))
def test_any_bytes_are_read_or_refused_in_a_sentence(raw: bytes) -> None:
    assert refusal(raw).endswith(".")


@moderate
@given(st.lists(st.sampled_from((*PIECES, *MARKUP)), max_size=80).map("".join))
def test_any_markup_is_read_or_refused_in_a_sentence(markup: str) -> None:
    assert refusal(f"<html><body>{markup}".encode()).endswith(".")


@moderate
@given(generated.pledges())
def test_a_generated_bulletin_gives_its_facts_back(pledges: list[generated.Pledge]) -> None:
    bulletin = read(generated.rendered(pledges), published=PUBLISHED)
    assert generated.read_back(bulletin) == generated.stated(pledges)
    assert bulletin.score.unexplained == 0
    assert (
        bulletin.score.shares_agreeing
        == bulletin.score.shares
        == len([fact for fact in bulletin.facts if fact.measure == "pct_of_target"])
    )
    assert [pledge.agencies for pledge in bulletin.pledges] == [p.agencies for p in pledges]


@few
@given(generated.pledges(), st.integers(1, 5))
def test_a_mirrored_copy_reads_as_the_clean_one(
    pledges: list[generated.Pledge], every: int
) -> None:
    clean = generated.rendered(pledges)
    copy = Document(mirrored(clean.title, every), mirrored(clean.text, every))
    assert read(copy, published=PUBLISHED) == read(clean, published=PUBLISHED)


@few
@given(generated.pledges())
def test_full_width_punctuation_reads_as_half_width(pledges: list[generated.Pledge]) -> None:
    clean = generated.rendered(pledges)
    wide = clean.text.translate(str.maketrans(",;:()%.", "，；：（）％．"))
    assert read(Document(clean.title, wide), published=PUBLISHED) == read(
        clean, published=PUBLISHED
    )
