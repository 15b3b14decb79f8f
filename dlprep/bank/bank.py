"""The cards that a learner can be asked: the shipped bank and the learner's own beside it."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from dlprep.bank.index import Entry, Index
from dlprep.errors import BankError, UsageError
from dlprep.text import Text

if TYPE_CHECKING:
    from dlprep.bank.load import LoadedFile
    from dlprep.bank.loaded import LoadedCard


class Bank:
    """One or several folders of cards. Knows every card's place at once; reads a card's texts when asked for it."""

    def __init__(self, folders: Sequence[Path], cache: Path, overlay: Path | None = None) -> None:
        """Take the banks in `folders`, which may be single files; the first to hold an id wins.

        `cache` is where the index is kept. `overlay` is a folder, which need not exist, whose cards stand in for those
        with their ids in any bank.

        Raises:
            BankError: one is not there.
        """
        self.folders = [folder.expanduser().absolute() for folder in folders]
        for folder in self.folders:
            if not folder.exists():
                raise BankError(
                    Text(zh=f"{folder}：没有这个题库", en=f"{folder}: there is no such folder or file of cards"),
                    Text(zh="检查 --bank 和设置里的 banks", en="check --bank and the configuration"),
                )
        self._cache, self._overlay = cache, overlay
        self._files: dict[str, LoadedFile] = {}

    @cached_property
    def index(self) -> Index:
        """What is known of the cards without their texts."""
        return Index(self.folders, self._cache, self._overlay)

    @property
    def entries(self) -> dict[str, Entry]:
        """The cards by id, in the order in which to learn them."""
        return self.index.entries

    def find(self, card: str) -> Entry | None:
        """Return the entry of the card with this id, if there is one."""
        return self.index.some([card]).get(card)

    def entry(self, card: str) -> Entry:
        """Return the entry of the card with this id.

        Raises:
            UsageError: there is none; names the nearest.
        """
        found = self.find(card)
        if found is None and self.index.mended():
            found = self.find(card)
        if found is None:
            from difflib import get_close_matches

            near = get_close_matches(card, self.entries, n=3)
            names = ", ".join(near)
            raise UsageError(
                Text(zh=f"没有卡片 {card!r}", en=f"there is no card {card!r}"),
                Text(zh=f"是不是 {names}？", en=f"did you mean {names}?") if near else "",
            )
        return found

    def load(self, card: str) -> "LoadedCard":
        """Return the card with this id as its file has it now.

        Raises:
            UsageError: there is no such card.
            BankError: the card was taken out of its file, or can no longer be read, since the index was made.
        """
        from dlprep.bank.loaded import load_kept

        entry = self.entry(card)
        if (kept := self.index.card(entry)) and (loaded := load_kept(Path(entry.path), *kept)):
            return loaded
        from dlprep.bank.load import load_file

        if entry.path not in self._files:
            self._files[entry.path] = load_file(Path(entry.path))
        for loaded in self._files[entry.path].cards:
            if loaded.card.id == card:
                return loaded
        raise BankError(
            Text(zh=f"卡片 {card!r} 已经读不了", en=f"the card {card!r} cannot be read any more").at(entry.path),
            Text(zh="运行 `dlprep bank check` 看看", en="run `dlprep bank check`"),
        )

    def refresh(self) -> None:
        """Look at the files anew when next asked: one was edited, or came, or went."""
        self._files.clear()
        self.__dict__.pop("index", None)

    def topic_title(self, topic: str) -> Text:
        """Return the title of a topic; its folder's name where it has none."""
        zh, en = self.index.titles.get(topic, (topic, topic))
        return Text(zh, en)
