"""The town of two years and its site, made once for all tests that only look at them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.site.two_years import build, two_years
from tests.town import Town


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with two_years(tmp_path_factory.mktemp("town")) as found:
        yield found


@pytest.fixture(scope="session")
def site(town: Town, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(town, tmp_path_factory.mktemp("site")).index.parent
