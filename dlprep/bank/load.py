"""A YAML file of cards -> cards, and everything that is wrong with the file."""

from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from dlprep.bank.card import CARD, KINDS, AnyCard, ClozeCard, ComputeCard, DeriveCard, OrderCard, RecallCard
from dlprep.bank.document import Document, Place, read_file
from dlprep.bank.markdown import read_markdown
from dlprep.bank.parts import ExperimentClaim, FormulaClaim, Option, Point, ProblemClaim, ProofLine


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something wrong with the bank, where, and what to do."""

    path: Path
    line: int
    card: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}  {self.card + ': ' if self.card else ''}{self.message}"


@dataclass(frozen=True, slots=True)
class LoadedCard:
    """A card and where it stands: the file, the line, and which of the file's cards it is."""

    card: AnyCard
    path: Path
    line: int
    position: int


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
        loaded.findings.append(Finding(path, 1, "", "must be a list of cards; begin each with `- id:`"))
        return loaded
    for position, raw in enumerate(document.value):
        name = _name(raw)
        try:
            card = CARD.validate_python(raw)
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


def _complaints(error: ValidationError) -> list[tuple[Place, str]]:
    """Turn pydantic's errors into places and sentences; of a union of claims, only the nearest branch speaks."""
    found: dict[Place, str] = {}
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


def _sentence(place: Place, problem: Any) -> str:
    kind, where = problem["type"], ".".join(str(part) for part in place)
    key = str(place[-1]) if place else ""
    if kind == "missing" and key in ("zh", "en"):
        return f"{where}: the translation is missing; add `{key}:`"
    if kind == "missing":
        return f"`{where}` is missing; add it"
    if kind == "extra_forbidden":
        near = get_close_matches(key, _FIELDS, n=1)
        return f"unknown key `{where}`; {f'did you mean `{near[0]}`?' if near else 'remove it'}"
    if kind in ("union_tag_not_found", "union_tag_invalid"):
        return f"kind must be one of {', '.join(KINDS)}"
    if kind in ("model_attributes_type", "model_type", "dataclass_type"):
        return (
            f"{where}: must be a mapping such as {{zh: ..., en: ...}}" if place else "must be a card: begin with `id:`"
        )
    if kind == "too_short":
        return f"{where}: needs at least {problem['ctx']['min_length']}"
    if kind == "string_type":
        return f"{where}: must be a text; put it in quotes"
    if kind == "string_pattern_mismatch":
        return f"{where}: {problem['input']!r} must be lower-case words and digits joined by hyphens"
    message = problem["msg"].removeprefix("Value error, ").removeprefix("Input ")
    return f"{where}: {message}" if where else message
