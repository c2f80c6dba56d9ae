"""What a fault is: whom it strikes, and what becomes of the answer."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from etl.localportal.listing_layout import HTML, Layout
from etl.localportal.samples import SamplePage, Samples


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it goes over the wire."""

    status: int
    headers: dict[str, str]
    body: bytes
    length: int | None = None
    """The Content-Length that is claimed, where it is not the true one."""
    delivery: Literal["whole", "half", "reset", "drip", "https"] = "whole"
    """``half``: the connection is closed half-way; ``reset``: it is reset; ``drip``: a byte
    at a time; ``https``: only by https, where the portal is served so."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that can be switched on."""

    about: str
    """One line for people."""
    strikes: Literal["article", "listing", "robots", "host"]
    """``article``: one bulletin; ``listing``: the column; ``robots``: robots.txt; ``host``:
    where the portal is found."""
    answer: Callable[[Answer], Answer] | None = None
    """What becomes of an answer."""
    change: Callable[[Samples, SamplePage], Samples] | None = None
    """What becomes of the portal's pages; the second is the article struck."""
    layout: Layout | None = None
    """How the column is laid out."""
    listing_page: int | None = None
    """The page of the listing that is struck, from 0; None for each of them."""


def rewritten(change: Callable[[str], str]) -> Callable[[Answer], Answer]:
    """The same answer with its text changed."""
    return lambda answer: replace(answer, body=change(answer.body.decode()).encode())


def status(code: int, text: str = "", **headers: str) -> Callable[[Answer], Answer]:
    """Another answer altogether."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: Answer(code, {"Content-Type": HTML, **named}, text.encode())
