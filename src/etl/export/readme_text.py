"""What a README says of the files: what they are of, how to read and how to cite them."""

from collections.abc import Iterator, Sequence

from etl.export.exported_views import About, Source, Table

TITLE = "承诺账本 · The promise ledger"
DESCRIPTION = (
    "What Chinese local governments promised their people for a year and what they said they "
    "did, read from their progress bulletins: every figure with its period, the day it was "
    "published, every later correction, and the words it was read from. "
    "各地政府的年度承诺及其进展：数字均读自公开的进展公报，并记录期间、发布日期、此后的更正与原文。"
)
RIGHTS = (
    "The figures are facts that governments have made public; the words of a bulletin belong to "
    "the government that published it. Name the bulletin when you quote one. "
    "数字是各政府公开发布的事实，公报原文的权利属于发布它的政府；引用时请注明原公报。"
)
CITE = (
    "With a figure give city, indicator, last day described, title and day of the bulletin, its "
    "address, and the revision if it was corrected; with the data as a whole “{title}, read by "
    "pledge-etl, {state}”. 引用一个数字时，请写明城市、指标、截至日、公报标题与发布日、原网址，"
    "以及版本（如果更正过）。"
)
INSTANTS = "Instants are UTC; 9999-12-31 means that something holds still."
CSV = (
    "UTF-8, commas, a line of names. Text stands in double quotes and nothing else does: an empty "
    'cell is no value, "" is an empty text. Text that a spreadsheet would take for a formula '
    "(it begins with =, +, -, @, a full-width form of these, a tab or a line break), or that "
    "begins with an apostrophe, has an apostrophe put before it; take one off wherever a text "
    "begins with one, and you have the text as the warehouse gives it."
)
_CONVENTIONS = {
    "csv": CSV,
    "datapackage": f"A Frictionless data package: `datapackage.json` describes `data/`. {CSV}",
    "parquet": (
        "Decimals are exact; what a column means stands in the metadata of its field and, as "
        "JSON, under `columns` in those of the file."
    ),
    "xlsx": (
        "Excel keeps 15 digits of a number. Text is never taken for a formula, and cut at 32,767 "
        "characters, where Excel's cells end; a cut text ends in …"
    ),
    "duckdb": (
        "A table a view, with comments. `FROM known_at('2024-12-31 23:59:59+08:00')` gives what "
        "the warehouse held true at an instant, `FROM published_by('2024-12-31')` what portals "
        "had published by the end of a day; they ask the tables of the schema `history`."
    ),
}


def state(about: About) -> str:
    """Of when the rows are."""
    return f"as of {about.as_of:%Y-%m-%d %H:%M} UTC" if about.as_of else "with nothing loaded"


def origin(about: About) -> str:
    """What the rows are of, in a line."""
    limits = [] if about.portal is None else [f"portal {about.portal} only"]
    if about.since is not None:
        limits.append(f"periods that end on {about.since} or later")
    return ", ".join([f"pledge-etl, {state(about)}", *limits])


def citation(about: About) -> str:
    """How to cite."""
    return CITE.format(title=TITLE, state=state(about))


def conventions(format_: str) -> str:
    """What to know of the files of a format."""
    return f"{INSTANTS} {_CONVENTIONS[format_]}"


def readme(source: Source, format_: str) -> str:
    """The page that lies beside the files."""
    about = source.about
    parts = [
        f"# {TITLE}\n",
        f"{DESCRIPTION}\n",
        f"From {origin(about)}: {', '.join(_cities(about)) or 'no city'}; {about.pages:,} pages, "
        f"{about.figures:,} figures.\n",
        "## How to read\n",
        f"{conventions(format_)}\n",
        "## How to cite\n",
        f"{citation(about)}\n",
        f"{RIGHTS}\n",
        *(line for table in source.tables for line in _dictionary(table)),
    ]
    return "\n".join(parts)


def _cities(about: About) -> Sequence[str]:
    return [f"{city} ({name})" for name, city in about.cities]


def _dictionary(table: Table) -> Iterator[str]:
    yield f"## {table.name}\n"
    yield f"{table.comment}\n"
    yield "| column | type | |\n| --- | --- | --- |"
    for column in table.columns:
        yield f"| {column.name} | {column.kind} | {column.description} |"
    yield ""
