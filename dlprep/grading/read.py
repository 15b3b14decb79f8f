"""Reading a typed answer as a value of its kind; what is unclear is refused, never guessed."""

import re
import unicodedata

from dlprep.grading.answer import (
    AnswerType,
    AnswerValue,
    Count,
    Formula,
    Label,
    Matrix,
    Number,
    Part,
    Parts,
    Shape,
    Vector,
    expects,
)
from dlprep.grading.entries import split
from dlprep.grading.expression import check_length
from dlprep.grading.formula import read_formula
from dlprep.grading.notation import arithmetic, plain
from dlprep.grading.numeric import read_count, read_matrix, read_number, read_shape, read_vector
from dlprep.grading.products import with_signs
from dlprep.grading.unreadable import Unreadable

_LEADING = re.compile(r"^(?:[^\W\d]\w* ?)?(?:=|≈|约等于|约) ?")
_UNIT = re.compile(r"(?<=[\d)\]]) ?(?:px|pixels?|像素|个?参数|params?|parameters?|个|层|layers?|次)$")


def read(text: str, answer_type: AnswerType) -> AnswerValue:
    """Return the value that `text` stands for.

    A value of the right form that cannot be right is still read: 112.5 for a count is simply wrong.

    Raises:
        Unreadable: the form is wrong, or could be meant in two ways; the learner is asked again.
    """
    check_length(text)
    text = plain(text)
    if not text:
        raise Unreadable("还没有输入答案", "nothing was typed")
    match answer_type:
        case Label():
            return _label(text, answer_type)
        case Parts(parts):
            return _parts(text, parts)
    if isinstance(answer_type, Formula):
        names = {name for name, _, _ in answer_type.variables}
        said = arithmetic(text, x_is_times="x" not in names).rpartition("=")[2].strip()
        return read_formula(with_signs(said, names), answer_type)
    text = _UNIT.sub("", _LEADING.sub("", arithmetic(text)))
    match answer_type:
        case Count():
            return read_count(text)
        case Number():
            return read_number(text, answer_type)
        case Shape():
            sides = read_shape(text)
            if not (answer_type.square and len(sides) == 1):
                _check_count(len(sides), answer_type.rank)
            return sides
        case Vector():
            numbers = read_vector(text, answer_type)
            _check_count(len(numbers), answer_type.size)
            return numbers
        case Matrix():
            return read_matrix(text, answer_type)


def _check_count(count: int, told: int | None) -> None:
    """Refuse another number of numbers than the learner is told: that is a slip of the hand, not a wrong answer."""
    if told is not None and count != told:
        are = "is" if told == 1 else "are"
        raise Unreadable(
            f"这里要 {told} 个数，输入了 {count} 个",
            f"{told} number{'' if told == 1 else 's'} {are} wanted here, not {count}",
        )


def _fold(text: str) -> str:
    """Make case, width and blanks not count."""
    return "".join(unicodedata.normalize("NFKC", plain(text)).casefold().split())


def _label(text: str, answer_type: Label) -> str:
    typed = _fold(text)
    spellings = {c.name: {_fold(s) for s in (c.name, c.text.zh, c.text.en, *c.aliases)} for c in answer_type.choices}
    names = [name for name, known in spellings.items() if typed in known]
    if len(names) != 1:
        wanted = expects(answer_type)
        raise Unreadable(f"请输入{wanted.zh}", f"type {wanted.en}")
    return names[0]


def _parts(text: str, parts: tuple[Part, ...]) -> dict[str, AnswerValue]:
    pieces = _named(text, parts) if re.search("[=≈:]", text) else _in_order(text, parts)
    if len(pieces) != len(parts):
        example = "; ".join(f"{part.name} = ..." for part in parts)
        raise Unreadable(f"需要 {len(parts)} 个值：{example}", f"{len(parts)} values are wanted: {example}")
    return {part.name: read(piece, part.type) for part, piece in zip(parts, pieces, strict=True)}


def _named(text: str, parts: tuple[Part, ...]) -> list[str]:
    """Cut "v = 0.2, m = 0.1" at the names; return the pieces in the order of `parts`, or none if names differ."""
    names = [plain(part.name) for part in parts]
    longest_first = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    before, *cut = re.split(rf"(?:^|[,;\s])\s*({longest_first})\s*[=≈:]", text)
    if before or sorted(cut[::2]) != sorted(names):
        return []
    pieces = dict(zip(cut[::2], cut[1::2], strict=True))
    return [pieces[name].strip(" \n,;") for name in names]


def _in_order(text: str, parts: tuple[Part, ...]) -> list[str]:
    """Cut "0.1; 0.2" at semicolons and line breaks, or at commas if no part can have a comma of its own."""
    pieces = [piece for line in split(text, "\n") for piece in split(line, ";")]
    is_plain = all(isinstance(part.type, Count | Number | Label) for part in parts)
    return split(text, ",") if len(pieces) == 1 and is_plain else pieces
