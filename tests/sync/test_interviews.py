import random
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlprep.interview.notebook import Notebook, readable_records
from dlprep.interview.record import End, write_line
from dlprep.sync.interviews import _grow, exchange_interviews
from tests.cli.test_interview import written
from tests.disks import all_but
from tests.interview.records import record

NAMES = ("0000000a", "0000000b", "0000000c")
ONE = "2026-03-10-2015"


class Machine:
    """A machine's data folder. The shared folder is one, or a copy that somebody carries."""

    def __init__(self, name: str, base: Path) -> None:
        self.name, self.data = name, base / name
        (self.data / "interviews").mkdir(parents=True)

    def sync(self, folder: Path) -> tuple[list[str], list[str]]:
        others = {path: path.read_bytes() for path in folder.iterdir() if self.name not in path.name}
        done = exchange_interviews(self.data, folder, self.name)
        assert all(path.read_bytes() == content for path, content in others.items())
        return done

    def file(self, name: str) -> Path:
        return self.data / "interviews" / f"{name}.jsonl"

    def contents(self) -> list[bytes]:
        return sorted(path.read_bytes() for path in (self.data / "interviews").iterdir())


@pytest.fixture
def machines(tmp_path: Path) -> tuple[Machine, Machine, Path]:
    (tmp_path / "shared").mkdir()
    return Machine(NAMES[0], tmp_path), Machine(NAMES[1], tmp_path), tmp_path / "shared"


def test_an_interview_goes_from_one_machine_to_the_other_once(machines: tuple[Machine, Machine, Path]) -> None:
    one, two, folder = machines
    written(one.data, record(ONE))
    assert one.sync(folder) == ([], [f"dlprep-interview-0000000a-{ONE}.jsonl"])
    assert two.sync(folder) == ([f"{ONE}.jsonl"], [])
    assert [found.begin.id for found in readable_records(two.data / "interviews")] == [ONE]
    assert one.sync(folder) == two.sync(folder) == ([], [])
    assert one.contents() == two.contents()


def test_an_interview_that_goes_on_elsewhere_grows_here(machines: tuple[Machine, Machine, Path]) -> None:
    one, two, folder = machines
    with Notebook.begin(one.data / "interviews", record(ONE).begin):
        pass
    one.sync(folder)
    two.sync(folder)
    with Notebook.resume(two.file(ONE)) as notebook:
        notebook.add(End(reason="quit", used=1))
    one.file(ONE).write_bytes(one.file(ONE).read_bytes() + b'{"type": "as')  # a kill left half a line
    assert two.sync(folder)[1] == [f"dlprep-interview-0000000b-{ONE}.jsonl"]
    assert one.sync(folder)[0] == [f"{ONE}.jsonl"]
    assert one.contents() == two.contents()


def test_one_that_is_open_is_left_alone(machines: tuple[Machine, Machine, Path]) -> None:
    one, _, folder = machines
    begin = record(ONE).begin
    with Notebook.begin(one.data / "interviews", begin):
        longer = f"{write_line(begin)}\n{write_line(End(reason='quit', used=1))}\n"
        (folder / f"dlprep-interview-{NAMES[1]}-{ONE}.jsonl").write_text(longer, encoding="utf-8")
        before = one.contents()
        assert one.sync(folder)[0] == []
        assert one.contents() == before
    assert one.sync(folder)[0] == [f"{ONE}.jsonl"]


