"""`dlprep compute verify`: both references of every problem against each other."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from dlprep.cli.context import context
from dlprep.cli.options import Device, DeviceOption, FamilyOption, JsonOption, LangOption, ProblemOption
from dlprep.cli.output import print_json, width
from dlprep.errors import UsageError
from dlprep.text import Text

if TYPE_CHECKING:
    from dlprep.compute.registry import AnyProblem
    from dlprep.compute.verify import Verification


def verify(
    ctx: typer.Context,
    count: Annotated[int, typer.Option("--n", "-n", min=1, help="Instances of each problem.")] = 200,
    family: FamilyOption = None,
    problem: ProblemOption = None,
    device: DeviceOption = None,
    dtype: Annotated[str, typer.Option("--dtype", help="float64 or float32: torch's precision.")] = "float64",
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Draw instances of every problem, run both references, and report how far apart they are.

    The error is the largest difference as a share of what the two references owe each other: below 1 they agree. Exits
    with 1 if any two disagree, and prints the lines that replay it.

    Examples:
      dlprep compute verify --n 3
      dlprep compute verify --family norms --device auto --dtype float32
    """
    from dlprep.compute.backend import torch_device
    from dlprep.compute.place import Place
    from dlprep.compute.verify import verify as prove
    from dlprep.render.console import open_console
    from dlprep.render.verify import progress, table

    if dtype not in ("float32", "float64"):
        raise UsageError(
            Text(zh=f"{dtype!r} 不是 float32 或 float64", en=f"{dtype!r} is neither float32 nor float64").at("--dtype")
        )
    here, problems = context(ctx), chosen_problems(family or (), problem or ())
    place = Place(torch_device((device or Device(here.settings.device)).value), dtype)  # type: ignore[arg-type]
    found: list[Verification] = []
    with progress() as bar:
        task = bar.add_task("", total=count * len(problems))
        for one in problems:
            bar.update(task, description=one.name)
            found.append(prove(one, count, place, lambda: bar.advance(task)))
    if json:
        print_json({"device": place.device, "dtype": dtype, "problems": [_json(one) for one in found]})
    else:
        open_console().print(table(found, place, here.languages(lang)[0], width()), crop=False)
    if any(one.disagreement for one in found):
        raise typer.Exit(1)


def chosen_problems(families: "list[str] | tuple[()]", names: "list[str] | tuple[()]") -> "list[AnyProblem]":
    """Return the problems of the families and those named; all if neither says anything.

    Raises:
        UsageError: there is no such family or problem.
    """
    from dlprep.compute.registry import find_problem, problem_families

    known = problem_families()
    for family in families:
        if family not in known.values():
            there = ", ".join(dict.fromkeys(known.values()))
            raise UsageError(
                Text(zh=f"没有题族 {family!r}", en=f"there is no family {family!r}"),
                Text(zh=f"有这些：{there}", en=f"there are: {there}"),
            )
    wanted = [name for name, family in known.items() if family in families] + list(names)
    return [find_problem(name) for name in (wanted if families or names else known)]


def _json(found: "Verification") -> dict[str, Any]:
    from dlprep.render.feedback import replay_line

    replay = None
    if found.disagreement:
        instance, numpy, torch = found.disagreement
        replay = {"replay": replay_line(instance), "numpy": numpy, "torch": torch}
    return {
        "kind": found.problem.name,
        "instances": found.instances,
        "largest_error": found.largest_error,
        "agree": found.disagreement is None,
        "batched": found.batched,
        "seconds": {"numpy": found.seconds_numpy, "torch": found.seconds_torch},
        "disagreement": replay,
    }
