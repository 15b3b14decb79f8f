"""The cards of the bank, as frozen models: what a YAML file may say."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, model_validator

from dlprep.compute.levels import Level
from dlprep.text import Text


def _filled(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty; write it")
    return text.strip()


def _listed_once(values: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(values)) < len(values):
        raise ValueError("holds something twice")
    return values


Filled = Annotated[str, AfterValidator(_filled)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Slugs = Annotated[tuple[Slug, ...], AfterValidator(_listed_once)]
UnitId = Annotated[str, Field(pattern=r"^[0-9a-z][0-9a-z-]*$", max_length=80)]
MAX_POINTS = 6


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_max_length=20_000)


class Bilingual(_Model):
    """A text in both languages, Markdown with LaTeX between dollar signs."""

    zh: Filled
    en: Filled

    @property
    def text(self) -> Text:
        """The text as the rest of dlprep passes it around."""
        return Text(self.zh, self.en)


class Point(Bilingual):
    """Something that an interviewer listens for."""

    weight: int = Field(1, ge=1, le=3, strict=True)


class FormulaClaim(_Model):
    """Comparisons between expressions that hold, for variables in closed intervals."""

    formula: Filled
    variables: dict[str, tuple[float, float]] = Field(default_factory=dict, alias="for")


class ProblemClaim(_Model):
    """The answer of a computational problem to given parameters, as it would be typed."""

    problem: str
    params: dict[str, Any]
    answer: Annotated[str, BeforeValidator(lambda value: value if isinstance(value, str) else str(value))]


class _Card(_Model):
    id: Slug = Field(description="permanent, independent of the text, never used again")
    level: Level
    sources: Annotated[tuple[UnitId, ...], AfterValidator(_listed_once)] = ()
    tags: Slugs = ()
    correction: Bilingual | None = Field(None, description="what the document gets wrong, and what is right")
    pitfalls: tuple[Bilingual, ...] = ()
    follow_ups: tuple[Bilingual, ...] = ()
    references: tuple[Filled, ...] = ()
    claims: tuple[FormulaClaim | ProblemClaim, ...] = ()


class RecallCard(_Card):
    """A question that is answered aloud or in the head."""

    kind: Literal["recall"]
    question: Bilingual
    answer: Bilingual
    points: tuple[Point, ...] = Field(min_length=2, max_length=MAX_POINTS)


class ComputeCard(_Card):
    """A computational problem, asked with fresh numbers each time."""

    kind: Literal["compute"]
    problem: str = Field(description="name of a computational problem")
    fix: dict[str, Any] = Field(default_factory=dict, description="parameters with a fixed value")
    choose: dict[str, Annotated[list[Any], Field(min_length=1)]] = Field(
        default_factory=dict, description="parameters drawn from a list"
    )

    @model_validator(mode="after")
    def _fixed_or_chosen(self) -> "ComputeCard":
        if both := sorted(set(self.fix) & set(self.choose)):
            raise ValueError(f"{both[0]} is both in fix and in choose; keep one")
        return self


Card = Annotated[RecallCard | ComputeCard, Field(discriminator="kind")]
CARD: TypeAdapter[RecallCard | ComputeCard] = TypeAdapter(Card)
CARD_FILE: TypeAdapter[list[RecallCard | ComputeCard]] = TypeAdapter(list[Card])
AnyCard = RecallCard | ComputeCard


def card_schema() -> dict[str, Any]:
    """Return the JSON Schema of a file of cards, for editors."""
    schema = CARD_FILE.json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "dlprep cards", **schema}
