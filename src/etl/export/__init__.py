"""Exports: the views as files that other tools load, with the types and words of the dictionary.

``source`` knows which views there are, what their columns are, and gives their rows a batch
at a time; a module a format writes them (``separated``, ``parquet``, ``workbook``,
``database``, ``package``); ``guide`` and ``metadata`` say what the files are, to people and
to catalogues; ``folder`` puts all of it in its place at once.

The same state of the warehouse gives the same bytes, DuckDB's own files apart: nothing in
a file depends on when it was written.
"""
