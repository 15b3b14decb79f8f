import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dlprep.errors import StoreError
from dlprep.store import restore
from dlprep.store.backup import back_up
from dlprep.store.database import MIGRATIONS
from dlprep.store.event import Event, Line
from dlprep.store.repair import Repaired, Source, beside, hidden_lines, repair
from dlprep.store.store import Store
from dlprep.text import Text
from tests.store.test_salvage import PAGE, many
from tests.store.test_store import answer

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
ROOT = Path(__file__).parents[2]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a log of 300 lines, of which a backup has the first 200."""
    with Store(tmp_path / "reviews.db") as store:
        store.append_all(many()[:200])
        back_up(tmp_path / "reviews.db", tmp_path / "backups", NOON)
        store.append_all(many()[200:])
    return tmp_path


def mend(home: Path, shared: list[Source] | None = None) -> Repaired | None:
    return repair(home / "reviews.db", home / "quarantine", home / "backups", NOON, lambda: shared or [])


def log(home: Path) -> list[Event]:
    with closing(sqlite3.connect(home / "reviews.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    with Store(home / "reviews.db") as store:
        assert store.differing() == []
        return store.events()


def hit(home: Path, start: int, content: bytes) -> None:
    with (home / "reviews.db").open("r+b") as file:
        file.seek(start)
        file.write(content)


def root_of(home: Path, table: str) -> int:
    with closing(sqlite3.connect(home / "reviews.db")) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    return int(page)


def test_a_sound_log_is_left_alone(home: Path) -> None:
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    assert mend(home) is None
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before


def test_there_is_nothing_to_mend_where_there_is_no_log(tmp_path: Path) -> None:
    assert mend(tmp_path) is None
    (tmp_path / "reviews.db").touch()
    assert mend(tmp_path) is None
    assert [path.name for path in tmp_path.iterdir()] == ["reviews.db"]


def header(home: Path) -> None:
    hit(home, 0, b"\x00" * 100)


def schema(home: Path) -> None:
    hit(home, 0, os.urandom(PAGE))


def tree(home: Path) -> None:
    hit(home, (root_of(home, "log") - 1) * PAGE, b"\xff" * PAGE)


def index(home: Path) -> None:
    hit(home, (root_of(home, "log_by_card") - 1) * PAGE + 500, b"\x00" * 400)


def details(home: Path) -> None:
    with closing(sqlite3.connect(home / "reviews.db")) as connection, connection:
        connection.execute("DROP TRIGGER log_is_never_changed")
        connection.execute("UPDATE log SET detail = '{' WHERE id = 'event-0150'")


@pytest.mark.parametrize("damage", [header, schema, tree, index, details])
def test_nothing_is_lost_where_only_the_way_to_it_is_damaged(home: Path, damage: Callable[[Path], None]) -> None:
    damage(home)
    before = (home / "reviews.db").read_bytes()
    done = mend(home)
    assert done is not None
    assert done.lost == 0
    assert log(home) == many()
    assert done.kept == home / "quarantine" / "20260310-120000-reviews.db"
    assert done.kept.read_bytes() == before
    assert mend(home) is None
    with Store(home / "reviews.db") as store:
        last = store.last_event()
        assert last is not None
        assert last.id == "event-0299"  # answers can still be undone
    assert sorted(path.name for path in home.iterdir()) == ["backups", "quarantine", "reviews.db"]


def test_a_file_cut_short_gets_back_what_the_backup_has(home: Path) -> None:
    content = (home / "reviews.db").read_bytes()
    (home / "reviews.db").write_bytes(content[: len(content) // 3])
    done = mend(home)
    assert done is not None
    found = log(home)
    assert found[:200] == many()[:200]
    assert done.lost <= 300 - len(found)
    assert sum(count for _, count in done.saved) == len(found)
    assert [name.en for name, _ in done.saved] == ["the damaged file", "the backup reviews.20260310-120000.db"]


@pytest.mark.parametrize("content", [b"", b"diary" * 1000], ids=["empty", "text"])
def test_what_is_nowhere_in_the_file_comes_from_elsewhere(home: Path, content: bytes) -> None:
    (home / "reviews.db").write_bytes(content)
    mine = Source(Text("", "own"), [Line(None, event, False) for event in many()[150:250]])
    others = Source(Text("", "others"), [Line(None, event, True) for event in many()[240:290]], trusted=False)
    done = mend(home, [mine, others])
    assert done is not None
    assert log(home) == many()[:290]
    assert [count for _, count in done.saved] == [200, 50, 40]
    with Store(home / "reviews.db") as store:
        last = store.last_event()
        assert last is not None
        assert last.id == "event-0249"


def test_what_a_sound_copy_says_is_believed_before_the_damaged_file(home: Path) -> None:
    other = replace(many()[0], quality=5)
    others = Source(Text("", "others"), [Line(None, replace(many()[250], quality=5), True)], trusted=False)
    header(home)
    assert mend(home, [Source(Text("", "own"), [Line(None, other, False)]), others]) is not None
    assert log(home)[0] == many()[0]  # the backup has it, too
    assert log(home)[250] == many()[250]


def test_a_row_that_is_no_line_is_lost_and_counted(home: Path) -> None:
    with closing(sqlite3.connect(home / "reviews.db")) as connection, connection:
        connection.execute("DROP TRIGGER log_is_never_changed")
        connection.execute("UPDATE log SET day = '2026-99-99' WHERE id = 'event-0299'")
    with Store(home / "reviews.db") as store, pytest.raises(StoreError, match="cannot be read") as caught:
        store.events()
    assert "dlprep doctor --repair" in caught.value.hint
    done = mend(home)
    assert done is not None
    assert done.lost == 1
    assert log(home) == many()[:299]


@pytest.mark.parametrize("linked", [False, True], ids=["here", "a-link-leads-to-it"])
def test_a_damaged_wal_gives_back_what_sqlite_would_throw_away(tmp_path: Path, linked: bool) -> None:
    there = tmp_path / "elsewhere" if linked else tmp_path
    there.mkdir(exist_ok=True)
    made = tmp_path / "made"
    with Store(made / "reviews.db") as store:
        store._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for number in range(40):
            store.append(answer(f"event-{number:04}", 4, card=f"card-{number}", hours=number))
        for name in ("reviews.db", "reviews.db-wal"):
            shutil.copy(made / name, there / name)
    if linked:
        (tmp_path / "reviews.db").symlink_to(there / "reviews.db")
    assert hidden_lines(tmp_path / "reviews.db") == 0
    wal = bytearray((there / "reviews.db-wal").read_bytes())
    wal[32 + 30 : 32 + 60] = b"\xff" * 30
    (there / "reviews.db-wal").write_bytes(wal)
    assert hidden_lines(tmp_path / "reviews.db") == 40
    done = mend(tmp_path)
    assert done is not None
    assert len(log(tmp_path)) == 40
    assert done.kept.with_name(f"{done.kept.name}-wal").read_bytes() == wal
    assert (tmp_path / "reviews.db").is_symlink() == linked


def test_lines_that_a_restore_took_away_are_not_hidden_ones(tmp_path: Path) -> None:
    with Store(tmp_path / "reviews.db") as running:
        running.append(answer("a", 4))
        made = back_up(tmp_path / "reviews.db", tmp_path / "backups", NOON)
        assert made is not None
        running.append(answer("b", 4, hours=1))
        restore.replace(made.path, tmp_path / "reviews.db", tmp_path / "backups", NOON)
        assert b"review" in (tmp_path / "reviews.db-wal").read_bytes()  # the line that went, among others
        assert hidden_lines(tmp_path / "reviews.db") == 0


def test_a_log_of_an_older_dlprep_is_mended_too(tmp_path: Path) -> None:
    shutil.copy(ROOT / "tests" / "data" / "reviews.schema-1.db", tmp_path / "reviews.db")
    assert mend(tmp_path) is None
    header(tmp_path)
    assert mend(tmp_path) is not None
    assert len(log(tmp_path)) == 11


def test_a_newer_dlprep_s_and_another_program_s_are_not_touched(home: Path) -> None:
    hit(home, 60, (len(MIGRATIONS) + 1).to_bytes(4, "big"))
    hit(home, PAGE, b"\xff" * PAGE)
    before = (home / "reviews.db").read_bytes()
    with pytest.raises(StoreError, match="newer dlprep"):
        mend(home)
    assert (home / "reviews.db").read_bytes() == before
    (home / "reviews.db").unlink()
    with closing(sqlite3.connect(home / "reviews.db")) as connection:
        connection.execute("CREATE TABLE cards (id)")
    with pytest.raises(StoreError, match="not a dlprep database"):
        mend(home)


@pytest.mark.parametrize(
    "call",
    [
        "repair.repair(home / 'reviews.db', home / 'quarantine', home / 'backups', now)",
        "restore.replace(next((home / 'backups').iterdir()), home / 'reviews.db', home / 'backups', now)",
    ],
    ids=["repair", "restore"],
)
def test_a_log_in_use_is_refused(home: Path, call: str) -> None:
    with Store(home / "reviews.db") as store:
        store.events(last=1)
        # Locks belong to a process, and go when it closes the file, however opened: so the other dlprep is one.
        code = (
            "import sys; from datetime import datetime; from pathlib import Path\n"
            "from dlprep.store import repair, restore\n"
            "home, now = Path(sys.argv[1]), datetime.now()\n"
            f"(home / 'reviews.db').open('r+b').write(bytes(100)); {call}"
        )
        done = subprocess.run([sys.executable, "-c", code, str(home)], capture_output=True, text=True, cwd=ROOT)
    assert "another dlprep has it open" in done.stderr
    assert (home / "reviews.db").exists()
    assert not (home / "quarantine").exists()


KILLED = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from dlprep.store.repair import repair

left = int(sys.argv[2])

def killing(function):
    def call(*arguments, **settings):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*arguments, **settings)
    return call

for owner, name in ((os, "link"), (os, "fsync"), (Path, "replace"), (Path, "unlink"), (Path, "mkdir")):
    setattr(owner, name, killing(getattr(owner, name)))
home = Path(sys.argv[1])
repair(home / "reviews.db", home / "quarantine", home / "backups", datetime.now())
"""


