"""What `dlprep doctor --repair` mends, one thing after the other. A damaged file goes to the quarantine; the best that
is known of it takes its place. What is derived is made anew. Where all is well, nothing happens.

Of an edited card only what is no text at all is taken away: a slip in one is the learner's to mend, with `dlprep edit`.
"""

import json
import shutil
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from dlprep.config import load_settings
from dlprep.errors import ConfigError, DlprepError, trouble
from dlprep.files import in_use, write_whole
from dlprep.interview.notebook import FOLDER, InterviewError, interview_files, read_record, readable_part
from dlprep.locations import Locations
from dlprep.store.archive import Files
from dlprep.store.backup import newest_files
from dlprep.store.event import Line
from dlprep.store.quarantine import keep, move
from dlprep.store.repair import Repaired, Source, repair
from dlprep.store.store import Store
from dlprep.sync.folder import Found, read_folder
from dlprep.sync.machine import FILE, known_id
from dlprep.text import Text

UNREADABLE = Text(zh="有读不了的行", en="has lines that cannot be read")
NO_TEXT = Text(zh="不是文本", en="is no text")
NO_JSON = Text(zh="不是 JSON", en="is no JSON")


@dataclass(frozen=True, slots=True)
class Mend:
    """One thing that was mended, or could not be.

    Attributes:
        name: what it is: config, machine, database, states, interviews, cards or cache.
        said: what was wrong, what was saved and where the damaged file is.
        facts: the same for programs.
    """

    name: str
    said: Text
    advice: Text | None = None
    done: bool = True
    facts: Mapping[str, Any] = field(default_factory=dict)


def mend_all(places: Locations, cards: Callable[[], Any], now: datetime) -> list[Mend]:
    """Mend whatever needs it; return what was done. One thing that cannot be mended does not keep the others from it.

    `cards` reads the index of the bank, by way of the cache.
    """
    quarantine = places.quarantine
    parts: dict[str, Callable[[], Iterator[Mend]]] = {
        "config": lambda: _config(places.config, quarantine, now),
        "machine": lambda: _machine(places.data / FILE, quarantine, now),
        "database": lambda: _log(places, now),
        "interviews": lambda: _interviews(places, now),
        "cards": lambda: _cards(places, now),
        "cache": lambda: _cache(places.cache, cards),
    }
    done: list[Mend] = []
    for name, part in parts.items():
        try:
            done.extend(part())
        except DlprepError as error:
            done.append(Mend(name, error.said, error.advice if error.hint else None, done=False))
        except OSError as error:
            done.append(Mend(name, trouble(error, named=True), done=False))
    return done


def _config(path: Path, quarantine: Path, now: datetime) -> Iterator[Mend]:
    """Keep of a settings file that is no TOML the lines that are some; of two that set the same, the last."""
    try:
        content = path.read_bytes()
        tomllib.loads(content.decode("utf-8-sig"))
    except FileNotFoundError:
        return
    except (ValueError, RecursionError):
        saved = _settings(content.decode("utf-8-sig", errors="replace"))
        kept = keep(path, quarantine, now)
        write_whole(path, "".join(f"{line}\n" for line in saved))
        yield _mended("config", path, Text(zh="不是 TOML", en="is no TOML"), len(saved), kept)


def _settings(text: str) -> list[str]:
    saved: dict[str, str] = {}
    for line in text.splitlines():
        with suppress(ValueError, RecursionError):
            for name, value in tomllib.loads(line).items():
                if not isinstance(value, dict):  # no setting is a table, and what follows would be in it
                    saved[name] = line
    return [*saved.values()]


def _machine(path: Path, quarantine: Path, now: datetime) -> Iterator[Mend]:
    if is_json(path):
        return
    kept = move(path, quarantine, now)
    said = Text(
        zh=f"{path.name}：{NO_JSON.zh}；下次同步会起新的名字；原文件 {kept}",
        en=f"{path.name}: {NO_JSON.en}; the next sync makes a new name; the file is {kept}",
    )
    yield Mend("machine", said, facts={"kept": str(kept)})


def is_json(path: Path) -> bool:
    """Whether the file at `path` is a JSON object, or not there."""
    try:
        return isinstance(json.loads(path.read_bytes()), dict)
    except FileNotFoundError:
        return True
    except (ValueError, RecursionError):
        return False


def _log(places: Locations, now: datetime) -> Iterator[Mend]:
    done = repair(places.database, places.quarantine, places.backups, now, lambda: _shared(places))
    if done is not None:
        yield Mend("database", _said(places.database, done), facts=_facts(done))
    yield from _states(places.database)


