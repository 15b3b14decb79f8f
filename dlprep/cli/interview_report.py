"""`dlprep interview report` and `list`: how interviews went."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dlprep.cli.complete import files
from dlprep.cli.context import Context, context
from dlprep.cli.named import write
from dlprep.cli.options import JsonOption, LangOption
from dlprep.cli.output import print_json, say, say_table
from dlprep.errors import UsageError
from dlprep.text import Text

if TYPE_CHECKING:
    from dlprep.interview.report import Report


def report(
    ctx: typer.Context,
    interview: Annotated[
        str | None, typer.Argument(help="Its name, or how it begins; the last one if left out.", metavar="[ID]")
    ] = None,
    last: Annotated[bool, typer.Option("--last", help="The last one, which is the default.")] = False,
    markdown: Annotated[
        Path | None, typer.Option("--markdown", metavar="FILE", help="Write it as Markdown.", autocompletion=files)
    ] = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write it as one HTML file.", autocompletion=files)
    ] = None,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Show how an interview went: by topic, by question, the points missed, what to review, and interviews before.

    The score is the share of the weight of all points; "before" is that of up to five interviews that came earlier.
    Times are those of the answers alone.

    Examples:
      dlprep interview report
      dlprep interview report 2026-03-10-2015 --html report.html
      dlprep interview report --last --markdown report.md
      dlprep interview report --json
    """
    from dlprep.interview.notebook import FOLDER, find_interview, read_record, readable_records
    from dlprep.interview.report import as_data
    from dlprep.interview.report import report as make_report

    if last and interview is not None:
        raise UsageError(
            Text(zh="--last 和名字只能给一个", en="--last and a name are two ways to say which one"),
            Text(zh="去掉一个", en="give one of them"),
        )
    here = context(ctx)
    folder = here.locations.data / FOLDER
    record = read_record(find_interview(folder, interview))
    found = make_report(record, readable_records(folder))
    if json:
        print_json(as_data(found))
        return
    languages, titles = here.languages(lang), here.bank().topic_title
    if markdown is None and html is None:
        show_report(here, found, lang)
        return
    from dlprep.render.interview.page import html_page, markdown_page

    for path, page in ((markdown, markdown_page), (html, html_page)):
        if path is not None:
            _write(path, page(found, titles, languages[0]))


def list_interviews(ctx: typer.Context, json: JsonOption = False, lang: LangOption = None) -> None:
    """List the interviews, the oldest first: when, how long, how many questions, the score.

    Examples:
      dlprep interview list
      dlprep interview list --json
    """
    from dlprep.cli.boundary import report as report_error
    from dlprep.interview.notebook import FOLDER, InterviewError, interview_files, read_record
    from dlprep.interview.report import summary_data

    here = context(ctx)
    records = []
    for path in interview_files(here.locations.data / FOLDER):
        try:
            records.append(read_record(path))
        except InterviewError as error:
            report_error(error)
    if json:
        print_json([summary_data(record) for record in records])
        return
    from dlprep.render.interview import words
    from dlprep.render.interview.screen import listing

    language = here.languages(lang)[0]
    if not records:
        say(words.NO_INTERVIEWS.say(language))
        return
    say_table(listing(records, language), right=frozenset({2, 3, 4}))


def show_report(here: Context, found: "Report", lang: str | None) -> None:
    """Show a report on the terminal."""
    from dlprep.render.console import open_console
    from dlprep.render.interview.screen import report_screen

    console = open_console()
    for renderable in report_screen(found, here.bank().topic_title, here.languages(lang)):
        console.print(renderable, crop=False)


def _write(path: Path, content: str) -> None:
    write(path, content)
    say(f"{path}", err=True)
