"""Progress tables in the layouts of Chinese offices, made up, with the figures that each states.

:mod:`~tests.bulletin.table_layouts.pledge_rows` has tables with a pledge a row, whose columns,
names, numbers, cells and spans vary, and :mod:`~tests.bulletin.table_layouts.other_layouts`
tables of other kinds. :mod:`~tests.bulletin.table_layouts.forms` writes them as pages and as text.
A seed tells all of a table; the names of people and places are invented.
"""
