"""One way through the rooms: what a run does to a portal, step by step.

Every step is a plain function on plain values: :mod:`~etl.pipeline.steps.read_page` takes one page
from its bytes to a reading (:mod:`~etl.pipeline.steps.read_attachments` the file that it hands
out), :mod:`~etl.pipeline.steps.reading_of_snapshot` compares it with what the page was before,
:mod:`~etl.pipeline.steps.history_gate` holds readings against what was said before,
:mod:`~etl.pipeline.steps.load_or_hold` takes them into the warehouse or the quarantine, and
:mod:`~etl.pipeline.visit` does all of it for the pages that a portal lists. Which pages are asked
for again, in case they were corrected, is decided in :mod:`~etl.pipeline.steps.due_pages`.
:mod:`etl.flows` wires the same functions into tasks; ``etl load`` uses them for a page saved by
hand, and :mod:`~etl.pipeline.restore` makes the same visits again with the archive in the portal's
place. :mod:`~etl.pipeline.decision_cases` puts together what somebody must know to decide on what
is held back, :mod:`~etl.pipeline.carry_out_decision` carries the decision out. A page that fails is
reported and stops no other.
"""
