"""`dlprep sync`: one log on several machines."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from dlprep.cli.context import context
from dlprep.cli.options import JsonOption, LangOption
from dlprep.cli.output import print_json
from dlprep.errors import StoreError, UsageError
from dlprep.markup.safe import printable
from dlprep.text import Language


def sync(
    ctx: typer.Context,
    folder: Annotated[
        Path,
        typer.Argument(help="A folder that your machines share; made if only its last part is new.", metavar="DIR"),
    ],
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Join your review log with those of your other machines, by way of a folder that they share.

    Dropbox, Syncthing, a network drive or a git checkout will do. Each machine writes only its own files there and
    reads all, so there is nothing to conflict; a file that has come only in part costs nothing either. Run it before
    and after you review, on each machine, in any order.

    Examples:
      dlprep sync ~/Dropbox/dlprep
      dlprep sync ~/Sync/dlprep --json
    """
    from dlprep.sync.exchange import exchange
    from dlprep.sync.machine import machine_id

    here, folder = context(ctx), folder.expanduser()
    language = here.languages(lang)[0]
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        lacks_parent = not folder.parent.is_dir()
        hint = (
            f"make {folder.parent} first, if it is the right place" if lacks_parent else "name a folder you can write"
        )
        raise UsageError(f"{folder}: {error.strerror}", hint) from None
    machine = machine_id(here.locations.data)
    with here.store() as store:
        try:
            done = exchange(store, folder, machine)
        except OSError as error:
            raise StoreError(
                f"{error.filename or folder}: {error.strerror}",
                "what was read is in your log; mend this and sync again",
            ) from None
    if json:
        print_json(
            {
                "machine": machine,
                "others": done.others,
                "received": len(done.received),
                "sent": done.sent,
                "unreadable": dict(done.unreadable),
                "differing": done.differing,
            }
        )
        return
    from dlprep.render import words

    received, sent = words.lines(len(done.received), language), words.lines(done.sent, language)
    if language == "zh":
        typer.echo(f"收到 {received}，发出 {sent}；另有 {done.others} 台机器。")
    else:
        machines = f"{done.others} other machine{'' if done.others == 1 else 's'}"
        typer.echo(f"Received {received}, sent {sent}; {machines} in the folder.")
    if done.unreadable:
        typer.echo(_unreadable(done.unreadable, language), err=True)
    if done.differing:
        differing = words.lines(done.differing, language)
        typer.echo(
            f"{differing}与本机同名而内容不同，保留本机的。"
            if language == "zh"
            else f"{differing} that say something else under an id of this log: it keeps its own.",
            err=True,
        )


def _unreadable(files: Mapping[str, int], language: Language) -> str:
    """Say in one line what could not be read: mostly what is still on its way."""
    from dlprep.render import words

    name, more, lines = printable(next(iter(files))), len(files) - 1, sum(files.values())
    if language == "zh":
        what = words.lines(lines, "zh") if lines else "文件"
        others = f"等 {more + 1} 个文件" if more else ""
        return f"{name}{others}：{what}读不了，可能还在传输，或由更新的版本写成；其余都收下了，稍后再同步一次。"
    what = words.lines(lines, "en") if lines else "file"
    others = f" and {more} more" if more else ""
    return (
        f"{name}{others}: {what} cannot be read, still on the way or from a newer dlprep; all else was taken."
        " Sync again later."
    )
