"""What the files of problems say without being run: names, families, parameters. For lists and completion, at once."""

import ast
import json
from functools import cache
from pathlib import Path


@cache
def shipped_files() -> dict[str, Path]:
    """Return the files of the problems that dlprep has, by name, families and names in alphabetical order."""
    return {file.stem: file for file in sorted(Path(__file__).parent.glob("*/[!_]*.py"))}


def own_files(folder: Path) -> dict[str, Path]:
    """Return the files of a learner's own problems in `folder`: each Python file that begins with no underscore."""
    return {file.stem: file for file in sorted(folder.glob("[!_]*.py"))}


def parameters(file: Path) -> dict[str, str]:
    """Return the parameters of the problem in `file`, each with its value in the example as typed, or "".

    The source is read as data: a learner's own file is not run by pressing Tab. Parameters are the annotated names of
    the class whose name ends in Params; what cannot be read has none.
    """
    try:
        tree = ast.parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return {}
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    names = [
        line.target.id
        for one in classes
        if one.name.endswith("Params")
        for line in one.body
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name)
    ]
    example = next(filter(None, (_example(line) for one in classes for line in one.body)), {})
    return {name: example.get(name, "") for name in names}


def _example(line: ast.stmt) -> dict[str, str]:
    match line:
        case ast.Assign(targets=[ast.Name("example")], value=ast.Dict(keys, values)):
            pairs = zip(keys, values, strict=True)
            return {
                key.value: _typed(value)
                for key, value in pairs
                if isinstance(key, ast.Constant) and isinstance(key.value, str)
            }
    return {}


def _typed(node: ast.expr) -> str:
    try:
        value = ast.literal_eval(node)
    except ValueError:
        return ""
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))
