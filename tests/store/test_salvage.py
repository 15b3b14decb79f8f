import random
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlprep.store.event import Event, Line
from dlprep.store.salvage import Salvage, behind_damage, read_row, salvage
from dlprep.store.store import Store
from tests.store.test_store import answer
from tests.strategies import logs

PAGE = 4096


def content(path: Path) -> tuple[bytes, bytes]:
    wal = path.with_name(f"{path.name}-wal")
    return path.read_bytes(), wal.read_bytes() if wal.exists() else b""


def in_order(found: Salvage) -> list[Line]:
    return sorted(found.lines.values(), key=lambda line: line.seq or 0)


def many(count: int = 300) -> list[Event]:
    """A log over many pages, with answers of several pages now and then."""
    return [
        replace(answer(f"event-{n:04}", n % 6, card=f"card-{n % 9}", hours=n), detail={"answer": "é" * (n % 7) ** 5})
        for n in range(count)
    ]


@settings(max_examples=40)
@given(logs(), st.integers(0, 25))
def test_a_sound_log_is_read_as_sqlite_reads_it(
    tmp_path_factory: pytest.TempPathFactory, log: list[Event], checkpoint: int
) -> None:
    path = tmp_path_factory.mktemp("log") / "reviews.db"
    with Store(path) as store:
        store.union(log[:checkpoint])
        store._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for event in log[checkpoint:]:
            store.append(event)
        found = salvage(*content(path))
        assert in_order(found) == store.lines()
        assert found.highest == len(log)
    shutil.rmtree(path.parent)


def test_long_answers_are_followed_from_page_to_page(tmp_path: Path) -> None:
    with Store(tmp_path / "reviews.db") as store:
        store.append_all(many())
        lines = store.lines()
    database, wal = content(tmp_path / "reviews.db")
    assert wal == b""
    assert in_order(salvage(database)) == lines


@pytest.mark.parametrize("seed", range(20))
def test_damage_costs_the_lines_it_is_in_and_no_others(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    with Store(tmp_path / "reviews.db") as store:
        store.append_all(many(200))
        lines = {line.event.id: line for line in store.lines()}
    database = bytearray(content(tmp_path / "reviews.db")[0])
    start = chance.choice((0, chance.randrange(len(database))))
    length = chance.choice((100, 2000, PAGE))
    database[start : start + length] = chance.randbytes(length)
    found = salvage(bytes(database)).lines
    assert all(lines[id_] == line for id_, line in found.items() if line.event.detail)
    assert len(found) > len(lines) - length / 60  # bytes of the shortest line


def test_a_file_cut_short_says_how_long_the_log_was(tmp_path: Path) -> None:
    with Store(tmp_path / "reviews.db") as store:
        store.append_all([answer(f"event-{n:04}", 4, hours=n) for n in range(1000)])
    database, _ = content(tmp_path / "reviews.db")
    found = salvage(database[: len(database) // 2])
    assert 0 < len(found.lines) < 1000
    assert len(found.lines) < found.highest <= 1000


def test_what_was_committed_behind_a_damaged_page_of_the_wal_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "reviews.db"
    with Store(path) as store:
        store._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for number in range(40):
            store.append(answer(f"event-{number:04}", 4, card=f"card-{number}", hours=number))
        _, wal = content(path)
    damaged = bytearray(wal)
    damaged[32 + 30 : 32 + 60] = b"\xff" * 30  # in the first frame
    assert salvage(b"", bytes(damaged)).lines.keys() == {f"event-{number:04}" for number in range(40)}
    damaged[:32] = bytes(32)
    assert len(salvage(b"", bytes(damaged)).lines) == 40
    assert behind_damage(wal) == set()
    torn = wal[: len(wal) - 10]  # the last commit is not whole, and was never acknowledged
    assert len(salvage(b"", torn).lines) == 39


ROW = ("a", "review", "alpha", 1_770_026_400_000, 0, "2026-02-02", 4, 1000, None, '{"answer":"x"}', 0)


@pytest.mark.parametrize(
    ("place", "value", "kept"),
    [
        pytest.param(9, '{"answer":', True, id="details-torn"),
        pytest.param(9, '{"answer":NaN}', True, id="details-no-json"),
        pytest.param(9, '["x"]', True, id="details-no-object"),
        pytest.param(0, "", False, id="no-id"),
        pytest.param(1, "merge", False, id="unknown-kind"),
        pytest.param(2, "al\x00pha", False, id="card-unprintable"),
        pytest.param(3, 2**60, False, id="time-out-of-range"),
        pytest.param(5, "2026-02-31", False, id="no-day"),
        pytest.param(6, 9, False, id="quality"),
        pytest.param(8, "b", False, id="answer-with-a-target"),
    ],
)
def test_a_row_that_is_no_line(place: int, value: object, kept: bool) -> None:
    line = read_row(1, ROW)
    assert line == Line(1, replace(answer("a", 4), detail={"answer": "x"}), False)
    found = read_row(1, (*ROW[:place], value, *ROW[place + 1 :]))
    assert found == (Line(1, answer("a", 4), False) if kept else None)


def test_what_is_left_over_where_rows_were_moved_counts_for_nothing(tmp_path: Path) -> None:
    chance = random.Random(1)
    with Store(tmp_path / "reviews.db") as store:
        store.append_all(
            [
                answer(f"{chance.getrandbits(128):032x}", 4, card=f"card-{n % 99}", hours=n * 7919 % 20_000)
                for n in range(4000)
            ]
        )
        lines = store.lines()
    database = bytearray(content(tmp_path / "reviews.db")[0])
    free = database.index(bytes(100)) + 20
    database[free : free + 16] = b"\x03\x21\x032026-02-02\x02\x04\x00"  # half an entry of an index
    found = salvage(bytes(database))
    assert in_order(found) == lines
    assert found.highest == 4000
