"""Which problems there are. Their names come from the files; a file is imported when its problem is asked for."""

import sys
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

from dlprep.compute.listing import own_files, shipped_files
from dlprep.compute.problem import Problem
from dlprep.errors import DlprepError, UsageError
from dlprep.text import Text

AnyProblem = Problem[Any]
OWN = "own"
"""The family of a learner's own problems."""

_own_files: dict[str, Path] = {}


class ProblemError(DlprepError):
    """A file of a learner's own problem cannot be used."""


def add_folder(folder: Path) -> None:
    """Add the problems of a learner's own: each Python file in `folder` that does not begin with an underscore.

    They are code and run as such; only a configured folder is ever asked for. A name that dlprep has keeps its problem.

    Raises:
        ProblemError: there is no such folder.
    """
    if not folder.is_dir():
        raise ProblemError(
            Text(zh=f"{folder}：没有这个计算题文件夹", en=f"{folder}: there is no such folder of problems"),
            Text(zh="检查配置里的 problems", en="check `problems` in the configuration"),
        )
    _own_files.update(own_files(folder))


def problem_families() -> dict[str, str]:
    """Return the family of each problem by the problem's name, families and names in alphabetical order, own last."""
    shipped = {name: file.parent.name for name, file in shipped_files().items()}
    return shipped | {name: OWN for name in _own_files if name not in shipped}


@cache
def find_problem(name: str) -> AnyProblem:
    """Return the problem called `name`.

    Raises:
        UsageError: there is none; names the nearest.
        ProblemError: it is a learner's own, and its file cannot be used.
    """
    families = problem_families()
    if name not in families:
        near = get_close_matches(name, families, n=3)
        names = ", ".join(near)
        hint = Text(zh="`dlprep compute` 列出所有题型", en="`dlprep compute` lists the problems")
        if near:
            hint = Text(zh=f"是不是 {names}？", en=f"did you mean {names}?")
        raise UsageError(Text(zh=f"没有题型 {name!r}", en=f"there is no problem called {name!r}"), hint)
    if families[name] == OWN:
        return _own_problem(name, _own_files[name])
    problem: AnyProblem = import_module(f"dlprep.compute.{families[name]}.{name}").problem
    return problem


def _own_problem(name: str, path: Path) -> AnyProblem:
    try:
        problem = getattr(_load(f"{OWN}.{name}", path), "problem", None)
    except Exception as error:  # noqa: BLE001 -- whatever a learner's file does wrong is for the learner to see
        said = f"{type(error).__name__}: {error}"
        raise ProblemError(
            Text(zh=f"{path}：运行出错：{said}", en=f"{path}: {said}"),
            Text(zh="改好这个文件，或把它移走", en="mend the file or move it away"),
        ) from None
    if not isinstance(problem, Problem):
        raise ProblemError(
            Text(zh=f"{path}：结尾没有定义 problem", en=f"{path}: ends without a problem"),
            Text(zh="文件以 `problem = YourProblem()` 结尾", en="end the file with `problem = YourProblem()`"),
        )
    return problem


def _load(module_name: str, path: Path) -> ModuleType:
    spec = spec_from_file_location(module_name, path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[module_name] = module  # pydantic and inspect look a class's module up by name
    spec.loader.exec_module(module)
    return module
