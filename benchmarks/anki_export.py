"""How long writing a package takes, as a ratio to genanki's own time for the same notes, in turn in one run.

Usage: python benchmarks/anki_export.py [--cards N] [--runs N] [--json]

The notes are made once, from a generated bank, and timed apart: turning Markdown and LaTeX into HTML is no part of what
genanki does.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from dlprep.anki.export import notes
from dlprep.anki.notetypes import model
from dlprep.anki.package import Note, write_package
from dlprep.anki.schedule import Calendar
from dlprep.bank.bank import Bank

LIMIT = 1.5
PER_FILE = 50
CARD = """\
- id: card-{number}
  kind: recall
  level: basic
  question: {{zh: "第 {number} 题：$x_{{{number}}}$ 是什么？", en: "What is $x_{{{number}}}$, number {number}?"}}
  answer:
    zh: |
      它是 $\\frac{{a}}{{b}}$，因为**每一层**都乘上一个因子，`x[{number}]` 也一样。
    en: |
      It is $\\frac{{a}}{{b}}$, since **every layer** multiplies by a factor, and `x[{number}]` does too. A second
      sentence makes it about as long as answers are.
  points:
    - {{weight: 2, zh: 要点一 $a$, en: point one $a$}}
    - {{weight: 1, zh: 要点二, en: point two}}
    - {{weight: 1, zh: 要点三, en: point three}}
"""


def make_bank(folder: Path, cards: int) -> Bank:
    """Write a bank of `cards` cards in twenty topics."""
    for start in range(0, cards, PER_FILE):
        path = folder / f"topic-{start // PER_FILE % 20}" / f"{start}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        numbers = range(start, min(start + PER_FILE, cards))
        path.write_text("".join(CARD.format(number=number) for number in numbers), encoding="utf-8")
    return Bank([folder], folder / "index.json")


def by_genanki(path: Path, made: list[Note]) -> None:
    """Write the notes as genanki alone would."""
    import genanki

    models = {kind: model(kind) for kind in {note.kind for note in made}}
    decks: dict[str, genanki.Deck] = {}
    for note in made:
        deck = decks.setdefault(note.deck, genanki.Deck(1_400_000_000 + len(decks), note.deck))
        deck.add_note(genanki.Note(models[note.kind], fields=list(note.fields.values()), tags=list(note.tags)))
    genanki.Package(list(decks.values())).write_to_file(path)


def seconds(action: Callable[[], object]) -> float:
    """Return the wall seconds of one call."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def main() -> int:
    """Print the medians and their ratio, or JSON; return 1 if the ratio is over its limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cards", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bank = make_bank(folder / "bank", arguments.cards)
        made: list[Note] = []
        texts = seconds(lambda: made.extend(notes(bank, list(bank.entries.values()), "en", 1)))
        ours, theirs = [], []
        for run in range(arguments.runs + 1):
            pair = (
                seconds(lambda: write_package(folder / "ours.apkg", made, Calendar(0, 4))),
                seconds(lambda: by_genanki(folder / "theirs.apkg", made)),
            )
            if run:  # the first warms up
                ours.append(pair[0])
                theirs.append(pair[1])
            print(f"\r{run}/{arguments.runs}", end="", file=sys.stderr, flush=True)
        print(file=sys.stderr)
    ratio = round(statistics.median(a / b for a, b in zip(ours, theirs, strict=True)), 2)
    found = {
        "cards": arguments.cards,
        "texts_to_html_s": round(texts, 2),
        "package_s": round(statistics.median(ours), 2),
        "genanki_s": round(statistics.median(theirs), 2),
        "ratio": ratio,
        "limit": LIMIT,
    }
    print(json.dumps(found) if arguments.json else "\n".join(f"{key:16} {value}" for key, value in found.items()))
    return int(ratio > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
