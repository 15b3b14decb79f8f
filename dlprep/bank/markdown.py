"""A plain Markdown file as a bank: each heading of level two is a question, what stands under it the answer.

    ## What does stride 2 do to the output size? {#stride-two .convolution level=basic}

    It halves it, rounded by the floor in the formula.

    - [ ] halves
    - [ ] floor

The braces are optional, as in Pandoc: `#` the card's permanent id, `.` a tag, `level=`. Without an id the card's id
comes from the question, so that an edited question is a new card. Tasks at the end are the key points. The text stands
for both languages.
"""

import hashlib
import re
from pathlib import Path
from typing import Any

from dlprep.bank.document import Document, Place, read_source

_QUESTION = re.compile(r"##\s+(?P<text>.*?)\s*(?:\{(?P<attributes>[^{}]*)\})?\s*#*\s*")
_HEADING = re.compile(r"#{1,2}\s")
_POINT = re.compile(r"\s*[-*+]\s+\[[ xX]?\]\s+(?P<text>.+?)\s*")
_FENCE = re.compile(r"\s*(```|~~~)")


def read_markdown(path: Path) -> Document:
    """Read the questions of the Markdown file at `path` as the cards of a YAML document."""
    text, problems = read_source(path)
    document = Document(problems=problems)
    if problems:
        return document
    cards: list[dict[str, Any]] = []
    lines: dict[Place, int] = {(): 1}
    for start, heading, body in _sections(text.splitlines()):
        found = _QUESTION.fullmatch(heading)
        assert found is not None
        place: Place = (len(cards),)
        lines |= {place: start, (*place, "question"): start, (*place, "answer"): start + 1}
        answer, points = _split(body)
        if not answer:
            problems.append((start, "the question has no answer under it"))
        cards.append(
            {
                "id": _name(path, found["text"]),
                "kind": "recall",
                "level": "basic",
                "question": found["text"],
                "answer": answer or "-",
                "points": points,
            }
            | _attributes(found["attributes"] or "")
        )
    if not cards:
        problems.append((1, "there is no question in it; begin each with `## `"))
    document.value, document.lines = cards, lines
    return document


def _sections(lines: list[str]) -> list[tuple[int, str, list[str]]]:
    """Return the line, heading and body of each question; headings inside fenced code are code."""
    found: list[tuple[int, str, list[str]]] = []
    fence = ""
    within = False
    for number, line in enumerate(lines, start=1):
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and fence == mark[1]:
            fence = ""
        if not fence and not mark and _HEADING.match(line):
            within = _QUESTION.fullmatch(line) is not None and bool(line.strip("# \t"))
            if within:
                found.append((number, line, []))
        elif within:
            found[-1][2].append(line)
    return found


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
        key, equals, value = word.partition("=")
        if word.startswith("#"):
            found["id"] = word[1:]
        elif word.startswith("."):
            found.setdefault("tags", []).append(word[1:])
        else:
            found[key] = value if equals else True  # an unknown key is reported as any other card's
    return found


def _name(path: Path, question: str) -> str:
    stem = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-") or "notes"
    return f"{stem[:60]}-{hashlib.sha256(question.encode()).hexdigest()[:10]}"
