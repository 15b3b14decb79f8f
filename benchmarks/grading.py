"""Grading a typed answer with its reference computed, and both references of every problem, one by one and batched."""

from collections.abc import Callable, Iterator

from benchmarks.homes import Homes
from benchmarks.measure import Row, call, in_turn
from dlprep.compute.backend import has_torch
from dlprep.compute.batch import BatchedProblem
from dlprep.compute.grade import grade
from dlprep.compute.instance import draw
from dlprep.compute.levels import LEVELS
from dlprep.compute.place import Place
from dlprep.compute.registry import AnyProblem, find_problem, problem_families
from dlprep.grading.answer import format_answer

GROUP = "grading"
A_SECOND = 10_000
"""Answers that must be graded, their references computed."""

INSTANCES = 60
"""Of each problem."""


def rows(homes: Homes, runs: int, say: Callable[[str], None]) -> Iterator[Row]:
    """Measure grading over all problems, then the references."""
    problems = [find_problem(name) for name in problem_families()]
    yield from _typed(problems, runs, say)
    if has_torch():
        import torch

        for device in ["cpu", *(["cuda"] if torch.cuda.is_available() else [])]:
            yield from _references(problems, Place(device, "float64"), runs, say)


def _typed(problems: list[AnyProblem], runs: int, say: Callable[[str], None]) -> Iterator[Row]:
    work = []
    for problem in problems:
        for seed in range(INSTANCES):
            instance = draw(problem, seed, LEVELS[seed % len(LEVELS)])
            kind = instance.answer_type
            work.append((instance, format_answer(problem.reference(instance.params), kind)))

    def all_right() -> None:
        for instance, text in work:
            grade(instance, instance.problem.reference(instance.params), text)

    found = in_turn({"answers": call(all_right)}, min(runs, 5), say)["answers"]
    each = found.median / len(work)
    yield Row(
        GROUP, "an answer, with its reference", each, against=f"1/{A_SECOND:,} s", ratio=each * A_SECOND, limit=1.0
    )


def _references(problems: list[AnyProblem], place: Place, runs: int, say: Callable[[str], None]) -> Iterator[Row]:
    """Time the references of the problems that can be batched, three ways."""
    stacks = {
        problem.name: (problem, [draw(problem, seed, LEVELS[seed % len(LEVELS)]).params for seed in range(INSTANCES)])
        for problem in problems
        if isinstance(problem, BatchedProblem)
    }
    found = in_turn(
        {
            "plain Python": call(lambda: [p.reference(one) for p, many in stacks.values() for one in many]),
            "one by one": call(lambda: [p.torch_reference(one, place) for p, many in stacks.values() for one in many]),
            "batched": call(lambda: [[*p.torch_batch(many, place)] for p, many in stacks.values()]),
        },
        min(runs, 3),
        say,
    )
    each = len(stacks) * INSTANCES
    for name in ("plain Python", "batched", "one by one"):
        if name == "plain Python" and place.device != "cpu":
            continue
        title = name if name == "plain Python" else f"torch on {place.device}, {name}"
        ratio = found[name].ratio(found["one by one"]) if name != "one by one" else None
        against = f"torch on {place.device}, one by one" if ratio is not None else ""
        yield Row(GROUP, f"a reference: {title}", found[name].median / each, against=against, ratio=ratio)
