"""Looking into the views with Datasette (the extra ``explore``): a page for each view, with what
its columns mean, filters and counts.

Datasette is given the readers' file of a SQLite warehouse, on this machine alone.
"""
