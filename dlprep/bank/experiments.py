"""Experiments of the shipped bank: small torch scripts whose figures a card may claim something about.

A script is `quizbank/experiments/<name>.py` and defines `run() -> dict[str, float]`. Only the bank that dlprep ships
has experiments: a learner's bank is data, and nothing in it is run.
"""

import importlib.util
from functools import cache
from pathlib import Path

from dlprep.errors import BankError
from dlprep.locations import shipped_bank
from dlprep.text import Text


def experiment_file(name: str) -> Path:
    """Return the script of the experiment `name`.

    Raises:
        BankError: there is none; names those there are.
    """
    folder = shipped_bank() / "experiments"
    path = folder / f"{name}.py"
    if not path.is_file():
        there = ", ".join(sorted(file.stem for file in folder.glob("*.py")))
        raise BankError(
            Text(zh=f"没有实验 {name!r}", en=f"there is no experiment {name!r}"),
            Text(zh=f"现有：{there or '无'}", en=f"there are: {there or 'none'}"),
        )
    return path


@cache
def figures(name: str) -> dict[str, float]:
    """Run the experiment `name` once and return its figures by name. Takes up to a minute; needs torch.

    Raises:
        BankError: there is no such experiment.
    """
    path = experiment_file(name)
    spec = importlib.util.spec_from_file_location(f"quizbank_experiment_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {figure: float(value) for figure, value in module.run().items()}
