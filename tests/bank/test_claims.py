import math
from typing import Any

import pytest

from dlprep.bank.card import AnyCard
from dlprep.bank.claims import refute
from dlprep.bank.experiments import figures
from dlprep.bank.index import card_files
from dlprep.bank.load import load_file
from dlprep.bank.parts import ExperimentClaim, FormulaClaim, ProblemClaim
from dlprep.locations import shipped_bank

CARDS: list[AnyCard] = [entry.card for path in card_files(shipped_bank()) for entry in load_file(path).cards]

EXPERIMENTS = sorted(path.stem for path in (shipped_bank() / "experiments").glob("*.py"))


def formula(text: str, **variables: list[float]) -> FormulaClaim:
    return FormulaClaim.model_validate({"formula": text, "for": variables})


@pytest.mark.parametrize("card", [card for card in CARDS if card.claims], ids=lambda card: card.id)
def test_every_claim_of_the_bank_holds(card: AnyCard) -> None:
    """Problems are worked by both references."""
    if any(isinstance(claim, ProblemClaim) for claim in card.claims):
        pytest.importorskip("torch")
    claims = [claim for claim in card.claims if not isinstance(claim, ExperimentClaim)]
    assert [complaint for claim in claims if (complaint := refute(claim, "both"))] == []


@pytest.mark.slow
@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_every_experiment_shows_what_cards_claim(experiment: str) -> None:
    pytest.importorskip("torch")
    claims = [
        claim
        for card in CARDS
        for claim in card.claims
        if isinstance(claim, ExperimentClaim) and claim.experiment == experiment
    ]
    assert claims
    assert all(math.isfinite(figure) for figure in figures(experiment).values())
    assert [complaint for claim in claims if (complaint := refute(claim))] == []


def test_an_experiment_that_shows_the_opposite_is_refuted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dlprep.bank.claims.figures", lambda name: {"with_it": 2.0, "without_it": 1.0})
    claim = ExperimentClaim(experiment="any", shows="with_it > 1.5*without_it")
    assert refute(claim) is None
    assert refute(claim.model_copy(update={"shows": "with_it < without_it"}))
    assert refute(claim.model_copy(update={"shows": "no_such_figure > 1"}))


@pytest.mark.parametrize(
    "claim",
    [
        pytest.param(formula("1/4 = 0.25"), id="exact"),
        pytest.param(formula("1/3 = 0.333"), id="rounded"),
        pytest.param(formula("88.72 < log(3.4028235e38) < 88.73"), id="between"),
        pytest.param(formula("tanh(x) = 2*sigmoid(2*x) - 1", x=[-5, 5]), id="identity"),
        pytest.param(formula("a*b <= (a**2 + b**2)/2", a=[-3, 3], b=[-3, 3]), id="inequality"),
        pytest.param(formula("2**10 = 1024"), id="integer"),
    ],
)
def test_what_is_true_is_not_refuted(claim: FormulaClaim) -> None:
    assert refute(claim) is None


@pytest.mark.parametrize(
    "claim",
    [
        pytest.param(formula("1/3 = 0.334"), id="last-digit"),
        pytest.param(formula("2**10 = 1023"), id="integers-are-exact"),
        pytest.param(formula("tanh(x) = sigmoid(2*x)", x=[-5, 5]), id="no-identity"),
        pytest.param(formula("x < 1", x=[0, 1]), id="a-corner-breaks-it"),
        pytest.param(formula("1 < 2 < 2"), id="chain"),
        pytest.param(formula("sin(1)"), id="compares-nothing"),
        pytest.param(formula("y = 1"), id="unknown-variable"),
        pytest.param(formula("__import__('os') = 1"), id="not-arithmetic"),
    ],
)
def test_what_is_false_is_refuted(claim: FormulaClaim) -> None:
    assert refute(claim)


@pytest.mark.parametrize(("answer", "holds"), [(112, True), ("112x112", True), (113, False), ("many", False)], ids=str)
def test_a_problem_is_worked(answer: Any, holds: bool) -> None:
    params = {"size": 224, "kernel": 7, "stride": 2, "padding": 3}
    claim = ProblemClaim.model_validate({"problem": "conv_output_size", "params": params, "answer": answer})
    assert (refute(claim) is None) == holds
