"""`dlprep bank new`, `add` and `remove`: cards of one's own."""

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from dlprep.cli.complete import files, own_banks
from dlprep.cli.context import context
from dlprep.cli.named import in_folder, there
from dlprep.cli.options import LangOption, LevelName
from dlprep.cli.output import say, say_whole
from dlprep.errors import UsageError, trouble
from dlprep.text import Text


class Kind(StrEnum):
    """A choice of kind."""

    recall = "recall"
    choice = "choice"
    cloze = "cloze"
    order = "order"
    derive = "derive"
    compute = "compute"


def new(
    ctx: typer.Context,
    card: Annotated[str, typer.Argument(help="The new card's id: lower-case words with hyphens.", metavar="ID")],
    kind: Annotated[Kind, typer.Option("--kind", help="The kind of card.")] = Kind.recall,
    level: Annotated[LevelName, typer.Option("--level", help="How hard it is.")] = LevelName.basic,
    to: Annotated[
        Path | None, typer.Option("--to", help="Append it to this YAML file.", metavar="FILE", autocompletion=files)
    ] = None,
) -> None:
    """Print a card to begin with, which passes the check; with --to, append it to a file.

    Examples:
      dlprep bank new attention-scale --kind choice
      dlprep bank new attention-scale --to ~/cards/attention.yaml
    """
    from dlprep.bank.document import read_text
    from dlprep.bank.load import load_document
    from dlprep.bank.scaffold import scaffold
    from dlprep.files import write_whole

    text = scaffold(card, kind.value, level.value)
    for finding in load_document(Path(card), read_text(text)).findings:
        raise UsageError(finding.message, Text(zh="例如：relu-dead-units", en="for example: relu-dead-units"))
    if card in context(ctx).bank().entries:
        raise UsageError(
            Text(zh=f"id {card!r} 已经用过", en=f"the id {card!r} is used already"),
            Text(zh=f"查看：dlprep show {card}", en=f"see it with: dlprep show {card}"),
        )
    if to is None:
        typer.echo(text, nl=False)
        return
    to = to.expanduser()
    if to.suffix not in (".yaml", ".yml"):
        raise UsageError(Text(zh=f"{to}：卡片文件的名字以 .yaml 结尾", en=f"{to}: a file of cards ends in .yaml"))
    try:
        before = to.read_text(encoding="utf-8") if to.exists() else ""
        if any(entry.card.id == card for entry in load_document(to, read_text(before)).cards):
            raise UsageError(
                Text(zh=f"{to} 里已经有 id {card!r}", en=f"the id {card!r} is in {to} already"),
                Text(zh="换一个 id", en="choose another"),
            )
        if before.strip():
            before += "\n" if before.endswith("\n") else "\n\n"
        write_whole(in_folder(to), before + text)
    except (OSError, UnicodeDecodeError) as error:
        why = trouble(error)
        raise UsageError(Text(zh=f"不能写入：{why.zh}", en=f"cannot be written: {why.en}").at(to)) from None
    line = before.count("\n") + 1
    say_whole(f"{to}:{line}")


def add(
    ctx: typer.Context,
    path: Annotated[
        Path,
        typer.Argument(
            help="A folder of YAML files, or a Markdown file of questions and answers.", autocompletion=files
        ),
    ],
    lang: LangOption = None,
) -> None:
    """Ask your own cards too: add a folder of YAML, or a Markdown file, to the banks in your configuration.

    In a Markdown file each heading of level two is a question, and what stands under it the answer. The files stay
    where they are; edit them, and the next review asks what they say then.

    Examples:
      dlprep bank add ~/cards
      dlprep bank add ~/notes/questions.md
    """
    from dlprep.bank.add import candidate
    from dlprep.config import write_setting

    here = context(ctx)
    language = here.languages(lang)[0]
    zh = language == "zh"
    path = path.expanduser().absolute()
    try:
        str(path).encode()
    except UnicodeEncodeError:
        name = os.fsencode(path).decode(errors="replace")
        raise UsageError(
            Text(zh=f"{name}：路径不是 UTF-8，写不进配置", en=f"{name}: is not UTF-8, and cannot be configured"),
            Text(zh="给它改个名字", en="rename it"),
        ) from None
    present = [Path(folder).expanduser().absolute() for folder in here.settings.banks]
    known = here.bank().entries if path not in present else ()
    found = candidate(there(path), known)
    for finding in found.findings:
        say(finding.say(language))
    for name in found.taken:
        said = "已有这个 id，不会问到这一张" if zh else "another bank has this id; this card is not asked"
        say(f"{name}: {said}")
    if path not in present:
        write_setting(here.locations.config, "banks", [*here.settings.banks, str(path)])
    count = found.cards - len(found.taken)
    say(f"{path}：{count} 张卡片" if zh else f"{path}: {count} card{'' if count == 1 else 's'}")


def remove(
    ctx: typer.Context,
    path: Annotated[Path, typer.Argument(help="The folder or file.", autocompletion=own_banks)],
) -> None:
    """Take a bank of your own out of the configuration. Its files and every answer in the log stay.

    Examples:
      dlprep bank remove ~/cards
    """
    from dlprep.config import write_setting

    here = context(ctx)
    path = path.expanduser().absolute()
    left = [folder for folder in here.settings.banks if Path(folder).expanduser().absolute() != path]
    if len(left) == len(here.settings.banks):
        there = ", ".join(here.settings.banks)
        raise UsageError(
            Text(zh=f"{path} 不在你的题库里", en=f"{path} is not among your banks"),
            Text(zh=f"现有：{there or '无'}", en=f"there are: {there or 'none'}"),
        )
    write_setting(here.locations.config, "banks", left)
    say_whole(str(path))
