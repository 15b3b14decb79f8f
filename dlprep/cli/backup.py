"""`dlprep backup`: a copy of the review log now, and the copies there are."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from dlprep.cli.complete import files
from dlprep.cli.context import context
from dlprep.cli.options import JsonOption, LangOption
from dlprep.cli.output import print_json, say, say_table
from dlprep.errors import StoreError
from dlprep.text import Language


def backup(
    ctx: typer.Context,
    folder: Annotated[
        Path | None,
        typer.Argument(help="Where to; your data's own backups if left out.", metavar="DIR", autocompletion=files),
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="Show the backups there are.")] = False,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Copy the review log, interviews and edited cards to a safe place, if anything is new since the last copy there.

    Once a day, the first command that adds to the log does this by itself. The last copies of 12 days, 10 weeks and 9
    months are kept, and every copy made before `dlprep restore --replace`. A copy is a SQLite file that stands for
    itself; `sqlite3 FILE -A --extract` unpacks the interviews and cards in it without dlprep.

    Examples:
      dlprep backup
      dlprep backup /media/stick
      dlprep backup --list
    """
    from dlprep.store.backup import back_up, backups

    here = context(ctx)
    database, place = here.locations.database, (folder or here.locations.backups).expanduser()
    language = here.languages(lang)[0]
    if list_:
        _list(place, json, language)
        return
    made = back_up(database, place, datetime.now().astimezone())
    existing = backups(place)
    newest = made or (existing[-1] if existing else None)
    lines = _lines(newest.path) if newest else 0
    if json:
        print_json({"file": str(newest.path) if newest else None, "lines": lines, "made": made is not None})
        return
    from dlprep.render import words

    zh = language == "zh"
    if newest is None:
        say("日志还是空的，没有什么要备份。" if zh else "The log is empty; there is nothing to back up.")
    elif made is None:
        say(f"自上次备份以来没有变化：{newest.path}" if zh else f"Nothing is new since {newest.path}")
    else:
        count = words.lines(lines or 0, language)
        say(f"备份了 {count}：{newest.path}" if zh else f"{count} backed up: {newest.path}")


def _list(folder: Path, json: bool, language: Language) -> None:
    from dlprep.store.backup import backups

    found = [(one, _lines(one.path), one.path.stat().st_size) for one in reversed(backups(folder))]
    if json:
        print_json(
            [
                {
                    "file": str(one.path),
                    "made": one.made.isoformat(),
                    "lines": lines,
                    "bytes": size,
                    "before_restore": one.before_restore,
                }
                for one, lines, size in found
            ]
        )
        return
    zh = language == "zh"
    if not found:
        say(f"{folder}：还没有备份" if zh else f"{folder}: no backups yet")
        return
    unreadable = "读不了" if zh else "unreadable"
    rows = [("文件", "条数", "大小") if zh else ("file", "lines", "size")]  # the name says when
    for one, lines, size in found:
        count = unreadable if lines is None else f"{lines:,}"
        rows.append((one.path.name, count, f"{size / 1000:,.0f} kB"))
    say(str(folder))
    say_table(rows, right=frozenset({1, 2}))


def _lines(path: Path) -> int | None:
    from dlprep.store.backup import contents

    try:
        return contents(path).lines
    except StoreError:
        return None
