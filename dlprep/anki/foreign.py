"""Somebody's deck as a bank of one's own: its basic and cloze notes as cards in YAML."""

import hashlib
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any, NamedTuple

from dlprep.anki.identity import origin_of
from dlprep.bank.card import MAX_GAPS

_CLOZE = re.compile(r"\{\{c([0-9]{1,3})::|(\}\})")
_MEDIA = re.compile(r"\[sound:[^\[\]]*\]")
_MATH = re.compile(r"\\[()\[\]]")
_MARKUP = re.compile(r"<!--|<([^<>]*)>")
_TAG = re.compile(r"(/?)([a-z][a-z0-9]*)|[!?/]", re.IGNORECASE)
_SOURCE = re.compile(r"""\bsrc\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([\\`*$])|(\$)")
_BLOCKS = frozenset("article blockquote dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre section table tr ul".split())
MOST = 15_000  # characters of a text; a card's may have 20,000
_MOST_RAW = 4 * MOST  # characters of a field with its markup; what is longer is not even read


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
    """Return the basic and cloze notes of `collection` as cards; of others, and of our own, only how many there are."""
    deck = Deck()
    kinds = _note_types(collection)
    for guid, kind, tags, fields in collection.execute("SELECT guid, mid, tags, flds FROM notes ORDER BY id"):
        if origin_of(str(guid)) is not None:
            deck.left_out["own_card"] += 1
            continue
        is_cloze = kinds.get(kind)
        raw = str(fields).split("\x1f", 2)[:2]
        if is_cloze is not None and max(map(len, raw)) > _MOST_RAW:
            deck.left_out["too_long"] += 1
            continue
        texts = [_to_markdown(text) for text in raw] if is_cloze is not None else []
        if is_cloze is None:
            deck.left_out["other_note_type"] += 1
        elif len(texts) < 2 or not texts[0] or (not is_cloze and not texts[1]):
            deck.left_out["empty"] += 1
        elif max(map(len, texts)) > MOST:
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


class _Token(NamedTuple):
    """A piece of a cloze text: one that opens a gap (with its number), one that closes it, or text."""

    kind: str
    text: str = ""
    number: int = -1


class _Piece(NamedTuple):
    """Text, or what fills a gap."""

    text: str
    is_gap: bool


def _cloze_cards(name: str, texts: list[str], common: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a card for each number: its gaps are open, the others filled."""
    text, extra = texts[0], texts[1]
    tokens = _tokens(text)
    whole = "".join(token.text for token in tokens)
    for number in sorted({token.number for token in tokens if token.kind == "open"}):
        pieces = _pieces(tokens, number)
        fills = [piece.text for piece in pieces if piece.is_gap]
        if any(fill.startswith("image-occlusion:") for fill in fills):
            continue  # parts of a picture
        typed = _typed(pieces)
        if typed is None:
            opened = "".join("____" if piece.is_gap else piece.text for piece in pieces)
            yield {"id": f"{name}-{number}", "kind": "recall", **common, "question": opened, "answer": whole}
            continue
        yield {
            "id": f"{name}-{number}",
            "kind": "cloze",
            **common,
            "question": "____",
            "text": "".join(f"[[{piece.text}]]" if piece.is_gap else _apart(piece.text) for piece in pieces),
            "gaps": [{"accept": [fill]} for fill in typed],
            "answer": extra or whole,
        }


def _tokens(text: str) -> list[_Token]:
    """Split a cloze text; gaps nest, hints are dropped, and what opens and never closes is text."""
    tokens: list[_Token] = []
    opened: list[int] = []
    end = 0

    def take(found: str) -> None:
        tokens.append(_Token("text", found))

    for mark in _CLOZE.finditer(text):
        take(text[end : mark.start()])
        end = mark.end()
        if mark[1]:
            opened.append(len(tokens))
            tokens.append(_Token("open", mark[0], int(mark[1])))
        elif opened:
            place = opened.pop()
            tokens[place] = tokens[place]._replace(text="")
            tokens.append(_Token("close"))
        else:
            take(mark[0])
    take(text[end:])
    depth = 0
    for place, token in enumerate(tokens):
        if token.kind == "open" and token.text:
            tokens[place] = _Token("text", token.text)
        elif token.kind == "text":
            if depth and "::" in token.text:
                tokens[place] = _Token("text", token.text.partition("::")[0])
        else:
            depth += 1 if token.kind == "open" else -1
    return tokens


def _pieces(tokens: list[_Token], number: int) -> list[_Piece]:
    """Return the text in pieces, those of this `number` as gaps; what nests in them is a part of them."""
    pieces: list[_Piece] = []
    parts: list[str] = []
    depth = within = 0  # `within` is the depth at which the gap opened
    for token in tokens:
        if token.kind == "text":
            parts.append(token.text)
        elif token.kind == "open":
            depth += 1
            if not within and token.number == number:
                pieces.append(_Piece("".join(parts), False))
                parts, within = [], depth
        else:
            if depth == within:
                pieces.append(_Piece("".join(parts).strip(), True))
                parts, within = [], 0
            depth -= 1
    return [*pieces, _Piece("".join(parts), False)]


def _typed(pieces: list[_Piece]) -> list[str] | None:
    """Return what a learner types into each gap, or None where these cannot be gaps of ours."""
    typed: list[str] = []
    in_formula = False
    for place, (text, is_gap) in enumerate(pieces):
        bare, stays, has_backslash = _unescaped(text, in_formula)
        if is_gap:
            before, after = pieces[place - 1].text, pieces[place + 1].text
            touching = text[:1] + text[-1:] + before[-1:] + after[:1]
            if not text or not stays or has_backslash or any(mark in touching for mark in "[]"):
                return None
            if any(mark in text for mark in ("[[", "]]", "\n", ";", "；")):
                return None
            typed.append(bare)
        in_formula ^= not stays
    return typed if len(typed) <= MAX_GAPS else None


def _unescaped(text: str, in_formula: bool) -> tuple[str, bool, bool]:
    """Return `text` without Markdown's escapes; whether it ends where it began, in a formula or outside of any.

    The third is whether it has a backslash of its own outside of formulas.
    """
    parts, end, inside, has_backslash = [], 0, in_formula, False
    for mark in _ESCAPED.finditer(text):
        if mark[2]:
            inside = not inside
        elif not inside:
            parts += [text[end : mark.start()], mark[1]]
            end = mark.end()
            has_backslash |= mark[1] == "\\"
    return "".join([*parts, text[end:]]), inside == in_formula, has_backslash


def _apart(text: str) -> str:
    """Keep brackets of the text's own from marking a gap."""
    return re.sub(r"\[(?=\[)|\](?=\])", r"\g<0> ", text)


def _note_types(collection: sqlite3.Connection) -> dict[int, bool | None]:
    """Return of each note type whether it is cloze (True), basic (False), or another (None)."""
    try:
        # config is protobuf; its first field, present only where it is not 0, says that the type is cloze
        return {
            number: config[:2] == b"\x08\x01" if isinstance(config, bytes) else None
            for number, config in collection.execute("SELECT id, config FROM notetypes")
        }
    except sqlite3.OperationalError:  # schema 11 has no such table
        row = collection.execute("SELECT models FROM col").fetchone()
    try:
        models = json.loads(row[0])
        return {int(key): _is_cloze(model) for key, model in models.items()}
    except (TypeError, ValueError, AttributeError, RecursionError):
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
    text = "".join(_read(_MEDIA.sub("", field_html))).replace("\xa0", " ")
    pieces = []
    end, opened = 0, -1
    for mark in _MATH.finditer(text):
        if opened < 0 and mark[0][1] in "([":
            opened = mark.start()
        elif opened >= 0 and mark[0][1] in ")]":
            formula = " ".join(text[opened + 2 : mark.start()].split())
            if formula and "$" not in formula:
                pieces += [_plain(text[end:opened]), f"${formula}$"]
                end = mark.end()
            opened = -1
    pieces.append(_plain(text[end:]))
    lines = [line.strip() for line in "".join(pieces).splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _plain(text: str) -> str:
    """Escape what Markdown would take for markup of its own."""
    return re.sub(r"([\\`*$])", r"\\\1", text)


def _read(source: str) -> Iterator[str]:
    """Yield the text of a field, a line break a block; in linear time, which html.parser does not promise."""
    end = 0
    while mark := _MARKUP.search(source, end):
        yield _unescape(source[end : mark.start()])
        end = mark.end()
        if mark[1] is None:
            closing = source.find("-->", end)
            if closing < 0:
                return
            end = closing + 3
        elif (tag := _TAG.match(mark[1])) is None:
            yield _unescape(mark[0])
        elif (name := (tag[2] or "").lower()) in ("script", "style") and not tag[1]:
            hidden = re.compile(f"</{name}[^<>]*>", re.IGNORECASE).search(source, end)
            if hidden is None:
                return
            end = hidden.end()
        else:
            yield _shown(name, bool(tag[1]), mark[1])
    yield _unescape(source[end:])


def _shown(name: str, closes: bool, markup: str) -> str:
    """Return what is shown in place of a tag."""
    if name == "img":
        found = _SOURCE.search(markup)
        return f"({_unescape(next(filter(None, found.groups()), 'picture')) if found else 'picture'})"
    if name == "li":
        return "" if closes else "\n- "
    return "\n" if name == "br" or name in _BLOCKS else ""


def _unescape(text: str) -> str:
    try:
        return unescape(text)
    except ValueError:  # a number of thousands of digits
        return text
