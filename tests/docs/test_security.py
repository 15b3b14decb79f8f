"""docs/security.md is true: the limits are those of the code, and what is never done is nowhere in it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from dlprep.anki.collection import LARGEST
from dlprep.bank.document import MAX_BYTES, MAX_VALUES
from dlprep.bank.document import MAX_DEPTH as YAML_DEPTH
from dlprep.grading.expression import MAX_DEPTH, MAX_DIGITS, MAX_LENGTH, MAX_NODES
from dlprep.store.jsonl import LONGEST_LINE

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")

NEVER = {
    *("import pickle", "import marshal", "import shelve", "import ctypes", "import subprocess"),
    *("import socket", "import ssl", "import http", "import urllib", "import requests", "import ftplib"),
    *("eval()", "exec()", "compile()", "system()", "popen()", "exec_module()"),
}
EXCEPT = {
    ("bank/experiments.py", "exec_module()"),  # beside the shipped cards only
    ("compute/registry.py", "exec_module()"),  # of the configured folders
    ("cli/editor.py", "import subprocess"),  # the learner's editor
}


@pytest.mark.parametrize(
    "said",
    [
        f"{MAX_LENGTH:,} characters, {MAX_NODES} nodes, depth {MAX_DEPTH}, {MAX_DIGITS} digits",
        f"{MAX_BYTES:,} bytes, {MAX_VALUES:,} values, depth {YAML_DEPTH}",
        f"{LARGEST // 2**20} MiB",
        f"{LONGEST_LINE:,} characters a line",
    ],
)
def test_the_limits_are_those_of_the_code(said: str) -> None:
    assert said in PAGE


def done(tree: ast.AST) -> Iterator[str]:
    """Yield what a file imports, and which functions and methods of others it calls."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names):
                yield from (f"import {alias.name.partition('.')[0]}" for alias in names)
            case ast.ImportFrom(module=str(name)):
                yield f"import {name.partition('.')[0]}"
            case ast.Call(func=ast.Name(name)) | ast.Call(func=ast.Attribute(ast.Name("os"), name)):
                yield f"{name}()"
            case ast.Call(func=ast.Attribute(attr="exec_module")):
                yield "exec_module()"


def test_nothing_opens_a_connection_or_runs_what_it_read() -> None:
    package = ROOT / "dlprep"
    found = {
        (path.relative_to(package).as_posix(), one)
        for path in package.rglob("*.py")
        for one in NEVER.intersection(done(ast.parse(path.read_text(encoding="utf-8"))))
    }
    assert found == EXCEPT
