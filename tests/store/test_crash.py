"""A kill at any moment, two programs at once, and a power cut: nothing acknowledged is lost."""

import random
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dlprep.store.event import Event
from dlprep.store.store import Store
from tests.store.crashes import check, crash, kill, start
from tests.store.test_store import answer


@pytest.mark.parametrize("kills", [pytest.param(4, id="a few"), pytest.param(300, marks=pytest.mark.slow, id="300")])
def test_a_kill_at_a_random_moment_loses_nothing(tmp_path: Path, kills: int) -> None:
    acknowledged, there = crash(tmp_path, kills, seed=random.randrange(2**32))
    assert there >= acknowledged >= kills
    assert there - acknowledged <= kills  # the one on its way when the kill came


def test_two_programs_that_answer_at_once_lose_and_double_nothing(tmp_path: Path) -> None:
    path = tmp_path / "reviews.db"
    programs = [start(path, name) for name in ("one", "two")]
    acknowledged: set[str] = set()
    for program in programs:
        assert program.stdout is not None
        for _ in range(40):
            acknowledged.add(program.stdout.readline().decode().strip())
    for program in programs:
        acknowledged |= set(kill(program))
    assert len(acknowledged) >= 80
    assert 0 <= check(path, acknowledged) - len(acknowledged) <= 2


class Disk:
    """The files of a database as they were at some moment, as far as they are on the disk."""

    def __init__(self, path: Path) -> None:
        self.path, self.wal = path, path.with_name(f"{path.name}-wal")

    def read(self) -> tuple[bytes, bytes]:
        return self.path.read_bytes(), self.wal.read_bytes() if self.wal.exists() else b""

    def write(self, folder: Path, image: tuple[bytes, bytes]) -> Path:
        folder.mkdir()
        for name, content in zip((self.path.name, self.wal.name), image, strict=True):
            (folder / name).write_bytes(content)
        return folder / self.path.name


PAGE = 4096


def torn(before: bytes, after: bytes, chance: random.Random) -> bytes:
    """Return what a disk may hold of a write that was cut: any of its pages, the others as they were."""
    pages = []
    for at in range(0, len(after), PAGE):
        old, new = before[at : at + PAGE], after[at : at + PAGE]
        pages.append(new if chance.random() < 0.5 else old.ljust(len(new), b"\0"))
    return b"".join(pages)


@pytest.mark.parametrize("seed", range(6))
def test_a_power_cut_loses_no_answer_that_returned(tmp_path: Path, seed: int) -> None:
    """Between two answers a commit appends to the -wal and syncs it, and a checkpoint then writes into the database.

    So the cut leaves some of the -wal's new frames, or all of them and some of the database's new pages.
    """
    chance = random.Random(seed)
    path = tmp_path / "reviews.db"
    with Store(path) as store:
        store._db.execute("PRAGMA wal_autocheckpoint = 20")  # pages; checkpoints come every few answers
        disk = Disk(path)
        before, done = disk.read(), set[str]()
        for number in range(40):
            event = answer(f"{number}", chance.randrange(6), hours=number)
            store.append(event)
            after = disk.read()
            cuts = [(before[0], torn(before[1], after[1], chance)), (torn(before[0], after[0], chance), after[1])]
            for which, cut in enumerate(cuts):
                check(disk.write(tmp_path / f"{number}-{which}", cut), done)
                shutil.rmtree(tmp_path / f"{number}-{which}")
            done.add(event.id)
            before = after


def test_copies_made_in_the_middle_of_a_transaction_hold_what_was_before(tmp_path: Path) -> None:
    path, copies = tmp_path / "reviews.db", list[tuple[bytes, bytes]]()
    with Store(path) as store:
        store.append(answer("before", 4))
        store._db.execute("PRAGMA cache_size = 5")  # pages; what does not fit goes into the -wal before the commit
        disk = Disk(path)

        def events() -> Iterator[Event]:
            for number in range(200):
                if number % 20 == 10:
                    copies.append(disk.read())
                yield replace(answer(f"{number}", 4, card=f"card-{number}"), detail={"answer": "x" * 1000})

        store.append_all(events())
        copies.append(disk.read())
    assert len({len(wal) for _, wal in copies}) > 5  # each was in the middle
    for number, copy in enumerate(copies):
        lines = check(disk.write(tmp_path / f"{number}", copy), {"before"})
        assert lines == (201 if number == len(copies) - 1 else 1)
