"""The cards as a table of comma-separated values."""

import csv
import io
from collections.abc import Iterable, Sequence

from dlprep.bank.bank import Bank
from dlprep.bank.card import ComputeCard
from dlprep.bank.index import Entry
from dlprep.compute.registry import find_problem
from dlprep.text import Language

_RUNS = ("=", "+", "-", "@", "\t", "\r")  # what makes a spreadsheet take a cell for a formula


def as_csv(bank: Bank, entries: Iterable[Entry], languages: Sequence[Language]) -> str:
    """Return the table, with a question and an answer column for each language."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    texts = [f"{name}_{language}" for language in languages for name in ("question", "answer")]
    writer.writerow(["id", "topic", "kind", "level", "tags", *texts])
    for entry in entries:
        card = bank.load(entry.id).card
        row = [entry.id, entry.topic, entry.kind, entry.level, " ".join(entry.tags)]
        for language in languages:
            if isinstance(card, ComputeCard):
                row += [find_problem(card.problem).title.say(language), ""]
            else:
                row += [card.question.text.say(language), card.answer.text.say(language)]
        writer.writerow([f"'{cell}" if cell.startswith(_RUNS) else cell for cell in row])
    return out.getvalue()
