"""One function a check: cards in, findings out. None raises, none stops early."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from functools import lru_cache

from dlprep.bank.card import ClozeCard, ComputeCard
from dlprep.bank.document import Place
from dlprep.bank.experiments import experiment_file
from dlprep.bank.load import Finding, LoadedFile
from dlprep.bank.loaded import LoadedCard
from dlprep.bank.parts import GAP, ExperimentClaim, ProblemClaim, in_formula
from dlprep.bank.sources import Unit
from dlprep.compute.instance import draw
from dlprep.compute.registry import find_problem, problem_families
from dlprep.errors import DlprepError
from dlprep.figures.listing import figure_families
from dlprep.figures.registry import nearest_figures
from dlprep.grading.read import read
from dlprep.grading.unreadable import Unreadable
from dlprep.markup.formula import unsupported
from dlprep.text import LANGUAGES, Text

_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_ODD_DOLLAR = Text(
    zh=r"有一个 $ 没有配对；补全公式，或用 \$ 表示美元",
    en=r"a $ has no partner; close the formula, or write \$ for a dollar",
)
_FORMULA = re.compile(r"\$([^$]*)\$")


def repeated_ids(files: list[LoadedFile]) -> Iterator[Finding]:
    """An id belongs to one card for ever."""
    seen: dict[str, str] = {}
    for file in files:
        for entry in file.cards:
            place = f"{entry.path}:{entry.line}"
            if entry.card.id in seen:
                first = seen[entry.card.id]
                message = Text(zh=f"id 已经在 {first} 用过；换一个", en=f"id already used at {first}; choose another")
                yield Finding(entry.path, entry.line, entry.card.id, message)
            seen.setdefault(entry.card.id, place)


def unknown_units(files: list[LoadedFile], units: Collection[str]) -> Iterator[Finding]:
    """What a card cites is in sources.yaml."""
    for file, entry in cards_of(files):
        card = entry.card
        for i, unit in enumerate(card.sources):
            if unit not in units:
                message = Text(
                    zh=f"没有条目 {unit}；条目都在 sources.yaml 里",
                    en=f"unknown unit {unit}; the units are in sources.yaml",
                )
                yield finding(file, entry, ("sources", i), message)


def missing_sources(files: list[LoadedFile]) -> Iterator[Finding]:
    """In a bank with documents, every card says which of their units it covers."""
    for file, entry in cards_of(files):
        card = entry.card
        if not card.sources:
            message = Text(
                zh="没有写来源；加上 `sources: [...]`，条目见 sources.yaml",
                en="names no source; add `sources: [...]` with units of sources.yaml",
            )
            yield finding(file, entry, (), message)


def dead_follow_ups(files: list[LoadedFile], others: Collection[str]) -> Iterator[Finding]:
    """The card that a follow-up names is there, in these files or among the `others`, and is another card."""
    known = {entry.card.id for file in files for entry in file.cards} | set(others)
    for file, entry in cards_of(files):
        card = entry.card
        for i, follow_up in enumerate(card.follow_ups):
            place: Place = ("follow_ups", i, "card")
            if follow_up.card == card.id:
                message = Text(zh="追问指向自己；去掉 `card`", en="follows itself; take `card` out")
                yield finding(file, entry, place, message)
            elif follow_up.card and follow_up.card not in known:
                near = get_close_matches(follow_up.card, known, n=1)
                hint = Text(zh="去掉 `card`", en="take `card` out")
                if near:
                    hint = Text(zh=f"是不是 {near[0]}？", en=f"did you mean {near[0]}?")
                message = Text(
                    zh=f"没有卡片 {follow_up.card}；{hint.zh}", en=f"there is no card {follow_up.card}; {hint.en}"
                )
                yield finding(file, entry, place, message)


def problems_beside_the_point(files: list[LoadedFile], units: Mapping[str, Unit]) -> Iterator[Finding]:
    """The problem of a compute card computes something of each unit that the card cites."""
    for file, entry in cards_of(files):
        card = entry.card
        if isinstance(card, ComputeCard) and card.problem in problem_families():
            covers = find_problem(card.problem).covers
            for i, unit in enumerate(card.sources):
                if unit in units and not units[unit].topics & set(covers):
                    message = Text(
                        zh=f"{card.problem} 不计算 {unit} 的内容；写它覆盖的主题所在的条目",
                        en=f"{card.problem} computes nothing of {unit}; cite the units whose topics it covers",
                    )
                    yield finding(file, entry, ("sources", i), message)


def broken_formulas(files: list[LoadedFile]) -> Iterator[Finding]:
    """Dollar signs pair up, formulas fit on a line, brackets in them balance, and the terminal can show them."""
    for file, entry in cards_of(files):
        for place, pair in entry.pairs:
            for language, text in (("zh", pair.zh), ("en", pair.en)):
                if "$" not in text:
                    continue
                if without_code(text).count("$") % 2:
                    yield finding(file, entry, (*place, language), _ODD_DOLLAR)
                    continue
                for formula in formulas(text):
                    if complaint := formula_complaint(formula):
                        yield finding(file, entry, (*place, language), complaint)


def different_formulas(files: list[LoadedFile]) -> Iterator[Finding]:
    """The two languages say the same formulas."""
    for file, entry in cards_of(files):
        for place, pair in entry.pairs:
            if (in_zh := formulas(pair.zh)) == (in_en := formulas(pair.en)):
                continue
            zh, en = Counter(in_zh), Counter(in_en)
            for language, only in (("zh", zh - en), ("en", en - zh)):
                for formula in only:
                    message = Text(
                        zh=f"${formula}$ 只在 {language} 里有；两种语言的公式要相同",
                        en=f"${formula}$ is in {language} alone; the two languages have the same formulas",
                    )
                    yield finding(file, entry, (*place, language), message)


def unusable_problems(files: list[LoadedFile]) -> Iterator[Finding]:
    """A compute card's problem exists and a question can be drawn; so does each claim's problem."""
    for file, entry in cards_of(files):
        card = entry.card
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
            yield finding(file, entry, place, error.line)


def unknown_figures(files: list[LoadedFile]) -> Iterator[Finding]:
    """The figure that a card names is there."""
    for file, entry in cards_of(files):
        card = entry.card
        if card.figure and card.figure not in figure_families():
            near = nearest_figures(card.figure)
            hint = Text(zh="`dlprep figure` 列出所有图", en="`dlprep figure` lists the figures")
            if near:
                hint = Text(zh=f"是不是 {near[0]}？", en=f"did you mean {near[0]}?")
            message = Text(zh=f"没有图 {card.figure}；{hint.zh}", en=f"there is no figure {card.figure}; {hint.en}")
            yield finding(file, entry, ("figure",), message)


def unusable_gaps(files: list[LoadedFile]) -> Iterator[Finding]:
    """The formula of a gap can be read as a learner would type it, and stands in a formula as LaTeX."""
    for file, entry in cards_of(files):
        card = entry.card
        if not isinstance(card, ClozeCard):
            continue
        for i, gap in enumerate(card.gaps):
            if gap.formula is None:
                continue
            try:
                read(gap.formula, gap.answer_type)
            except Unreadable as error:
                yield finding(file, entry, ("gaps", i, "formula"), error.message)
            for language in LANGUAGES:
                marked = list(GAP.finditer(card.text.text.say(language)))[i]
                if not in_formula(marked) and not marked[1].isdecimal():
                    message = Text(
                        zh=f"{marked[0]} 在公式之外；写成美元符号之间的 LaTeX",
                        en=f"{marked[0]} stands outside of a formula; write it as LaTeX between dollar signs",
                    )
                    yield finding(file, entry, ("text", language), message)


@lru_cache(maxsize=4096)  # a file's; two checks ask for them
def formulas(text: str) -> tuple[str, ...]:
    """Return the LaTeX between the dollar signs of `text`, code left out."""
    return tuple(_FORMULA.findall(without_code(text))) if "$" in text else ()


def without_code(text: str) -> str:
    """Return `text` without code and escaped dollar signs."""
    if "`" not in text and "\\" not in text:
        return text
    return _CODE.sub("", text).replace(r"\$", "")


@lru_cache(maxsize=4096)  # the two languages of a card have the same
def formula_complaint(formula: str) -> Text | None:
    """Say what is wrong with a formula, if anything is."""
    if "\n" in formula:
        shown = " ".join(formula.split())
        return Text(
            zh=f"公式 ${shown}$ 跨了行；写在一行里",
            en=f"the formula ${shown}$ goes over a line's end; keep it on one line",
        )
    if not formula.strip():
        return Text(
            zh="空的公式 $$；公式写在单个美元符号之间",
            en="an empty formula $$; formulas stand between single dollar signs",
        )
    opened, closed = (formula.count(bracket) - formula.count(f"\\{bracket}") for bracket in "{}")
    if opened != closed:
        return Text(
            zh=f"公式 ${formula}$ 有 {opened} 个左花括号、{closed} 个右花括号；要配对",
            en=f"the formula ${formula}$ opens {opened} braces and closes {closed}; balance them",
        )
    if lost := unsupported(GAP.sub(r"{\1}", formula)):
        return Text(
            zh=f"终端显示不了 ${formula}$ 里的 {'、'.join(lost)}；换一种写法",
            en=f"the terminal cannot show {', '.join(lost)} in ${formula}$; write it another way",
        )
    return None


def cards_of(files: list[LoadedFile]) -> Iterator[tuple[LoadedFile, LoadedCard]]:
    """Yield every card with its file."""
    for file in files:
        for entry in file.cards:
            yield file, entry


def finding(file: LoadedFile, entry: LoadedCard, place: Place, message: Text) -> Finding:
    """Return what is wrong at `place` of the card `entry` of the file."""
    where = ".".join(str(part) for part in place)
    said = message.at(where) if where else message
    return Finding(file.path, file.document.line((entry.position, *place)), entry.card.id, said)
