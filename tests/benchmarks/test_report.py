from functools import partial
from pathlib import Path

import pytest

from benchmarks.explained import GROUPS
from benchmarks.measure import Row, Timing, call, in_turn
from benchmarks.report import as_json, cells, duration, from_json, write_page

ROWS = [
    Row("start", "dlprep due", 0.2, 596, 10_000, "bare Typer", 1.4, 1.5, 36.4),
    Row("start", "dlprep due", 0.21, 10_000, 100_000, "bare Typer", 1.45),
    Row("answering", "due counts", 0.002, 596, 10_000, "Anki", 1.25, 1.0),
    Row("grading", "an answer, with its reference", 8.2e-5, against="1/10,000 s", ratio=0.82, limit=1.0),
]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.0000005, "0.5 µs"), (0.00012, "120 µs"), (0.0421, "42.1 ms"), (1.0, "1 s"), (83.2, "83.2 s")],
)
def test_durations_have_three_digits(seconds: float, said: str) -> None:
    assert duration(seconds) == said


def test_a_row_says_what_it_has() -> None:
    assert cells(ROWS[0]) == ("dlprep due", "596", "200 ms", "bare Typer", "1.40x", "1.5x", "36 MB")
    assert cells(ROWS[3])[1] == cells(ROWS[3])[6] == ""


def test_a_ratio_is_the_median_of_the_turns() -> None:
    assert Timing([1.0, 2.0, 9.0]).ratio(Timing([1.0, 1.0, 3.0])) == 2.0


def test_actions_are_done_in_turn_after_one_that_does_not_count() -> None:
    done: list[str] = []
    actions = {name: call(partial(done.append, name)) for name in ("a", "b")}
    found = in_turn(actions, 2, lambda _: None)
    assert done == ["a", "b"] * 3
    assert [len(timing.seconds) for timing in found.values()] == [2, 2]


def test_rows_survive_json() -> None:
    assert from_json(as_json(ROWS))[1] == ROWS
    assert [row.missed for row in ROWS] == [False, False, True, False]


def test_the_page_has_a_table_a_group_and_the_plot(tmp_path: Path) -> None:
    write_page(ROWS, "a machine", tmp_path)
    page = (tmp_path / "performance.md").read_text(encoding="utf-8")
    assert [line[3:] for line in page.splitlines() if line.startswith("## ")] == [
        group.title for name, group in GROUPS.items() if any(row.group == name for row in ROWS)
    ]
    assert "| due counts | 596 | 2 ms | Anki | **1.25x** | 1x |" in page
    assert "a machine" in page
    assert "dlprep due" in (tmp_path / "performance.svg").read_text(encoding="utf-8")
