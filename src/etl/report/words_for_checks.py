"""What checks say in words of both languages; the Chinese stands in the files of the suites."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Protocol

from etl import resources
from etl.quality.suite import Expectation, load_suites
from etl.quality.what_is_held_back import DOUBT
from etl.report.bilingual_names import Name, doubt
from etl.warehouse.journal.waiting_for_verdict import Held


class Failed(Protocol):
    """An expectation that did not hold, as the warehouse keeps it."""

    @property
    def gate(self) -> str: ...
    @property
    def expectation(self) -> str: ...
    @property
    def observed(self) -> str: ...
    @property
    def why(self) -> str: ...


def observed(failed: Failed) -> Name:
    """What was seen: ``“新增停车泊位”原为 15480，现为 14580 个``."""
    known = _expectations(resources.folder("expectations")).get((failed.gate, failed.expectation))
    return Name(_in_chinese(known, failed.observed) if known else "", failed.observed)


def why(failed: Failed) -> Name:
    """Why that matters."""
    known = _expectations(resources.folder("expectations")).get((failed.gate, failed.expectation))
    return Name(known.zh.why if known and known.zh else "", failed.why)


def held_back(held: Held) -> Name:
    """Why something waits."""
    known = _expectations(resources.folder("expectations"))
    gates = ("facts",) if held.figure else ("document", "history")
    said = []
    for reason in sorted(held.failures):
        if reason.startswith(DOUBT):
            said.append(doubt(reason.removeprefix(DOUBT)).zh)
        else:
            found = [known[gate, reason].zh for gate in gates if (gate, reason) in known]
            said.append("".join(one.why for one in found if one))
    whole = "；".join(one.rstrip("。") for one in said) if all(said) else ""
    return Name(whole, held.reason)


@cache
def _expectations(folder: Path) -> Mapping[tuple[str, str], Expectation]:
    suites = load_suites(folder)
    return {(suite.gate, one.name): one for suite in suites for one in suite.expectations}


def _in_chinese(expectation: Expectation, told: str) -> str:
    """What was told in the words of ``says``, in those of ``zh``; '' if in others."""
    found = _pattern(expectation.says).fullmatch(told)
    if found is None or expectation.zh is None:
        return ""
    return expectation.zh.says.format_map(found.groupdict())


@cache
def _pattern(says: str) -> re.Pattern[str]:
    parts, seen = list[str](), set[str]()
    for words, name, _, _ in Formatter().parse(says):
        parts.append(re.escape(words))
        if name:
            parts.append(f"(?P={name})" if name in seen else f"(?P<{name}>.*?)")
            seen.add(name)
    return re.compile("".join(parts), re.DOTALL)
