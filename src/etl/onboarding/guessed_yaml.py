"""The YAML of a guessed portal: the template's, with a mark at each field to be checked."""

import json
import re
import textwrap
from collections.abc import Mapping

from etl import escaping
from etl.onboarding.guess_portal import Guess
from etl.onboarding.new_yaml import describe
from etl.portal.model import Portal, Selectors, read_portal

MARK = "CHECK"
"""Begins the comment above a field that is not certain."""
_WIDTH = 96
_MOST_TAKEN = 3
_MOST_LEFT = 2
_HOW = {
    "name": "Rename this file before the first run, if another suits better.",
    "city": "It is shown in reports only.",
    "place_code": "Province and level follow from it; without it the city is in none.",
    "hosts": "",
    "adapter": "etl portal check {name} --live shows the rows that it reads.",
    "row": "etl portal check {name} --live shows the rows that it reads.",
    "date": "etl portal check {name} --live shows the days in the column Listed.",
    "pages": "etl portal check {name} --live shows older rows, if it is right.",
    "title_pattern": "etl portal check {name} --live shows which titles it takes.",
}


def guessed_yaml(guess: Guess, name: str = "", city: str = "") -> tuple[str, Portal]:
    """The YAML and the portal that it describes.

    Args:
        guess: what the listing looks like.
        name: the portal's key as somebody says it, instead of the one guessed.
        city: likewise.

    Raises:
        SettingsError: a value is not what it must be.
    """
    portal = guess.listing.portal
    selectors = portal.selectors if portal.adapter == "css" else None
    given = {"name": name, "city": city}
    unsure = {field: said for field, said in guess.unsure.items() if not given.get(field)}
    name = name or guess.place.name
    text, _ = describe(
        name,
        city or guess.place.city,
        str(portal.listing),
        portal.adapter,
        guess.pattern.pattern,
        place_code=guess.place.code,
        hosts=portal.hosts,
        selectors=_selectors(selectors) if selectors else "",
        local=portal.local,
    )
    text = _marked(_with_examples(text, guess), name, unsure)
    return text, read_portal(name, text, f"{name}.yaml")


def _selectors(selectors: Selectors) -> str:
    said = {key: value for key, value in selectors.model_dump().items() if value}
    lines = [f"  {key}: {json.dumps(value, ensure_ascii=False)}" for key, value in said.items()]
    return "\n".join(["selectors:", *lines, ""])


def _with_examples(text: str, guess: Guess) -> str:
    """The text with titles above the pattern that takes and leaves them."""
    left = [one.title for one in guess.readings if one.kind != "bulletin"][:_MOST_LEFT]
    lines = ["# Here it takes"]
    for title, period in guess.periods[:_MOST_TAKEN]:
        lines.append(f"#   {escaping.line(title)} (to {period or 'what its text says'})")
    if left:
        lines += ["# and leaves", *(f"#   {escaping.line(title)}" for title in left)]
    return text.replace("\ntitle_pattern:", "\n{}\ntitle_pattern:".format("\n".join(lines)), 1)


def _marked(text: str, name: str, unsure: Mapping[str, str]) -> str:
    """The text with a comment above the line of each field that is to be checked."""
    for field, said in unsure.items():
        # The key is the file's own name: it is spoken of at the top.
        line = r"\A(?P<indent>)" if field == "name" else rf"^(?P<indent> *)(?:# )?{field}:"
        found = re.search(line, text, re.MULTILINE)
        if found is None:
            # pages or date that could not be found at all: said where the selectors are.
            found = re.search(r"(?m)^(?P<indent>)selectors:", text)
        if found is None:
            continue
        how = _HOW.get(field, "").format(name=name)
        # Words of the page: no end of a line that YAML knows may end the comment.
        words = escaping.line(f"{MARK} {field}: {said}. {how}")
        indent = f"{found['indent']}# "
        lines = textwrap.wrap(
            words, _WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False
        )
        text = text[: found.start()] + "\n".join(lines) + "\n" + text[found.start() :]
    return text
