"""The file of an interview: durable, tolerant of half a line, and of nothing else."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlprep.errors import UsageError
from dlprep.interview.notebook import (
    InterviewError,
    Notebook,
    find_interview,
    interview_files,
    is_running,
    read_record,
    readable_records,
)
from dlprep.interview.record import Answer, Ask, Begin, End, Line, Score, read_line, write_line

BEGIN = Begin(id="2026-03-10-2015", at="2026-03-10T20:15:00.000+08:00", minutes=30, seed=1, plan=("a", "b"))
ASK = Ask(card="a", topic="t", level="basic", kind="recall", seed=7, used=0.0)
ANSWER = Answer(text="第一行\nline two", matched=(0,), seconds=3.5, used=3.5)
SCORE = Score(at_ms=0, offset=480, day="2026-03-10", ticked=(0,), got=3, of=5, quality=3, used=3.5)
LINES: list[Line] = [ASK, ANSWER, SCORE, End(reason="quit", used=4.0)]


def written(folder: Path) -> Path:
    with Notebook.begin(folder, BEGIN) as notebook:
        for line in LINES:
            notebook.add(line)
    return folder / "2026-03-10-2015.jsonl"


def test_what_was_written_is_read(tmp_path: Path) -> None:
    record = read_record(written(tmp_path / "new" / "folder"))
    assert record.begin == BEGIN
    (question,) = record.scored
    assert (question.ask, question.answers, question.score) == (ASK, [ANSWER], SCORE)
    assert record.end is not None
    assert record.used == 4.0
    assert record.open is None


@given(st.data())
def test_cut_anywhere_it_reads_as_far_as_its_whole_lines(tmp_path: Path, data: st.DataObject) -> None:
    path = tmp_path / "x.jsonl"
    whole = "".join(f"{write_line(line)}\n" for line in (BEGIN, *LINES)).encode()
    first = whole.index(b"\n") + 1
    cut = whole[: data.draw(st.integers(first, len(whole)))]
    path.write_bytes(cut)
    lines = cut.count(b"\n") - 1
    record = read_record(path)
    assert len(record.questions) == (lines >= 1)
    assert len(record.scored) == (lines >= 3)
    with Notebook.resume(path) as notebook:
        for line in LINES[lines:]:
            notebook.add(line)
    assert path.read_bytes() == whole


@given(st.text(), st.floats(0, 1e6), st.lists(st.integers(0, 5), max_size=6))
def test_a_line_is_read_as_it_was_written(text: str, seconds: float, matched: list[int]) -> None:
    text = text.encode("utf-8", "replace").decode()
    line = Answer(text=text, matched=tuple(matched), seconds=seconds, used=seconds)
    assert "\n" not in write_line(line)
    assert read_line(write_line(line)) == line


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("", "is empty", id="empty"),
        pytest.param("{}\n", ":1", id="no-type"),
        pytest.param("[\n", ":1", id="no-json"),
        pytest.param(f"{write_line(ASK)}\n", "does not begin", id="no-beginning"),
        pytest.param(f"{write_line(BEGIN)}\n{write_line(BEGIN)}\n", ":2", id="two-beginnings"),
        pytest.param(f"{write_line(BEGIN)}\n{write_line(SCORE)}\n", "no question", id="a-score-of-nothing"),
        pytest.param(f'{write_line(BEGIN)}\n{{"type": "end", "reason": "bored", "used": 1}}\n', ":2", id="reason"),
        pytest.param(write_line(BEGIN).replace('"version":1', '"version":9') + "\n", "version", id="later-version"),
    ],
)
def test_a_damaged_file_names_the_line(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InterviewError, match=message):
        read_record(path)
    written(tmp_path)
    assert [record.begin.id for record in readable_records(tmp_path)] == ["2026-03-10-2015"]


def test_bytes_that_are_no_text_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_bytes(b"\xff\n")
    with pytest.raises(InterviewError, match=":1"):
        read_record(tmp_path / "x.jsonl")


def test_an_interview_is_open_once(tmp_path: Path) -> None:
    with Notebook.begin(tmp_path, BEGIN) as notebook, pytest.raises(UsageError, match="another terminal"):
        Notebook.resume(notebook.path)
    Notebook.resume(notebook.path).close()


def test_a_name_is_taken_once(tmp_path: Path) -> None:
    written(tmp_path)
    with pytest.raises(InterviewError, match="cannot be written"):
        Notebook.begin(tmp_path, BEGIN)


def test_interviews_are_found_by_name(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no interview yet"):
        find_interview(tmp_path, None)
    for name in ("2026-03-10-2015", "2026-03-10-2015-2", "2026-03-11-0900"):
        Notebook.begin(tmp_path, BEGIN.model_copy(update={"id": name})).close()
    assert find_interview(tmp_path, None).stem == "2026-03-11-0900"
    assert find_interview(tmp_path, "2026-03-10-2015").stem == "2026-03-10-2015"
    assert find_interview(tmp_path, "2026-03-11").stem == "2026-03-11-0900"
    assert [path.begin.id for path in readable_records(tmp_path)][:2] == ["2026-03-10-2015", "2026-03-10-2015-2"]
    for name in ("2026-03-10", "../x", "nothing"):
        with pytest.raises(UsageError):
            find_interview(tmp_path, name)


def test_an_interview_that_could_not_begin_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(InterviewError, match="No space"):
            Notebook.begin(tmp_path, BEGIN)
    assert list(tmp_path.iterdir()) == []
    Notebook.begin(tmp_path, BEGIN).close()


@pytest.mark.parametrize("content", [b"", b'{"type": "beg'], ids=["empty", "half-a-line"])
def test_what_a_kill_left_before_the_first_line_is_no_interview(tmp_path: Path, content: bytes) -> None:
    path = written(tmp_path)
    (tmp_path / "2026-03-11-0900.jsonl").write_bytes(content)
    assert interview_files(tmp_path) == [path]
    assert find_interview(tmp_path, None) == path
    path.unlink()
    with pytest.raises(UsageError, match="no interview yet"):
        find_interview(tmp_path, None)


def test_it_runs_while_it_is_open(tmp_path: Path) -> None:
    assert not is_running(tmp_path, BEGIN.id)
    with Notebook.begin(tmp_path, BEGIN):
        assert is_running(tmp_path, BEGIN.id)
    assert not is_running(tmp_path, BEGIN.id)
