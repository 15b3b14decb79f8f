"""Our package in the real Anki."""

import os
import sqlite3
import time
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from dlprep.anki import package as package_module
from dlprep.anki.collection import open_collection
from dlprep.anki.export import notes, standing
from dlprep.anki.identity import Origin, guid
from dlprep.anki.notetypes import note_type
from dlprep.anki.package import PackageError, write_package
from dlprep.anki.reviews import new_reviews
from dlprep.anki.schedule import Calendar, reviews_of
from dlprep.bank.bank import Bank
from dlprep.bank.card import KINDS
from dlprep.locations import shipped_bank
from dlprep.scheduler.days import Instant, local_day
from dlprep.store.event import Event
from dlprep.store.store import Store
from tests.anki.banks import BEIJING, DAY_MS, many_reviews, small_bank
from tests.anki.conftest import Anki

HERE = Calendar(BEIJING, 4)


def export(bank: Bank, path: Path, lang: str = "en", store: Store | None = None) -> Path:
    entries = list(bank.entries.values())
    if store is None:
        write_package(path, notes(bank, entries, lang, 3), HERE)
    else:
        known = standing(store, 4)
        write_package(path, notes(bank, entries, lang, 3, known), known.calendar)
    return path


@pytest.fixture
def bank(tmp_path: Path) -> Bank:
    return small_bank(tmp_path / "bank")


def test_anki_takes_every_note_and_finds_nothing_to_mend(real_anki: Anki, bank: Bank, tmp_path: Path) -> None:
    path = export(bank, tmp_path / "a.apkg")
    assert real_anki.take(path) == (8, 0, 0)
    assert real_anki.is_sound()
    assert real_anki.take(path) == (0, 0, 8)
    decks = {
        deck.name: real_anki.col.decks.card_count(deck.id, False) for deck in real_anki.col.decks.all_names_and_ids()
    }
    assert decks == {"Default": 0, "dlprep": 0, "dlprep::alpha": 5, "dlprep::beta": 3}
    order = real_anki.col.db.list(
        "SELECT n.guid FROM cards c JOIN notes n ON n.id = c.nid WHERE c.type = 0 ORDER BY c.due"
    )
    assert order[:3] == ["dlprep:en:recall-one", "dlprep:en:choice-one", "dlprep:en:cloze-one"]


def test_fields_tags_and_formulas_arrive(real_anki: Anki, bank: Bank, tmp_path: Path) -> None:
    real_anki.take(export(bank, tmp_path / "a.apkg"))
    note = real_anki.note("dlprep:en:recall-one")
    assert note["Answer"] == r"<p>The answer \(x^2\)</p>"
    assert note["Id"] == "recall-one · en"
    assert sorted(note.tags) == ["basic", "one", "two"]
    names = {kind: real_anki.col.models.by_name(f"dlprep {kind}") for kind in KINDS}
    for kind, model in names.items():
        assert model is not None, kind
        assert model["id"] == note_type(kind).id
        assert [field["name"] for field in model["flds"]] == list(note_type(kind).fields)
    card = real_anki.note("dlprep:en:compute-one:2").cards()[0]
    assert "[[type:TypedAnswer]]" in card.question()
    assert real_anki.note("dlprep:en:compute-one:2")["TypedAnswer"] == "28x28"


def test_an_edited_card_updates_its_note_and_keeps_its_progress(real_anki: Anki, bank: Bank, tmp_path: Path) -> None:
    real_anki.take(export(bank, tmp_path / "a.apkg"))
    ((name, _),) = real_anki.answer(1)
    before = real_anki.row(name)
    path = bank.folders[0] / "beta" / "a.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("What is recall-one?", "What was it?"), encoding="utf-8")
    os.utime(path, (time.time() + 60, time.time() + 60))
    again = Bank(bank.folders, tmp_path / "again.index")
    new, updated, _ = real_anki.take(export(again, tmp_path / "b.apkg"))
    assert (new, updated) == (0, 3)
    assert "What was it?" in real_anki.note("dlprep:en:recall-one")["Question"]
    assert real_anki.row(name) == before


def test_a_card_that_left_the_bank_is_not_in_the_next_package(real_anki: Anki, bank: Bank, tmp_path: Path) -> None:
    (bank.folders[0] / "beta" / "a.yaml").unlink()
    real_anki.take(export(Bank(bank.folders, tmp_path / "again.index"), tmp_path / "a.apkg"))
    assert real_anki.col.note_count() == 5


def test_languages_are_notes_of_their_own(real_anki: Anki, bank: Bank, tmp_path: Path) -> None:
    for lang in ("zh", "en", "both"):
        assert real_anki.take(export(bank, tmp_path / f"{lang}.apkg", lang)) == (8, 0, 0)
    assert real_anki.col.note_count() == 24


def test_the_same_bank_and_log_give_the_same_bytes(bank: Bank, store: Store, tmp_path: Path) -> None:
    store.union(many_reviews(list(bank.entries), 30, 1_790_000_000_000))
    first = export(bank, tmp_path / "a.apkg", store=store).read_bytes()
    again = Bank(bank.folders, tmp_path / "again.index")
    assert export(again, tmp_path / "b.apkg", store=store).read_bytes() == first


