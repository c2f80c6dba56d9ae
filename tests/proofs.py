"""How often a proof is repeated: a few times in ``make test``, often in ``make test-slow``.

A law that hypothesis draws examples for takes ``settings(max_examples=repeated(10, 100))``; the
profile ``thorough`` chooses the second number. A proof that kills, restarts or goes through a
whole corpus has its many repetitions as a parameter of its own, marked ``slow``.
"""

from typing import Any

import pytest
from hypothesis import settings

THOROUGH = "thorough"


def repeated(quick: int, thorough: int) -> int:
    """Number of examples in the profile that runs."""
    return thorough if settings.get_current_profile_name() == THOROUGH else quick


def few_or_many(few: int, many: int) -> tuple[Any, Any]:
    """Parameters of a proof: the quick one, and the one that is ``slow``."""
    return (
        pytest.param(few, id="few"),
        pytest.param(many, id="many", marks=pytest.mark.slow),
    )
