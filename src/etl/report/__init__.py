"""What people look at: answers as tables or for machines, and the story of a run.

:mod:`~etl.report.write_rows` writes rows as a table, CSV or JSON; :mod:`~etl.report.run` tells
what a run did, on a terminal and as the Markdown that Prefect shows. Nothing here reads
the warehouse: rows and reports come in as values.
"""
