"""Which problems there are. Their names come from the files; a file is imported when its problem is asked for."""

from difflib import get_close_matches
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from dlprep.compute.problem import Problem
from dlprep.errors import UsageError

AnyProblem = Problem[Any]


@cache
def problem_families() -> dict[str, str]:
    """Return the family of each problem by the problem's name, families and names in alphabetical order."""
    files = sorted(Path(__file__).parent.glob("*/[!_]*.py"))
    return {file.stem: file.parent.name for file in files}


@cache
def find_problem(name: str) -> AnyProblem:
    """Return the problem called `name`.

    Raises:
        UsageError: there is none; names the nearest.
    """
    families = problem_families()
    if name not in families:
        near = get_close_matches(name, families, n=3)
        hint = f"did you mean {', '.join(near)}?" if near else "`dlprep compute` lists the problems"
        raise UsageError(f"there is no problem called {name!r}", hint)
    module = import_module(f"dlprep.compute.{families[name]}.{name}")
    problem: AnyProblem = module.problem
    return problem
