"""Evaluate a claim: the arithmetic of a card, as a test would check it."""

import math
import operator
import re
from collections.abc import Callable
from random import Random

from dlprep.bank.experiments import figures
from dlprep.bank.parts import Claim, ExperimentClaim, FormulaClaim, ProblemClaim
from dlprep.compute.backend import BackendName, run_references
from dlprep.compute.grade import grade
from dlprep.compute.instance import Instance
from dlprep.compute.registry import find_problem
from dlprep.grading.expression import evaluate
from dlprep.grading.unreadable import Unreadable
from dlprep.text import Text

DRAWS = 40
_RELATIONS: dict[str, Callable[[float, float], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}
_LITERAL = re.compile(r"[-+]?\d+(?:\.(?P<decimals>\d+))?(?:e(?P<exponent>[-+]?\d+))?")


def refute(claim: Claim, backend: BackendName = "numpy") -> Text | None:
    """Return why the claim does not hold, or None if it does.

    A formula is tried at the corners and at random points of its intervals; `=` with a bare decimal means equal when
    rounded to its digits, between two expressions equal to about 12 digits. An experiment is run, once a process.

    Raises:
        UsageError: the claim names a problem or parameters that do not exist.
        BankError: it names an experiment that does not exist.
    """
    match claim:
        case FormulaClaim():
            return _refute_formula(claim.formula, _points(claim))
        case ExperimentClaim():
            return _refute_formula(claim.shows, [figures(claim.experiment)])
        case ProblemClaim():
            return _refute_problem(claim, backend)


def _refute_problem(claim: ProblemClaim, backend: BackendName) -> Text | None:
    problem = find_problem(claim.problem)
    instance = Instance(problem, problem.read_params(claim.params))
    found = run_references(problem, instance.params, backend, "cpu")
    if found.agree is False:
        return Text(
            zh=f"两个参考实现不一致：{found.numpy} 和 {found.torch}",
            en=f"the references disagree: {found.numpy} and {found.torch}",
        )
    verdict = grade(instance, found.answer, claim.answer).verdict
    if verdict == "correct":
        return None
    return Text(
        zh=f"{claim.problem} 得 {found.answer}，不是 {claim.answer}",
        en=f"{claim.problem} gives {found.answer}, not {claim.answer}: {verdict}",
    )


def _refute_formula(formula: str, points: list[dict[str, float]]) -> Text | None:
    sides, signs = _split(formula)
    if not signs:
        return Text(zh="没有比较；写成 `左边 = 右边`", en="compares nothing; write `left = right`")
    for names in points:
        zh, en = (f"（在 {names} 处）", f" at {names}") if names else ("", "")
        try:
            values = [_number(side, names) for side in sides]
        except Unreadable as error:
            return Text(f"{error.message.zh}{zh}", f"{error.message.en}{en}")
        for i, sign in enumerate(signs):
            left, right = values[i], values[i + 1]
            holds = _equal(sides[i], left, sides[i + 1], right) if sign == "=" else _RELATIONS[sign](left, right)
            if not holds:
                return Text(
                    zh=f"{sides[i]} = {left!r}，而 {sides[i + 1]} = {right!r}{zh}",
                    en=f"{sides[i]} = {left!r}, {sides[i + 1]} = {right!r}{en}",
                )
    return None


def _split(formula: str) -> tuple[list[str], list[str]]:
    parts = re.split(r"(<=|>=|=|<|>)", formula)
    return [part.strip() for part in parts[::2]], parts[1::2]


def _points(claim: FormulaClaim) -> list[dict[str, float]]:
    if not claim.variables:
        return [{}]
    rng = Random(claim.formula)
    corners = [{name: interval[end] for name, interval in claim.variables.items()} for end in (0, 1)]
    inside = [{name: rng.uniform(*interval) for name, interval in claim.variables.items()} for _ in range(DRAWS)]
    return corners + inside


def _number(text: str, names: dict[str, float]) -> float:
    value = evaluate(text, names)
    return value if isinstance(value, float | int) else math.nan


def _equal(left_text: str, left: float, right_text: str, right: float) -> bool:
    tolerance = max(_half_digit(left_text), _half_digit(right_text))
    scale = max(abs(left), abs(right))
    return left == right or abs(left - right) <= max(tolerance * (1 + 1e-9), 1e-12 * scale, 1e-12)


def _half_digit(text: str) -> float:
    """Half a unit in the last place of a bare decimal; 0 for whole numbers and expressions, which are exact."""
    literal = _LITERAL.fullmatch(text)
    if literal is None or not (literal["decimals"] or literal["exponent"]):
        return 0.0
    return float(0.5 * 10.0 ** (int(literal["exponent"] or 0) - len(literal["decimals"] or "")))
