"""What waits for a decision, as Markdown for Prefect: a paragraph each, nothing clipped."""

from collections.abc import Callable, Sequence

from etl import escaping
from etl.decimals import plain
from etl.quality.what_is_held_back import DOUBT
from etl.report.write_rows import readable
from etl.warehouse.journal.waiting_for_verdict import Held

SHOWN = 100
"""How many are told of one by one; `etl quarantine list` has them all."""


def waiting_markdown(portal: str, held: Sequence[Held], page: Callable[[Held], str | None]) -> str:
    """What waits of a portal, whole bulletins first, each with the commands that decide.

    Args:
        portal: its name, for the heading.
        held: what waits.
        page: where the page to decide on is, a path or an address; None where it is not.
    """
    bulletins = sum(one.figure is None for one in held)
    figures = len(held) - bulletins
    lines = [
        f"# {portal}: {_counted(bulletins, 'bulletin')} and {_counted(figures, 'figure')} wait "
        "for a decision"
    ]
    if held:
        lines += [
            "",
            "Decide by the commands below, or run the deployment `decide` with the numbers.",
        ]
    for one in sorted(held, key=lambda one: one.figure is not None)[:SHOWN]:
        lines += ["", *_paragraphs(one, page(one))]
    if len(held) > SHOWN:
        lines += ["", f"And {len(held) - SHOWN:,} more: `etl quarantine list`."]
    return "\n".join(lines) + "\n"


def _paragraphs(one: Held, page: str | None) -> list[str]:
    lines = [f"## No. {one.id}: {escaping.markdown(_what(one))}", ""]
    if one.figure is not None:
        lines += [f"**Read as** {escaping.markdown(_read_as(one))}", ""]
        if one.figure.alternative:
            lines += [f"**It may be** {escaping.markdown(one.figure.alternative)} instead", ""]
        lines += [f"**Words** {escaping.markdown(one.figure.context)}", ""]
    lines += [f"**Why** {escaping.markdown(one.reason.replace(DOUBT, ''))}", ""]
    published = readable(one.published_at) or "unknown"
    lines += [f"**Page** {escaping.markdown(one.title)}, published {published}"]
    lines += [f"{escaping.markdown(one.url)}", "", "```"]
    lines += [f"etl quarantine {command}" for command in _commands(one)]
    lines += ["```", ""]
    shown = f"<{page}>" if page and page.startswith("http") else f"`{page}`"
    opened = f"{shown}, or " if page else ""
    lines += [f"**To look at** {opened}`etl quarantine show {one.id} --open`"]
    return lines


def _what(one: Held) -> str:
    if one.figure is None:
        return one.title or one.url
    return f"{one.figure.read.indicator or 'unnamed'} {_value(one)}"


def _read_as(one: Held) -> str:
    if one.figure is None:
        return ""
    read = one.figure.read
    return f"{read.measure} of {read.indicator}: {_value(one)}, until {one.figure.period_end}"


def _value(one: Held) -> str:
    if one.figure is None:
        return ""
    read = one.figure.read
    return f"{one.figure.qualifier or ''}{plain(read.value, thousands=',')} {read.unit}".strip()


def _commands(one: Held) -> list[str]:
    reason = '--reason "…"'
    release, reject = f"release {one.id} {reason}", f"reject {one.id} {reason}"
    if one.published_at is None:
        return [reject]
    if one.figure is None:
        return [release, reject]
    return [release, reject, f"amend {one.id} --value {plain(one.figure.read.value)} {reason}"]


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"
