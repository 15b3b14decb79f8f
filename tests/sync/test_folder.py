from pathlib import Path

import pytest

from dlprep.store.event import Event
from dlprep.store.jsonl import to_line
from dlprep.sync import folder
from dlprep.sync.folder import read_folder, write_own
from tests.store.test_store import answer

ONE, TWO = "00000001", "00000002"
EVENTS = [answer(f"event-{number}", number % 6, hours=number) for number in range(20)]


def lines(*events: Event) -> bytes:
    return "".join(f"{to_line(event)}\n" for event in events).encode()


def listed(path: Path) -> list[str]:
    return sorted(file.name for file in path.iterdir())


def test_what_is_written_is_read(tmp_path: Path) -> None:
    write_own(tmp_path, ONE, EVENTS[:5])
    write_own(tmp_path, ONE, EVENTS[5:7])
    write_own(tmp_path, TWO, EVENTS[7:])
    found = read_folder(tmp_path)
    assert list(found.events.values()) == EVENTS
    assert found.machines == {ONE, TWO}
    assert found.unreadable == {}
    assert (tmp_path / f"dlprep-log-{ONE}-0001.jsonl").read_bytes() == lines(*EVENTS[:7])


def test_a_full_file_is_never_touched_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "FULL", 400)
    names = [f"dlprep-log-{ONE}-{number:04}.jsonl" for number in range(1, 100)]
    for number, event in enumerate(EVENTS):
        earlier = {name: (tmp_path / name).read_bytes() for name in listed(tmp_path)[:-1]}
        write_own(tmp_path, ONE, [event])
        assert earlier == {name: (tmp_path / name).read_bytes() for name in earlier}
        assert listed(tmp_path) == names[: len(listed(tmp_path))]
        assert list(read_folder(tmp_path).events.values()) == EVENTS[: number + 1]
    assert len(listed(tmp_path)) > 3
    assert all(len((tmp_path / name).read_bytes()) <= 400 for name in listed(tmp_path))


def test_one_large_round_fills_several_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "FULL", 400)
    write_own(tmp_path, ONE, EVENTS)
    assert len(listed(tmp_path)) > 3
    assert list(read_folder(tmp_path).events.values()) == EVENTS


@pytest.mark.parametrize(
    "name",
    [
        f"dlprep-log-{ONE}-0001 (conflicted copy).jsonl",
        f"dlprep-log-{ONE}-0001 (Ada's conflicted copy 2026-03-10).jsonl",
        f"dlprep-log-{ONE}-0001.sync-conflict-20260310-201500-ABCDEFG.jsonl",
        f"dlprep-log-{ONE}-0001 (1).jsonl",
        f"dlprep-log-{ONE}-0001 2.jsonl",
        f"dlprep-log-{ONE}-0001-DESKTOP.jsonl",
        f"dlprep-log-{ONE}-0001（冲突副本）.jsonl",
        f"dlprep-log-{ONE}-0001.jsonl.orig",
    ],
)
def test_conflict_copies_are_read_and_never_written(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(lines(EVENTS[0]))
    assert list(read_folder(tmp_path).events.values()) == [EVENTS[0]]
    write_own(tmp_path, ONE, [EVENTS[1]])
    assert (tmp_path / name).read_bytes() == lines(EVENTS[0])
    assert set(read_folder(tmp_path).events) == {"event-0", "event-1"}


@pytest.mark.parametrize(
    "name", ["notes.jsonl", "dlprep-log.jsonl", f".dlprep-log-{ONE}-0001.jsonl.7.part", "dlprep-log-xyz-1.jsonl"]
)
def test_other_files_are_left_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(lines(EVENTS[0]))
    (tmp_path / f"dlprep-log-{ONE}-0001.jsonl").mkdir()
    assert read_folder(tmp_path).events == {}
    assert read_folder(tmp_path).unreadable == {}


@pytest.mark.parametrize(
    ("bad", "count"),
    [
        pytest.param(lines(EVENTS[2])[:40], 1, id="cut off"),
        pytest.param(lines(EVENTS[2])[:-1], 0, id="only the newline is missing"),
        pytest.param('{"card": "激活'.encode()[:-1], 1, id="cut off within a character"),
        pytest.param(b"\0" * 4096, 1, id="zeros after a power cut"),
        pytest.param(b"\xff\xfe{}\n", 1, id="not UTF-8"),
        pytest.param(b'{"id": "x", "kind": "merge", "card": "a", "at": 0}\n', 1, id="a kind of a newer dlprep"),
        pytest.param(b'{"card": "a", "at": 0, "quality": 3, "answer": "\\ud800"}\n', 1, id="half a surrogate pair"),
        pytest.param(b'{"card": "a", "at": 0, "quality": 3, "answer": 1e999}\n', 1, id="beyond floats"),
        pytest.param(b"[" * 100_000 + b"\n", 1, id="deep"),
        pytest.param(b"1\n\n  \nnull\n", 2, id="no objects, and empty lines"),
    ],
)
def test_a_bad_line_costs_itself_only_and_stays(tmp_path: Path, bad: bytes, count: int) -> None:
    path = tmp_path / f"dlprep-log-{ONE}-0001.jsonl"
    path.write_bytes(lines(*EVENTS[:2]) + bad)
    found = read_folder(tmp_path)
    assert list(found.events.values())[:2] == EVENTS[:2]
    assert found.unreadable == ({path.name: count} if count else {})
    write_own(tmp_path, ONE, [EVENTS[3]])
    assert path.read_bytes() == lines(*EVENTS[:2]) + bad + (b"" if bad.endswith(b"\n") else b"\n") + lines(EVENTS[3])
    assert EVENTS[3].id in read_folder(tmp_path).events


def test_line_ends_and_a_mark_that_an_editor_added(tmp_path: Path) -> None:
    content = b"\xef\xbb\xbf" + lines(*EVENTS).replace(b"\n", b"\r\n")
    (tmp_path / f"dlprep-log-{ONE}-0001.jsonl").write_bytes(content)
    assert list(read_folder(tmp_path).events.values()) == EVENTS
    assert read_folder(tmp_path).unreadable == {}
