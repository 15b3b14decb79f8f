"""The real Anki: a collection, and what a learner does with it."""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

anki = pytest.importorskip("anki.collection")


@dataclass
class Anki:
    """A collection of the real Anki's."""

    col: Any

    def take(self, path: Path) -> tuple[int, int, int]:
        """Import a package with its schedule; return how many notes were new, updated, and there already."""
        options = anki.ImportAnkiPackageOptions(with_scheduling=True)
        log = self.col.import_anki_package(anki.ImportAnkiPackageRequest(package_path=str(path), options=options)).log
        return len(log.new), len(log.updated), len(log.duplicate)

    def note(self, guid: str) -> Any:
        return self.col.get_note(self.col.db.scalar("SELECT id FROM notes WHERE guid = ?", guid))

    def row(self, guid: str) -> dict[str, int]:
        """Return the schedule of a note's card."""
        names = ("type", "queue", "due", "ivl", "factor", "reps", "lapses")
        values = self.col.db.first(
            f"SELECT c.{', c.'.join(names)} FROM cards c JOIN notes n ON n.id = c.nid WHERE n.guid = ?", guid
        )
        return dict(zip(names, values, strict=True))

    def answer(self, count: int) -> list[tuple[str, int]]:
        """Answer the next cards by Anki's own scheduler with its four buttons in turn; return guids and buttons."""
        self.col.decks.select(self.col.decks.id("dlprep"))
        given = []
        for number in range(count):
            (queued,) = self.col.sched.get_queued_cards(fetch_limit=1).cards
            card = anki.Card(self.col, backend_card=queued.card)
            card.start_timer()
            button = number % 4
            self.col.sched.answer_card(self.col.sched.build_answer(card=card, states=queued.states, rating=button))
            given.append((card.note().guid, button + 1))
        return given

    def pass_a_day(self) -> None:
        """Let the next day begin: the collection is as if it had been made a day earlier."""
        path = self.col.path
        self.col.db.execute("UPDATE col SET crt = crt - 86400")
        self.col.close()
        self.col = anki.Collection(path)
        self.col.sched.deck_due_tree()  # Anki's first screen

    def export(self, path: Path, *, legacy: bool) -> Path:
        options = anki.ExportAnkiPackageOptions(
            with_scheduling=True, with_deck_configs=False, with_media=False, legacy=legacy
        )
        self.col.export_anki_package(out_path=str(path), options=options, limit=None)
        return path

    def is_sound(self) -> bool:
        """Whether Anki's own check of its database finds nothing to mend."""
        report, ok = self.col.fix_integrity()
        assert ok, report
        return "Database rebuilt and optimized" in report and len(report.strip().splitlines()) == 1


@pytest.fixture
def real_anki(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Anki]:
    """A new, empty collection in Beijing."""
    monkeypatch.setitem(os.environ, "TZ", "Asia/Shanghai")
    time.tzset()
    (tmp_path / "anki").mkdir()
    opened = Anki(anki.Collection(str(tmp_path / "anki" / "collection.anki2")))
    yield opened
    opened.col.close()
    monkeypatch.undo()
    time.tzset()
