"""The command line under fire: it ends with one of its exit codes, and nothing on the screen steers a terminal."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from typer.testing import CliRunner, Result

from dlprep.cli.app import app
from dlprep.markup.safe import printable
from tests.fuzz.campaign import Broken

_RUNNER = CliRunner()
_INDEX = "cache/bank-index.db"


def new_home(home: Path) -> Path:
    """Make a home for a campaign, in which the bank need not be indexed first."""
    (home / _INDEX).parent.mkdir(parents=True)
    (home / _INDEX).write_bytes(_index())
    return home


@cache
def _index() -> bytes:
    with TemporaryDirectory() as folder:
        command(Path(folder), ("due",))
        return Path(folder, _INDEX).read_bytes()


def command(
    home: Path, arguments: Sequence[str], *, typed: str = "", variables: dict[str, str] | None = None
) -> Result:
    """Run `dlprep` in this process with its data in `home`, and hold the result to what always holds.

    Raises:
        Broken: it is not so.
    """
    environment = {"DLPREP_HOME": str(home), "DLPREP_DEBUG": "1", "COLUMNS": "80", **(variables or {})}
    result = _RUNNER.invoke(app, list(arguments), input=typed, env=environment)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    said = f"{' '.join(map(repr, arguments))}: "
    if result.exit_code not in (0, 1, 2):
        raise Broken(f"{said}exit code {result.exit_code}: {result.output[-200:]!r}")
    for text in (result.stdout, result.stderr):
        if printable(text) != text.replace("\t", "    "):
            odd = next(char for char in text if char not in "\n\t" and printable(char) != char)
            where = text.index(odd)
            raise Broken(f"{said}shows {odd!r}: {text[max(0, where - 80) : where + 40]!r}")
    if result.exit_code and not result.output.strip():
        raise Broken(f"{said}fails and says nothing")
    return result
