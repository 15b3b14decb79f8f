"""Line breaking for Chinese and English mixed: Rich breaks at spaces only, which leaves a Chinese line ragged."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.cells import cell_len

from dlprep.markup.breaks import is_wide

if TYPE_CHECKING:
    from rich.text import Text

GLUE = "\N{NO-BREAK SPACE}"  # shown as a space, never a break

_FULL_WIDTH = {ascii_sign: ascii_sign + 0xFEE0 for ascii_sign in range(0x21, 0x7F)}  # the comma of Chinese, ...


def _both_widths(signs: str) -> frozenset[str]:
    return frozenset(signs + signs.translate(_FULL_WIDTH))


# Signs that never start a line, and signs that never end one (GB/T 15834, section 5.1).
_CLOSING = _both_widths(",.;:?!)]}%") | frozenset("。、】》」』〉〕”’…—·°℃‰")
_OPENING = _both_widths("([{$") | frozenset("【《「『〈〔“‘¥")
# Opening or closing? A straight quote does not say, so it stays with both of its neighbours.
_QUOTES = frozenset("\"'")


def wrap(text: "Text", width: int) -> "list[Text]":
    """Return the lines of `text`, each at most `width` cells, styles kept; a word wider than that is folded."""
    lines = []
    for paragraph in text.split("\n", allow_blank=True):
        for start, end in _lines(paragraph.plain, width):
            line = paragraph[start:end]
            line.plain = line.plain.replace(GLUE, " ")
            lines.append(line)
    return lines


def wrap_plain(line: str, width: int) -> list[str]:
    """Return one line as lines of at most `width` cells, indented as far as it is.

    A word wider than that stays whole: it is a path or the like, and the terminal wraps it so that it can be copied.
    """
    text = line.lstrip(" ")
    indent = min(len(line) - len(text), width // 2)
    return [" " * indent + text[start:end] for start, end in _lines(text, width - indent, folds=False)]


def fold(plain: str, width: int) -> Iterator[tuple[int, int]]:
    """Yield the (start, end) of pieces of at most `width` cells, cut between any two characters."""
    start = 0
    for end in range(len(plain)):
        if end > start and cell_len(plain[start : end + 1]) > width:
            yield start, end
            start = end
    yield start, len(plain)


def _lines(plain: str, width: int, *, folds: bool = True) -> Iterator[tuple[int, int]]:
    start = end = 0
    for word, stop in _words(plain):
        if end > start and cell_len(plain[start:stop]) > width:
            yield start, end
            start = word
        if folds and cell_len(plain[start:stop]) > width:
            *full, (last, _) = fold(plain[start:stop], width)
            yield from ((start + left, start + right) for left, right in full)
            start += last
        end = stop
    yield start, end


def _words(plain: str) -> Iterator[tuple[int, int]]:
    """Yield the (start, end) of everything that stays together, without the spaces at which a line may break."""
    start = 0
    for at in range(1, len(plain)):
        before, after = plain[at - 1], plain[at]
        if before == " " and after != " " and after not in _CLOSING:
            end = len(plain[:at].rstrip(" "))
            if end > start:
                if plain[end - 1] in _OPENING:
                    continue
                yield start, end
            start = at
        elif _breaks(before, after):
            yield start, at
            start = at
    end = len(plain.rstrip(" "))
    if end > start or start == 0:
        yield start, max(end, start)


def _breaks(before: str, after: str) -> bool:
    if " " in (before, after) or not (is_wide(before) or is_wide(after)):
        return False
    return after not in _CLOSING | _QUOTES and before not in _OPENING | _QUOTES
