"""One function a check: cards in, findings out. None raises, none stops early."""

import re
from collections import Counter
from collections.abc import Collection, Iterator

from pydantic import BaseModel

from dlprep.bank.card import AnyCard, ComputeCard
from dlprep.bank.document import Place
from dlprep.bank.experiments import experiment_file
from dlprep.bank.load import Finding, LoadedFile
from dlprep.bank.parts import GAP, Bilingual, ExperimentClaim, ProblemClaim
from dlprep.compute.instance import draw
from dlprep.compute.registry import find_problem
from dlprep.errors import DlprepError

_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_FORMULA = re.compile(r"\$([^$]*)\$")


def repeated_ids(files: list[LoadedFile]) -> Iterator[Finding]:
    """An id belongs to one card for ever."""
    seen: dict[str, str] = {}
    for file in files:
        for entry in file.cards:
            place = f"{entry.path}:{entry.line}"
            if entry.card.id in seen:
                message = f"id already used at {seen[entry.card.id]}; choose another"
                yield Finding(entry.path, entry.line, entry.card.id, message)
            seen.setdefault(entry.card.id, place)


def unknown_units(files: list[LoadedFile], units: Collection[str]) -> Iterator[Finding]:
    """What a card cites is in sources.yaml."""
    for file, position, card in _cards(files):
        for i, unit in enumerate(card.sources):
            if unit not in units:
                yield _finding(file, position, ("sources", i), f"unknown unit {unit}; the units are in sources.yaml")


def missing_sources(files: list[LoadedFile]) -> Iterator[Finding]:
    """In a bank with documents, every card says which of their units it covers."""
    for file, position, card in _cards(files):
        if not card.sources:
            yield _finding(file, position, (), "names no source; add `sources: [...]` with units of sources.yaml")


def broken_formulas(files: list[LoadedFile]) -> Iterator[Finding]:
    """Dollar signs pair up, formulas fit on a line, and brackets in them balance."""
    for file, position, card in _cards(files):
        for place, text in texts(card):
            for complaint in _formula_complaints(text):
                yield _finding(file, position, place, complaint)


def different_formulas(files: list[LoadedFile]) -> Iterator[Finding]:
    """The two languages say the same formulas."""
    for file, position, card in _cards(files):
        for place, pair in _pairs(card):
            zh, en = Counter(formulas(pair.zh)), Counter(formulas(pair.en))
            for language, only in (("zh", zh - en), ("en", en - zh)):
                for formula in only:
                    message = f"${formula}$ is in {language} alone; the two languages have the same formulas"
                    yield _finding(file, position, (*place, language), message)


def unusable_problems(files: list[LoadedFile]) -> Iterator[Finding]:
    """A compute card's problem exists and a question can be drawn; so does each claim's problem."""
    for file, position, card in _cards(files):
        try:
            if isinstance(card, ComputeCard):
                place: Place = ("problem",)
                draw(find_problem(card.problem), 0, card.level, card.fix, card.choose)
            for i, claim in enumerate(card.claims):
                if isinstance(claim, ProblemClaim):
                    place = ("claims", i)
                    find_problem(claim.problem).read_params(claim.params)
                if isinstance(claim, ExperimentClaim):
                    place = ("claims", i)
                    experiment_file(claim.experiment)
        except DlprepError as error:
            yield _finding(file, position, place, f"{error.message}; {error.hint}".rstrip("; "))


def formulas(text: str) -> list[str]:
    """Return the LaTeX between the dollar signs of `text`, code left out."""
    return _FORMULA.findall(GAP.sub(lambda gap: gap[1], _prose(text)))


def _prose(text: str) -> str:
    return _CODE.sub("", text).replace(r"\$", "")


def _formula_complaints(text: str) -> Iterator[str]:
    prose = _prose(text)
    if prose.count("$") % 2:
        yield r"a $ has no partner; close the formula, or write \$ for a dollar"
        return
    for formula in _FORMULA.findall(prose):
        if "\n" in formula:
            yield f"the formula ${' '.join(formula.split())}$ goes over a line's end; keep it on one line"
        elif not formula.strip():
            yield "an empty formula $$; formulas stand between single dollar signs"
        elif (opened := formula.count("{") - formula.count(r"\{")) != (
            closed := formula.count("}") - formula.count(r"\}")
        ):
            yield f"the formula ${formula}$ opens {opened} braces and closes {closed}; balance them"


def _cards(files: list[LoadedFile]) -> Iterator[tuple[LoadedFile, int, AnyCard]]:
    for file in files:
        for entry in file.cards:
            yield file, entry.position, entry.card


def _pairs(model: BaseModel, place: Place = ()) -> Iterator[tuple[Place, Bilingual]]:
    """Yield every bilingual text of a card with its place."""
    for name in type(model).model_fields:
        value = getattr(model, name)
        for i, item in enumerate(value) if isinstance(value, tuple) else [(None, value)]:
            here = (*place, name) if i is None else (*place, name, i)
            if isinstance(item, Bilingual):
                yield here, item
            if isinstance(item, BaseModel):
                yield from _pairs(item, here)


def texts(card: AnyCard) -> Iterator[tuple[Place, str]]:
    """Yield every text of a card, in both languages, with its place."""
    for place, pair in _pairs(card):
        yield (*place, "zh"), pair.zh
        yield (*place, "en"), pair.en


def _finding(file: LoadedFile, position: int, place: Place, message: str) -> Finding:
    where = ".".join(str(part) for part in place)
    said = f"{where}: {message}" if where else message
    return Finding(file.path, file.document.line((position, *place)), file.document.value[position]["id"], said)