def test_two_of_one_name_are_both_kept(machines: tuple[Machine, Machine, Path]) -> None:
    one, two, folder = machines
    written(one.data, record(ONE, 4))
    written(two.data, record(ONE, 2))
    for machine in (one, two, one, two):
        machine.sync(folder)
    assert one.contents() == two.contents()
    assert len(one.contents()) == 2
    assert one.sync(folder) == two.sync(folder) == ([], [])


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b'{"type": "begin", "id": "2026-03-10-2015"', id="cut off"),
        pytest.param(b"\xff\xfe\n", id="not UTF-8"),
        pytest.param(b"[1]\n", id="no object"),
        pytest.param(b'{"type": "ask", "id": "2026-03-10-2015"}\n', id="no beginning"),
        pytest.param(b'{"type": "begin", "id": "../../2026-03-10-2015"}\n', id="elsewhere"),
        pytest.param(b'{"type": "begin", "id": 5}\n', id="no name"),
        pytest.param(b'{"type": "begin", "id": "2026-03-10-2015"}\nx\n', id="damaged behind"),
        pytest.param(b"[" * 99_999 + b"\n", id="deep"),
    ],
)
def test_what_is_no_interview_is_neither_taken_nor_sent(
    machines: tuple[Machine, Machine, Path], content: bytes
) -> None:
    one, two, folder = machines
    (folder / f"dlprep-interview-{NAMES[2]}-{ONE}.jsonl").write_bytes(content)
    two.file(ONE).write_bytes(content)
    assert one.sync(folder) == two.sync(folder) == ([], [])
    assert one.contents() == []


@settings(max_examples=40)
@given(st.lists(st.sampled_from(("begin", "go on", "sync", "carry part")), max_size=30), st.randoms())
def test_three_machines_agree_in_the_end_and_lose_nothing(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str], chance: random.Random
) -> None:
    base = tmp_path_factory.mktemp("machines")
    folder = base / "shared"
    folder.mkdir()
    machines = [Machine(name, base) for name in NAMES]
    made: set[bytes] = set()
    for number, step in enumerate(steps):
        machine = chance.choice(machines)
        files = sorted((machine.data / "interviews").iterdir())
        if step == "begin":
            path = machine.file(f"2026-03-10-{chance.randrange(3):04}")
            if not path.exists():
                path.write_text(f'{{"type": "begin", "id": "{path.stem}", "seed": {number}}}\n', encoding="utf-8")
                made.add(path.read_bytes())
        elif step == "go on" and files:
            path = chance.choice(files)
            with path.open("ab") as file:
                file.write(b'{"type": "ask", "n": %d}\n' % number)
            made.add(path.read_bytes())
        elif step == "sync":
            machine.sync(folder)
        elif step == "carry part" and (shared := sorted(folder.iterdir())):
            whole = chance.choice(shared).read_bytes()
            copy = folder / f"dlprep-interview-{chance.choice(NAMES)}-x.sync-conflict-{number}.jsonl"
            copy.write_bytes(whole[: chance.randrange(len(whole) + 1)])
    for machine in (*machines, *machines):
        machine.sync(folder)
    for machine in machines:
        assert machine.contents() == machines[0].contents()
        assert machine.sync(folder) == ([], [])
    found = machines[0].contents()
    assert all(any(content.startswith(one) for content in found) for one in made)
    assert all(sum(other.startswith(content) for other in found) == 1 for content in found)
    shutil.rmtree(base)


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        pytest.param(b"one\n", b"one\ntwo\n", id="less"),
        pytest.param(b"one\n" + b"half a line" * 9, b"one\ntwo\n", id="a line cut short"),
        pytest.param(b"one\nother\n", b"one\nother\n", id="went on meanwhile"),
    ],
)
def test_a_file_only_ever_grows(tmp_path: Path, kept: bytes, expected: bytes) -> None:
    path = tmp_path / "interview.jsonl"
    path.write_bytes(kept)
    assert _grow(path, b"one\ntwo\n") == (kept != expected)
    assert path.read_bytes() == expected


def test_a_file_that_cannot_be_read_keeps_no_other_from_it(
    machines: tuple[Machine, Machine, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two, folder = machines
    written(one.data, record(ONE))
    one.sync(folder)
    broken = folder / f"dlprep-interview-{NAMES[2]}-{ONE}.jsonl"
    broken.touch()
    monkeypatch.setattr(Path, "read_bytes", all_but(broken))
    assert exchange_interviews(two.data, folder, two.name) == ([f"{ONE}.jsonl"], [])
