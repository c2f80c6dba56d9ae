"""Exports: the views as files that other tools load, with the types and words of the dictionary.

``exported_views`` knows which views there are, what their columns are, and gives their rows a
batch at a time; a module a format writes them (``csv_files``, ``parquet``, ``workbook``,
``duckdb_file``, ``data_package``); ``readme_text`` and ``dataset_metadata`` say what the files
are, to people and to catalogues; ``folder`` puts all of it in its place at once.

The same state of the warehouse gives the same bytes, DuckDB's own files apart: nothing in
a file depends on when it was written.
"""
