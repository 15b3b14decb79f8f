"""`dlprep bank verify`: every number and formula that the cards claim."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from dlprep.cli.context import context
from dlprep.cli.options import JsonOption, LangOption, TopicOption
from dlprep.cli.output import print_json
from dlprep.text import Text

if TYPE_CHECKING:
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
    from dlprep.markup.safe import printable
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
    refuted: list[dict[str, Any]] = []
    with progress() as bar:
        task = bar.add_task("", total=len(claims))
        for card, claim in claims:
            bar.update(task, description=card.card.id[:28])
            if why := refute(claim, "both" if has_torch() else "numpy"):
                refuted.append({"card": card.card.id, "path": str(card.path), "line": card.line} | _said(claim, why))
            bar.advance(task)
    if json:
        print_json({"cards": len(cards), "claims": len(claims), "refuted": refuted})
    else:
        for one in refuted:
            typer.echo(printable(f"{one['path']}:{one['line']}  {one['card']}: {one['claim']}: {one['why']}"))
        left_out = sum(len(card.card.claims) for card in cards) - len(claims)
        more = Text(
            zh=f"；另有 {left_out} 条关于实验，见 --experiments",
            en=f"; {left_out} about experiments left out, see --experiments",
        )
        said = Text(
            zh=f"{len(cards)} 张卡片的 {len(claims)} 条断言：{len(refuted)} 条不成立",
            en=f"{len(claims)} claims of {len(cards)} cards: {len(refuted)} do not hold",
        )
        language = here.languages(lang)[0]
        typer.echo(said.say(language) + (more.say(language) if left_out else ""))
    if refuted:
        raise typer.Exit(1)


def _said(claim: "Claim", why: str) -> dict[str, str]:
    from dlprep.bank.parts import ExperimentClaim, FormulaClaim

    match claim:
        case FormulaClaim(formula=formula):
            return {"claim": formula, "why": why}
        case ExperimentClaim(experiment=name, shows=shows):
            return {"claim": f"{name}: {shows}", "why": why}
    return {"claim": claim.problem, "why": why}
