"""Whether the cards are in our own words: no long run of them stands in somebody's text."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from dlprep.bank.checks import cards_of, finding
from dlprep.bank.load import Finding, LoadedFile
from dlprep.errors import BankError, trouble
from dlprep.text import Text

CHARACTERS = 24
WORDS = 8
_HAN = re.compile(r"[\u4e00-\u9fff]")
_WORD = re.compile(r"[a-z0-9']+")


def borrowed_words(files: list[LoadedFile], folder: Path) -> Iterator[Finding]:
    """Report each text that shares 24 Chinese characters or 8 English words in a row with a text file in `folder`.

    Punctuation, blanks and case do not count.

    Raises:
        BankError: the folder is not there, holds no text file, or one that is not UTF-8.
    """
    theirs: set[str] = set()
    for path in _text_files(folder):
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            why = trouble(error)
            raise BankError(Text(zh=f"读不了：{why.zh}", en=f"cannot be read: {why.en}").at(path)) from None
        theirs |= set(_runs(text))
    for file, entry in cards_of(files):
        for place, text in entry.texts:
            for run in _first_of_each(run for run in _runs(text) if run in theirs):
                message = Text(
                    zh=f"与 {folder.name} 里的文字相同：{run!r}；用自己的话说",
                    en=f"stands in a text of {folder.name}: {run!r}; say it in your own words",
                )
                yield finding(file, entry, place, message)


def _text_files(folder: Path) -> list[Path]:
    found = [path for path in sorted(folder.rglob("*")) if path.suffix in (".txt", ".md")]
    if not found:
        raise BankError(
            Text(zh="没有可以比较的文字", en="there is no text to compare with").at(folder),
            Text(zh="给一个有 .txt 或 .md 文件的文件夹", en="name a folder with .txt or .md files"),
        )
    return found


def _runs(text: str) -> Iterator[str]:
    """Yield every run of the length that counts, in both scripts."""
    characters = "".join(_HAN.findall(text))
    for start in range(len(characters) - CHARACTERS + 1):
        yield characters[start : start + CHARACTERS]
    words = _WORD.findall(text.lower())
    for start in range(len(words) - WORDS + 1):
        yield " ".join(words[start : start + WORDS])


def _first_of_each(runs: Iterator[str]) -> Iterator[str]:
    """Of runs that overlap, which are one borrowed sentence, give the first."""
    found = list(runs)
    yield from found[:1]
    yield from (later for earlier, later in pairwise(found) if later[:4] not in earlier)
