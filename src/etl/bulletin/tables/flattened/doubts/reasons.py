"""Why the cells of a table cut from flattened text may stand elsewhere.

No share that agrees dispels such a doubt: it holds as well where a row, its number and its promise
are those of another item.
"""

IRREGULAR = "rows of a flattened table are irregular"
OTHER_COLUMNS = "a flattened table could have other columns"
OTHER_NAMES = "names of a flattened table may stand over others"
DIVIDED_NAMES = "names of a flattened table's columns may be divided otherwise"
TORN = "cells of a flattened table are torn"
SEVERAL_ROWS = "cells of a flattened table hold several rows"
SEVERAL_FIGURES = "cells of a flattened table hold several figures each"
OTHER_KINDS = "a column of a flattened table holds different kinds of cells"
EMPTY_COLUMNS = "columns of a flattened table are nearly empty"

CUTTING = frozenset(
    [IRREGULAR, OTHER_COLUMNS, OTHER_NAMES, DIVIDED_NAMES, TORN, SEVERAL_ROWS, SEVERAL_FIGURES,
     OTHER_KINDS, EMPTY_COLUMNS]
)  # fmt: skip
"""Doubts of a whole table."""
NAMES = frozenset([OTHER_NAMES, DIVIDED_NAMES])
"""Of these what rates that agree in row after row dispel: the names stand over what they name."""
SHIFTED = "a figure may stand in another column of a flattened table"
"""Doubt of a row that has fewer figures than columns for them; a share that agrees dispels it."""
