"""Small bulletins with every fact that is right in them, and what a reading got wrong.

A case gives its bulletin in one of four ways (⏎ is a line break in all of them):

* ``text``: as plain text;
* ``page``: lines with bars are rows of an HTML table (``r2:`` and ``c3:`` before a cell's words
  span it over two rows, three columns), all others are paragraphs;
* ``both``: the same lines as text and as such a page;
* ``html``: the markup itself.

``title`` is its first line or heading; without one it has :data:`TITLE`, with an empty one none.
``published`` is the day that the reader is told. What is right:

* ``facts``: a list (of pledge 0) or lists by pledge, each fact as in constructions.yaml:
  ``measure value unit label q= stage= of= ->target pledge= part= end=``. ``->n`` leads to the n-th
  required target of the pledge, ``->*`` anywhere. A label of ``*`` may be any. Without ``stage=``
  there is none, ``stage=*`` may be any. ``of=`` is compared where it is given; ``of=-`` is none,
  ``of=~`` may be in the label as well.
* ``optional``: facts that may be there, compared by pledge, part, measure, value and unit alone.
* ``none``: words that hold no fact; ``unnamed``: words that no label holds.
* ``doubtful``: words whose fact must not be sure; ``unsure``: facts beyond the written may be
  there if they are doubtful.
* ``period_end``, ``plan_year``, ``pledges`` (their numbers) and ``head`` (the title).

A case without ``facts`` may be refused.
"""

import html
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from etl.bulletin.model import Bulletin
from etl.bulletin.read import read
from etl.document.extract import extract
from etl.errors import NotABulletin
from etl.yaml_text import load_yaml

TITLE = "某市2031年民生实事进展情况"
PUBLISHED = date(2031, 12, 20)
_SPAN = re.compile(r"(?:r(?P<rows>\d+):)?(?:c(?P<columns>\d+):)?(?P<words>.*)", re.DOTALL)

Row = dict[str, Any]


def load(folder: Path) -> Iterator[tuple[str, Row]]:
    """The cases of a folder, each with its file's name; one in two forms comes twice."""
    for path in sorted(folder.glob("*.yaml")):
        for case in load_yaml(path.read_text("utf-8")):
            if "both" in case:
                rest = {key: value for key, value in case.items() if key not in ("both", "name")}
                for form in ("text", "page"):
                    name = f"{case['name']} [{form}]"
                    yield path.stem, {"name": name, form: case["both"], **rest}
            else:
                yield path.stem, case


def raw(case: Row) -> bytes:
    """The bytes of the case's bulletin."""
    title = case.get("title", TITLE)
    if "text" in case:
        return "\n".join(filter(None, (title, _lines(case["text"])))).encode()
    body = _lines(case["html"]) if "html" in case else _page(_lines(case["page"]))
    heading = f"<h1>{title}</h1>" if title else ""
    return (
        f'<html><head><meta charset="utf-8"><title>{title}</title></head><body>{heading}'
        f'<div id="zoom">{body}</div></body></html>'
    ).encode()


def _lines(words: str) -> str:
    return words.replace("⏎", "\n")


def _page(lines: str) -> str:
    pieces: list[str] = []
    inside = False
    for line in lines.split("\n"):
        row = "|" in line
        if row != inside:
            pieces.append("<table>" if row else "</table>")
        inside = row
        if row:
            cells = line.strip().removesuffix("|").split("|")
            pieces.append(f"<tr>{''.join(map(_cell, cells))}</tr>")
        elif line.strip():
            pieces.append(f"<p>{html.escape(line)}</p>")
    return "".join((*pieces, "</table>" if inside else ""))


def _cell(words: str) -> str:
    found = _SPAN.fullmatch(words.strip())
    assert found
    spans = "".join(
        f' {name}="{found[group]}"'
        for name, group in (("rowspan", "rows"), ("colspan", "columns"))
        if found[group]
    )
    return f"<td{spans}>{html.escape(found['words'])}</td>"


def rows(written: Any, *, optional: bool) -> list[Row]:
    """The facts that a case writes."""
    by_pledge = written if isinstance(written, dict) else {0: written or []}
    return [
        _row(fact, pledge, optional) for pledge, facts in by_pledge.items() for fact in facts or []
    ]


def _row(fact: str, pledge: int, optional: bool) -> Row:
    measure, value, unit, label, *more = fact.split()
    options = dict(word.split("=", 1) for word in more if not word.startswith("->"))
    unknown = set(options) - {"q", "stage", "of", "pledge", "part", "end"}
    assert not unknown, (fact, unknown)
    return {
        "pledge": int(options.get("pledge", pledge)),
        "part": options.get("part", "target" if measure == "target" else "progress"),
        "measure": measure,
        "value": Decimal(value),
        "unit": unit,
        "label": "" if label == "*" else label,
        "qualifier": options.get("q"),
        "stage": options.get("stage"),
        "breakdown": options.get("of"),
        "link": next((word[2:] for word in more if word.startswith("->")), None),
        "end": options.get("end"),
        "optional": optional,
        "written": fact,
    }


