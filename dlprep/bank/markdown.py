"""A plain Markdown file as a bank: each heading of level two is a question, what stands under it the answer.

    ## What does stride 2 do to the output size? {#stride-two .convolution level=basic}

    It halves it, rounded by the floor in the formula.

    - [ ] halves
    - [ ] floor

The braces are optional, as in Pandoc: `#` the card's permanent id, `.` a tag, `level=`; others are part of the
question. Without an id the card's id
comes from the question, so that an edited question is a new card. Tasks at the end are the key points. The text stands
for both languages.
"""

import hashlib
import re
from pathlib import Path
from typing import Any

from dlprep.bank.document import Document, Place, read_source
from dlprep.text import Text

_CLOSING = re.compile(r"\s+#+$")
_BRACES = re.compile(r"(?P<text>.*?)\s*\{(?P<attributes>[^{}]*)\}")
_ATTRIBUTES = re.compile(r"\s*(?:(?:[#.]\w\S*|\w[\w-]*=\S*)(?:\s+|$))+")
_HEADING = re.compile(r"#{1,2}\s")
_POINT = re.compile(r"\s*[-*+]\s+\[[ xX]?\]\s+(?P<text>.+?)\s*")
_FENCE = re.compile(r"\s*(?:`{3,}(?=[^`]*$)|~{3,})")


def read_markdown(path: Path) -> Document:
    """Read the questions of the Markdown file at `path` as the cards of a YAML document."""
    text, problems = read_source(path)
    document = Document(problems=problems)
    if problems:
        return document
    cards: list[dict[str, Any]] = []
    lines: dict[Place, int] = {(): 1}
    for start, heading, body in _sections(text.splitlines()):
        question, attributes = _question(heading)
        place: Place = (len(cards),)
        lines |= {place: start, (*place, "question"): start, (*place, "answer"): start + 1}
        answer, points = _split(body)
        if not answer:
            problems.append((start, Text(zh="问题下面没有答案", en="the question has no answer under it")))
        cards.append(
            {
                "id": _name(path, question),
                "kind": "recall",
                "level": "basic",
                "question": question,
                "answer": answer or "-",
                "points": points,
            }
            | attributes
        )
    if not cards:
        nothing = Text(zh="里面没有问题；每个问题以 `## ` 开头", en="there is no question in it; begin each with `## `")
        problems.append((1, nothing))
    document.value, document.lines = cards, lines
    return document


def _sections(lines: list[str]) -> list[tuple[int, str, list[str]]]:
    """Return the line, heading and body of each question; headings inside fenced code are code."""
    found: list[tuple[int, str, list[str]]] = []
    fence = ""
    within = False
    for number, line in enumerate(lines, start=1):
        if fence:
            fence = "" if _closes(line, fence) else fence
        elif mark := _FENCE.match(line):
            fence = mark[0]
        elif _HEADING.match(line):
            within = line.startswith("##") and bool(line.strip("# \t"))
            if within:
                found.append((number, line, []))
            continue
        if within:
            found[-1][2].append(line)
    return found


def _closes(line: str, fence: str) -> bool:
    """Whether a line ends fenced code, as in CommonMark: as long as the fence that opened it, and bare."""
    mark, bare = fence.lstrip(), line.strip()
    indent = len(line) - len(line.lstrip()) - (len(fence) - len(mark))
    return len(bare) >= len(mark) and set(bare) == {mark[0]} and indent <= 3


def _question(heading: str) -> tuple[str, dict[str, Any]]:
    """Part the question from its attributes; #s that close the heading belong to neither."""
    text = _CLOSING.sub("", heading.rstrip()).removeprefix("##").strip()
    found = _BRACES.fullmatch(text)
    if found is None or not _ATTRIBUTES.fullmatch(found["attributes"]):
        return text, {}
    return _CLOSING.sub("", found["text"]), _attributes(found["attributes"])


def _split(body: list[str]) -> tuple[str, list[str]]:
    """Part the answer from the key points, which are the tasks at its end."""
    rest = list(body)
    points: list[str] = []
    while rest and (not rest[-1].strip() or _POINT.fullmatch(rest[-1])):
        if point := _POINT.fullmatch(rest.pop()):
            points.insert(0, point["text"])
    return "\n".join(rest).strip(), points


def _attributes(text: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for word in text.split():
        key, _, value = word.partition("=")
        if word.startswith("#"):
            found["id"] = word[1:]
        elif word.startswith("."):
            found.setdefault("tags", []).append(word[1:])
        else:
            found[key] = value  # an unknown key is reported as any other card's
    return found


def _name(path: Path, question: str) -> str:
    stem = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-") or "notes"
    return f"{stem[:60]}-{hashlib.sha256(question.encode()).hexdigest()[:10]}"
