from pathlib import Path

import pytest

from dlprep.compute.listing import parameters, shipped_files
from dlprep.compute.registry import find_problem


@pytest.mark.parametrize("name", shipped_files())
def test_the_source_tells_the_parameters_of_every_problem(name: str) -> None:
    problem = find_problem(name)
    said = parameters(shipped_files()[name])
    assert list(said) == list(problem.params.model_fields)
    assert {key for key, value in said.items() if value} <= set(problem.example)


def test_the_values_of_the_example_are_as_typed(tmp_path: Path) -> None:
    path = tmp_path / "p.py"
    path.write_text(
        "class AParams(Params):\n    a: int\n    b: str\n    c: list\n    d: int = 1\n"
        "class A(Problem):\n    example = {'a': 3, 'b': 'same', 'c': [[1, 2], [3]], 'd': 1 + x}\n",
        encoding="utf-8",
    )
    assert parameters(path) == {"a": "3", "b": "same", "c": "[[1,2],[3]]", "d": ""}


@pytest.mark.parametrize("content", [b"class (", b"\0", b"\xff", b""], ids=["broken", "null", "not-utf-8", "empty"])
def test_what_cannot_be_read_has_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "p.py"
    path.write_bytes(content)
    assert parameters(path) == {}
    assert parameters(tmp_path / "none.py") == {}
