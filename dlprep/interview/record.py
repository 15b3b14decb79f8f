"""What is kept of an interview: its lines, one JSON object each, and what they add up to."""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from dlprep.compute.levels import Level
from dlprep.rules import RuleError, broken
from dlprep.text import Text

Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False), AfterValidator(lambda value: round(value, 3))]
Quality = Annotated[int, Field(ge=0, le=5)]


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Words(_Line):
    """A text in both languages, as a line holds it."""

    zh: str
    en: str

    @property
    def text(self) -> Text:
        """The text as the rest of dlprep passes it around."""
        return Text(self.zh, self.en)


class Begin(_Line):
    """The first line: what the interview is to be, and the cards that it plans to ask."""

    type: Literal["begin"] = "begin"
    version: Literal[1] = 1
    id: str
    at: str = Field(description="the learner's wall-clock time with its offset")
    minutes: float = Field(gt=0)
    role: str = "general"
    topics: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    seed: int
    plan: tuple[str, ...]


class Ask(_Line):
    """A question is about to be shown. `used` is the interview's clock; `follows` the card whose follow-up it is."""

    type: Literal["ask"] = "ask"
    card: str
    topic: str
    level: Level
    kind: str
    seed: int
    used: Seconds
    follows: str | None = None
    words: Words | None = None


class Answer(_Line):
    """A typed answer, or what was added to it; "" was said aloud. `matched` are the points found in it."""

    type: Literal["answer"] = "answer"
    text: str
    matched: tuple[int, ...] = ()
    seconds: Seconds = Field(description="it took, without what is shown afterwards")
    used: Seconds
    late: bool = Field(False, description="whether the question's time limit ended it")


class Why(_Line):
    """The interviewer asked for more, since this point is missing."""

    type: Literal["why"] = "why"
    point: int
    used: Seconds


class Missed(_Line):
    """A point that was not said."""

    point: int
    weight: int
    words: Words


class Score(_Line):
    """The learner has confirmed what was said, or the answer was graded.

    `got` of `of`: by the weights of points. A quality of None is a question that could not be graded.
    """

    type: Literal["score"] = "score"
    at_ms: int
    offset: int
    day: str
    ticked: tuple[int, ...] = ()
    missed: tuple[Missed, ...] = ()
    got: Annotated[float, Field(ge=0)]
    of: Annotated[float, Field(ge=0)]
    quality: Quality | None = None
    verdict: str | None = None
    slip: str | None = None
    detail: dict[str, Any] = Field(default_factory=dict, description="numbers or shuffle, as the review log has them")
    used: Seconds


class End(_Line):
    """The interview is over: time was up, no question was left, or the learner ended it."""

    type: Literal["end"] = "end"
    reason: Literal["time", "questions", "quit"]
    used: Seconds


Line: TypeAlias = Begin | Ask | Answer | Why | Score | End
_LINE: TypeAdapter[Line] = TypeAdapter(Annotated[Line, Field(discriminator="type")])


def read_line(text: str) -> Line:
    """Return the line that `text` holds.

    Raises:
        RuleError: it holds none; says why.
    """
    try:
        return _LINE.validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        said = broken(first).at(place) if place else broken(first)
        raise RuleError(zh=said.zh, en=said.en) from None


def write_line(line: Line) -> str:
    """Return the line as JSON, without a line break."""
    return line.model_dump_json(exclude_none=True)


class Question:
    """One question of an interview, as far as it has come."""

    def __init__(self, number: int, ask: Ask) -> None:
        self.number, self.ask = number, ask
        self.answers: list[Answer] = []
        self.why: int | None = None
        self.owes_more = False  # asked why, and nothing said to that yet
        self.score: Score | None = None

    @property
    def seconds(self) -> float:
        """How long the answer took, with what was added to it."""
        return sum(answer.seconds for answer in self.answers)

    @property
    def text(self) -> str:
        """What was typed."""
        return "\n".join(answer.text for answer in self.answers if answer.text)

    @property
    def matched(self) -> set[int]:
        """The points found in what was typed."""
        return {point for answer in self.answers for point in answer.matched}


class Record:
    """What the lines of an interview add up to."""

    def __init__(self, begin: Begin) -> None:
        self.begin = begin
        self.questions: list[Question] = []
        self.end: End | None = None
        self.used = 0.0

    def add(self, line: Line) -> None:
        """Take in the next line.

        Raises:
            RuleError: it cannot come here.
        """
        if isinstance(line, Begin) or self.end is not None:
            raise RuleError(zh="在结束之后又开始或继续", en="begins or goes on after the end")
        if isinstance(line, Ask):
            self.questions.append(Question(len(self.questions) + 1, line))
        elif isinstance(line, End):
            self.end = line
        elif self.open is None:
            raise RuleError(zh="不属于任何一题", en="belongs to no question")
        elif isinstance(line, Answer):
            self.open.answers.append(line)
            self.open.owes_more = False
        elif isinstance(line, Why):
            self.open.why, self.open.owes_more = line.point, True
        else:
            self.open.score = line
        self.used = max(self.used, line.used)

    @property
    def open(self) -> Question | None:
        """The question that was asked and has no score yet."""
        return self.questions[-1] if self.questions and self.questions[-1].score is None else None

    @property
    def scored(self) -> list[Question]:
        """The questions that have a score."""
        return [question for question in self.questions if question.score is not None]

    @property
    def cards(self) -> set[str]:
        """The cards that were asked."""
        return {question.ask.card for question in self.questions}
