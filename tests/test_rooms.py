"""The rooms of the house: data goes one way through them, and none is an alphabet of files."""

import ast
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src" / "etl"
# `rglob` does not follow the link that makes the top folder flows/ a room of the house.
MODULES = [*SOURCE.rglob("*.py"), *(SOURCE / "flows").rglob("*.py")]
FLOORS = (
    {
        "chunks",
        "decimals",
        "did_you_mean",
        "errors",
        "escaping",
        "logs",
        "resources",
        "settings",
        "yaml_text",
    },
    {"document"},
    {"bulletin", "ocr"},
    {"indicators", "file_opener"},
    {"concepts", "portal", "quality"},
    {"onboarding", "warehouse"},
    {"export", "pipeline"},
    {"alerts", "explore", "localportal"},
    {"report"},
    {"site"},
    {"doctor"},
    {"flows"},
    {"cli"},
)
"""From the ground up: a room knows its own floor and those beneath it."""
MOST_MODULES = 16


def test_no_room_knows_one_above_it() -> None:
    floor = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
    against = [
        f"{path.relative_to(SOURCE)} imports etl.{room}"
        for path in MODULES
        if (own := _room(path)) is not None
        for room in _imported(path)
        if floor[room] > floor[own]
    ]
    assert against == []
    assert {room for path in MODULES if (room := _room(path))} == set(floor)


def test_no_room_holds_more_modules_than_one_sees_at_a_glance() -> None:
    folders = {path.parent for path in MODULES}
    modules = {folder: len(list(folder.glob("[!_]*.py"))) for folder in folders}
    assert {folder: count for folder, count in modules.items() if count > MOST_MODULES} == {}


def _room(path: Path) -> str | None:
    first = path.relative_to(SOURCE).parts[0].removesuffix(".py")
    return None if first == "__init__" else first


def _imported(path: Path) -> Iterator[str]:
    """The rooms that a module imports from, also where a function of it does."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "etl":
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("etl."):
            yield str(node.module).split(".")[1]
