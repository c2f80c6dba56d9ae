"""Bytes to facts: the grammar of progress bulletins. Pure, no I/O.

A bulletin passes through these steps, plain functions on plain values:

``extract``     raw bytes → :class:`~etl.bulletin.source.extract.Document`, title and raw text
                (``charset`` decodes, ``markup`` finds the article of a page, ``multipart``
                has those that are several, ``files`` has Word, Excel and PDF)
``normalise``   raw text → normal form that knows its origins; ``mirror`` undoes what copies add
``layout``      normal text → items: pledge, units responsible, progress (``heads`` for numbered
                lines, ``captions`` for 责任单位: and 进展情况:, ``turning`` for items without
                them, ``tables`` for rows)
``quantities``  words → values with unit and qualifier, every other numeral with its kind
                (``frames`` has dates and names, ``numbers`` the numerals, ``touching`` the
                damaged ones, ``units`` and ``rates`` the measure words)
``periods``     title and text → the year and the last day that is spoken of (``dates`` reads
                them)
``clauses``     figures in their sentences → what each says, of what, at which stage: ``around``
                has the words, ``roles`` the rules, ``labels`` the nouns, ``walk`` goes through
                them, ``spoken`` remembers
``links``       each progress figure → the promise it measures
``milestones``  promises and results that count nothing: a line opened, full coverage reached

:func:`etl.bulletin.read.read` runs them all. Rules come from the language (measure words,
verbs, 其中, 分别, 占年计划; the words are in ``lexicon``), never from what a bulletin is about.
"""

PARSER_VERSION = "4"
"""Raised whenever the same bytes may give other facts: a reparse then tells them apart."""
