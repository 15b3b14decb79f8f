"""`dlprep compute drill`: a run of fresh questions, outside the schedule."""

import random
from collections import Counter
from typing import Annotated

import typer

from dlprep.cli.context import context
from dlprep.cli.options import (
    Backend,
    BackendOption,
    Device,
    DeviceOption,
    FamilyOption,
    LangOption,
    LevelName,
    ProblemOption,
)
from dlprep.cli.verify import chosen_problems
from dlprep.cli.work import ask_until_read


def drill(
    ctx: typer.Context,
    family: FamilyOption = None,
    problem: ProblemOption = None,
    count: Annotated[int, typer.Option("--n", "-n", min=1, help="Questions.")] = 10,
    level: Annotated[LevelName, typer.Option("--level", help="How hard.")] = LevelName.basic,
    seed: Annotated[int | None, typer.Option("--seed", help="The same seed, the same questions.")] = None,
    backend: BackendOption = None,
    device: DeviceOption = None,
    lang: LangOption = None,
) -> None:
    """Ask fresh questions one after the other; nothing of it is scheduled or logged.

    Enter alone shows the answer; `q` or Ctrl-D ends early.

    Examples:
      dlprep compute drill --family convolution --n 3
      dlprep compute drill --problem receptive_field --level advanced --seed 7
    """
    from rich.rule import Rule
    from rich.text import Text as Line

    from dlprep.compute.backend import run_references
    from dlprep.compute.grade import grade
    from dlprep.compute.instance import draw
    from dlprep.render import feedback
    from dlprep.render.console import open_console
    from dlprep.render.headline import Headline

    here, console = context(ctx), open_console()
    languages = here.languages(lang)
    zh = languages[0] == "zh"
    rng = random.Random(seed)
    problems = chosen_problems(family or (), problem or ())
    turns = [one for _ in range(-(-count // len(problems))) for one in rng.sample(problems, len(problems))][:count]
    right, asked, slips = 0, 0, Counter[str]()
    for number, one in enumerate(turns, start=1):
        instance = draw(one, rng.getrandbits(32), level.value)
        console.print("", Headline(f"{number}/{count}", one.title.say(languages[0])), "")
        text = ask_until_read(instance, languages)
        if text is None:
            break
        asked += 1
        chosen = backend or Backend.numpy
        references = run_references(one, instance.params, chosen.value, (device or Device(here.settings.device)).value)
        if references.agree is False:
            console.print(feedback.disagreement(instance, references, languages), crop=False)
            continue
        result = grade(instance, references.answer, text)
        right += result.verdict == "correct"
        slips.update([result.slip] if result.slip else [])
        if text:
            console.print("", feedback.verdict(result, languages))
        for shown in ("", feedback.solution(instance, references, languages), *feedback.drawn(instance, languages)):
            console.print(shown, crop=False)
    made = ", ".join(f"{name.replace('_', ' ')} ({times})" for name, times in slips.most_common())
    console.print("", Rule(style="cyan"), f"{asked} 题答对 {right} 题" if zh else f"{right} of {asked} right")
    if made:
        console.print(Line(f"失误：{made}" if zh else f"Slips: {made}"))
