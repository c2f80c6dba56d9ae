"""Deciding from a form: what it refuses, and how its run ends."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from prefect.client.schemas.objects import State, StateType

from etl import resources
from etl.flows.decide import Verdict, decide
from etl.flows.monthly import monthly
from etl.portal.model import load_portal
from etl.settings import Settings
from etl.warehouse.connection.engine import read_only
from etl.warehouse.journal.exclusive_run import exclusive_run
from etl.warehouse.queries import views_and_status
from etl.warehouse.queries.figures_as_of import history
from etl.warehouse.schema.open_and_upgrade import open_warehouse
from tests.flows.artifacts import artifact
from tests.town import MISPRINTED, OCTOBER, Town, page

# With the others that share the machine of conftest.py, one after another.
pytestmark = pytest.mark.xdist_group("prefect")


@pytest.fixture(scope="module")
def after_a_run(prefect: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a run after which figures wait."""
    here, folder = tmp_path_factory.mktemp("run"), resources.folder
    with (
        pytest.MonkeyPatch.context() as patch,
        open_warehouse(f"sqlite:///{here / 'warehouse.sqlite'}", create=True) as engine,
    ):
        patch.setenv("ETL_DATA_DIR", str(here))
        patch.setattr(
            resources,
            "folder",
            lambda name: here / name if (here / name).exists() else folder(name),
        )
        Town(here, engine).publish(page(10, 10, OCTOBER), page(11, 11, MISPRINTED))
        assert monthly("sample", return_state=True).is_completed()
    return here


@pytest.fixture
def held(after_a_run: Path, data_dir: Path) -> dict[str, int]:
    """The numbers of the figures that wait after a run, by measure."""
    shutil.copytree(after_a_run, data_dir, dirs_exist_ok=True)
    with (
        open_warehouse(f"sqlite:///{data_dir / 'warehouse.sqlite'}", create=False) as engine,
        read_only(engine) as connection,
    ):
        waiting = views_and_status.status(connection).quarantined
    return {one.figure.read.measure: one.id for one in waiting if one.figure}


def decided(numbers: list[int], verdict: Verdict, **more: Any) -> State[Any]:
    arguments = (numbers, verdict, "As the office says.", "Li")
    state: State[Any] = decide(*arguments, return_state=True, **more)
    return state


def test_a_run_shows_what_waits_with_its_page_and_the_commands(
    held: dict[str, int], after_a_run: Path
) -> None:
    told = artifact("monthly-sample-waiting")
    number = held["actual"]
    assert told.startswith("# sample: 0 bulletins and 3 figures wait for a decision")
    assert f"etl quarantine amend {number} --value 23552" in told
    assert "【23552个】,占年计划的116.7%" in told
    assert "share disagrees" in told
    page = after_a_run / "decisions" / f"{number}.html"
    assert f"`{page}`" in told
    assert "23552个" in page.read_text("utf-8")


def test_an_amended_figure_is_loaded_with_who_said_so(held: dict[str, int], data_dir: Path) -> None:
    ended = decided([held["actual"]], Verdict.AMENDED, value="23352")
    assert (ended.type, ended.name) == (StateType.COMPLETED, "Completed")
    assert ended.message == "1 amended by Li: 1 versions of figures added."
    assert "corrected by a person" in artifact("decide-sample-figures")
    assert "2 figures wait" in artifact("decide-sample-waiting")
    with (
        open_warehouse(f"sqlite:///{data_dir / 'warehouse.sqlite'}", create=False) as engine,
        read_only(engine) as connection,
    ):
        [last] = [
            one
            for one in history(connection, "新增停车泊位")
            if (one.measure, one.reason) == ("actual", "amended")
        ]
        [run, _] = views_and_status.status(connection).runs
    assert (str(last.value), last.decided_by) == ("23352", "Li")
    assert (run.flow, run.state) == ("decide", "completed")
    rest = [held["target"], held["pct_of_target"]]
    assert decided(rest, Verdict.REJECTED).message == (
        "2 rejected by Li: 0 versions of figures added."
    )
    assert "0 figures wait" in artifact("decide-sample-waiting")


@pytest.mark.parametrize(
    ("verdict", "more", "says"),
    [
        (Verdict.AMENDED, {}, "Say what is other"),
        (Verdict.RELEASED, {"value": "5"}, "choose amended"),
        (Verdict.AMENDED, {"value": "NaN"}, "finite number"),
    ],
)
def test_a_slip_in_the_form_fails_the_run_and_says_what_to_do(
    held: dict[str, int], verdict: Verdict, more: dict[str, str], says: str
) -> None:
    ended = decided([held["actual"]], verdict, **more)
    assert ended.is_failed()
    assert says in str(ended.message)


def test_a_number_that_nothing_has_and_a_portal_that_is_busy_are_told(
    held: dict[str, int], data_dir: Path
) -> None:
    assert "has the number 999" in str(decided([999], Verdict.RELEASED).message)
    sample = load_portal("sample", resources.folder("portals"))
    with (
        open_warehouse(f"sqlite:///{data_dir / 'warehouse.sqlite'}", create=True) as engine,
        exclusive_run(engine, sample, "backfill", "first"),
    ):
        ended = decided([held["actual"]], Verdict.RELEASED)
    assert (ended.type, ended.name) == (StateType.CANCELLED, "Already running")
    with read_only(engine) as connection:
        assert len(views_and_status.status(connection).quarantined) == 3
