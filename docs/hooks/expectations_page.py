"""The page of expectations, from the suites that the gates run."""

from etl import resources
from etl.quality.suite import Suite, load_suites

_HEAD = """# Expectations

What a bulletin must show at the three gates, as the files of `expectations/` have it.
[How the gates were chosen](gates.md) says how often each fires on what is right, and
[Why quarantine](../why-quarantine.md) what becomes of a failure.

- **critical**: the bulletin is held back and nothing of it is loaded; of a single figure, that
  figure waits and the rest is loaded.
- *warning*: it is loaded, and `flags` names the expectation.
"""
_GATES = {
    "document": "The bulletin as a whole",
    "facts": "Each figure",
    "history": "Beside what was said before",
}
_ORDER = list(_GATES)


def render() -> str:
    """A table a gate, in the order in which a bulletin passes them."""
    suites = load_suites(resources.folder("expectations"))
    return _HEAD + "".join(map(_table, sorted(suites, key=lambda suite: _ORDER.index(suite.gate))))


def _table(suite: Suite) -> str:
    rows = "".join(
        f"| `{one.name}`<br>{'**critical**' if one.severity == 'critical' else '*warning*'} "
        f"| {_cell(one.why)} | {_cell(one.says)} |\n"
        for one in suite.expectations
    )
    return f"\n## {_GATES[suite.gate]}\n\n| expectation | why | says |\n|---|---|---|\n{rows}"


def _cell(words: str) -> str:
    return words.replace("|", "\\|")
