"""What every command needs: where things are, the settings, the store, the bank, the time."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from dlprep.cli.named import there
from dlprep.config import Settings, load_settings
from dlprep.errors import ConfigError, StoreError
from dlprep.locations import Locations, find_locations, shipped_bank
from dlprep.scheduler.days import Instant, local_day
from dlprep.text import LANGUAGES, Language, Text

if TYPE_CHECKING:
    from dlprep.bank.bank import Bank
    from dlprep.store.store import Store


@dataclass
class Context:
    """The options that stand before the command, and what follows from them, each made when first asked for."""

    home: Path | None = None
    banks: Sequence[Path] = ()
    lang: str | None = None

    @cached_property
    def locations(self) -> Locations:
        """The learner's folders."""
        return find_locations(self.home)

    @cached_property
    def settings(self) -> Settings:
        """The learner's settings.

        Raises:
            ConfigError: the file cannot be read, or the home is a file itself.
        """
        data = self.locations.data
        if os.path.isfile(data):  # noqa: PTH113 -- Path.is_file raises where a folder above may not be read
            raise ConfigError(
                Text(zh=f"{data}：是文件，不是文件夹", en=f"{data}: is a file, not a folder"),
                Text(zh="用 --home 换一个文件夹", en="choose another folder with --home"),
            )
        return load_settings(self.locations.config)

    @cached_property
    def bank_folders(self) -> list[Path]:
        """The shipped bank, then the learner's own."""
        own = [there(folder) for folder in self.banks] or [Path(folder) for folder in self.settings.banks]
        return [shipped_bank(), *own]

    def bank(self) -> "Bank":
        """Open the bank."""
        from dlprep.bank.bank import Bank

        return Bank(self.bank_folders, self.locations.bank_index, self.locations.overlay)

    def add_own_problems(self) -> None:
        """Let the learner's own problems join the others. They are code, and run when asked for."""
        if self.settings.problems:
            from dlprep.compute.registry import add_folder

            for folder in self.settings.problems:
                add_folder(Path(folder).expanduser())

    @contextmanager
    def store(self) -> "Iterator[Store]":
        """Open the store. A day's first command that adds to the log leaves a backup behind."""
        from dlprep.store.store import Store

        with Store(self.locations.database) as store:
            before = store.events(last=1)
            try:
                yield store
            finally:  # an interview may be left by Ctrl-C, a review by a signal
                if store.events(last=1) != before:
                    self._back_up_daily()

    def has_lost_log(self, store: "Store") -> bool:
        """Whether the log is empty where there are backups, which only a log that was not empty leaves behind."""
        if store.events(last=1):
            return False
        from dlprep.store.backup import backups

        return bool(backups(self.locations.backups))

    def _back_up_daily(self) -> None:
        """Back up; where that fails, say so, for the command itself has done its work."""
        from dlprep.cli.boundary import report
        from dlprep.store.backup import back_up_daily

        try:
            back_up_daily(self.locations.database, self.locations.backups, datetime.now().astimezone())
        except StoreError as error:
            said = Text(zh=f"没有做成备份：{error.said.zh}", en=f"no backup was made: {error.said.en}")
            report(StoreError(said, error.advice), self.interface_language())

    def today(self) -> date:
        """The learner's day."""
        return local_day(now(), self.settings.rollover_hour)

    def wants_plain(self) -> bool:
        """Whether the screen is set to be plain. Where the settings are broken, the command itself will say so."""
        try:
            return self.settings.plain
        except ConfigError:
            return False

    def languages(self, chosen: str | None) -> tuple[Language, ...]:
        """Return the languages of cards: as `chosen`, else as set, else the locale's. The first is the interface's."""
        lang = chosen or self.lang or self.settings.lang or locale_language()
        if lang == "both":
            return LANGUAGES if locale_language() == "zh" else ("en", "zh")
        return ("zh",) if lang == "zh" else ("en",)

    def interface_language(self) -> Language:
        """Return the language of the interface, the locale's where the settings are broken."""
        try:
            return self.languages(None)[0]
        except ConfigError:
            return locale_language()


def now() -> Instant:
    """Return the time on the learner's clock."""
    moment = datetime.now().astimezone()
    offset = moment.utcoffset()
    assert offset is not None
    return Instant(round(moment.timestamp() * 1000), round(offset.total_seconds() / 60))


def locale_language() -> Language:
    """Return Chinese for a Chinese locale, English for any other."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


def context(ctx: typer.Context) -> Context:
    """Return the context that the options before the command made."""
    found = ctx.find_object(Context)
    assert found is not None
    return found
