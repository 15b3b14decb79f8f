"""Three machines, a tool that carries files as it likes, and answers on all of them."""

import random
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlprep.store.event import Event, fold
from dlprep.store.store import Store
from dlprep.sync import folder as files
from dlprep.sync.exchange import exchange
from tests.store.test_store import answer, retract
from tests.strategies import logs

NAMES = ("0000000a", "0000000b", "0000000c")
STEPS = ("answer", "sync", "carry", "carry part", "conflict copy", "delete")


class Machine:
    """A machine with a log, and its copy of the shared folder."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name, self.folder = name, folder
        self.store = Store(Path(":memory:"))
        folder.mkdir()

    def sync(self) -> None:
        others = {path: path.read_bytes() for path in self.folder.iterdir() if self.name not in path.name}
        exchange(self.store, self.folder, self.name)
        for path, content in others.items():
            assert path.read_bytes() == content, "only its own files are a machine's to write"
        assert {path for path in self.folder.iterdir() if self.name not in path.name} == set(others)


class Carrier:
    """Carries the files of a machine to another: whole, in part, or as a conflict copy."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def carry(self, one: Machine, other: Machine, *, part: bool = False, conflict: bool = False) -> None:
        for path in sorted(one.folder.iterdir()):
            target = other.folder / path.name
            if other.name in path.name and not conflict:
                continue  # a machine's own files come from nowhere else
            content = path.read_bytes()
            if part:
                content = content[: self.chance.randrange(len(content) + 1)]
            if conflict:
                target = target.with_name(f"{path.stem}.sync-conflict-20260310-{self.chance.randrange(9)}.jsonl")
            target.write_bytes(content)


def shared(machines: list[Machine]) -> Iterator[tuple[Machine, Machine]]:
    return ((one, other) for one in machines for other in machines if one is not other)


@settings(max_examples=60)
@given(logs(), st.lists(st.sampled_from(STEPS), max_size=40), st.randoms(use_true_random=False), st.integers(200, 2000))
def test_three_machines_agree_in_the_end_and_lose_nothing(
    tmp_path_factory: pytest.TempPathFactory, log: list[Event], steps: list[str], chance: random.Random, full: int
) -> None:
    base = tmp_path_factory.mktemp("machines")
    machines = [Machine(name, base / name) for name in NAMES]
    carrier, waiting, made = Carrier(chance), list(log), list[Event]()
    with ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "FULL", full)
        for machine in machines:
            stack.enter_context(machine.store)
        for step in steps:
            machine, other = chance.sample(machines, 2)
            if step == "answer" and waiting:
                made.append(waiting.pop(0))
                machine.store.append(made[-1])
            elif step == "sync":
                machine.sync()
            elif step == "delete":
                for path in machine.folder.iterdir():
                    if chance.random() < 0.3:
                        path.unlink()
            elif step != "answer":
                carrier.carry(machine, other, part=step == "carry part", conflict=step == "conflict copy")
        for _ in range(3):
            for machine in machines:
                machine.sync()
            for one, other in shared(machines):
                carrier.carry(one, other)
        for machine in machines:
            machine.sync()
            events = machine.store.events()
            assert {event.id: event for event in events} == {event.id: event for event in made}
            states = machine.store.all_progress()
            assert states == {card: fold(machine.store.events(card)) for card in states}
            assert states == machines[0].store.all_progress()
    shutil.rmtree(base)


@settings(max_examples=30)
@given(logs())
def test_a_second_round_does_nothing(tmp_path_factory: pytest.TempPathFactory, log: list[Event]) -> None:
    folder = tmp_path_factory.mktemp("shared")
    with Store(Path(":memory:")) as one, Store(Path(":memory:")) as two:
        for event in log:
            one.append(event)
        first = exchange(one, folder, NAMES[0])
        assert (first.received, first.sent, first.others) == ([], len(log), 0)
        taken = exchange(two, folder, NAMES[1])
        assert (taken.received, taken.sent, taken.others) == (log, 0, bool(log))
        before = {path: path.read_bytes() for path in folder.iterdir()}
        for store, name in ((one, NAMES[0]), (two, NAMES[1])):
            again = exchange(store, folder, name)
            assert (again.received, again.sent, again.unreadable, again.differing) == ([], 0, {}, 0)
        assert {path: path.read_bytes() for path in folder.iterdir()} == before
    shutil.rmtree(folder)


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "two.db") as opened:
        yield opened


