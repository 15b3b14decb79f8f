"""YAML read as data only, with the line of every value.

Types are YAML 1.2's, as in JSON: `1e-3` is a number, `no` and `1:30` are texts. Tags, anchors and aliases are refused,
repeated keys reported, and size, depth and number of values limited before anything is built of them.
"""

import math
import re
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dlprep.errors import trouble
from dlprep.text import Text

MAX_BYTES = 4_000_000
MAX_VALUES = 200_000
MAX_DEPTH = 30
NOT_UTF8 = Text(zh="不是 UTF-8，请存成 UTF-8", en="the text is not UTF-8; save it as UTF-8")

Place = tuple[str | int, ...]
"""Where a value stands: the keys and positions that lead to it."""

_INTEGER = re.compile(r"[-+]?\d{1,30}")
_FLOAT = re.compile(r"[-+]?(\.\d+|\d+(\.\d*)?)(e[-+]?\d+)?", re.IGNORECASE)
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass(slots=True)
class Document:
    """What a YAML text says.

    Attributes:
        value: dicts, lists and scalars; None where the text could not be read.
        lines: the lines of values, counted from 1; where there is a `source`, of the outermost ones.
        problems: line and complaint, in order; empty if all is well.
        source: the YAML, until a line within a card is asked for: few are, and noting all takes a fifth of the time.
    """

    value: Any = None
    lines: dict[Place, int] = field(default_factory=dict)
    problems: list[tuple[int, Text]] = field(default_factory=list)
    source: str = ""

    def line(self, place: Place) -> int:
        """Return the line of the value at `place`, or of the nearest one around it."""
        if len(place) > 1 and self.source:
            self.lines, self.source = read_text(self.source, every_line=True).lines, ""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def read_file(path: Path) -> Document:
    """Read the YAML file at `path`; what is wrong with it is in the document's `problems`."""
    text, problems = read_source(path)
    return Document(problems=problems) if problems else read_text(text)


