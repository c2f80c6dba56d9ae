"""Shares that say nothing of one alone, which may be a slip of the pen."""


def beyond_a_slip(part: int, whole: int, slips: int = 1) -> float | None:
    """``part`` in percent of ``whole``; None where it is at most one: a slip of the pen."""
    return 100 * part / whole if part > slips else None