def test_killed_at_any_step_nothing_is_lost_and_the_next_repair_completes(home: Path, tmp_path: Path) -> None:
    with Store(home / "reviews.db") as store:  # with lines in a -wal
        for number in range(30):
            store.append(answer(f"late-{number}", 4, hours=400 + number))
        crashed = tmp_path / "crashed"
        crashed.mkdir()
        for name in ("reviews.db", "reviews.db-wal"):
            shutil.copy(home / name, crashed / name)
        lines = store.events()
    leaf = (crashed / "reviews.db").read_bytes().index(b"event-0010review") // PAGE
    hit(crashed, leaf * PAGE, b"\xff" * 8)
    steps, code = 0, -signal.SIGKILL
    while code == -signal.SIGKILL:
        attempt = tmp_path / f"attempt-{steps}"
        shutil.copytree(crashed, attempt)
        code = subprocess.run([sys.executable, "-c", KILLED, str(attempt), str(steps)], cwd=ROOT).returncode
        mend(attempt)
        assert log(attempt) == lines
        assert mend(attempt) is None
        kept = [path.read_bytes() for path in (attempt / "quarantine").iterdir()]
        assert sorted(kept) == sorted((crashed / name).read_bytes() for name in ("reviews.db", "reviews.db-wal"))
        assert sorted(path.name for path in attempt.iterdir()) == ["quarantine", "reviews.db"]
        steps += 1
    assert code == 0
    assert steps > 5


def test_a_repair_that_was_cut_short_is_finished_even_if_the_log_looks_sound(tmp_path: Path) -> None:
    with Store(tmp_path / "reviews.db") as store:  # what was in its -wal is put away already
        store.append(answer("a", 4))
    with Store(beside(tmp_path / "reviews.db")) as store:
        store.append_all([answer("a", 4), answer("b", 5, hours=1)])
    done = mend(tmp_path)
    assert done is not None
    assert [event.id for event in log(tmp_path)] == ["a", "b"]
    assert not beside(tmp_path / "reviews.db").exists()
