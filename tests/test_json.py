"""docs/json.md is true: what each command prints has the keys and types of its example, and no command is missing.

UPDATE_SNAPSHOTS=1 writes the examples anew from what the commands print; look at the difference before committing it.
"""

import json
import os
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from dlprep.cli.app import app
from tests.cli.test_interview import written
from tests.interview.records import record

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "json.md"
TEXT = PAGE.read_text(encoding="utf-8")
SECTION = re.compile(r"^## `(dlprep[^`\n]*--json)`\n(.*?)```json\n(.*?)```$", re.MULTILINE | re.DOTALL)
SECTIONS = {command: example for command, _, example in SECTION.findall(TEXT)}

# Whose keys are data: names of topics, kinds, parameters, days, reasons. What is compared is the form of the values.
MAPS = {"topics", "next", "kinds", "levels", "left_out", "facts", "properties", "params", "days", "unreadable"}
LOG = """\
{"id": "1", "card": "sigmoid-max-slope", "at": "2026-03-09T20:15:00+08:00", "quality": 4, "elapsed_ms": 42000}
{"id": "2", "card": "sigmoid-max-slope", "at": "2026-03-10T20:15:00+08:00", "quality": 5, "elapsed_ms": 21000}
"""


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What the commands of the page print, run in one home one after the other."""
    pytest.importorskip("torch")  # the command that verifies needs it
    folder = tmp_path_factory.mktemp("json")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("DLPREP_HOME", str(folder / "home"))
        (folder / "reviews.jsonl").write_text(LOG, encoding="utf-8")
        (folder / "wrong.yaml").write_text("- id: wrong\n  kind: recall\n", encoding="utf-8")
        (folder / "shared").mkdir()
        for name in ("2026-03-01-0900", "2026-03-05-0900"):
            written(folder / "home", record(name))
        found = {}
        for command in SECTIONS:
            result = CliRunner().invoke(app, shlex.split(command)[1:])
            assert result.exit_code == (1 if "wrong.yaml" in command else 0), (command, result.output)
            text = result.stdout.replace(str(folder / "home"), "~/dlprep").replace(str(ROOT), "~/src/dlprep")
            found[command] = json.loads(text.replace(f"{folder}{os.sep}", ""))
        yield found
        shutil.rmtree(folder)


@pytest.mark.parametrize("command", SECTIONS)
def test_the_example_has_the_form_of_what_is_printed(command: str, printed: dict[str, Any]) -> None:
    if os.environ.get("UPDATE_SNAPSHOTS"):
        _update(command, printed[command])
        return
    differences = list(compare(json.loads(SECTIONS[command]), printed[command], ""))
    assert not differences


def test_no_command_is_missing() -> None:
    def commands(command: Any, path: str) -> Iterator[str]:
        if any("--json" in parameter.opts for parameter in command.params):
            yield path
        for name, inner in getattr(command, "commands", {}).items():
            yield from commands(inner, f"{path} {name}")

    for name in commands(typer.main.get_command(app), "dlprep"):
        assert re.search(rf"`{name}\b[^`]*`", TEXT), name


@pytest.mark.parametrize(
    ("example", "real", "differs"),
    [
        pytest.param({"a": 1}, {"a": 2.5}, False, id="numbers"),
        pytest.param({"a": 1}, {"a": None}, False, id="null"),
        pytest.param({"a": 1}, {"a": "1"}, True, id="type"),
        pytest.param({"a": 1}, {"a": True}, True, id="bool-is-no-number"),
        pytest.param({"a": 1}, {"b": 1}, True, id="renamed"),
        pytest.param({"a": 1}, {"a": 1, "b": 1}, True, id="new-and-not-documented"),
        pytest.param({"topics": {"x": {"due": 1}}}, {"topics": {"y": {"due": 2}}}, False, id="keys-that-are-data"),
        pytest.param({"topics": {"x": {"due": 1}}}, {"topics": {"y": {"new": 2}}}, True, id="below-keys-that-are-data"),
        pytest.param([{"a": 1}], [{"b": 1}], True, id="items"),
        pytest.param([{"a": 1}], [], False, id="empty"),
    ],
)
def test_what_the_comparison_sees(example: Any, real: Any, differs: bool) -> None:
    assert bool(list(compare(example, real, ""))) == differs


def compare(example: Any, real: Any, place: str) -> Iterator[str]:
    """Yield where the two differ in form."""
    if example is None or real is None:
        return
    if _kind(example) != _kind(real):
        yield f"{place}: {example!r} and {real!r}"
    elif isinstance(example, list):
        if example and real:
            yield from compare(example[0], real[0], f"{place}[]")
    elif isinstance(example, dict):
        if place.rpartition(".")[2] in MAPS:
            one, two = next(iter(example.values()), None), next(iter(real.values()), None)
            if place.rpartition(".")[2] not in ("facts", "params", "properties"):
                yield from compare(one, two, f"{place}.*")
            return
        if set(example) != set(real):
            yield f"{place}: {sorted(set(example) ^ set(real))}"
        for key in example.keys() & real.keys():
            yield from compare(example[key], real[key], f"{place}.{key}")


def _kind(value: Any) -> str:
    return "number" if isinstance(value, int | float) and not isinstance(value, bool) else type(value).__name__


def _update(command: str, data: Any) -> None:
    example = json.dumps(_short(data, ""), ensure_ascii=False, indent=2)
    page = PAGE.read_text(encoding="utf-8")
    start = page.index("```json\n", page.index(f"## `{command}`\n")) + len("```json\n")
    PAGE.write_text(page[:start] + example + "\n" + page[page.index("```", start) :], encoding="utf-8")


def _short(data: Any, key: str) -> Any:
    if isinstance(data, dict):
        kept = list(data.items())[:2] if key in MAPS else data.items()
        return {name: _short(value, name) for name, value in kept}
    if isinstance(data, list):
        return [_short(value, "") for value in data[:1]]
    if isinstance(data, str):
        line = data.replace("\n", " ")
        return line if len(line) <= 60 else f"{line[:57]}…"
    return data
