"""Labels in full, once it is known which promise each figure measures.

A part is named after its whole and a rate after its figure, and both may have got their own
noun from a promise only when they were linked to it.
"""

from collections.abc import Sequence

from etl.bulletin.grammar import labels
from etl.bulletin.grammar.candidates import Draft


def complete(drafts: Sequence[Draft]) -> None:
    """Complete the labels of one pledge's drafts, in place: 开工率 → 老旧小区开工率."""
    for d in drafts:
        whole = d.of or d.part_of
        if whole is not None and whole is not d and (not d.label or labels.is_bare(d.label)):
            d.label = whole.label
        if d.among:
            d.label = labels.of_part(d.label, d.among)
    for d in drafts:
        if d.rate:
            d.label = labels.with_rate(d.label, d.rate)
