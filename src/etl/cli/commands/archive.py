"""``etl archive``: what was got, kept for ever."""

from functools import partial
from typing import Annotated

import typer

from etl import resources
from etl.cli.begin_command import begin
from etl.cli.options import OnlyPortal
from etl.errors import ArchiveError, EtlError

app = typer.Typer(help="The archive of everything that was got.", no_args_is_help=True)


@app.command()
def verify() -> None:
    """Hash everything again and say what is damaged, missing, unfinished or foreign."""
    from etl.cli.progress_bars import working
    from etl.portal.archive.archive import Archive
    from etl.portal.archive.verify import Finding
    from etl.portal.archive.verify import verify as look
    from etl.report.write_rows import Column, Format, write

    archive = Archive(begin().archive)
    files, size, wrong = 0, 0, list[Finding]()
    with working("Hashing every file again"):
        for found in look(archive):
            files, size = files + 1, size + found.size
            if found.problem:
                wrong.append(found)
    if wrong:
        columns = (
            Column("problem", "Problem", wraps=False),
            Column("file", "File"),
            Column("what", "What to do"),
        )
        rows = [{"problem": w.problem, "file": w.name, "what": w.what} for w in wrong]
        write(sorted(rows, key=lambda row: (row["problem"], row["file"])), columns, Format.TABLE)
        raise ArchiveError(
            f"The archive {archive.store.name} is not sound: {len(wrong):,} of {files:,} files."
        )
    typer.echo(
        f"The archive {archive.store.name} is sound: {files:,} files, {size:,} bytes unpacked."
    )


@app.command()
def retry(
    content: Annotated[
        str, typer.Argument(metavar="[SHA256]", help="The beginning of one content's hash.")
    ] = "",
) -> None:
    """Let files be opened again, those that took too much too, and pictures be looked at anew."""
    from etl.portal.archive.archive import Archive

    found = Archive(begin().archive).retry(content)
    typer.echo(
        f"{len(found)} files are opened again by the next run, etl reparse or etl archive restore."
        if found
        else "No such file or picture was opened before."
    )


@app.command()
def restore(
    portal: OnlyPortal = None,
    missing: Annotated[
        bool, typer.Option("--missing", help="Leave portals alone that the warehouse has.")
    ] = False,
) -> None:
    """Build an empty warehouse again from the archive alone."""
    from etl.cli.progress_bars import bars
    from etl.pipeline.restore import read_notes, require_empty
    from etl.pipeline.restore import restore as build
    from etl.pipeline.run_tools import Tools
    from etl.portal.archive.archive import Archive
    from etl.portal.model import load_portal
    from etl.quality.suite import load_suites
    from etl.report.run import summary
    from etl.report.write_rows import terminal
    from etl.warehouse.queries.known_of_portal import portals_with_pages
    from etl.warehouse.schema.open_and_upgrade import open_warehouse

    settings = begin()
    archive = Archive(settings.archive)
    suites = load_suites(resources.folder("expectations"))
    notes = read_notes(archive)
    wanted = [name for name in sorted(notes.by_portal) if portal in (None, name)]
    if not wanted:
        of = f" of {portal}" if portal else ""
        raise ArchiveError(
            f"The archive {archive.store.name} holds nothing{of}: check ETL_ARCHIVE_URL."
        )
    portals = [load_portal(name, settings.portal_folders) for name in wanted]
    settings.make_data_dir()
    with open_warehouse(settings.warehouse_url, create=True) as engine:
        if missing:
            there = portals_with_pages(engine)
            portals = [one for one in portals if one.name not in there]
        require_empty(engine, [one.name for one in portals])
        problems = [str(error) for error in notes.damaged]
        tools = Tools(archive, engine, suites)
        for one in portals:
            with bars() as tell:
                watch = partial(tell, one.name)
                report = build(one, notes.by_portal[one.name], tools, watch)
            terminal().print(summary(report))
            problems += [page.problem for page in report.pages if page.state == "failed"]
    if problems:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise EtlError(f"Not all of the archive could be used: {problems[0]}{more}")