def test_what_came_in_from_elsewhere_goes_out_too(store: Store, two: Store, tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    store.union([answer("from-anki", 4)])
    exchange(store, folder, NAMES[0])
    assert [event.id for event in exchange(two, folder, NAMES[1]).received] == ["from-anki"]


def test_undo_takes_back_across_machines_and_stays_at_home(store: Store, two: Store, tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    first = answer("a", 4)
    store.append(first)
    exchange(store, folder, NAMES[0])
    exchange(two, folder, NAMES[1])
    assert two.last_event() is None  # what was done on the other machine is undone there
    store.append(retract("r", first))
    exchange(store, folder, NAMES[0])
    exchange(two, folder, NAMES[1])
    known = two.progress("alpha")
    assert known is not None
    assert known.state.is_new


def test_the_same_id_with_other_content_stops_nobody(store: Store, two: Store, tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    mine, theirs = answer("a", 4), replace(answer("a", 1), elapsed_ms=5)
    store.append(mine)
    two.append(theirs)
    two.append(answer("b", 5, hours=9))
    exchange(store, folder, NAMES[0])
    assert exchange(two, folder, NAMES[1]).differing == 1
    found = exchange(store, folder, NAMES[0])
    assert [event.id for event in found.received] == ["b"]
    assert store.events() == [mine, answer("b", 5, hours=9)]
    assert two.events()[0] == theirs


def test_a_machine_that_lost_its_log_gets_it_back_from_its_own_files(store: Store, two: Store, tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    store.append(answer("a", 4))
    exchange(store, folder, NAMES[0])
    assert [event.id for event in exchange(two, folder, NAMES[0]).received] == ["a"]


def test_files_that_say_nothing_new_are_not_read_again(
    store: Store, two: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, memory = tmp_path / "shared", tmp_path / "cache" / "sync.json"
    folder.mkdir()
    store.append_all([answer("a", 4), answer("b", 5, hours=1)])
    exchange(store, folder, NAMES[0])
    read: list[bytes] = []
    reading = files._read

    def counted(line: bytes) -> Event | None:
        read.append(line)
        return reading(line)

    monkeypatch.setattr(files, "_read", counted)
    for expected in (2, 0):
        exchange(two, folder, NAMES[1], memory)
        assert len(read) == expected
        read.clear()
    (path,) = folder.iterdir()
    path.write_bytes(path.read_bytes()[:-2])  # the same file, and it says something else
    assert exchange(two, folder, NAMES[1], memory).unreadable == {path.name: 1}
    assert len(read) == 2
    memory.write_text("{", encoding="utf-8")
    assert exchange(two, folder, NAMES[1], memory).sent == 0


def test_a_log_that_went_back_gets_the_lines_of_remembered_files(store: Store, two: Store, tmp_path: Path) -> None:
    folder, memory = tmp_path / "shared", tmp_path / "sync.json"
    folder.mkdir()
    two.append_all([answer("a", 4), answer("b", 5, hours=1)])
    exchange(two, folder, NAMES[1])
    assert len(exchange(store, folder, NAMES[0], memory).received) == 2
    exchange(store, folder, NAMES[0], memory)
    with Store(Path(":memory:")) as empty:
        assert len(exchange(empty, folder, NAMES[0], memory).received) == 2


def test_what_differs_is_said_each_time(store: Store, two: Store, tmp_path: Path) -> None:
    folder, memory = tmp_path / "shared", tmp_path / "sync.json"
    folder.mkdir()
    store.append(answer("a", 4))
    two.append(answer("a", 1))
    exchange(two, folder, NAMES[1])
    assert [exchange(store, folder, NAMES[0], memory).differing for _ in range(3)] == [1, 1, 1]
