"""Typed answers through the reader and the grader: every kind of answer, puzzle and problem."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

from dlprep.bank.card import any_card
from dlprep.bank.document import read_text
from dlprep.compute.grade import grade
from dlprep.compute.instance import draw
from dlprep.compute.registry import find_problem, problem_families
from dlprep.grading.answer import (
    AnswerType,
    AnswerValue,
    Choice,
    Count,
    Formula,
    Label,
    Matrix,
    Number,
    Part,
    Parts,
    Shape,
    Vector,
    format_answer,
)
from dlprep.grading.compare import compare
from dlprep.grading.grade import Grade
from dlprep.grading.read import read
from dlprep.grading.unreadable import Unreadable
from dlprep.markup.safe import printable
from dlprep.puzzles.ask import puzzle_of
from dlprep.text import Text
from tests.banks import choice_card, cloze_card, order_card
from tests.fuzz.campaign import Broken, Campaign
from tests.fuzz.mutate import as_text, mutate

TYPED = [
    text.encode()
    for text in (
        *(
            "112",
            "1,000,000",
            "3x224x224",
            "（3，224，224）",
            "[64, 112, 112]",
            "7 % 3",
            "12.5%",
            "2²⁰",
            "3×10⁻³",
            "½",
            "1e-3",
        ),
        *(
            "0.1, 0.9",
            "1 2; 3 4",
            "[[1, 2], [3, 4]]",
            "1 -2",
            "1 - 2",
            "√(2／3)",
            "-√2/2",
            "e^-2",
            "log₂(8)",
            "inf",
            "-∞",
        ),
        *("m = 0.1; v = 0.2", "w: 1 2 3, b: 4", "overflow", "Leaky ReLU", "溢出", "b*v + (1-b)*g", "2x(1-x)", "1/2x"),
        *("sigmoid(x)*(1-sigmoid(x))", "max(0, x)", "ac", "C > A > B", "a 和 c", "(1-b1**t); momentum", "约等于0.3 px"),
        *(
            "sqrt(",
            "((((1))))",
            "1//0",
            "0/0",
            "1**1**1",
            "9**9**9**9",
            "gamma(171)",
            "--1",
            "1..2",
            "nan",
            "负无穷大",
            "",
        ),
    )
]
WORDS = [
    word.encode()
    for word in (
        *"+-*/%^,;:=()[]<>≈√∞π×·÷，；。（）【】、_.!~|&@#",
        *(
            "**",
            "//",
            "e",
            "pi",
            "inf",
            "nan",
            "x",
            "b",
            "v",
            "t",
            "sqrt",
            "exp",
            "log",
            "max",
            "min",
            "gamma",
            "cosh",
            "ln",
        ),
        *(
            "and",
            "和",
            "个参数",
            "px",
            "约",
            "无穷",
            "m =",
            "v=",
            "w:",
            "lambda x: x",
            "__import__('os')",
            "1 if 1 else 2",
        ),
        *(" " * 50, "\n" * 20, "1" * 41, "²" * 30, "√" * 40, "1," * 900, "x" * 60, "(" * 51, "-" * 80, "1e-99", "e9"),
    )
]
_LABEL = Label(
    (Choice("overflow", Text("溢出", "it overflows"), ("无穷",)), Choice("leaky_relu", Text("带泄漏", "Leaky ReLU")))
)
_KINDS: tuple[tuple[AnswerValue, AnswerType], ...] = (
    (112, Count()),
    (10**30, Count()),
    (0.125, Number()),
    (float("inf"), Number(special=True)),
    ((0.1, 0.9), Vector(atol=0.01)),
    (((1.0, 2.0), (3.0, 4.0)), Matrix()),
    ((3, 224, 224), Shape(3)),
    ((112, 112), Shape(square=True)),
    ("overflow", _LABEL),
    ("x*(1-x)", Formula((("x", -3, 3),))),
    ("b*v+(1-b)*g", Formula((("b", 0.1, 0.9), ("v", -2, 2), ("g", -2, 2)))),
    ("max(0, z)", Formula((("z", -1e300, 1e300),))),
    (
        {"m": 0.1, "v": (0.2, 0.3), "s": (3, 3), "l": "overflow", "n": 7},
        Parts(
            (
                Part("m", Text("一", "one"), Number()),
                Part("v", Text("二", "two"), Vector()),
                Part("s", Text("三", "three"), Shape()),
                Part("l", Text("四", "four"), _LABEL),
                Part("n", Text("五", "five"), Count()),
            )
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, and to which of the campaign's questions."""

    question: int
    text: str


class Answers(Campaign[Typed]):
    """Answers to a question of each kind, to each puzzle, and to an instance of each problem."""

    share = 40_000

    def __init__(self, scratch: Path) -> None:
        """Make the questions, each with its right answer as it would be typed."""
        super().__init__(scratch)
        self.questions: list[tuple[Callable[[str], Grade], bytes]] = []
        for expected, kind in _KINDS:
            self.questions.append((partial(_grade, expected, kind), format_answer(expected, kind).encode()))
        bank = choice_card("one") + choice_card("two", two_right=True) + cloze_card("gaps") + order_card("order")
        for card in map(any_card().validate_python, read_text(bank).value):
            puzzle = puzzle_of(card, Random(1))
            assert puzzle is not None
            self.questions += [(puzzle.grade, puzzle.solution().encode())] * 3
        for name in problem_families():
            instance = draw(find_problem(name), 1, "basic")
            answer = instance.problem.reference(instance.params)
            self.questions.append(
                (partial(grade, instance, answer), format_answer(answer, instance.answer_type).encode())
            )
        self.seeds = [*TYPED, *(right for _, right in self.questions)]

    def make(self, rng: Random) -> Typed:
        """Damage the right answer or another one, or put one together of words."""
        question, way = rng.randrange(len(self.questions)), rng.random()
        if way < 0.2:
            data = b"".join(rng.choices(WORDS, k=rng.choice((1, 2, 4, 8, 30))))
        else:
            right = self.questions[question][1]
            data = mutate(rng, right if way < 0.8 else rng.choice(self.seeds), self.seeds, WORDS)
        return Typed(question, as_text(rng, data))

    def read(self, made: Typed) -> bool:
        """Grade it; what is said about it is safe to show."""
        found = self.questions[made.question][0](made.text)
        said = found.message or Text("", "")
        if printable(said.zh + said.en) != said.zh + said.en:
            raise Broken(f"says {said.en!r}")
        if (found.given is None) != (found.verdict == "unreadable"):
            raise Broken(f"{found.verdict} of {found.given!r}")
        return found.verdict != "unreadable"


def _grade(expected: AnswerValue, kind: AnswerType, text: str) -> Grade:
    try:
        given = read(text, kind)
    except Unreadable as error:
        return Grade("unreadable", message=error.message)
    found = compare(expected, given, kind)
    return Grade(found.outcome, given, found.right, message=found.note)
