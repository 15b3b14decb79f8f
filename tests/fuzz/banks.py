"""Damaged banks: YAML and Markdown through the check, the index, and what shows a card."""

import re
from dataclasses import dataclass
from pathlib import Path
from random import Random

from dlprep.bank.bank import Bank
from dlprep.bank.check import check_banks
from dlprep.bank.load import load_file
from dlprep.compute.registry import find_problem, problem_families
from dlprep.locations import shipped_bank
from tests.banks import choice_card, cloze_card, compute_card, derive_card, order_card
from tests.fuzz.campaign import Broken, Campaign
from tests.fuzz.mutate import mutate
from tests.fuzz.screen import command, new_home

_CARDS = re.compile(rb"^(?=- id:)", re.MULTILINE)
_CITED = re.compile(rb"^  sources:.*\n", re.MULTILINE)
MARKDOWN = b"""# Notes

## Why divide by the root of d? {#attention-scale .attention level=basic}

Without it the variance grows with $d$, and `softmax` saturates:

```python
## not a question
```

1. one
2. two **bold** [link](x)

- [ ] variance grows
- [x] saturates

## \xe4\xb8\xba\xe4\xbb\x80\xe4\xb9\x88\xef\xbc\x9f ##

$\\frac{a}{b}$
"""
TOPICS = b"- {name: cards, zh: \xe7\x94\xb2, en: Cards, subjects: [bank]}\n"
SOURCES = b"""- id: doc
  title: {zh: a, en: b}
  units:
    - {id: doc-1, place: 1, title: {zh: a, en: b}, topics: [softmax]}
"""
WORDS = [
    word.encode()
    for word in (
        *(
            "- id: ",
            "kind: ",
            "level: ",
            "zh: ",
            "en: ",
            "recall",
            "choice",
            "cloze",
            "order",
            "derive",
            "compute",
            "basic",
        ),
        *(
            "sources: [doc-1]",
            "tags: [a, a]",
            "question: ",
            "answer: ",
            "points:",
            "weight: ",
            "words:",
            "options:",
            "right: true",
        ),
        *(
            "text: ",
            "gaps:",
            "formula: ",
            "accept: ",
            "for: ",
            "steps:",
            "lines:",
            "problem: ",
            "fix: ",
            "choose: ",
            "figure: ",
        ),
        *(
            "claims:",
            "experiment: ",
            "shows: ",
            "params: ",
            "follow_ups: ",
            "card: ",
            "correction: ",
            "details: ",
            "pitfalls:",
        ),
        *(
            "&a ",
            "*a",
            "!!python/object/apply:os.system [true]",
            "!!binary aGk=",
            "<<: *a",
            "? ",
            "| ",
            "|\n",
            ">-\n",
            "---\n",
            "...",
        ),
        *(
            "~",
            "null",
            "[]",
            "{}",
            "''",
            "[[",
            "]]",
            "[[x]]",
            "$",
            r"\frac{",
            r"\begin{pmatrix}",
            r"\left(",
            "```",
            "**",
            "`x`",
        ),
        *(
            "## ",
            "{#",
            "level=",
            "- [ ] ",
            "~~~",
            "\n\n",
            "  ",
            "\t",
            "relu",
            "../../evil",
            "own.evil",
            "os",
            "__init__",
            "sigmoid",
        ),
        *(
            "{a: {a: {a: ",
            "a: " * 40,
            r"\frac{1}{" * 60,
            "$" + "{" * 200 + "}" * 200 + "$",
            "x_{" * 100,
            "* " * 400,
            "[[" * 300,
        ),
    )
]


@dataclass(frozen=True, slots=True)
class Written:
    """A bank: the name and content of its cards, and of the files beside them."""

    name: str
    cards: bytes
    topics: bytes = TOPICS
    sources: bytes = b""
    is_shown: bool = False


class Banks(Campaign[Written]):
    """The shipped cards, one to three at a time, and a compute card of each problem."""

    share = 2500
    calls = 3

    def __init__(self, scratch: Path) -> None:
        """Take the cards, and a small bank in place of the shipped one: its units are read each time."""
        super().__init__(scratch)
        self.yaml = [make(name).encode() for make, name in ((choice_card, "a"), (cloze_card, "b"), (derive_card, "c"))]
        self.yaml += [order_card("d").encode(), compute_card("e").encode()]
        for path in sorted(shipped_bank().glob("*/*.yaml")):
            cards = _CARDS.split(_CITED.sub(b"", path.read_bytes()))
            self.yaml += [card for card in cards if card.startswith(b"- id:")]
        for name in problem_families():
            fix = ", ".join(f"{key}: {value}" for key, value in find_problem(name).example.items())
            self.yaml.append(f"- id: own-{name.replace('_', '-')}\n  kind: compute\n  level: basic\n".encode())
            self.yaml[-1] += f"  problem: {name}\n  fix: {{{fix}}}\n".encode()
        self.folder, self.home = scratch / "cards", new_home(scratch / "home")
        self.shipped = scratch / "shipped"
        self.shipped.mkdir()
        (self.shipped / "sources.yaml").write_bytes(SOURCES)
        self.folder.mkdir()

    def make(self, rng: Random) -> Written:
        """Damage some cards, and now and then the files beside them."""
        markdown = rng.random() < 0.2
        seeds = [MARKDOWN] if markdown else rng.sample(self.yaml, k=rng.randint(1, 3))
        name = "bank.md" if markdown else "bank.yaml"
        topics = mutate(rng, TOPICS, self.yaml, WORDS) if rng.random() < 0.1 else TOPICS
        sources = mutate(rng, SOURCES, self.yaml, WORDS) if rng.random() < 0.1 else b""
        cards = mutate(rng, b"".join(seeds), [*self.yaml[:50], MARKDOWN], WORDS)
        return Written(name, cards, topics, sources, rng.random() < 0.03)

    def read(self, made: Written) -> bool:
        """Check the bank, index it, and now and then show its cards."""
        path = self.folder / made.name
        for name, content in ((made.name, made.cards), ("topics.yaml", made.topics), ("sources.yaml", made.sources)):
            (self.folder / name).write_bytes(content)
        try:
            place = path if made.name.endswith(".md") else self.folder
            count, findings = check_banks([place], self.shipped)
            cards = load_file(path).cards
            names = {loaded.card.id for loaded in cards}
            if count != len(cards):
                raise Broken("check and load differ")
            if not cards and not findings and made.cards.strip():
                raise Broken("no card, and nothing is said")
            if torn := [str(finding) for finding in findings if len(str(finding).splitlines()) > 1]:
                raise Broken(f"a finding of several lines: {torn[0]!r}")
            if made.is_shown:
                if set(Bank([place], self.scratch / "index.db").entries) != names:
                    raise Broken("index and load differ")
                for card in [*names][:2]:
                    command(self.home, ("--bank", str(place), "show", card))
        finally:
            path.unlink()
        return bool(cards)
