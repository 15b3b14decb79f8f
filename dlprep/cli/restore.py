"""`dlprep restore`: back from a backup, without losing what came after it."""

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dlprep.cli.complete import files
from dlprep.cli.context import Context, context
from dlprep.cli.named import there
from dlprep.cli.options import JsonOption, LangOption
from dlprep.cli.output import print_json, say
from dlprep.errors import UsageError
from dlprep.text import Language, Text

if TYPE_CHECKING:
    from dlprep.store.event import Event
    from dlprep.store.restore import Comparison


def restore(
    ctx: typer.Context,
    file: Annotated[
        str | None,
        typer.Argument(
            help="A backup: its name in `dlprep backup --list`, or a path. Default: the newest.",
            metavar="FILE",
            autocompletion=files,
        ),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Make the log exactly what the backup holds, instead of joining them.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen, and change nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Bring back what a backup has and the review log lacks, and interviews and edited cards that are gone.

    Nothing is lost: what came after the backup stays, and is backed up first. With --replace all becomes exactly what
    the backup holds, to go back before a mistake; what was there is kept for good among the backups, though `dlprep
    sync` brings back what the shared folder has. A log that is damaged goes to quarantine/ and the backup takes its
    place; `dlprep doctor --repair` saves more. What would happen is shown before you are asked.

    Examples:
      dlprep restore --dry-run
      dlprep restore reviews.20260310-201500.db
      dlprep restore /media/stick/reviews.20260310-201500.db --replace
    """
    from dlprep.store.restore import compare

    here = context(ctx)
    chosen, language = _find(here, file), here.languages(lang)[0]
    comparison = compare(chosen, here.locations.database)
    # A log without a line becomes the backup as it was: its answers can be undone, as before.
    exact = replace or not comparison.present
    files = comparison.files
    idle = not (
        (comparison.missing or files.missing)
        or (exact and (comparison.newer or comparison.differing))
        or (replace and (files.newer or files.differing))
    )
    if not json:
        for line in _preview(chosen, comparison, replace, language):
            say(line)
    wanted = not idle and not dry_run and (yes or _confirmed(json, language))
    kept = _restore(here, chosen, comparison, exact, replace) if wanted else None
    if json:
        print_json(
            {
                "file": str(chosen),
                "backup": len(comparison.backup),
                "present": None if comparison.present is None else len(comparison.present),
                "missing": len(comparison.missing),
                "newer": len(comparison.newer),
                "differing": len(comparison.differing),
                "files": {
                    "backup": None if files.backup is None else len(files.backup),
                    "missing": files.missing,
                    "newer": files.newer,
                    "differing": files.differing,
                },
                "replace": replace,
                "done": wanted,
                "kept": str(kept) if kept else None,
            }
        )
        return
    zh = language == "zh"
    if idle:
        say("日志里已经都有了，不用恢复。" if zh else "The log has all of this; there is nothing to bring back.")
    elif wanted:
        say("已恢复。" if zh else "Done.")
        if kept:
            say(f"恢复前的日志：{kept}" if zh else f"The log before that: {kept}")
    elif not dry_run:
        say("什么也没改。" if zh else "Nothing was changed.")


def _find(here: Context, file: str | None) -> Path:
    from dlprep.store.backup import backups

    folder = here.locations.backups
    if file is not None:
        named = folder / file
        return named if named.is_file() else there(Path(file).expanduser())
    existing = backups(folder)
    if not existing:
        raise UsageError(
            Text(zh=f"{folder}：没有备份", en=f"{folder}: there are no backups"),
            Text(zh="写明一个：dlprep restore 文件", en="name one: dlprep restore FILE"),
        )
    return existing[-1].path


def _confirmed(json: bool, language: Language) -> bool:
    if json or not sys.stdin.isatty():
        raise UsageError(
            Text(
                zh="什么也没改：要确认是否恢复，得有终端",
                en="nothing was changed: whether to restore can be asked at a terminal only",
            ),
            Text(zh="加上 --yes", en="add --yes"),
        )
    return typer.confirm("恢复吗？" if language == "zh" else "Restore it?")


def _restore(here: Context, chosen: Path, comparison: "Comparison", exact: bool, files_too: bool) -> Path | None:
    from dlprep.store.restore import join, replace

    database, folder, now = here.locations.database, here.locations.backups, datetime.now().astimezone()
    if exact:
        return replace(chosen, database, folder, now, keep_files=not files_too)
    return join(comparison, database, folder, now)


def _preview(chosen: Path, comparison: "Comparison", replace: bool, language: Language) -> list[str]:
    from dlprep.render import words

    present = comparison.present
    damaged = Text(
        zh="损坏，读不了；文件会移到 quarantine/", en="damaged, cannot be read; the file will be moved to quarantine/"
    )
    lines = [
        Text(zh=f"备份 {chosen.name}", en=f"Backup {chosen.name}").say(language),
        f"  {_extent(comparison.backup, language)}",
        Text(zh="现在的日志", en="The log now").say(language),
        f"  {damaged.say(language) if present is None else _extent(present, language)}",
    ]
    if replace:
        newer = Text(zh="备份里没有，会拿走，另存备份", en="not in the backup, will go, kept in one of its own")
        differing = Text(zh="内容不同，会取备份的", en="different in the backup, will be as there")
    else:
        newer = Text(zh="备份里没有，保留", en="not in the backup, will stay")
        differing = Text(zh="内容不同，保留现在的", en="different in the backup, will stay as now")
    missing = Text(zh="会回来", en="will come back")
    found = ((missing, comparison.missing), (newer, comparison.newer), (differing, comparison.differing))
    colon = "：" if language == "zh" else ": "
    lines += [f"{text.say(language)}{colon}{words.lines(len(events), language)}" for text, events in found if events]
    files = comparison.files
    counts = ((missing, files.missing), (newer, files.newer), (differing, files.differing))
    if any(names for _, names in counts):
        lines.append(Text(zh="面试和改过的卡片", en="Interviews and edited cards").say(language))
        lines += [
            f"  {text.say(language)}{colon}{words.files(len(names), language)}" for text, names in counts if names
        ]
    return lines


def _extent(events: "list[Event]", language: Language) -> str:
    """Say how many lines these are, and of which time."""
    from dlprep.render import words

    count = words.lines(len(events), language)
    if not events:
        return count
    first, last = (end(event.at for event in events).wall() for end in (min, max))
    return f"{count}{'，' if language == 'zh' else ', '}{first:%Y-%m-%d %H:%M} – {last:%Y-%m-%d %H:%M}"
