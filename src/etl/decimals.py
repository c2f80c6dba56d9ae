"""Decimals as people and machines read them."""

from decimal import Decimal


def plain(value: Decimal, *, thousands: str = "") -> str:
    """Without an exponent and without zeros that say nothing: ``1.34E+2`` is 134.

    Args:
        value: any finite one.
        thousands: put between groups of three digits, ``,`` or nothing.
    """
    text = f"{value:{thousands}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def is_whole(value: Decimal) -> bool:
    """Whether a finite value, however large, is a whole number."""
    return value == value.to_integral_value()
