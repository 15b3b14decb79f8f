"""A YAML file of cards -> cards, and everything that is wrong with the file."""

from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from dlprep.bank.card import (
    KINDS,
    ClozeCard,
    ComputeCard,
    DeriveCard,
    OrderCard,
    RecallCard,
    any_card,
)
from dlprep.bank.document import Document, Place, read_file
from dlprep.bank.loaded import LoadedCard
from dlprep.bank.markdown import read_markdown
from dlprep.bank.parts import ExperimentClaim, FormulaClaim, Option, Point, ProblemClaim, ProofLine
from dlprep.rules import broken
from dlprep.text import Language, Text

_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with the bank, where, and what to do."""

    path: Path
    line: int
    card: str
    message: Text

    def say(self, language: Language) -> str:
        """Return it as one line, with the file, the line and the card."""
        said = self.message.at(self.card) if self.card else self.message
        line = " ".join(said.say(language).split())  # it may quote a text of several lines, or of a whole page
        return f"{self.path}:{self.line}  {line if len(line) <= _LONGEST else f'{line[:_LONGEST]}...'}"

    def __str__(self) -> str:
        return self.say("en")


@dataclass(slots=True)
class LoadedFile:
    """What a file of cards holds: the good cards, and the findings about the others."""

    path: Path
    document: Document
    cards: list[LoadedCard] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def load_file(path: Path) -> LoadedFile:
    """Load the cards of the file at `path`. A bad card is reported and the others still load."""
    return load_document(path, read_markdown(path) if path.suffix == ".md" else read_file(path))


def load_document(path: Path, document: Document) -> LoadedFile:
    """Load the cards of a `document` that was read, or will be written, at `path`."""
    loaded = LoadedFile(path, document)
    loaded.findings = [Finding(path, line, _card_at(document, line), message) for line, message in document.problems]
    if document.value is None:
        return loaded
    if not isinstance(document.value, list):
        no_list = Text(
            zh="必须是卡片的列表；每张以 `- id:` 开头", en="must be a list of cards; begin each with `- id:`"
        )
        loaded.findings.append(Finding(path, 1, "", no_list))
        return loaded
    for position, raw in enumerate(document.value):
        name = _name(raw)
        try:
            card = any_card().validate_python(raw)
        except ValidationError as error:
            for place, message in _complaints(error):
                loaded.findings.append(Finding(path, document.line((position, *place)), name, message))
        else:
            loaded.cards.append(LoadedCard(card, path, document.line((position,)), position))
    return loaded


def _name(raw: Any) -> str:
    name = raw.get("id") if isinstance(raw, dict) else None
    return name if isinstance(name, str) and name.isprintable() else "(no id)"


def _card_at(document: Document, line: int) -> str:
    """Name the card whose lines `line` is among."""
    if not isinstance(document.value, list):
        return ""
    before = [raw for i, raw in enumerate(document.value) if document.line((i,)) <= line]
    return _name(before[-1]) if before else ""


def _complaints(error: ValidationError) -> list[tuple[Place, Text]]:
    """Turn pydantic's errors into places and sentences; of a union of claims, only the nearest branch speaks."""
    found: dict[Place, Text] = {}
    for problem in error.errors(include_url=False):
        place = tuple(part for part in problem["loc"] if part not in _UNION_BRANCHES)
        if problem["type"] == "too_short" and any(other[: len(place)] == place for other in found):
            continue  # pydantic counts only the good items; the bad ones have had their say
        found.setdefault(place, _sentence(place, problem))
    return list(found.items())


_UNION_BRANCHES = {*KINDS, FormulaClaim.__name__, ProblemClaim.__name__, ExperimentClaim.__name__}
_FIELDS = {
    name
    for model in (RecallCard, ComputeCard, ClozeCard, OrderCard, DeriveCard, Point, Option, ProofLine)
    for name in model.model_fields
}


def _sentence(place: Place, problem: Any) -> Text:
    kind, where = problem["type"], ".".join(str(part) for part in place)
    key = str(place[-1]) if place else ""
    if kind == "missing" and key in ("zh", "en"):
        return Text(zh=f"缺少译文；加上 `{key}:`", en=f"the translation is missing; add `{key}:`").at(where)
    if kind == "missing":
        return Text(zh=f"缺少 `{where}`；请加上", en=f"`{where}` is missing; add it")
    if kind == "extra_forbidden":
        near = get_close_matches(key, _FIELDS, n=1)
        return Text(
            zh=f"没有 `{where}` 这个键；{f'是不是 `{near[0]}`？' if near else '去掉它'}",
            en=f"unknown key `{where}`; {f'did you mean `{near[0]}`?' if near else 'remove it'}",
        )
    if kind in ("union_tag_not_found", "union_tag_invalid"):
        return Text(zh=f"kind 只能是 {'、'.join(KINDS)}", en=f"kind must be one of {', '.join(KINDS)}")
    if kind in ("model_attributes_type", "model_type", "dataclass_type"):
        if not place:
            return Text(zh="必须是卡片：以 `id:` 开头", en="must be a card: begin with `id:`")
        return Text(zh="要写成 {zh: ..., en: ...}", en="must be a mapping such as {zh: ..., en: ...}").at(where)
    if kind == "string_type":
        return Text(zh="要写一段文字，加上引号", en="must be a text; put it in quotes").at(where)
    if kind == "string_pattern_mismatch":
        given = repr(problem["input"])
        return Text(
            zh=f"{given} 只能由小写英文单词和数字组成，用连字符相连",
            en=f"{given} must be lower-case words and digits joined by hyphens",
        ).at(where)
    return broken(problem).at(where) if where else broken(problem)
