"""A learner's versions of shipped cards: a folder in which each file holds one card and stands in for the shipped one.

A file a card: one that is broken hides no other, and taking a version away is taking its file away. The shipped bank is
never written to, so that an update replaces it whole.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from dlprep.errors import BankError, trouble
from dlprep.files import write_whole
from dlprep.text import Text

if TYPE_CHECKING:  # reading cards takes pydantic, which a sync has no time for
    from dlprep.bank.load import Finding
    from dlprep.bank.loaded import LoadedCard

REVERTED = ".reverted"


def overlay_file(folder: Path, card: str) -> Path:
    """Return where the learner's version of the card is, or would be."""
    return folder / f"{card}.yaml"


def copy_card(loaded: "LoadedCard", folder: Path) -> Path:
    """Copy a card into the overlay in `folder`, unless it is there already; return the copy.

    Raises:
        BankError: the copy cannot be written.
    """
    path = overlay_file(folder, loaded.card.id)
    if not path.exists():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            write_whole(path, _source(loaded))
        except OSError as error:
            why = trouble(error)
            raise BankError(
                Text(zh=f"不能写入：{why.zh}", en=f"cannot be written: {why.en}").at(path),
                Text(zh="用 --home 换一个文件夹", en="choose another folder with --home"),
            ) from None
    return path


def revert(folder: Path, card: str) -> Path | None:
    """Take the learner's version of a card away; return where its text is kept, or None if there is none.

    Raises:
        BankError: the file cannot be moved.
    """
    path = overlay_file(folder, card)
    if not path.exists():
        return None
    kept = path.with_name(path.name + REVERTED)
    try:
        path.touch()  # its time is that of the last change: by it a sync tells which of two machines came later
        return path.replace(kept)
    except OSError as error:
        why = trouble(error)
        raise BankError(
            Text(zh=f"移不走：{why.zh}", en=f"cannot be moved: {why.en}").at(path),
            Text(zh="请自己移走", en="take it away yourself"),
        ) from None


def findings_of(card: str, path: Path, bank: Path, shipped: Path) -> "list[Finding]":
    """Return what the check of the bank in `bank` says of a card in its file at `path`, and of the file as a whole.

    Where the card cannot be read from the file, everything said of the file is returned, and that.
    """
    from dlprep.bank.check import check_banks
    from dlprep.bank.load import Finding, load_file

    found = [finding for finding in check_banks([bank], shipped)[1] if finding.path == path]
    if any(loaded.card.id == card for loaded in load_file(path).cards):
        return [finding for finding in found if finding.card in (card, "")]
    gone = Text(
        zh=f"文件里没有这张卡片了；它的 id 必须还是 {card}",
        en=f"the card is gone from this file; it must keep its id, {card}",
    )
    return found or [Finding(path, 1, card, gone)]


def _source(loaded: "LoadedCard") -> str:
    """Return the lines of the card's file that are the card's: what a person wrote stays as it was written.

    A card that does not begin with a line of its own is written out anew.
    """
    from dlprep.bank.document import read_source
    from dlprep.bank.dump import dump

    text, _ = read_source(loaded.path)
    lines = text.splitlines(keepends=True)[loaded.line - 1 :]
    if not lines or not lines[0].startswith("- "):
        return dump([loaded.card.model_dump(mode="json", by_alias=True, exclude_unset=True)])
    end = next((i for i, line in enumerate(lines[1:], start=1) if line.startswith("- ")), len(lines))
    while lines[end - 1].startswith("#") or not lines[end - 1].strip():
        end -= 1  # what stands between two cards belongs to the next
    return "".join(lines[:end])
