"""`dlprep sync`: one log on several machines."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dlprep.cli.complete import files
from dlprep.cli.context import Context, context
from dlprep.cli.options import JsonOption, LangOption
from dlprep.cli.output import print_json, say
from dlprep.errors import DlprepError, StoreError, UsageError, trouble
from dlprep.text import Language, Text

if TYPE_CHECKING:
    from dlprep.sync.exchange import Everything


def sync(
    ctx: typer.Context,
    folder: Annotated[
        Path | None,
        typer.Argument(
            help="A folder that your machines share; made if only its last part is new. Default: the setting `sync`.",
            metavar="DIR",
            autocompletion=files,
        ),
    ] = None,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Join your review log, interviews and edited cards with those of your other machines, in a folder that they share.

    Dropbox, Syncthing, a network drive or a git checkout will do. Each machine writes only its own files there and
    reads all, so there is nothing to conflict; a file that has come only in part costs nothing either. Run it before
    and after you review, on each machine, in any order; `dlprep config set sync DIR` does it after each review.

    Of a card that was edited on two machines the later edit holds, by the machines' clocks; the other text is kept
    beside it, as <card>.yaml.replaced. `dlprep edit --revert` is an edit like any other. What you delete by hand comes
    back from the folder.

    Examples:
      dlprep sync ~/Dropbox/dlprep
      dlprep sync ~/Sync/dlprep --json
    """
    here = context(ctx)
    language = here.languages(lang)[0]
    if folder is None and not here.settings.sync:
        raise UsageError(
            Text(zh="要和哪个文件夹同步？", en="which folder to sync with?"),
            Text(
                zh="写在命令后面，或者：dlprep config set sync 文件夹",
                en="name it after the command, or set it: dlprep config set sync DIR",
            ),
        )
    done = _exchange(here, folder or Path(here.settings.sync))
    if not json:
        _say(done, language)
        return
    print_json(
        {
            "others": done.log.others,
            "received": len(done.log.received),
            "sent": done.log.sent,
            "unreadable": dict(done.log.unreadable),
            "differing": done.log.differing,
            "interviews": {"received": len(done.interviews.received), "sent": len(done.interviews.sent)},
            "cards": {"received": done.cards.received, "sent": done.cards.sent},
        }
    )


def sync_after_review(here: Context, language: Language) -> None:
    """Sync with the folder of the settings, if there is one. A failure is a line: the answers are in the log anyway."""
    from dlprep.cli.boundary import report

    if not here.settings.sync:
        return
    try:
        _say(_exchange(here, Path(here.settings.sync)), language)
    except DlprepError as error:
        report(error, language)


def _exchange(here: Context, folder: Path) -> "Everything":
    from dlprep.sync.exchange import exchange_everything
    from dlprep.sync.machine import machine_id

    folder = folder.expanduser()
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        parent = folder.parent
        there = Text(zh="写一个能写入的文件夹", en="name a folder you can write")
        missing = Text(zh=f"如果没写错，先建好 {parent}", en=f"make {parent} first, if it is the right place")
        raise UsageError(trouble(error).at(folder), there if parent.is_dir() else missing) from None
    machine = machine_id(here.locations.data)
    with here.store() as store:
        try:
            return exchange_everything(store, here.locations, folder, machine)
        except OSError as error:
            raise StoreError(
                trouble(error).at(error.filename or folder),
                Text(
                    zh="读到的已经进了日志；改好之后再同步一次",
                    en="what was read is in your log; mend this and sync again",
                ),
            ) from None


def _say(everything: "Everything", language: Language) -> None:
    from dlprep.render import words

    done = everything.log
    received, sent = words.lines(len(done.received), language), words.lines(done.sent, language)
    if language == "zh":
        say(f"收到 {received}，发出 {sent}；另有 {done.others} 台机器。")
    else:
        machines = f"{done.others} other machine{'' if done.others == 1 else 's'}"
        say(f"Received {received}, sent {sent}; {machines} in the folder.")
    for name, moved in (
        (Text(zh="面试", en="Interviews"), everything.interviews),
        (Text(zh="改过的卡片", en="Edited cards"), everything.cards),
    ):
        if moved.received or moved.sent:
            here, there = len(moved.received), len(moved.sent)
            zh, en = f"{name.zh}：收到 {here}，发出 {there}。", f"{name.en}: received {here}, sent {there}."
            say(Text(zh, en).say(language))
    if done.unreadable:
        say(_unreadable(done.unreadable, language), err=True)
    if done.differing:
        differing = words.lines(done.differing, language)
        say(
            f"{differing}与本机同名而内容不同，保留本机的。"
            if language == "zh"
            else f"{differing} that say something else under an id of this log: it keeps its own.",
            err=True,
        )


def _unreadable(files: Mapping[str, int], language: Language) -> str:
    """Say in one line what could not be read: mostly what is still on its way."""
    from dlprep.render import words

    name, more, lines = next(iter(files)), len(files) - 1, sum(files.values())
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
