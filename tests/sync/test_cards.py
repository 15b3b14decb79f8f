import os
import random
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlprep.bank.overlay import revert
from dlprep.sync.cards import exchange_cards
from tests.disks import all_but

NAMES = ("0000000a", "0000000b", "0000000c")
CARD = "sigmoid-max-slope"
SECOND = 1_000  # milliseconds


class Machine:
    def __init__(self, name: str, base: Path) -> None:
        self.name, self.overlay = name, base / name / "overlay"

    def edit(self, text: str, at: int, card: str = CARD) -> None:
        self.overlay.mkdir(parents=True, exist_ok=True)
        path = self.overlay / f"{card}.yaml"
        path.write_text(text, encoding="utf-8")
        os.utime(path, ns=(at * 10**6, at * 10**6))

    def revert(self, at: int, card: str = CARD) -> None:
        if kept := revert(self.overlay, card):
            os.utime(kept, ns=(at * 10**6, at * 10**6))

    def texts(self) -> dict[str, str]:
        return {path.stem: path.read_text(encoding="utf-8") for path in self.overlay.glob("*.yaml")}

    def sync(self, folder: Path) -> tuple[list[str], list[str]]:
        others = {path: path.read_bytes() for path in folder.iterdir() if self.name not in path.name}
        done = exchange_cards(self.overlay, folder, self.name)
        assert all(path.read_bytes() == content for path, content in others.items())
        return done


@pytest.fixture
def machines(tmp_path: Path) -> tuple[Machine, Machine, Path]:
    (tmp_path / "shared").mkdir()
    return Machine(NAMES[0], tmp_path), Machine(NAMES[1], tmp_path), tmp_path / "shared"


def test_an_edit_goes_to_the_other_machine_once(machines: tuple[Machine, Machine, Path]) -> None:
    one, two, folder = machines
    assert one.sync(folder) == ([], [])
    assert list(folder.iterdir()) == []
    one.edit("first\r\n", SECOND)
    assert one.sync(folder) == ([], [CARD])
    assert two.sync(folder) == ([CARD], [])
    assert two.texts() == {CARD: "first\n"}
    assert (two.overlay / f"{CARD}.yaml").read_bytes() == b"first\r\n"
    assert one.sync(folder) == two.sync(folder) == ([], [])


def test_the_later_edit_holds_and_the_other_is_kept(machines: tuple[Machine, Machine, Path]) -> None:
    one, two, folder = machines
    one.edit("later", 2 * SECOND)
    two.edit("earlier", SECOND)
    one.sync(folder)
    assert two.sync(folder) == ([CARD], [CARD])
    assert (two.overlay / f"{CARD}.yaml.replaced").read_text(encoding="utf-8") == "earlier"
    assert "earlier" in (folder / "dlprep-cards-0000000b.jsonl").read_text(encoding="utf-8")
    assert one.sync(folder) == ([], [])
    assert one.texts() == two.texts() == {CARD: "later"}


def test_at_one_time_all_machines_take_the_same(machines: tuple[Machine, Machine, Path]) -> None:
    one, two, folder = machines
    one.edit("a", SECOND)
    two.edit("b", SECOND)
    for machine in (one, two, one):
        machine.sync(folder)
    assert one.texts() == two.texts() == {CARD: "b"}


def test_going_back_to_an_earlier_text_is_an_edit(machines: tuple[Machine, Machine, Path]) -> None:
    one, two, folder = machines
    for at, text in enumerate(("first", "second", "first"), start=1):
        one.edit(text, at * SECOND)
        assert one.sync(folder) == ([], [CARD])
        assert two.sync(folder) == ([CARD], [])
        assert two.texts() == {CARD: text}


