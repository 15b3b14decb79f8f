"""Which figures there are, by the names of their files: nothing is imported."""

from functools import cache
from pathlib import Path


@cache
def figure_families() -> dict[str, str]:
    """Return the family of each figure by the figure's name, families and names in alphabetical order."""
    files = sorted(Path(__file__).parent.glob("*/[!_]*.py"))
    return {file.stem: file.parent.name for file in files}
