"""What cards are made of: texts in both languages, key points, options, gaps, lines of a proof, claims."""

import re
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from dlprep.rules import RuleError
from dlprep.text import Text

if TYPE_CHECKING:
    from dlprep.grading.answer import Formula


def _filled(text: str) -> str:
    if not text.strip():
        raise RuleError(zh="是空的，请写上", en="is empty; write it")
    return text.strip()


def listed_once(values: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse a list that says something twice."""
    if len(set(values)) < len(values):
        raise RuleError(zh="有重复", en="holds something twice")
    return values


Filled = Annotated[str, AfterValidator(_filled)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Slugs = Annotated[tuple[Slug, ...], AfterValidator(listed_once)]
UnitId = Annotated[str, Field(pattern=r"^[0-9a-z][0-9a-z-]*$", max_length=80)]
Words = Annotated[tuple[Filled, ...], Field(min_length=1)]
Variable = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=20)]  # typed text is read in lower case
AsTyped = Annotated[str, BeforeValidator(lambda value: value if isinstance(value, str) else str(value))]

GAP = re.compile(r"\[\[(.+?)\]\]")
"""A gap in the text of a cloze card: what stands between the double brackets is what fills it."""


def in_formula(gap: re.Match[str]) -> bool:
    """Whether a gap that was found in a text stands between dollar signs."""
    return len(re.findall(r"(?<!\\)\$", gap.string[: gap.start()])) % 2 == 1


class Model(BaseModel):
    """Base of everything in a card: frozen, and nothing that is not declared."""

    # Not built before it is needed: a review asks cards of one kind or two.
    model_config = ConfigDict(frozen=True, extra="forbid", str_max_length=20_000, defer_build=True)


class Bilingual(Model):
    """A text in both languages, Markdown with LaTeX between dollar signs. A text alone stands for both."""

    zh: Filled
    en: Filled

    @model_validator(mode="before")
    @classmethod
    def _one_text_for_both(cls, value: Any) -> Any:
        return {"zh": value, "en": value} if isinstance(value, str) else value

    @property
    def text(self) -> Text:
        """The text as the rest of dlprep passes it around."""
        return Text(self.zh, self.en)


class SpokenWords(Model):
    """By which words a point is recognised in a typed answer.

    Each entry is one way to say it: words, separated by spaces, that all stand in one sentence, in any order.
    """

    zh: Words
    en: Words


class Point(Bilingual):
    """Something that an interviewer listens for."""

    weight: int = Field(1, ge=1, le=3, strict=True)
    words: SpokenWords | None = None


class FollowUp(Bilingual):
    """What an interviewer asks next, and the card that answers it where there is one."""

    card: Slug | None = None


class Option(Bilingual):
    """One option of a choice, with the reason why it is right or wrong."""

    right: bool = Field(False, strict=True)
    why: Bilingual | None = None

    @model_validator(mode="after")
    def _reasoned(self) -> "Option":
        if not self.right and self.why is None:
            raise RuleError(
                zh="是错的，却没有说为什么；加上 `why:`，或写 `right: true`",
                en="is wrong and does not say why; add `why:`, or `right: true`",
            )
        return self


class Gap(Model):
    """How what is typed into a gap is compared: as an expression at points of intervals, or with words."""

    formula: Filled | None = Field(None, description="an expression; any equivalent one is right")
    variables: dict[Variable, tuple[float, float]] = Field(default_factory=dict, alias="for")
    accept: tuple[Filled, ...] = Field((), description="every way to type it")

    @model_validator(mode="after")
    def _one_way(self) -> "Gap":
        if (self.formula is None) == (not self.accept):
            raise RuleError(
                zh="要么有 `formula` 和 `for`，要么有 `accept`，不能都有",
                en="has `formula` with `for`, or `accept`, and not both",
            )
        return self

    @property
    def answer_type(self) -> "Formula":
        """How an expression typed into the gap is read and compared."""
        from dlprep.grading.answer import Formula

        return Formula(tuple((name, low, high) for name, (low, high) in self.variables.items()))


class ProofLine(Model):
    """One line of a derivation: what is asked before it is shown, and the line."""

    ask: Bilingual
    show: Bilingual
    weight: int = Field(1, ge=1, le=3, strict=True)


class FormulaClaim(Model):
    """Comparisons between expressions that hold, for variables in closed intervals."""

    formula: Filled
    variables: dict[str, tuple[float, float]] = Field(default_factory=dict, alias="for")


class ProblemClaim(Model):
    """The answer of a computational problem to given parameters, as it would be typed."""

    problem: str
    params: dict[str, Any]
    answer: AsTyped


class ExperimentClaim(Model):
    """A comparison that holds between the figures of an experiment of the bank, `experiments/<name>.py`."""

    experiment: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=80)]
    shows: Filled


Claim = FormulaClaim | ProblemClaim | ExperimentClaim
