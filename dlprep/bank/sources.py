"""sources.yaml: the documents that the bank answers, and their units."""

from dataclasses import dataclass
from pathlib import Path

from dlprep.bank.document import read_file
from dlprep.errors import BankError
from dlprep.text import Text

FILE = "sources.yaml"


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing that a document asks or teaches; `topics` are those of the computational problems that belong to it."""

    id: str
    document: str
    place: str
    title: Text
    topics: frozenset[str] = frozenset()


def read_units(folder: Path) -> dict[str, Unit]:
    """Return the units of the documents of the bank in `folder` by id; none if it has no sources.yaml.

    Raises:
        BankError: the file does not have the form it should have.
    """
    path = folder / FILE
    if not path.is_file():
        return {}
    document = read_file(path)
    for line, message in document.problems:
        raise BankError(Text(f"{path}:{line}  {message.zh}", f"{path}:{line}  {message.en}"))
    try:
        return {
            unit["id"]: Unit(
                unit["id"],
                source["id"],
                str(unit["place"]),
                Text(unit["title"]["zh"], unit["title"]["en"]),
                frozenset(unit.get("topics", ())),
            )
            for source in document.value
            for unit in source["units"]
        }
    except (TypeError, KeyError) as error:
        raise BankError(
            Text(zh=f"有条目缺少 {error}", en=f"a unit lacks {error}").at(path),
            Text(zh="每个条目有 id、place 和 title: {zh, en}", en="each unit has id, place and title: {zh, en}"),
        ) from None
