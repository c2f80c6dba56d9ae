"""What waits, as Markdown: told in full, and nothing of a portal's is markup."""

from datetime import UTC, date, datetime
from decimal import Decimal

from etl.quality.verdicts import FigureRead
from etl.report.waiting_markdown import SHOWN, waiting_markdown
from etl.warehouse.journal.waiting_for_verdict import Held, HeldFigure

NOW = datetime(2024, 12, 20, tzinfo=UTC)
BAD = "<script>x</script> | [a](javascript:1)\n# head `b` **c**"


def held(number: int, figure: HeldFigure | None, title: str = "1-11月", **more: object) -> Held:
    return Held(
        id=number,
        portal="sample",
        title=title,
        reason=str(more.get("reason", "doubt: promise or report")),
        quarantined_at=NOW,
        published_at=more.get("published_at", NOW),  # type: ignore[arg-type]
        url="http://www.example.gov.cn/a_1.html",
        sha256="a",
        archive_path="aa/a",
        run_id="r",
        released_at=None,
        failures=frozenset(),
        figure=figure,
    )


def figure(words: str = "22座", **more: str) -> HeldFigure:
    read = FigureRead(3, more.get("indicator", "厕所"), "actual", Decimal(2200), "座", words)
    return HeldFigure(read, ">=", date(2024, 11, 30), f"改造【{words}】", 0, 3, "target")


def test_a_figure_is_told_with_both_readings_its_words_and_the_commands() -> None:
    told = waiting_markdown("sample", [held(7, figure())], lambda one: f"/d/{one.id}.html")
    assert told.startswith("# sample: 0 bulletins and 1 figure wait for a decision")
    for words in (
        "## No. 7: 厕所 \\>=2,200 座",
        "**Read as** actual of 厕所: \\>=2,200 座, until 2024-11-30",
        "**It may be** target instead",
        "**Words** 改造【22座】",
        "**Why** promise or report",
        'etl quarantine release 7 --reason "…"',
        'etl quarantine amend 7 --value 2200 --reason "…"',
        "`/d/7.html`, or `etl quarantine show 7 --open`",
    ):
        assert words in told
    assert "|" not in told


def test_bulletins_come_first_and_one_that_cannot_be_read_can_only_be_kept_out() -> None:
    unread = held(9, None, "通知", published_at=None)
    told = waiting_markdown("sample", [held(7, figure()), unread], lambda _: None)
    assert told.index("No. 9") < told.index("No. 7")
    assert "release 9" not in told
    assert "reject 9" in told
    assert "**To look at** `etl quarantine show 9 --open`" in told


def test_the_words_of_a_portal_are_no_markup() -> None:
    bad = held(7, figure(BAD, indicator=BAD), BAD, reason=BAD)
    told = waiting_markdown("sample", [bad], lambda _: None)
    assert "<script" not in told
    assert "[a]" not in told
    assert "\n# head" not in told
    assert "**c**" not in told


def test_of_very_many_the_first_are_told_and_the_others_counted() -> None:
    many = [held(number, figure()) for number in range(SHOWN + 5)]
    told = waiting_markdown("sample", many, lambda _: None)
    assert told.count("## No. ") == SHOWN
    assert "And 5 more" in told
