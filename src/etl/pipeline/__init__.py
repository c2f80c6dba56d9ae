"""One way through the rooms: what a run does to a portal, step by step.

Every step is a plain function on plain values: :mod:`~etl.pipeline.page` takes one page
from its bytes to a reading, :mod:`~etl.pipeline.filing` takes readings through the gates
into the warehouse or the quarantine, and :mod:`~etl.pipeline.visit` does both for all the
pages that a portal lists. ``flows`` wires the same functions into tasks; ``etl load`` uses
them for a page saved by hand. A page that fails is reported and stops no other.
Which pages are asked for again, in case they were corrected, is decided in
:mod:`~etl.pipeline.revisits`.
"""
