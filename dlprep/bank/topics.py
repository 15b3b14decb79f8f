"""topics.yaml: the topics of a bank, their titles, and the order in which to learn them."""

from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from dlprep.bank.document import read_file
from dlprep.bank.parts import Bilingual
from dlprep.errors import BankError
from dlprep.rules import broken
from dlprep.text import Text

FILE = "topics.yaml"


class Topic(Bilingual):
    """A folder of the bank: its title in both languages and its files in the order to learn them."""

    name: str
    subjects: tuple[str, ...] = ()


_TOPICS = TypeAdapter(tuple[Topic, ...])


def read_topics(folder: Path) -> tuple[Topic, ...]:
    """Return the topics of the bank in `folder`; none where it has no topics.yaml, which it need not have.

    Raises:
        BankError: the file does not have the form it should have.
    """
    path = folder / FILE
    if not path.is_file():
        return ()
    document = read_file(path)
    for line, message in document.problems:
        raise BankError(Text(f"{path}:{line}  {message.zh}", f"{path}:{line}  {message.en}"))
    try:
        return _TOPICS.validate_python(document.value)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        line, said = document.line(first["loc"]), broken(first).at(where)
        raise BankError(Text(f"{path}:{line}  {said.zh}", f"{path}:{line}  {said.en}")) from None