def read_source(path: Path) -> tuple[str, list[tuple[int, Text]]]:
    """Return the text of the file at `path`, or the line and complaint for which it has none."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # a device never ends, a pipe may never begin
            return "", [(1, Text(zh="不是普通文件", en="is not a regular file"))]
        if status.st_size > MAX_BYTES:
            too_large = Text(
                zh=f"文件超过 {MAX_BYTES} 字节，请拆开", en=f"the file is larger than {MAX_BYTES} bytes; split it"
            )
            return "", [(1, too_large)]
        return path.read_bytes().decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        return "", [(line, NOT_UTF8)]
    except OSError as error:
        why = trouble(error)
        return "", [(1, Text(zh=f"文件读不了：{why.zh}", en=f"the file cannot be read: {why.en}"))]


def read_text(text: str, *, every_line: bool = False) -> Document:
    """Read YAML; what is wrong with it is in the document's `problems`."""
    import yaml

    document = Document(source="" if every_line else text)
    builder = _Builder(document, every_line)
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            builder.feed(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = " ".join(filter(None, (error.context, error.problem)))
        document.problems.append(((mark.line if mark else 0) + 1, _not_yaml(said)))
        document.value = None
    except UnicodeEncodeError:  # half of a surrogate pair: a byte of the command line that was no text
        document.problems.append((1, NOT_UTF8))
    except yaml.YAMLError as error:
        document.problems.append((1, _not_yaml(" ".join(str(error).split()))))
        document.value = None
    except _TooMuch as error:
        document.problems.append((error.line, error.said))
        document.value = None
    return document


def _not_yaml(said: str) -> Text:
    return Text(zh=f"不是 YAML：{said}", en=f"is not YAML: {said}")


class _TooMuch(Exception):
    def __init__(self, line: int, *, zh: str, en: str) -> None:
        super().__init__(en)
        self.line, self.said = line, Text(zh, en)


_MISSING = object()


@dataclass(slots=True)
class _Open:
    """A mapping or a list that is being filled."""

    value: dict[str, Any] | list[Any]
    place: Place
    key: Any = _MISSING


class _Builder:
    """Builds values from the parser's events, iteratively: deep nesting cannot exhaust the stack."""

    def __init__(self, document: Document, every_line: bool) -> None:
        import yaml

        self.document, self.every_line = document, every_line
        self.stack: list[_Open] = []
        self.count = 0
        # By the class itself: a card has some sixty events, most of them scalars.
        self._takes: dict[type[Any], Callable[[Any, int], object]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.SequenceStartEvent: lambda event, line: self._open([], event, line),
            yaml.MappingStartEvent: lambda event, line: self._open({}, event, line),
            yaml.SequenceEndEvent: self._close,
            yaml.MappingEndEvent: self._close,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._begin,
        }

    def feed(self, event: Any) -> None:
        if take := self._takes.get(type(event)):
            take(event, event.start_mark.line + 1)

    def _scalar(self, event: Any, line: int) -> None:
        if event.anchor or event.tag:
            self._refuse(event, line)
        self._put(_scalar(event.value) if event.implicit[0] else event.value, line)

    def _close(self, event: Any, line: int) -> None:
        self.stack.pop()

    def _alias(self, event: Any, line: int) -> None:
        self._refuse(event, line)
        self._put(None, line)

    def _begin(self, event: Any, line: int) -> None:
        if self.count:
            self._complain(
                line,
                zh="一个文件只有一个 YAML 文档；去掉 `---`",
                en="a file holds one YAML document; remove the `---`",
            )

    def _refuse(self, event: Any, line: int) -> None:
        if event.anchor:
            self._complain(
                line,
                zh="不能用锚点和别名（& 和 *）；把值写出来，或给文字加引号",
                en="anchors and aliases (& and *) are not allowed; write the value out, or quote the text",
            )
        if getattr(event, "tag", None) not in (None, "!"):
            self._complain(
                line,
                zh=f"不能用 {event.tag} 这样的标签；题库只有数据",
                en=f"tags such as {event.tag} are not allowed; the bank is plain data",
            )

    def _open(self, value: dict[str, Any] | list[Any], event: Any, line: int) -> None:
        if event.anchor or event.tag:
            self._refuse(event, line)
        if len(self.stack) == MAX_DEPTH:
            raise _TooMuch(line, zh=f"嵌套超过 {MAX_DEPTH} 层", en=f"is nested deeper than {MAX_DEPTH} levels")
        place = self._put(value, line)
        self.stack.append(_Open(value, place))

    def _put(self, value: Any, line: int) -> Place:
        self.count += 1
        if self.count > MAX_VALUES:
            raise _TooMuch(
                line,
                zh=f"超过 {MAX_VALUES} 个值，请拆开文件",
                en=f"holds more than {MAX_VALUES} values; split the file",
            )
        if not self.stack:
            self.document.value = value
            self.document.lines[()] = line
            return ()
        parent = self.stack[-1]
        last: str | int
        if isinstance(parent.value, list):
            last = len(parent.value)
            parent.value.append(value)
        elif parent.key is _MISSING:
            last = parent.key = self._key(value, parent, line)
        else:
            last = parent.key
            parent.value[parent.key] = value
            parent.key = _MISSING
        if not self.every_line and len(self.stack) > 1:
            return ()
        place = (*parent.place, last)
        self.document.lines.setdefault(place, line)
        return place

    def _key(self, value: Any, parent: _Open, line: int) -> str:
        if isinstance(value, dict | list):
            self._complain(line, zh="键必须是一个词", en="a key must be a word")
        key = value if isinstance(value, str) else str(value)
        if key in parent.value:
            self._complain(
                line, zh=f"键 {key!r} 出现了两次，去掉一个", en=f"the key {key!r} is there twice; remove one"
            )
        return key

    def _complain(self, line: int, *, zh: str, en: str) -> None:
        self.document.problems.append((line, Text(zh, en)))


def _scalar(text: str) -> Any:
    """Resolve a plain scalar as YAML 1.2's core schema does, without its octal, hexadecimal and infinite numbers."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text) and math.isfinite(float(text)):
        return float(text)
    return text
