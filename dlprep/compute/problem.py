"""The contract of a computational problem: what one file in a family's folder has to say."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dlprep.compute.levels import Level
from dlprep.compute.place import Place
from dlprep.errors import ParameterError
from dlprep.grading.answer import AnswerType, AnswerValue
from dlprep.rules import broken
from dlprep.text import Text


class Params(BaseModel):
    """Base of every problem's parameters: frozen, finite, and nothing that is not declared."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


P = TypeVar("P", bound=Params)


def parameter(default: Any = ..., *, zh: str, en: str, **rules: Any) -> Any:
    """Declare a parameter: its default if it has one, what it is in both languages with its unit, pydantic's rules."""
    return Field(default, description=en, json_schema_extra={"zh": zh}, **rules)


@dataclass(frozen=True, slots=True)
class Slip:
    """A wrong answer that a known mistake leads to.

    Attributes:
        name: lower-case words with underscores, logged with the answer, so never renamed.
        answer: what the mistake gives for these parameters.
        lesson: one sentence that teaches.
    """

    name: str
    answer: AnswerValue
    lesson: Text


@dataclass(frozen=True, slots=True)
class WorkTable:
    """The work as a table, for stacks of layers: a row a layer, wider than a sentence can be."""

    header: tuple[Text, ...]
    rows: tuple[tuple[str, ...], ...]


class Problem(ABC, Generic[P]):
    """One computable quantity. The module's name is the problem's name, its folder the family.

    The two references share the parameters and nothing else: one works from the definition in plain Python or NumPy,
    the other runs the real layer, loss or autograd in torch and reads the result off it.

    Attributes:
        title: what is computed, in a few words.
        covers: the topics of the formula that the problem drills.
        params: the model of its parameters, with units and bounds.
        example: parameters for a first try, as they would be typed.
        agreement: the relative error within which the two references must agree.
        minutes: by level, how long a learner who knows it needs.
    """

    title: ClassVar[Text]
    covers: ClassVar[tuple[str, ...]]
    params: ClassVar[type[Params]]
    example: ClassVar[Mapping[str, Any]]
    agreement: ClassVar[float] = 1e-9
    minutes: ClassVar[Mapping[Level, float]] = {"basic": 1.0, "intermediate": 1.5, "advanced": 3.0}

    @property
    def name(self) -> str:
        """The name by which cards and the command line know the problem."""
        return type(self).__module__.rpartition(".")[2]

    @property
    def family(self) -> str:
        """The folder it lives in."""
        return type(self).__module__.split(".")[-2]

    @property
    def source(self) -> str:
        """The module's docstring: what it computes, in which units, and where the formula comes from."""
        import inspect

        return inspect.getdoc(inspect.getmodule(type(self))) or ""

    @abstractmethod
    def generate(self, rng: Random, level: Level) -> P:
        """Draw parameters that can be worked with pen and paper at basic level."""

    @abstractmethod
    def prompt(self, p: P) -> Text:
        """Ask the question, with every convention that it takes to have one answer. Markdown with LaTeX."""

    @abstractmethod
    def answer_type(self, p: P) -> AnswerType:
        """Say what form the answer has and how exact it must be."""

    @abstractmethod
    def reference(self, p: P) -> AnswerValue:
        """Compute the answer from the definition, in plain Python or NumPy."""

    @abstractmethod
    def torch_reference(self, p: P, place: Place) -> AnswerValue:
        """Compute the answer by running torch at `place`, independently of `reference`."""

    def torch_batch(self, ps: Sequence[P], place: Place) -> Iterable[AnswerValue]:
        """Compute many instances, each when it is asked for; a `BatchedProblem` does them in one go."""
        return (self.torch_reference(p, place) for p in ps)

    @abstractmethod
    def steps(self, p: P) -> list[Text]:
        """Show the work as an interviewer would want it said; the first step is the formula alone."""

    @abstractmethod
    def slips(self, p: P) -> Iterator[Slip]:
        """Yield the known mistakes that these parameters can tell from the right answer."""

    def table(self, p: P) -> WorkTable | None:
        """Show the work as a table beside the steps, where there is something to tabulate."""
        return None

    def read_params(self, values: Mapping[str, Any]) -> P:
        """Check `values` and return them as parameters.

        Raises:
            ParameterError: names each parameter that is wrong and the rule it breaks.
        """
        try:
            return self.params.model_validate(dict(values))  # type: ignore[return-value]
        except ValidationError as error:
            complaints, command = _complaints(error), f"`dlprep compute {self.name}`"
            raise ParameterError(
                Text(
                    zh=f"{self.name}：{'；'.join(one.zh for one in complaints)}",
                    en=f"{self.name}: {'; '.join(one.en for one in complaints)}",
                ),
                Text(zh=f"{command} 说明各个参数", en=f"{command} explains the parameters"),
            ) from None


def _complaints(error: ValidationError) -> list[Text]:
    """One line a parameter: a union reports every branch, which would say the same thing several times."""
    lines: dict[str, Text] = {}
    for problem in error.errors(include_url=False):
        place, rule = str(problem["loc"][0]) if problem["loc"] else "", broken(problem)
        if place:
            got = "" if problem["type"] == "missing" else _short(problem["input"])
            rule = Text(
                zh=f"{place}：{rule.zh}{got and f'（给的是 {got}）'}", en=f"{place}: {rule.en}{got and f' (got {got})'}"
            )
        lines.setdefault(place, rule)
    return list(lines.values())


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