def test_a_card_made_as_shipped_again_is_so_everywhere(machines: tuple[Machine, Machine, Path]) -> None:
    one, two, folder = machines
    one.edit("mine", SECOND)
    one.sync(folder)
    two.sync(folder)
    assert revert(two.overlay, CARD) is not None  # now, by the clock
    assert two.sync(folder) == ([], [CARD])
    assert one.sync(folder) == ([CARD], [])
    assert one.texts() == two.texts() == {}
    assert (one.overlay / f"{CARD}.yaml.reverted").read_text(encoding="utf-8") == "mine"
    assert one.sync(folder) == two.sync(folder) == ([], [])


def test_a_time_to_come_is_now(machines: tuple[Machine, Machine, Path]) -> None:
    one, two, folder = machines
    one.edit("from the future", 99_999_999_999 * SECOND)
    one.sync(folder)
    two.sync(folder)
    (two.overlay / f"{CARD}.yaml").write_text("better", encoding="utf-8")
    two.sync(folder)
    one.overlay.joinpath(f"{CARD}.yaml").touch()
    assert "better" in (folder / "dlprep-cards-0000000b.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "line",
    [
        pytest.param('{"card": "../../x", "at": 1, "text": "x"}', id="elsewhere"),
        pytest.param('{"card": "x", "at": "1", "text": "x"}', id="no time"),
        pytest.param('{"card": "x", "at": 1, "text": 5}', id="no text"),
        pytest.param('{"card": "x", "at": 1, "text": "\\ud800"}', id="half a surrogate pair"),
        pytest.param('{"card": "x", "at": 1, "te', id="cut off"),
        pytest.param("[" * 99_999, id="deep"),
        pytest.param("null", id="no object"),
    ],
)
def test_a_bad_line_costs_itself_only(machines: tuple[Machine, Machine, Path], line: str) -> None:
    one, _, folder = machines
    good = '{"card": "good", "at": 1, "text": "good"}'
    (folder / "dlprep-cards-0000000b (conflicted copy).jsonl").write_text(f"{line}\n{good}\n", encoding="utf-8")
    assert one.sync(folder) == (["good"], [])
    assert one.texts() == {"good": "good"}


def test_a_damaged_file_is_no_version_and_gives_way(machines: tuple[Machine, Machine, Path]) -> None:
    one, two, folder = machines
    two.edit("good", SECOND)
    two.sync(folder)
    one.edit("", 2 * SECOND)
    (one.overlay / f"{CARD}.yaml").write_bytes(b"\xff")
    assert one.sync(folder) == ([CARD], [])
    assert (one.overlay / f"{CARD}.yaml.replaced").read_bytes() == b"\xff"


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.sampled_from(("edit", "revert", "sync")), st.integers(0, 2), st.integers(1, 20)), max_size=30
    ),
    st.randoms(),
)
def test_three_machines_agree_in_the_end_on_the_last_edit(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, int]], chance: random.Random
) -> None:
    base = tmp_path_factory.mktemp("machines")
    folder = base / "shared"
    folder.mkdir()
    machines = [Machine(name, base) for name in NAMES]
    for number, (step, which, at) in enumerate(steps):
        machine, card = machines[which], chance.choice(("one", "two"))
        if step == "edit":
            machine.edit(f"text {number}", at * SECOND, card)
        elif step == "revert":
            machine.revert(at * SECOND, card)
        else:
            machine.sync(folder)
    chance.shuffle(machines)
    for machine in (*machines, *machines):
        machine.sync(folder)
    for machine in machines:
        assert machine.texts() == machines[0].texts()
        assert machine.sync(folder) == ([], [])
    shutil.rmtree(base)


def test_a_file_that_cannot_be_read_keeps_no_other_from_it(
    machines: tuple[Machine, Machine, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two, folder = machines
    one.edit("mine", SECOND)
    one.sync(folder)
    broken = folder / "dlprep-cards-0000000c.jsonl"
    broken.touch()
    monkeypatch.setattr(Path, "read_bytes", all_but(broken))
    assert exchange_cards(two.overlay, folder, two.name) == ([CARD], [])
