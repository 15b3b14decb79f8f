"""`dlprep export csv`, `markdown` and `json`: the cards for other programs and for reading."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dlprep.cli.complete import files
from dlprep.cli.context import context
from dlprep.cli.named import no_stream, write
from dlprep.cli.options import Lang, LangOption, LevelName, LevelOption, TagOption, TopicOption
from dlprep.cli.output import say
from dlprep.errors import UsageError
from dlprep.text import Text

if TYPE_CHECKING:
    from dlprep.bank.bank import Bank
    from dlprep.bank.index import Entry
    from dlprep.text import Language


def export_csv(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="The table to write.", metavar="OUT.csv", autocompletion=files)],
    topic: TopicOption = None,
    tag: TagOption = None,
    level: LevelOption = None,
    lang: LangOption = None,
) -> None:
    """Write the cards as a table: id, topic, kind, level, tags, question, answer. A spreadsheet runs nothing in it.

    Examples:
      dlprep export csv cards.csv
      dlprep export csv numerics.csv --topic numerics --lang zh
    """
    from dlprep.book.table import as_csv

    bank, entries, languages = _chosen(ctx, topic, tag, level, lang)
    write(file, as_csv(bank, entries, languages))
    _report(file, len(entries), languages[0])


def export_json(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="The file to write.", metavar="OUT.json", autocompletion=files)],
    topic: TopicOption = None,
    tag: TagOption = None,
    level: LevelOption = None,
    lang: LangOption = None,
) -> None:
    """Write the cards with all that belongs to them, as the YAML has them, with their topics.

    Examples:
      dlprep export json cards.json
      dlprep export json basics.json --level basic
    """
    import json

    bank, entries, languages = _chosen(ctx, topic, tag, level, lang)
    cards = [
        {"topic": entry.topic, **bank.load(entry.id).card.model_dump(mode="json", by_alias=True, exclude_defaults=True)}
        for entry in entries
    ]
    write(file, json.dumps(cards, ensure_ascii=False, indent=1) + "\n")
    _report(file, len(entries), languages[0])


def export_markdown(
    ctx: typer.Context,
    folder: Annotated[
        Path, typer.Argument(help="The folder to write, one file a topic.", metavar="FOLDER", autocompletion=files)
    ],
    topic: TopicOption = None,
    tag: TagOption = None,
    level: LevelOption = None,
    lang: LangOption = None,
) -> None:
    """Write the cards as a book to read: a file a topic in the order to learn them, and a table of contents.

    Examples:
      dlprep export markdown book
      dlprep export markdown book --topic numerics --lang both
    """
    from dlprep.book.pages import pages

    no_stream(folder)
    bank, entries, languages = _chosen(ctx, topic, tag, level, lang)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(
            Text(zh=f"{folder}：已经存在，而且不是空文件夹", en=f"{folder}: is there already, and not an empty folder"),
            Text(zh="换一个名字", en="name a new one"),
        )
    for name, text in pages(bank, entries, languages).items():
        write(folder / name, text)
    _report(folder, len(entries), languages[0])


def _chosen(
    ctx: typer.Context,
    topic: list[str] | None,
    tag: list[str] | None,
    level: list[LevelName] | None,
    lang: Lang | None,
) -> "tuple[Bank, list[Entry], tuple[Language, ...]]":
    from dlprep.bank.select import Selection

    here = context(ctx)
    here.add_own_problems()
    bank, selection = here.bank(), Selection(topic or (), tag or (), level or ())
    selection.check(bank.entries.values())
    return bank, [entry for entry in bank.entries.values() if selection.has(entry)], here.languages(lang)


def _report(path: Path, count: int, language: "Language") -> None:
    """Say what was written on stderr."""
    from dlprep.render import words

    say(f"{path}{'：' if language == 'zh' else ': '}{words.cards(count, language)}", err=True)
