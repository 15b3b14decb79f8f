"""`dlprep import log` and `dlprep export log`: the review log as JSON lines."""

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from dlprep.cli.complete import files
from dlprep.cli.context import context
from dlprep.cli.named import STANDARD_OUTPUT, there, write
from dlprep.cli.options import JsonOption, LangOption
from dlprep.cli.output import print_json, say
from dlprep.errors import UsageError, trouble
from dlprep.text import Text


def import_log(
    ctx: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            help="A file of JSON lines, or - for standard input.", metavar="FILE.jsonl", autocompletion=files
        ),
    ],
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Join a file of log lines with the log. A line that is there already changes nothing.

    Examples:
      dlprep import log reviews.jsonl
      ssh laptop dlprep export log | dlprep import log -
    """
    from dlprep.render import words
    from dlprep.store.jsonl import from_lines, read_lines

    here = context(ctx)
    try:
        with nullcontext(sys.stdin.buffer) if file == STANDARD_OUTPUT else there(file).open("rb") as source:
            events = from_lines(read_lines(source), rollover=here.settings.rollover_hour)
    except UnicodeDecodeError:
        raise UsageError(
            Text(zh=f"{file}：不是 UTF-8 文本", en=f"{file}: is not UTF-8 text"),
            Text(zh="重新导出，或另存为 UTF-8", en="export the log again, or save the file as UTF-8"),
        ) from None
    except OSError as error:
        raise UsageError(trouble(error).at(file)) from None
    with here.store() as store:
        added = store.union(events)
    entries = here.bank().entries
    unknown = sorted({event.card for event in added} - set(entries))
    data = {"lines": len(events), "added": len(added), "cards": len({e.card for e in added}), "not_in_bank": unknown}
    if json:
        print_json(data)
        return
    language, cards = here.languages(lang)[0], len({event.card for event in added})
    said = Text(
        zh=f"{len(events)} 行里有 {len(added)} 行是新的，涉及 {words.cards(cards, 'zh')}卡片。",
        en=f"{len(added)} of {len(events)} lines were new, for {words.cards(cards, 'en')}.",
    )
    say(said.say(language))
    if unknown:
        say(words.not_in_bank(unknown, language))


def export_log(
    ctx: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(
            help="Where to write; standard output if left out.", metavar="[FILE.jsonl]", autocompletion=files
        ),
    ] = None,
    lang: LangOption = None,
) -> None:
    """Write the whole log as JSON lines.

    Examples:
      dlprep export log reviews.jsonl
      dlprep export log | grep sigmoid
    """
    from dlprep.store.jsonl import to_line

    here = context(ctx)
    with here.store() as store:
        lines = [to_line(event) for event in store.events()]
    text = "".join(f"{line}\n" for line in lines)
    if file in (None, STANDARD_OUTPUT):
        typer.echo(text, nl=False)
        return
    write(file, text)
    said = Text(zh=f"{file}：写入 {len(lines)} 行", en=f"{len(lines)} lines written to {file}")
    say(said.say(here.languages(lang)[0]), err=True)