def _shared(places: Locations) -> Iterator[Source]:
    """Yield what the shared folder has: of this machine's own files, and of the others'."""
    with suppress(ConfigError, OSError):
        if shared := load_settings(places.config).sync:
            folder, machine = Path(shared).expanduser(), known_id(places.data)
            own = read_folder(folder, machine) if machine else Found()
            yield Source(
                Text(zh="共享文件夹", en="the shared folder"), [Line(None, e, False) for e in own.events.values()]
            )
            rest = [Line(None, e, True) for e in read_folder(folder).events.values() if e.id not in own.events]
            yield Source(Text(zh="其他机器", en="other machines"), rest, trusted=False)


def _said(database: Path, done: Repaired) -> Text:
    total = sum(count for _, count in done.saved)
    zh = "，".join(f"{name.zh} {count:,} 条" for name, count in done.saved) or "没有"
    en = ", ".join(f"{count:,} from {name.en}" for name, count in done.saved) or "none"
    return Text(
        zh=f"{database.name}：{done.wrong.zh}；救回 {total:,} 条（{zh}），"
        f"已知丢失 {done.lost:,} 条；原文件 {done.kept}",
        en=f"{database.name}: {done.wrong.en}; {total:,} lines saved ({en}), {done.lost:,} known to be lost;"
        f" the damaged file is {done.kept}",
    )


def _facts(done: Repaired) -> dict[str, Any]:
    return {
        "wrong": done.wrong.en,
        "saved": sum(count for _, count in done.saved),
        "from": {name.en: count for name, count in done.saved},
        "lost": done.lost,
        "kept": str(done.kept),
    }


def _states(database: Path) -> Iterator[Mend]:
    if not database.exists():
        return
    with Store(database) as store:
        if not (differing := store.differing()):
            return
        store.rebuild()
    count = len(differing)
    said = Text(
        zh=f"{count} 张卡片的状态与日志不符，已按日志重算",
        en=f"the states of {count} card{'' if count == 1 else 's'} were not what the log says; computed anew",
    )
    yield Mend("states", said, facts={"cards": count})


def _interviews(places: Locations, now: datetime) -> Iterator[Mend]:
    """Keep of the file of an interview the lines that can be read, or a backup's where it has more."""
    backup: Files | None = None
    for path in interview_files(places.data / FOLDER):
        try:
            read_record(path)
        except InterviewError:
            if in_use(path):
                continue
            backup = newest_files(places.backups) if backup is None else backup
            other = backup.get(f"{FOLDER}/{path.name}")
            best = max(readable_part(path.read_bytes()), readable_part(other.content if other else b""), key=len)
            kept = keep(path, places.quarantine, now)
            if best:
                write_whole(path, b"".join(best))
            else:
                path.unlink()
            yield _mended("interviews", path, UNREADABLE, len(best), kept)


def _cards(places: Locations, now: datetime) -> Iterator[Mend]:
    """Take edited cards away that are no text; the last version of a backup takes their place."""
    backup: Files | None = None
    for path in sorted(places.overlay.glob("*.yaml")):
        if is_text(path):
            continue
        backup = newest_files(places.backups) if backup is None else backup
        other = backup.get(f"{places.overlay.name}/{path.name}")
        saved = other.content if other else b""
        kept = keep(path, places.quarantine, now)
        if saved and saved != path.read_bytes():
            write_whole(path, saved)
        else:
            path.unlink()
        yield _mended("cards", path, NO_TEXT, len(saved.splitlines()), kept)


def is_text(path: Path) -> bool:
    """Whether a file of cards is text, right or wrong."""
    try:
        return "\0" not in path.read_bytes().decode()
    except UnicodeDecodeError:
        return False


def _cache(cache: Path, cards: Callable[[], Any]) -> Iterator[Mend]:
    """Make what is in the cache anew; say so where the index of the bank was not what the bank says."""
    before = cards()
    shutil.rmtree(cache, ignore_errors=True)
    if cards() != before:
        yield Mend("cache", Text(zh="题库索引与题库不符，已重建", en="the index of the bank was wrong; made anew"))


def _mended(name: str, path: Path, wrong: Text, saved: int, kept: Path) -> Mend:
    lines = f"{saved:,} line{'' if saved == 1 else 's'}"
    return Mend(
        name,
        Text(
            zh=f"{path.name}：{wrong.zh}；救回 {saved:,} 行；原文件 {kept}",
            en=f"{path.name}: {wrong.en}; {lines} saved; the damaged file is {kept}",
        ),
        facts={"file": path.name, "saved": saved, "kept": str(kept)},
    )
