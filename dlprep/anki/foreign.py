"""Somebody's deck as a bank of one's own: its basic and cloze notes as cards in YAML."""

import hashlib
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from dlprep.bank.card import MAX_GAPS

_CLOZE = re.compile(r"\{\{c(?P<number>\d+)::(?P<text>.*?)(?:::(?P<hint>[^{}]*?))?\}\}", re.DOTALL)
_MEDIA = re.compile(r"\[sound:[^\]]*\]")
_MATH = re.compile(r"\\[(\[](.+?)\\[)\]]", re.DOTALL)
_BLOCKS = frozenset("article blockquote dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre section table tr ul".split())
MOST = 15_000  # characters of a text; a card's may have 20,000


@dataclass(slots=True)
class Deck:
    """What was made of a deck.

    Attributes:
        cards: as YAML would have them.
        left_out: how many notes were not taken, by reason.
    """

    cards: list[dict[str, Any]] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


def read_deck(collection: sqlite3.Connection) -> Deck:
    """Return the basic and cloze notes of `collection` as cards; of others only how many there are."""
    deck = Deck()
    kinds = _note_types(collection)
    for guid, kind, tags, fields in collection.execute("SELECT guid, mid, tags, flds FROM notes ORDER BY id"):
        is_cloze = kinds.get(kind)
        texts = [_to_markdown(text) for text in str(fields).split("\x1f")]
        if is_cloze is None:
            deck.left_out["other_note_type"] += 1
        elif len(texts) < 2 or not texts[0] or (not is_cloze and not texts[1]):
            deck.left_out["empty"] += 1
        elif max(map(len, texts[:2])) > MOST:
            deck.left_out["too_long"] += 1
        else:
            name = f"anki-{hashlib.sha256(str(guid).encode()).hexdigest()[:12]}"
            common = {"level": "basic", "tags": _tags(str(tags))}
            made = list(_cloze_cards(name, texts, common) if is_cloze else _basic_card(name, texts, common))
            deck.cards += made
            if not made:
                deck.left_out["no_gap"] += 1
    return deck


def _basic_card(name: str, texts: list[str], common: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield {"id": name, "kind": "recall", **common, "question": texts[0], "answer": texts[1]}


def _cloze_cards(name: str, texts: list[str], common: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a card for each number: its gaps are open, the others filled."""
    text, extra = texts[0], texts[1]
    numbers = sorted({int(gap["number"]) for gap in _CLOZE.finditer(text)})
    for number in numbers:
        fills = [gap["text"].strip() for gap in _CLOZE.finditer(text) if int(gap["number"]) == number]
        if any(fill.startswith("image-occlusion:") for fill in fills):
            continue  # parts of a picture
        whole = _CLOZE.sub(lambda gap: gap["text"], text)
        if len(fills) > MAX_GAPS or any(not fill or "[[" in fill or "]]" in fill or "\n" in fill for fill in fills):
            opened = _CLOZE.sub(lambda gap, n=number: "____" if int(gap["number"]) == n else gap["text"], text)  # type: ignore[misc]
            yield {"id": f"{name}-{number}", "kind": "recall", **common, "question": opened, "answer": whole}
            continue
        marked = _CLOZE.sub(
            lambda gap, n=number: f"[[{gap['text'].strip()}]]" if int(gap["number"]) == n else gap["text"],  # type: ignore[misc]
            text.replace("[[", "[ [").replace("]]", "] ]"),
        )
        yield {
            "id": f"{name}-{number}",
            "kind": "cloze",
            **common,
            "question": "____",
            "text": marked,
            "gaps": [{"accept": [fill]} for fill in fills],
            "answer": extra or whole,
        }


def _note_types(collection: sqlite3.Connection) -> dict[int, bool | None]:
    """Return of each note type whether it is cloze (True), basic (False), or another (None)."""
    try:
        rows = collection.execute("SELECT id, config FROM notetypes").fetchall()
        # config is protobuf; its first field, present only where it is not 0, says that the type is cloze
        return {int(number): bytes(config)[:2] == b"\x08\x01" for number, config in rows}
    except sqlite3.Error:
        ((text,),) = collection.execute("SELECT models FROM col").fetchall()
    try:
        models = json.loads(text)
        return {int(key): _is_cloze(model) for key, model in models.items()}
    except (TypeError, ValueError, AttributeError):
        return {}


def _is_cloze(model: Any) -> bool | None:
    kind = model.get("type") if isinstance(model, dict) else None
    return {0: False, 1: True}.get(kind) if isinstance(kind, int) else None


def _tags(text: str) -> list[str]:
    """Return the tags that can be written in our way, each once."""
    slugs = (re.sub(r"[^a-z0-9]+", "-", tag.lower()).strip("-")[:80].strip("-") for tag in text.split())
    return list(dict.fromkeys(slug for slug in slugs if slug))


def _to_markdown(field_html: str) -> str:
    """Return a field's HTML as text of ours: markup dropped, formulas between dollar signs, pictures named."""
    reader = _Reader()
    reader.feed(_MEDIA.sub("", field_html))
    reader.close()
    text = "".join(reader.parts).replace("\xa0", " ")
    pieces = []
    end = 0
    for formula in _MATH.finditer(text):
        pieces.append(_plain(text[end : formula.start()]))
        pieces.append(f"${' '.join(formula[1].split())}$")
        end = formula.end()
    pieces.append(_plain(text[end:]))
    lines = [line.strip() for line in "".join(pieces).splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _plain(text: str) -> str:
    """Escape what Markdown would take for markup of its own."""
    return re.sub(r"([\\`*$])", r"\\\1", text)


class _Reader(HTMLParser):
    """Collects the text of a field, a line break a block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self._hidden += 1
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag == "img":
            self.parts.append(f"({dict(attributes).get('src') or 'picture'})")
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._hidden = max(0, self._hidden - 1)
        elif tag in _BLOCKS and tag != "li":
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)
