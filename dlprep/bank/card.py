"""The cards of the bank, as frozen models: what a YAML file may say."""

from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, Field, TypeAdapter, model_validator

from dlprep.bank.parts import (
    GAP,
    Bilingual,
    Claim,
    Filled,
    FollowUp,
    Gap,
    Model,
    Option,
    Point,
    ProofLine,
    Slug,
    Slugs,
    UnitId,
    listed_once,
)
from dlprep.compute.levels import Level
from dlprep.rules import RuleError

if TYPE_CHECKING:
    from dlprep.bank.document import Place

MAX_POINTS = 6
MAX_GAPS = 5


class _Card(Model):
    id: Slug = Field(description="permanent, independent of the text, never used again")
    level: Level
    sources: Annotated[tuple[UnitId, ...], AfterValidator(listed_once)] = ()
    tags: Slugs = ()
    correction: Bilingual | None = Field(None, description="what the document gets wrong, and what is right")
    pitfalls: tuple[Bilingual, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    references: tuple[Filled, ...] = ()
    figure: str = Field("", description="name of the figure that is shown with the answer (`dlprep figure` lists them)")
    claims: tuple[Claim, ...] = ()


class _Written(_Card):
    """A card whose question and answer are written out."""

    question: Bilingual
    answer: Bilingual
    details: Bilingual | None = Field(None, description="for the one who wants more: derivation, numbers")


class RecallCard(_Written):
    """A question that is answered aloud or in the head."""

    kind: Literal["recall"]
    points: tuple[Point, ...] = Field((), max_length=MAX_POINTS)


class ChoiceCard(_Written):
    """A question with options, shuffled when asked; those that are right are to be named."""

    kind: Literal["choice"]
    options: tuple[Option, ...] = Field(min_length=2, max_length=6)

    @model_validator(mode="after")
    def _right_and_wrong(self) -> "ChoiceCard":
        if all(option.right for option in self.options) or not any(option.right for option in self.options):
            raise RuleError(
                zh="options：至少要有一个写 `right: true`，一个不写",
                en="options: needs at least one with `right: true` and one without",
            )
        return self


class ClozeCard(_Written):
    """A text or formula with gaps, each marked `[[what fills it]]`, to be typed in."""

    kind: Literal["cloze"]
    text: Bilingual
    gaps: tuple[Gap, ...] = Field(min_length=1, max_length=MAX_GAPS)

    @model_validator(mode="after")
    def _gaps_of_the_text(self) -> "ClozeCard":
        for language, text in (("zh", self.text.zh), ("en", self.text.en)):
            if (marked := len(GAP.findall(text))) != len(self.gaps):
                raise RuleError(
                    zh=f"text.{language}：标了 {marked} 个空 [[...]]，而 `gaps` 有 {len(self.gaps)} 个",
                    en=f"text.{language}: marks {marked} gaps [[...]], and `gaps` has {len(self.gaps)}",
                )
        return self


class OrderCard(_Written):
    """Steps, shuffled when asked, to be put into the order in which they are written here."""

    kind: Literal["order"]
    steps: tuple[Bilingual, ...] = Field(min_length=3, max_length=8)


class DeriveCard(_Written):
    """A derivation shown line by line, each line asked for before it is shown."""

    kind: Literal["derive"]
    lines: tuple[ProofLine, ...] = Field(min_length=2, max_length=10)


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
            raise RuleError(
                zh=f"{both[0]} 既在 fix 里又在 choose 里，只留一个",
                en=f"{both[0]} is both in fix and in choose; keep one",
            )
        return self


WrittenCard: TypeAlias = RecallCard | ChoiceCard | ClozeCard | OrderCard | DeriveCard
AnyCard: TypeAlias = WrittenCard | ComputeCard
CLASSES: dict[str, type[AnyCard]] = {
    "recall": RecallCard,
    "choice": ChoiceCard,
    "cloze": ClozeCard,
    "order": OrderCard,
    "derive": DeriveCard,
    "compute": ComputeCard,
}
KINDS = tuple(CLASSES)

_Tagged = Annotated[AnyCard, Field(discriminator="kind")]


def pairs_of(model: BaseModel, place: "Place" = ()) -> "list[tuple[Place, Bilingual]]":
    """Return every text of a card in its two languages, with its place in the card."""
    found: list[tuple[Place, Bilingual]] = []
    for name, value in model.__dict__.items():
        if isinstance(value, tuple):
            items = [((*place, name, i), item) for i, item in enumerate(value) if isinstance(item, BaseModel)]
        else:
            items = [((*place, name), value)] if isinstance(value, BaseModel) else []
        for here, item in items:
            if isinstance(item, Bilingual):
                found.append((here, item))
            if type(item) is not Bilingual:  # nothing more is in one
                found += pairs_of(item, here)
    return found


@cache
def any_card() -> TypeAdapter[AnyCard]:
    """Return what validates a card of any kind. Making it takes longer than to validate a file of cards."""
    return TypeAdapter(_Tagged)


def card_schema() -> dict[str, Any]:
    """Return the JSON Schema of a file of cards, for editors."""
    schema = TypeAdapter(list[_Tagged]).json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "dlprep cards", **schema}
