import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dlprep.doctor.repair import Mend, mend_all
from dlprep.interview.notebook import Notebook, read_record
from dlprep.interview.record import write_line
from dlprep.locations import Locations
from dlprep.store.backup import back_up
from dlprep.store.store import Store
from dlprep.sync.exchange import exchange
from dlprep.sync.machine import machine_id
from tests.cli.test_interview import written
from tests.interview.records import record
from tests.store.test_repair import log
from tests.store.test_store import answer

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
NAME = "2026-03-10-2015"


@pytest.fixture
def places(tmp_path: Path) -> Locations:
    home = tmp_path / "home"
    with Store(home / "reviews.db") as store:
        store.append_all([answer("a", 4), answer("b", 5, hours=30)])
    (home / "config.toml").write_text("new_per_day = 5\n", encoding="utf-8")
    machine_id(home)
    written(home, record(NAME))
    (home / "overlay").mkdir()
    (home / "overlay" / "sigmoid-max-slope.yaml").write_text("- id: sigmoid-max-slope\n", encoding="utf-8")
    (home / "cache").mkdir()
    return Locations(home, home / "config.toml", home / "cache")


def mend(places: Locations) -> list[Mend]:
    return mend_all(places, dict, NOON)


def kept(places: Locations) -> list[str]:
    return sorted(path.name for path in places.quarantine.iterdir())


def test_where_all_is_well_only_the_cache_goes(places: Locations) -> None:
    (places.cache / "bank-texts.json").write_text("{}", encoding="utf-8")
    before = {path: path.read_bytes() for path in places.data.rglob("*") if path.is_file()}
    assert mend(places) == []
    del before[places.cache / "bank-texts.json"]
    assert {path: path.read_bytes() for path in places.data.rglob("*") if path.is_file()} == before


def test_an_empty_home_stays_empty(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert mend(Locations(home, home / "config.toml", home / "cache")) == []
    assert not home.exists()


def test_settings_keep_the_lines_that_can_be_read(places: Locations) -> None:
    places.config.write_bytes(b"new_per_day = 5\nlang = 'zh\n\xff = 1\nplain = true\n")
    (done,) = mend(places)
    assert (done.name, done.facts["saved"]) == ("config", 2)
    assert places.config.read_text(encoding="utf-8") == "new_per_day = 5\nplain = true\n"
    assert kept(places) == ["20260310-120000-config.toml"]
    assert mend(places) == []


def test_of_two_lines_for_one_setting_the_last_is_kept_and_a_table_is_none(places: Locations) -> None:
    places.config.write_text('\ufeffnew_per_day = 5\n[more]\nlang = "zh"\nnew_per_day = 6\n' * 2, encoding="utf-8")
    assert [done.facts["saved"] for done in mend(places)] == [2]
    assert places.config.read_text(encoding="utf-8") == 'new_per_day = 6\nlang = "zh"\n'
    assert mend(places) == []


def test_of_settings_that_lie_elsewhere_the_damaged_text_is_kept_and_the_link(places: Locations) -> None:
    elsewhere = places.config.rename(places.data / "dotfile")
    places.config.symlink_to("dotfile")
    elsewhere.write_text("=", encoding="utf-8")
    (done,) = mend(places)
    assert Path(done.facts["kept"]).read_text(encoding="utf-8") == "="
    assert places.config.is_symlink()
    assert elsewhere.read_text(encoding="utf-8") == ""


def test_a_machine_without_a_name_gets_another(places: Locations) -> None:
    (places.data / "machine.json").write_text("{", encoding="utf-8")
    (done,) = mend(places)
    assert done.name == "machine"
    assert mend(places) == []
    machine_id(places.data)


def test_the_shared_folder_gives_lines_back(places: Locations, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    places.config.write_text(f"sync = '{shared}'\n", encoding="utf-8")
    with Store(places.database) as store, Store(Path(":memory:")) as other:
        other.append(answer("c", 3, hours=50))
        exchange(other, shared, "0000000a")
        exchange(store, shared, machine_id(places.data))
    places.database.write_bytes(b"diary" * 1000)
    (done,) = mend(places)
    assert done.facts["from"] == {"the shared folder": 2, "other machines": 1}
    assert len(log(places.data)) == 3
    with Store(places.database) as store:
        last = store.last_event()
        assert last is not None
        assert last.id == "b"
    assert mend(places) == []


def test_states_are_computed_anew(places: Locations) -> None:
    with closing(sqlite3.connect(places.database)) as connection, connection:
        connection.execute("UPDATE states SET due = 'never'")
    (done,) = mend(places)
    assert (done.name, done.facts["cards"]) == ("states", 1)
    assert mend(places) == []


def test_an_interview_keeps_the_lines_that_can_be_read(places: Locations) -> None:
    path = places.data / "interviews" / f"{NAME}.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:5], b'{"type": "answ\xff\n', *lines[5:]]))
    (done,) = mend(places)
    assert (done.name, done.facts["saved"]) == ("interviews", len(lines))
    assert path.read_bytes() == b"".join(lines)
    path.write_bytes(b"\x00" + b"".join(lines))  # its beginning is gone
    (done,) = mend(places)
    assert done.facts["saved"] == 0
    assert not path.exists()
    assert mend(places) == []
    assert len(kept(places)) == 2


def test_a_backup_has_more_of_an_interview_and_the_last_text_of_a_card(places: Locations) -> None:
    back_up(places.database, places.backups, NOON)
    path, edited = places.data / "interviews" / f"{NAME}.jsonl", places.overlay / "sigmoid-max-slope.yaml"
    whole = path.read_bytes()
    path.write_bytes(b"\x00" + whole)
    edited.write_bytes(b"\x00\x01")
    assert [done.name for done in mend(places)] == ["interviews", "cards"]
    assert path.read_bytes() == whole
    assert edited.read_text(encoding="utf-8") == "- id: sigmoid-max-slope\n"
    assert mend(places) == []


def test_an_interview_that_goes_on_and_a_slip_in_a_card_are_left_alone(places: Locations) -> None:
    path = places.data / "interviews" / "2026-03-11-0900.jsonl"
    begin = record(path.stem).begin
    (places.overlay / "sigmoid-max-slope.yaml").write_text("- id: [\n", encoding="utf-8")
    with Notebook.begin(path.parent, begin):
        path.write_bytes(b"\x00" + path.read_bytes())
        assert mend(places) == []
    path.write_text(f"{write_line(begin)}\n", encoding="utf-8")
    assert read_record(path).begin == begin


def test_an_index_that_says_something_else_is_made_anew(places: Locations) -> None:
    cached = places.cache / "bank-index.db"
    cached.write_text(json.dumps({"gone": 1}), encoding="utf-8")

    def cards() -> object:
        return json.loads(cached.read_text(encoding="utf-8")) if cached.exists() else {}

    assert [done.name for done in mend_all(places, cards, NOON)] == ["cache"]
    assert mend_all(places, cards, NOON) == []


def test_what_cannot_be_mended_does_not_keep_the_rest_from_it(places: Locations) -> None:
    places.config.write_text("=", encoding="utf-8")
    with closing(sqlite3.connect(places.database)) as connection, connection:
        connection.execute("UPDATE states SET interval = 99")
    places.quarantine.write_text("in the way", encoding="utf-8")
    assert [(done.name, done.done) for done in mend(places)] == [("config", False), ("states", True)]
    assert places.config.read_text(encoding="utf-8") == "="
