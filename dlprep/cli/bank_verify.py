"""`dlprep bank verify`: every number and formula that the cards claim."""

from typing import TYPE_CHECKING, Annotated

import typer

from dlprep.cli.context import context
from dlprep.cli.options import JsonOption, LangOption, TopicOption
from dlprep.cli.output import print_json, say
from dlprep.text import Text

if TYPE_CHECKING:
    from dlprep.bank.loaded import LoadedCard
    from dlprep.bank.parts import Claim


def verify(
    ctx: typer.Context,
    topic: TopicOption = None,
    experiments: Annotated[
        bool, typer.Option("--experiments", help="Run the experiments too: some minutes, needs torch.")
    ] = False,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Evaluate what the cards claim: formulas at points of their intervals, problems through both references.

    Exits with 1 if any claim does not hold. Without torch, problems have one reference.

    Examples:
      dlprep bank verify
      dlprep bank verify --topic numerics --json
    """
    from dlprep.bank.claims import refute
    from dlprep.bank.parts import ExperimentClaim
    from dlprep.bank.select import Selection
    from dlprep.compute.backend import has_torch
    from dlprep.errors import BackendError
    from dlprep.render.verify import progress

    if experiments and not has_torch():
        raise BackendError(
            Text(zh="实验需要 torch", en="experiments need torch"),
            Text(zh="安装：pip install 'dlprep[torch]'", en="install it with: pip install 'dlprep[torch]'"),
        )
    here = context(ctx)
    here.add_own_problems()
    bank, selection = here.bank(), Selection(topics=topic or ())
    selection.check(bank.entries.values())
    cards = [bank.load(entry.id) for entry in bank.entries.values() if selection.has(entry)]
    claims = [
        (card, claim)
        for card in cards
        for claim in card.card.claims
        if experiments or not isinstance(claim, ExperimentClaim)
    ]
    refuted: list[tuple[LoadedCard, str, Text]] = []
    with progress() as bar:
        task = bar.add_task("", total=len(claims))
        for card, claim in claims:
            bar.update(task, description=card.card.id[:28])
            if why := refute(claim, "both" if has_torch() else "numpy"):
                refuted.append((card, _claimed(claim), why))
            bar.advance(task)
    if json:
        listed = [
            {"card": card.card.id, "path": str(card.path), "line": card.line, "claim": claimed, "why": why.en}
            for card, claimed, why in refuted
        ]
        print_json({"cards": len(cards), "claims": len(claims), "refuted": listed})
    else:
        language = here.languages(lang)[0]
        for card, claimed, why in refuted:
            said = why.at(claimed).at(card.card.id).say(language)
            say(f"{card.path}:{card.line}  {said}")
        left_out = sum(len(card.card.claims) for card in cards) - len(claims)
        more = Text(
            zh=f"；另有 {left_out} 条关于实验，见 --experiments",
            en=f"; {left_out} about experiments left out, see --experiments",
        )
        total = Text(
            zh=f"{len(cards)} 张卡片的 {len(claims)} 条断言：{len(refuted)} 条不成立",
            en=f"{len(claims)} claims of {len(cards)} cards: {len(refuted)} do not hold",
        )
        say(total.say(language) + (more.say(language) if left_out else ""))
    if refuted:
        raise typer.Exit(1)


def _claimed(claim: "Claim") -> str:
    from dlprep.bank.parts import ExperimentClaim, FormulaClaim

    match claim:
        case FormulaClaim(formula=formula):
            return formula
        case ExperimentClaim(experiment=name, shows=shows):
            return f"{name}: {shows}"
    return claim.problem