def test_the_schedule_arrives_card_for_card(real_anki: Anki, store: Store, tmp_path: Path) -> None:
    bank = Bank([shipped_bank()], tmp_path / "index.json")
    now = int(time.time() * 1000)
    cards = list(bank.entries)
    store.union(many_reviews(cards[:150], 500, now))
    at = Instant(now, BEIJING)
    store.append(Event("s", "suspend", cards[3], at, local_day(at, 4)))
    real_anki.take(export(bank, tmp_path / "a.apkg", store=store))
    assert real_anki.is_sound()
    assert real_anki.col.db.scalar("SELECT count() FROM revlog") == 500
    today, anki_today = local_day(at, 4), real_anki.col.sched.today
    seen = 0
    for entry in bank.entries.values():
        progress = store.progress(entry.id)
        row = real_anki.row(guid(Origin(entry.id, "en", 1 if entry.kind == "compute" else 0)))
        if progress is None or progress.state.due is None:
            assert row["type"] == 0
            continue
        seen += 1
        state = progress.state
        assert today + timedelta(days=row["due"] - anki_today) == state.due
        assert (row["type"], row["ivl"], row["factor"]) == (2, state.interval, state.ease * 10)
        assert row["lapses"] == state.lapses
        assert (row["queue"] == -1) == progress.suspended
    assert seen > 130


def test_a_failure_leaves_the_old_package(bank: Bank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = export(bank, tmp_path / "a.apkg")
    before = path.read_bytes()

    def broken(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(package_module, "_write_reviews", broken)
    with pytest.raises(PackageError, match="disk is full"):
        export(bank, path)
    assert path.read_bytes() == before
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.apkg", "bank", "bank.index"]


def test_a_place_that_cannot_be_written(bank: Bank, tmp_path: Path) -> None:
    with pytest.raises(PackageError, match="No such file or directory"):
        export(bank, tmp_path / "none" / "a.apkg")


def test_the_zip_is_compressed(bank: Bank, tmp_path: Path) -> None:
    with zipfile.ZipFile(export(bank, tmp_path / "a.apkg")) as archive:
        assert all(entry.compress_type == zipfile.ZIP_DEFLATED for entry in archive.infolist())
        assert archive.getinfo("collection.anki2").compress_size * 4 < archive.getinfo("collection.anki2").file_size


def test_what_was_buried_and_begun_anew_is_so_in_anki(
    real_anki: Anki, bank: Bank, store: Store, tmp_path: Path
) -> None:
    now = int(time.time() * 1000)
    before, at = Instant(now - 3 * DAY_MS, BEIJING), Instant(now, BEIJING)
    today = local_day(at, 4)
    for name in ("recall-one", "choice-one", "cloze-one"):
        store.append(Event(name, "review", name, before, local_day(before, 4), quality=4, elapsed_ms=900))
    store.append(Event("bury", "bury", "recall-one", at, today))
    store.append(Event("reset", "reset", "choice-one", at, today))
    store.append(Event("cram", "cram", "cloze-one", at, today, quality=1))
    known = standing(store, 4, today)
    write_package(tmp_path / "a.apkg", notes(bank, list(bank.entries.values()), "en", 1, known), known.calendar)
    real_anki.take(tmp_path / "a.apkg")
    assert real_anki.is_sound()
    buried, anew, crammed = (real_anki.row(f"dlprep:en:{name}-one") for name in ("recall", "choice", "cloze"))
    assert (buried["queue"], buried["ivl"], buried["reps"]) == (-3, 1, 1)
    assert (anew["type"], anew["queue"], anew["ivl"]) == (0, 0, 0)
    assert (crammed["queue"], crammed["ivl"], crammed["reps"]) == (2, 1, 1)
    assert real_anki.col.db.list("SELECT type FROM revlog ORDER BY id") == [0, 0, 0, 4]

    real_anki.pass_a_day()
    assert real_anki.row("dlprep:en:recall-one")["queue"] == 2  # Anki took it out by itself
    back = real_anki.export(tmp_path / "back.apkg", legacy=True)
    with open_collection(back) as connection:
        found = new_reviews(connection, {event.card: [event] for event in store.events()[:3]}, 4, lambda _: BEIJING)
    assert (found.events, found.left_out["ours"], found.left_out["not_an_answer"]) == ([], 3, 1)


def test_a_reset_is_the_line_that_anki_itself_would_write(
    real_anki: Anki, bank: Bank, store: Store, tmp_path: Path
) -> None:
    at = Instant(int(time.time() * 1000) - 3 * DAY_MS, BEIJING)
    answer = Event("a", "review", "recall-one", at, local_day(at, 4), quality=4, elapsed_ms=900)
    store.append(answer)
    real_anki.take(export(bank, tmp_path / "a.apkg", store=store))
    real_anki.col.sched.schedule_cards_as_new([real_anki.note("dlprep:en:recall-one").cards()[0].id])
    columns = "ease, ivl, lastIvl, factor, time, type"
    (theirs,) = real_anki.col.db.all(f"SELECT {columns} FROM revlog WHERE type = 4")
    ours = [*reviews_of([answer, Event("r", "reset", "recall-one", Instant(at.ms + 1, BEIJING), answer.day)])][-1]
    assert list(ours[1:]) == theirs
