"""Bytes to facts: the grammar of progress bulletins. Pure, no I/O.

A bulletin passes through these steps, each a module's one function on plain values:

``extract``    raw bytes → :class:`~etl.bulletin.extract.Document` (title and raw text)
``normalise``  raw text → normal form with an offset map; ``mirror`` undoes what copies add
``layout``     normal text → items: pledge, units responsible, progress (``tables`` for rows)
``quantities`` words → values with unit and qualifier, and every other numeral with its kind
``clauses``    quantities in their sentences → measure, label, stage, breakdown; ``links``
               ties each progress figure to the target it measures
``milestones`` promises and results that count nothing: a line opened, full coverage reached

:func:`etl.bulletin.read.read` runs them all. Rules come from the language (measure words,
verbs, 其中, 分别, 占年计划), never from what a bulletin is about.
"""

PARSER_VERSION = "1"
"""Raised whenever the same bytes may give other facts: a reparse then tells them apart."""
