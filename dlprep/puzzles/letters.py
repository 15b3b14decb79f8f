"""Letters as answers: `b`, `a, c`, `C > A > B`, full-width ones too."""

import re

from dlprep.grading.expression import check_length
from dlprep.grading.notation import plain
from dlprep.grading.unreadable import Unreadable

LETTERS = "abcdefgh"
_BETWEEN = re.compile(r"[\s,;.()>→\-]+|和|与|\band\b")


def read_letters(text: str, count: int) -> list[int]:
    """Return the positions that the letters of `text` stand for, in the order typed.

    Raises:
        Unreadable: there is something else in it, a letter beyond the first `count`, or one twice.
    """
    check_length(text)
    known = LETTERS[:count]
    found = _BETWEEN.sub("", plain(text).lower())
    if not found or any(letter not in known for letter in found):
        raise Unreadable(f"请输入字母 {known[0]}-{known[-1]}", f"type letters from {known[0]} to {known[-1]}")
    if len(set(found)) < len(found):
        raise Unreadable("有一个字母出现了两次", "a letter is there twice")
    return [known.index(letter) for letter in found]