def differences(case: Row) -> list[str]:
    """What the reading of a case has too little, too much or otherwise; empty if it is right."""
    try:
        bulletin = read(extract(raw(case)), published=case.get("published", PUBLISHED))
    except NotABulletin as refusal:
        return [f"refused   {refusal}"] if case.get("facts") else []
    wanted = rows(case.get("facts"), optional=False) + rows(case.get("optional"), optional=True)
    return [
        *_compared(wanted, bulletin, unsure=bool(case.get("unsure"))),
        *_no_facts(case, bulletin),
        *_dated(case, bulletin),
    ]


def _strict(row: Row) -> tuple[Any, ...]:
    return row["pledge"], row["part"], row["measure"], row["value"], row["unit"]


def _compared(wanted: list[Row], bulletin: Bulletin, *, unsure: bool) -> Iterator[str]:
    found = [
        {name: getattr(fact, name) for name in fact.__slots__}
        for fact in bulletin.facts
        if fact.measure != "milestone"
    ]
    left = list(found)
    pairs: list[tuple[Row, Row]] = []
    for row in wanted:
        pool = [other for other in left if _strict(other) == _strict(row)]
        if pool:
            best = min(pool, key=lambda other: len(_differing(row, other, wanted, found)))
            left = [other for other in left if other is not best]
            pairs.append((row, best))
        elif not row["optional"]:
            yield f"missing   {row['pledge']} {row['written']}"
    for row, other in pairs:
        if not row["optional"] and (wrong := _differing(row, other, wanted, found)):
            yield f"differs   {row['pledge']} {row['written']}: {'; '.join(wrong)}"
    for other in left:
        if not (unsure and other["certainty"] == "doubtful"):
            yield f"spurious  {_shown(other)}"


def _shown(fact: Row) -> str:
    words = [fact["pledge"], fact["measure"], fact["value"], fact["unit"], fact["indicator"]]
    words += [fact["stage"], fact["breakdown"], fact["qualifier"]]
    return f"{' '.join(str(word) for word in words if word is not None)} “{fact['text']}”"


def _differing(row: Row, other: Row, wanted: list[Row], found: list[Row]) -> list[str]:
    wrong = []
    if row["label"] not in re.sub(r"\s", "", other["indicator"]):
        wrong.append(f"label {other['indicator']!r}")
    if row["part"] == "progress" and row["link"] != "*":
        right, got = _aim(row, row["link"], wanted), _aim(other, other["target"], found)
        if right != got:
            wrong.append(f"link to {got and ' '.join(map(str, got))}")
    if row["stage"] not in ("*", other["stage"]):
        wrong.append(f"stage {other['stage']}")
    if row["qualifier"] not in ("*", other["qualifier"]):
        wrong.append(f"qualifier {other['qualifier']}")
    group = row["breakdown"]
    apart = other["breakdown"] or ""
    if group and group.startswith("~"):
        group, apart = group[1:], apart + other["indicator"]
    if group and (bool(apart) if group == "-" else group not in apart):
        wrong.append(f"breakdown {other['breakdown']}")
    if row["end"] and row["end"] != str(other["period_end"]):
        wrong.append(f"period_end {other['period_end']}")
    return wrong


def _aim(row: Row, link: Any, among: list[Row]) -> tuple[Decimal, str] | None:
    """The value and unit of the target that a link leads to."""
    if link is None:
        return None
    targets = [
        other
        for other in among
        if other["pledge"] == row["pledge"]
        and (other["part"], other["measure"]) == ("target", "target")
        and not other.get("optional")
    ]
    n = int(link)
    assert n <= len(targets) or "written" not in row, f"{row} has no such target"
    return (targets[n - 1]["value"], targets[n - 1]["unit"]) if n <= len(targets) else None


def _no_facts(case: Row, bulletin: Bulletin) -> Iterator[str]:
    for words in case.get("none", ()):
        pattern = r"\s*".join(map(re.escape, words))
        spans = [found.span() for found in re.finditer(pattern, bulletin.text)]
        for fact in bulletin.facts:
            if any(start < fact.end and fact.start < end for start, end in spans):
                yield f"none      {words} holds {fact.measure} “{fact.text}”"
    for words in case.get("unnamed", ()):
        for fact in bulletin.facts:
            if words in fact.indicator:
                yield f"label     {fact.indicator!r} holds {words!r}"
    for words in case.get("doubtful", ()):
        for fact in bulletin.facts:
            if fact.text == words and fact.certainty != "doubtful":
                yield f"sure      {words} is {fact.certainty}"


def _dated(case: Row, bulletin: Bulletin) -> Iterator[str]:
    for name in ("period_end", "plan_year"):
        if name in case and case[name] != (got := getattr(bulletin.dating, name)):
            yield f"{name} {got} for {case[name]}"
    if "pledges" in case and case["pledges"] != (numbers := [p.number for p in bulletin.pledges]):
        yield f"pledges {numbers} for {case['pledges']}"
    if "head" in case and case["head"] != bulletin.title:
        yield f"title {bulletin.title!r} for {case['head']!r}"


def names_are_unique(cases: list[tuple[str, Row]]) -> bool:
    """Whether no two cases of a file have one name."""
    return max(Counter((file, case["name"]) for file, case in cases).values(), default=0) < 2
